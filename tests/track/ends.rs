//! Tracking that ends by itself: no input, a locked screen, a machine that sleeps.

use std::time::Duration;

use rstest::rstest;
use workdiary_test_support::display::Display;
use workdiary_test_support::home::{Home, sum};
use workdiary_test_support::logind::Logind;

use crate::desk::{Desk, PATIENCE};

/// The shortest idle time that can be set is a minute.
#[rstest]
#[case::cut("cut", 0..=4, "no input for 1:00; that time was cut")]
#[case::keep("keep", 58..=64, "no input for 1:00; that time was kept")]
fn without_input_tracking_stops(
    #[case] tail: &str,
    #[case] seconds: std::ops::RangeInclusive<u64>,
    #[case] words: &str,
) {
    let desk = Desk::at("09:03:00");
    let settings = format!("[idle]\nminutes = 1\ntail = \"{tail}\"\n");
    std::fs::write(desk.home.path().join("config.toml"), settings).unwrap();
    desk.start();
    desk.display.xdotool(&["key", "a"]);
    desk.until_counted("keystrokes", 1);
    let idle = desk.home.until("idleness is shown", PATIENCE, |status| {
        status["tracking"]["idle_seconds"].as_u64() >= Some(2)
    });
    assert_eq!(idle["tracking"]["idle_stop_seconds"], 60);
    let off = desk
        .home
        .until("tracking has stopped", Duration::from_secs(90), |status| status["tracking"].is_null());
    assert_eq!((off["last"]["ended"].as_str().unwrap(), &off["last"]["by_itself"]), (words, &true.into()));
    let segments = desk.segments();
    let tracked = sum(&segments, "tracked_seconds");
    assert!(seconds.contains(&tracked), "{tracked} seconds");
    assert_eq!(sum(&segments, "keystrokes"), 1, "the keystroke before it was lost");
    let diary = desk.home.run(["diary", "--day", crate::desk::DAY]).ok();
    assert!(diary.contains(words), "{diary}");
}

/// A change of the memo is no new On.
#[test]
fn settings_hold_until_off() {
    let desk = Desk::at("09:03:00");
    let stops_after = |memo: &str, seconds: u64| {
        desk.home.run(["start", "acme", "-m", memo]).ok();
        let tracking = desk.home.status()["tracking"].clone();
        assert_eq!((&tracking["memo"], &tracking["idle_stop_seconds"]), (&memo.into(), &seconds.into()));
    };
    stops_after("one", 600);
    std::fs::write(desk.home.path().join("config.toml"), "[idle]\nminutes = 3\n").unwrap();
    stops_after("two", 600);
    desk.stop();
    stops_after("three", 180);
}

#[rstest]
#[case::locked(|logind: &Logind| logind.lock(true), "the screen was locked")]
#[case::asleep(|logind: &Logind| logind.sleep(), "the machine went to sleep; closed at the last tick")]
fn nobody_at_the_machine_ends_tracking(#[case] leave: fn(&Logind), #[case] words: &str) {
    let (logind, display) = (Logind::new(), Display::new());
    let home = Home::with_contract(vec![
        ("DBUS_SYSTEM_BUS_ADDRESS".to_owned(), logind.address.clone()),
        ("DISPLAY".to_owned(), display.name.clone()),
    ]);
    home.run(["start", "acme"]).ok();
    home.until("a second is tracked", PATIENCE, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(1)
    });
    leave(&logind);
    let off = home.until("tracking has stopped", PATIENCE, |status| status["tracking"].is_null());
    assert_eq!((off["last"]["ended"].as_str().unwrap(), &off["last"]["by_itself"]), (words, &true.into()));
}
