//! Clocks that are set while tracking: no minute twice, none invented, and the diary says what happened.

use std::time::Duration;

use rstest::rstest;
use workdiary_test_support::clock::Clock;
use workdiary_test_support::home::{Home, sum};

const PATIENCE: Duration = Duration::from_secs(30);
const DAY: &str = "2026-11-16";

fn until_seconds(home: &Home, seconds: u64) {
    home.until(&format!("{seconds} s are tracked"), PATIENCE, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(seconds)
    });
}

#[rstest]
#[case::forward("12:03:00", "forward")]
#[case::back("06:03:00", "back")]
fn a_jump_of_three_hours_ends_tracking(#[case] to: &str, #[case] direction: &str) {
    let clock = Clock::at(&format!("{DAY} 09:03:00"));
    let home = Home::with_contract(clock.environment());
    home.run(["start"]).ok();
    until_seconds(&home, 3);
    clock.set(&format!("{DAY} {to}"));
    let off = home.until("tracking has ended", PATIENCE, |status| status["tracking"].is_null());
    let words = off["last"]["ended"].as_str().unwrap();
    let jumped = |by: &str| words.starts_with(&format!("the machine's clock jumped {direction} by {by}"));
    assert!(jumped("2:59:5") || jumped("3:00:0"), "{words}");
    assert!(words.ends_with("; closed at the last tick"), "{words}");
    let segments = home.segments(DAY);
    assert_eq!(segments.len(), 1, "{segments:?}");
    assert_eq!(segments[0]["start"], "2026-11-16T09:00:00Z");
    let seconds = sum(&segments, "tracked_seconds");
    assert!((3..=8).contains(&seconds), "{seconds} s");
    assert!(home.run(["diary", "--day", DAY]).ok().contains(words));

    if direction == "back" {
        // What is recorded is not recorded again.
        let refused = home.run(["start"]).failed(3);
        assert!(refused.contains("the diary already reaches 2026-11-16T09:03:"), "{refused}");
        clock.set(&format!("{DAY} 09:03:00"));
        home.until("the clock is right again", PATIENCE, |status| {
            status["now"].as_str() > Some("2026-11-16T09:03")
        });
    }
    home.run(["start"]).ok();
    until_seconds(&home, 2);
    home.run(["stop"]).ok();
    let segments = home.segments(DAY);
    let starts: Vec<_> = segments.iter().map(|segment| segment["start"].as_str().unwrap()).collect();
    let expected: &[&str] = match direction {
        "back" => &["2026-11-16T09:00:00Z"],
        _ => &["2026-11-16T09:00:00Z", "2026-11-16T12:00:00Z"],
    };
    assert_eq!(starts, expected);
    assert!(sum(&segments, "tracked_seconds") >= seconds + 2);
}

/// A time service that corrects a few seconds ends nothing and moves nothing.
#[test]
fn a_small_step_is_no_jump() {
    let clock = Clock::at(&format!("{DAY} 09:03:10"));
    let home = Home::with_contract(clock.environment());
    home.run(["start"]).ok();
    until_seconds(&home, 2);
    clock.set(&format!("{DAY} 09:03:40"));
    until_seconds(&home, 6);
    let report = home.run(["doctor", "--json"]).failed_out(1);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let clock = report["checks"].as_array().unwrap().iter().find(|check| check["name"] == "clock").unwrap();
    assert_eq!(clock["level"], "warning", "{clock}");
    let drift = clock["found"].as_str().unwrap();
    assert!(drift.contains(", 2") && drift.ends_with(" ms off since On"), "{drift}");
    home.run(["stop"]).ok();
    let seconds = sum(&home.segments(DAY), "tracked_seconds");
    assert!((6..=16).contains(&seconds), "{seconds} s");
}
