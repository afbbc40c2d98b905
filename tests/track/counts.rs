//! Real keys, clicks and wheel notches, to the last one, in the diary.

use serde_json::{Value, json};

use crate::desk::Desk;

/// One character is one key.
fn letters(count: usize) -> String {
    "the quick brown fox jumps over the lazy dog ".chars().cycle().take(count).collect()
}

fn minute(segments: &[Value], minute: &str) -> Value {
    let minutes = segments.iter().flat_map(|segment| segment["minutes"].as_array().unwrap());
    let found = minutes.filter(|of| of["minute"] == minute).cloned().collect::<Vec<_>>();
    assert_eq!(found.len(), 1, "{minute} in {segments:?}");
    found[0].clone()
}

#[test]
fn a_known_minute_has_exactly_what_was_done_in_it() {
    let desk = Desk::at("09:03:00");
    desk.start();
    let text = letters(1_000);
    desk.display.xdotool(&["type", "--delay", "2", "--", &text]);
    desk.display.xdotool(&["mousemove", "200", "200", "click", "--repeat", "200", "--delay", "2", "1"]);
    desk.display.xdotool(&["click", "--repeat", "50", "--delay", "2", "4"]);
    desk.display.xdotool(&["mousemove", "300", "300", "mousemove", "100", "100"]);
    desk.until_counted("scrolls", 50);
    desk.stop();
    let segments = desk.segments();
    let minute = minute(&segments, "2026-11-16T09:03:00Z");
    let counts = json!([minute["keystrokes"], minute["clicks"], minute["scrolls"]]);
    assert_eq!(counts, json!([1_000, 200, 50]));
    let segment = &segments[0];
    assert_eq!(segments.len(), 1);
    assert_eq!(json!([segment["keystrokes"], segment["clicks"], segment["scrolls"]]), counts);
    assert_eq!(segment["memo"], "the parser");
    assert_eq!((&segment["active_minutes"], &segment["origin"]), (&json!(1), &json!("tracked")));
}

#[test]
fn a_key_held_for_two_seconds_counts_one() {
    let desk = Desk::at("09:03:00");
    desk.start();
    desk.display.xdotool(&["keydown", "a", "sleep", "2", "keyup", "a"]);
    desk.display.xdotool(&["click", "1"]);
    desk.until_counted("clicks", 1);
    desk.stop();
    assert_eq!(workdiary_test_support::home::sum(&desk.segments(), "keystrokes"), 1);
}

#[test]
fn moving_the_mouse_alone_counts_nothing() {
    let desk = Desk::at("09:03:00");
    desk.start();
    for step in 0..30 {
        desk.display.xdotool(&["mousemove", &(step * 40).to_string(), "400"]);
    }
    desk.home.until("three seconds are tracked", crate::desk::PATIENCE, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(3)
    });
    desk.stop();
    let segment = &desk.segments()[0];
    let counts = ["keystrokes", "clicks", "scrolls", "active_minutes"].map(|field| segment[field].clone());
    assert_eq!(json!(counts), json!([0, 0, 0, 0]));
    assert!(segment["tracked_seconds"].as_u64() >= Some(3));
}

/// What was typed before On, after Off or between is nobody's business.
#[test]
fn only_what_is_typed_while_on_counts() {
    let desk = Desk::at("09:03:00");
    desk.display.xdotool(&["type", "--delay", "2", "before"]);
    desk.start();
    desk.display.xdotool(&["type", "--delay", "2", "while"]);
    desk.until_counted("keystrokes", 5);
    desk.stop();
    desk.display.xdotool(&["type", "--delay", "2", "between"]);
    desk.start();
    desk.display.xdotool(&["type", "--delay", "2", "again"]);
    desk.until_counted("keystrokes", 5);
    desk.stop();
    assert_eq!(workdiary_test_support::home::sum(&desk.segments(), "keystrokes"), 10);
}

mod alone {
    use super::*;

    #[test]
    fn none_of_ten_thousand_at_a_thousand_a_second_is_missed() {
        let desk = Desk::at("09:03:00");
        desk.start();
        desk.display.press_at_a_thousand_a_second(10_000);
        desk.until_counted("keystrokes", 10_000);
        desk.stop();
        assert_eq!(minute(&desk.segments(), "2026-11-16T09:03:00Z")["keystrokes"], 10_000);
    }
}
