//! The default rule against weeks computed by hand, and against a plain implementation of it.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use workdiary_diary::minutes::{MinuteDelta, SlotMinutes};
use workdiary_diary::segments::{NewSegment, Origin, Segments};
use workdiary_diary::time::{SLOT_MINUTES, Slot};
use workdiary_plugins::{NoAnswer, Plugin, RuleTerms, WeekColumns};

use crate::component::{empty_week, sandbox};

static RULE: LazyLock<Plugin> = LazyLock::new(|| {
    let builtin = workdiary_builtins::by_name("weekly-limit").unwrap();
    sandbox().load_unproved("weekly-limit", builtin.component).unwrap()
});

/// A segment of a week: its slot, and its tracked seconds, or none where it is manual.
type Of = (u32, Option<u16>);

fn week(of: &[Of], rate: i64, limit: Option<u32>, digits: u8) -> WeekColumns {
    let first = empty_week().terms.week;
    let mut segments = Segments::with_texts(vec![String::new()]);
    for (slot, seconds) in of {
        let slot = Slot(first + slot);
        let mut minutes = SlotMinutes::starting(slot, slot.start());
        let mut left = seconds.unwrap_or(0);
        for index in 0..SLOT_MINUTES {
            let seconds = u8::try_from(left.min(60)).unwrap();
            left -= u16::from(seconds);
            minutes.add(&MinuteDelta { minute: slot.minute(index), seconds, counts: Default::default() });
        }
        let origin = if seconds.is_some() { Origin::Tracked } else { Origin::Manual };
        segments.push(&NewSegment { slot, origin, minutes, memo_id: 0, label_id: 0, session: 0 });
    }
    let terms =
        RuleTerms { hourly_rate: rate, weekly_limit: limit, currency_digits: digits, ..empty_week().terms };
    WeekColumns { terms, segments: Arc::new(segments), ..empty_week() }
}

/// One letter a segment, then tracked and manual minutes and their amounts.
fn answer(config: &str, week: &WeekColumns) -> (String, [(u32, i64); 2]) {
    let assessment = RULE.assess(config, week).unwrap().answer;
    let letter =
        |assessed: workdiary_diary::assess::Assessed<'_>| match (assessed.status.word(), assessed.reason) {
            ("billable", _) => 'B',
            ("over-limit", _) => 'O',
            (_, Some("too-short")) => '-',
            other => panic!("{other:?}"),
        };
    let letters = assessment.iter().map(letter).collect();
    let line = |text: &str| {
        let line = assessment.answer().lines.iter().find(|line| line.text == text);
        line.map_or((0, 0), |line| (line.minutes, line.amount))
    };
    let lines = [line("Tracked time"), line("Manual time")];
    assert_eq!(assessment.total(), lines[0].1 + lines[1].1);
    (letters, lines)
}

/// A run of letters: `3t` three whole tracked segments, `2m` two manual ones, `59s` one of so many seconds.
fn segments(text: &str) -> Vec<Of> {
    let mut of = Vec::new();
    for word in text.split_whitespace() {
        let (number, kind) = word.split_at(word.len() - 1);
        let number: u16 = number.parse().unwrap();
        let (count, seconds) = match kind {
            "t" => (number, Some(600)),
            "m" => (number, None),
            _ => (1, Some(number)),
        };
        for _ in 0..count {
            of.push((u32::try_from(of.len()).unwrap(), seconds));
        }
    }
    of
}

/// Letters in runs: `3B1O`.
fn runs(letters: &str) -> String {
    let mut runs: Vec<(char, usize)> = Vec::new();
    for letter in letters.chars() {
        match runs.last_mut().filter(|(last, _)| *last == letter) {
            Some((_, count)) => *count += 1,
            None => runs.push((letter, 1)),
        }
    }
    runs.into_iter().map(|(letter, count)| format!("{count}{letter}")).collect()
}

/// Segments, hourly rate in minor units, limit in minutes, then what must come out: runs of statuses,
/// minutes and amounts of tracked and of manual time.
type ByHand = (&'static str, i64, Option<u32>, &'static str, (u32, i64), (u32, i64));

/// Computed by hand: rate * minutes / 60, half away from zero.
const BY_HAND: &[ByHand] = &[
    // Nothing, and one segment of each kind.
    ("", 8_500, None, "", (0, 0), (0, 0)),
    ("1t", 8_500, None, "1B", (10, 1_417), (0, 0)),
    ("1m", 8_500, None, "1B", (0, 0), (10, 1_417)),
    ("1t 1m", 8_500, None, "2B", (10, 1_417), (10, 1_417)),
    // From a minute on a segment is whole.
    ("1s", 6_000, None, "1-", (0, 0), (0, 0)),
    ("59s", 6_000, None, "1-", (0, 0), (0, 0)),
    ("60s", 6_000, None, "1B", (10, 1_000), (0, 0)),
    ("61s", 6_000, None, "1B", (10, 1_000), (0, 0)),
    ("599s", 6_000, None, "1B", (10, 1_000), (0, 0)),
    ("600s", 6_000, None, "1B", (10, 1_000), (0, 0)),
    ("59s 60s 59s 60s", 6_000, None, "1-1B1-1B", (20, 2_000), (0, 0)),
    ("30s 30s 30s", 6_000, None, "3-", (0, 0), (0, 0)),
    // The limit on the border of a segment.
    ("6t", 6_000, Some(60), "6B", (60, 6_000), (0, 0)),
    ("7t", 6_000, Some(60), "6B1O", (60, 6_000), (0, 0)),
    ("6t", 6_000, Some(59), "5B1O", (50, 5_000), (0, 0)),
    ("6t", 6_000, Some(61), "6B", (60, 6_000), (0, 0)),
    ("240t", 8_500, Some(2_400), "240B", (2_400, 340_000), (0, 0)),
    ("241t", 8_500, Some(2_400), "240B1O", (2_400, 340_000), (0, 0)),
    ("300t", 8_500, Some(2_400), "240B60O", (2_400, 340_000), (0, 0)),
    // In the middle of one: segments are never split.
    ("2t", 6_000, Some(15), "1B1O", (10, 1_000), (0, 0)),
    ("3t", 6_000, Some(25), "2B1O", (20, 2_000), (0, 0)),
    ("3t", 6_000, Some(29), "2B1O", (20, 2_000), (0, 0)),
    ("3t", 6_000, Some(30), "3B", (30, 3_000), (0, 0)),
    ("224t", 8_500, Some(2_235), "223B1O", (2_230, 315_917), (0, 0)),
    // Smaller than one segment, and none at all.
    ("2t", 6_000, Some(9), "2O", (0, 0), (0, 0)),
    ("2t", 6_000, Some(0), "2O", (0, 0), (0, 0)),
    ("1m", 6_000, Some(0), "1O", (0, 0), (0, 0)),
    ("59s 1t", 6_000, Some(0), "1-1O", (0, 0), (0, 0)),
    // What is too short takes nothing of the limit, wherever it stands.
    ("59s 1t", 6_000, Some(10), "1-1B", (10, 1_000), (0, 0)),
    ("1t 59s 1t", 6_000, Some(20), "1B1-1B", (20, 2_000), (0, 0)),
    ("1t 59s 1t", 6_000, Some(10), "1B1-1O", (10, 1_000), (0, 0)),
    ("1t 1t 59s", 6_000, Some(10), "1B1O1-", (10, 1_000), (0, 0)),
    ("5s 5s 5s 1t", 6_000, Some(10), "3-1B", (10, 1_000), (0, 0)),
    // Manual time is whole and takes its part of the limit in order of time.
    ("3m", 6_000, None, "3B", (0, 0), (30, 3_000)),
    ("1m 1t", 6_000, Some(10), "1B1O", (0, 0), (10, 1_000)),
    ("1t 1m", 6_000, Some(10), "1B1O", (10, 1_000), (0, 0)),
    ("1t 1m 1t", 6_000, Some(20), "2B1O", (10, 1_000), (10, 1_000)),
    ("2m 2t 2m", 6_000, Some(40), "4B2O", (20, 2_000), (20, 2_000)),
    ("1m 59s 1m", 6_000, Some(20), "1B1-1B", (0, 0), (20, 2_000)),
    // Each line is rounded by itself: 10 minutes at 0.01 are 0.0017, 30 are 0.005.
    ("1t", 1, None, "1B", (10, 0), (0, 0)),
    ("3t", 1, None, "3B", (30, 1), (0, 0)),
    ("2t", 1, None, "2B", (20, 0), (0, 0)),
    ("3t 3m", 1, None, "6B", (30, 1), (30, 1)),
    ("1t", 3, None, "1B", (10, 1), (0, 0)),
    ("1t", 2, None, "1B", (10, 0), (0, 0)),
    ("5t", 7, None, "5B", (50, 6), (0, 0)),
    ("1t", 9_999, None, "1B", (10, 1_667), (0, 0)),
    ("2t", 9_999, None, "2B", (20, 3_333), (0, 0)),
    ("3t", 9_999, None, "3B", (30, 5_000), (0, 0)),
    ("6t", 9_999, None, "6B", (60, 9_999), (0, 0)),
    // A rate of zero bills hours and no money.
    ("6t", 0, None, "6B", (60, 0), (0, 0)),
    ("6t 1m", 0, Some(60), "6B1O", (60, 0), (0, 0)),
    // A whole week without a break: 168 hours.
    ("1008t", 6_000, None, "1008B", (10_080, 1_008_000), (0, 0)),
    ("1008t", 6_000, Some(10_080), "1008B", (10_080, 1_008_000), (0, 0)),
    ("1008t", 6_000, Some(10_079), "1007B1O", (10_070, 1_007_000), (0, 0)),
    ("1008m", 6_000, Some(2_400), "240B768O", (0, 0), (2_400, 240_000)),
    ("504t 504m", 6_000, None, "1008B", (5_040, 504_000), (5_040, 504_000)),
    ("1000t 8s", 6_000, Some(2_400), "240B760O1-", (2_400, 240_000), (0, 0)),
    // The largest values: a rate whose hour is the largest amount, and a week of the largest that fits.
    ("6t", i64::MAX, None, "6B", (60, i64::MAX), (0, 0)),
    ("1t", i64::MAX, None, "1B", (10, 1_537_228_672_809_129_301), (0, 0)),
    ("1008t", i64::MAX / 168, None, "1008B", (10_080, i64::MAX / 168 * 168), (0, 0)),
    ("6t", 6_000, Some(u32::MAX), "6B", (60, 6_000), (0, 0)),
];

#[test]
fn weeks_computed_by_hand() {
    assert!(BY_HAND.len() >= 60, "{} weeks", BY_HAND.len());
    for (of, rate, limit, statuses, tracked, manual) in BY_HAND {
        let (letters, lines) = answer("{}", &week(&segments(of), *rate, *limit, 2));
        assert_eq!(
            (runs(&letters).as_str(), lines),
            (*statuses, [*tracked, *manual]),
            "{of} at {rate}, {limit:?}"
        );
    }
}

#[test]
fn amounts_are_minor_units_whatever_their_decimals() {
    // 5000 yen and 12.345 dinars an hour, twenty minutes each.
    for (rate, digits, amount) in [(5_000, 0, 1_667), (12_345, 3, 4_115)] {
        let (_, lines) = answer("{}", &week(&segments("2t"), rate, None, digits));
        assert_eq!(lines[0], (20, amount));
    }
}

#[test]
fn the_minimum_is_the_persons() {
    for (config, expected) in [
        (r#"{"minimum_tracked_seconds":0}"#, "3B"),
        (r#"{"minimum_tracked_seconds":1}"#, "3B"),
        (r#"{"minimum_tracked_seconds":300}"#, "1-2B"),
        (r#"{"minimum_tracked_seconds":600}"#, "2-1B"),
    ] {
        assert_eq!(
            runs(&answer(config, &week(&segments("1s 599s 600s"), 1, None, 2)).0),
            expected,
            "{config}"
        );
    }
}

#[test]
fn a_week_that_cannot_be_counted_is_refused() {
    let refused = RULE.assess("{}", &week(&segments("7t"), i64::MAX, None, 2)).unwrap_err();
    assert!(
        matches!(&refused, NoAnswer::Refused(why) if why.contains("more than can be counted")),
        "{refused:?}"
    );
}

/// The rule in plain words: walk through the week, bill ten minutes while they fit.
fn plainly(of: &[Of], rate: i64, limit: Option<u32>, minimum: u16) -> (String, [(u32, i64); 2]) {
    let (mut letters, mut minutes) = (String::new(), [0u32, 0]);
    for (_, seconds) in of {
        let fits = limit.is_none_or(|limit| minutes[0] + minutes[1] + 10 <= limit);
        match seconds {
            Some(seconds) if *seconds < minimum => letters.push('-'),
            _ if !fits => letters.push('O'),
            seconds => {
                minutes[usize::from(seconds.is_none())] += 10;
                letters.push('B');
            }
        }
    }
    // To the nearest whole unit by comparing the two neighbours.
    let amount = |minutes: u32| {
        let exact = i128::from(rate) * i128::from(minutes);
        let below = exact.div_euclid(60);
        i64::try_from(if 2 * (exact - below * 60) >= 60 { below + 1 } else { below }).unwrap()
    };
    (letters, minutes.map(|minutes| (minutes, amount(minutes))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn it_does_what_it_says(
        gaps in prop::collection::vec((0u32..4, prop::option::weighted(0.8, 0u16..=600)), 0..250),
        rate in 0i64..1_000_000,
        limit in prop::option::of(0u32..2_600),
        minimum in 0u16..=600,
    ) {
        let mut slot = 0;
        let of: Vec<Of> = gaps.into_iter().map(|(gap, seconds)| { slot += gap + 1; (slot - 1, seconds) }).collect();
        let config = format!(r#"{{"minimum_tracked_seconds":{minimum}}}"#);
        prop_assert_eq!(answer(&config, &week(&of, rate, limit, 2)), plainly(&of, rate, limit, minimum));
    }
}
