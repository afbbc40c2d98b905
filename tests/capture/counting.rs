//! What is counted, exactly, and what is not.

use std::io::Write;
use std::process::{Command, Stdio};

use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;
use workdiary_test_support::program::signal;
use workdiary_test_support::{binary, wait_until};

use crate::trial::{PATIENCE, Trial};

#[test]
fn a_held_key_is_one_keystroke() {
    let display = Display::new();
    let mut trial = Trial::on(&display.environment());
    display.xdotool(&["keydown", "a", "sleep", "2", "keyup", "a"]);
    display.xdotool(&["key", "b"]);
    trial.expect(2, 0, 0);
}

#[test]
fn a_held_button_is_one_click_and_dragging_counts_nothing() {
    let display = Display::new();
    let mut trial = Trial::on(&display.environment());
    display.xdotool(&[
        "mousemove",
        "100",
        "100",
        "mousedown",
        "1",
        "mousemove",
        "400",
        "300",
        "mouseup",
        "1",
    ]);
    display.xdotool(&["click", "3", "click", "2"]);
    trial.expect(0, 3, 0);
}

#[test]
fn every_notch_of_both_wheels_is_one_scroll() {
    let display = Display::new();
    let mut trial = Trial::on(&display.environment());
    for button in ["4", "5", "6", "7"] {
        display.xdotool(&["click", "--repeat", "10", "--delay", "1", button]);
    }
    trial.expect(0, 0, 40);
}

#[test]
fn motion_counts_nothing_but_ends_idleness() {
    let display = Display::new();
    let mut trial = Trial::on(&display.environment());
    for step in 0..50 {
        display.xdotool(&["mousemove", &(step * 20).to_string(), "300"]);
    }
    let reading = trial.read();
    assert!(reading.idle.unwrap().as_millis() < 2_000, "{:?}", reading.idle);
    display.xdotool(&["key", "a"]);
    trial.expect(1, 0, 0);
}

#[test]
fn a_second_listener_does_not_silence_the_first() {
    let display = Display::new();
    let mut first = Trial::on(&display.environment());
    let mut second = Trial::on(&display.environment());
    display.xdotool(&["type", "--delay", "2", "both hear this"]);
    first.expect(14, 0, 0);
    second.expect(14, 0, 0);
}

/// What was typed must not be in anything the child says, however it is asked.
#[test]
fn no_key_leaves_the_child() {
    let display = Display::new();
    let mut command = Command::new(binary());
    command.arg("capture-child").envs(display.environment()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut asks = child.stdin.take().unwrap();
    let options = r#"{"monitors":"all","longest_side":1280,"quality":70,"blur":false,"exclude":[]}"#;
    writeln!(asks, "{options}\n{{\"read\":1}}").unwrap();
    for letter in "zqxjkvw".chars() {
        display.xdotool(&["key", &letter.to_string()]);
        writeln!(asks, "{{\"read\":2}}").unwrap();
    }
    drop(asks);
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.lines().count() >= 8, "{said}");
    let words = said.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let known = [
        "heard",
        "answers",
        "null",
        "counts",
        "keystrokes",
        "clicks",
        "scrolls",
        "age",
        "ms",
        "proof",
        "input",
        "state",
        "starting",
        "working",
        "what",
        "keys",
        "and",
        "are",
        "counted",
        "screen",
        "monitors",
        "presence",
        "unknown",
    ];
    for word in words {
        assert!(known.contains(&word), "the child says `{word}`:\n{said}");
    }
}

/// Or a person who has left would be taken for one who works, each time the child is replaced.
#[test]
fn a_new_child_does_not_end_idleness() {
    let display = Display::new();
    let mut trial = Trial::on(&display.environment());
    let idle = |trial: &mut Trial| trial.read().idle.unwrap_or_default().as_millis();
    wait_until("two seconds are idle", PATIENCE, || idle(&mut trial) >= 2_000);
    signal(Home::capture_child(u64::from(std::process::id())), "KILL");
    trial.until_input_is("failed");
    trial.until_input_is("working");
    // The test event of the new child has come in by now, and its idle time goes on.
    wait_until("it is idle still", PATIENCE, || {
        let idle = idle(&mut trial);
        assert!(idle >= 2_000, "idle for {idle} ms only");
        idle >= 3_000
    });
    display.xdotool(&["key", "a"]);
    wait_until("a key ends it", PATIENCE, || idle(&mut trial) < 1_000);
}

mod alone {
    use super::*;

    /// DESIGN.md §10: none of the events at a thousand a second is missed.
    #[test]
    fn ten_thousand_keystrokes_at_a_thousand_a_second() {
        let display = Display::new();
        let mut trial = Trial::on(&display.environment());
        display.press_at_a_thousand_a_second(10_000);
        trial.expect(10_000, 0, 0);
    }
}
