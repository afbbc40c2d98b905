//! `kill -9` at two hundred random moments: no finished minute lost, none invented, the next start works.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use rstest::rstest;
use workdiary_test_support::clock::Clock;
use workdiary_test_support::home::Home;
use workdiary_test_support::pass;
use workdiary_test_support::program::{has_ended, signal};

const DAY: &str = "2026-11-16";
const KILLS: u64 = 25;
/// Ended minutes are on the disk a second later; the rest is what a busy machine may take.
const DURABLE: Duration = Duration::from_millis(1_600);

/// Tracked seconds of every minute.
type Minutes = BTreeMap<String, u64>;

fn minutes(home: &Home) -> Minutes {
    let segments = home.segments(DAY);
    let all = segments.iter().flat_map(|segment| segment["minutes"].as_array().unwrap());
    let tracked =
        all.map(|of| (of["minute"].as_str().unwrap().to_owned(), of["tracked_seconds"].as_u64().unwrap()));
    tracked.filter(|(_, seconds)| *seconds > 0).collect()
}

#[expect(clippy::disallowed_methods, reason = "how long the host lived")]
fn now() -> Instant {
    Instant::now()
}

/// Every host begins two seconds before the end of a minute and lives for up to five.
#[rstest]
fn no_minute_is_lost_or_invented(#[values(0, 1, 2, 3, 4, 5, 6, 7)] chunk: u64) {
    let clock = Clock::at(&format!("{DAY} 08:00:00"));
    let home = Home::with_contract(clock.environment());
    let mut before = Minutes::new();
    let (mut finished, mut cut_short) = (0, 0);
    for kill in 0..KILLS {
        let minute = format!("{:02}:{:02}", 8 + kill / 20, kill % 20 * 3);
        clock.set(&format!("{DAY} {minute}:58"));
        let begun = now();
        let on = home.run(["start", "--json"]).json();
        let started = now();
        let since = on["tracking"]["since"].as_str().unwrap().to_owned();
        pass(Duration::from_millis(RandomState::new().hash_one((chunk, kill)) % 5_000));
        let lived = started.elapsed();
        let host = on["host"].as_u64().unwrap();
        signal(host, "KILL");
        let at_most = begun.elapsed().as_secs() + 1;
        workdiary_test_support::wait_until("the host is gone", Duration::from_secs(10), || has_ended(host));

        let after = minutes(&home);
        let story =
            format!("kill {kill} of {chunk}: on at {since}, killed after {lived:?}\n{before:?}\n{after:?}");
        for (minute, seconds) in &before {
            assert_eq!(after.get(minute), Some(seconds), "an older minute changed: {story}");
        }
        let new: u64 = after.iter().filter(|(minute, _)| !before.contains_key(*minute)).map(|(_, s)| s).sum();
        assert!(new <= at_most, "{new} seconds in {at_most}: {story}");
        let first = 60 - since[17..19].parse::<u64>().unwrap();
        if lived > Duration::from_secs(first) + DURABLE {
            let recorded = after.get(&format!("{}:00Z", &since[..16]));
            assert_eq!(recorded, Some(&first), "a finished minute is missing: {story}");
            finished += 1;
        } else {
            cut_short += 1;
        }
        before = after;
    }
    assert!(finished > 0 && cut_short > 0, "{finished} finished, {cut_short} cut short: nothing was tested");
    clock.set(&format!("{DAY} 12:00:00"));
    home.run(["start"]).ok();
    home.run(["stop", "--host"]).ok();
    let diary = home.run(["diary", "--day", DAY]).ok();
    assert!(diary.contains("closed at the last recorded second"), "{diary}");
    let report = home.run(["doctor", "--json"]).failed_out(1);
    for check in ["database", "journal", "snapshots"] {
        assert!(report.contains(&format!("{{\"name\":\"{check}\",\"level\":\"ok\"")), "{check}: {report}");
    }
}
