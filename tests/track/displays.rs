//! Displays that are not there, go away and come back while tracking.

use std::process::Stdio;
use std::time::Duration;

use workdiary_test_support::display::Display;
use workdiary_test_support::home::{Home, sum};
use workdiary_test_support::pass;
use workdiary_test_support::program::Program;

use crate::desk::{Desk, PATIENCE};

fn today(home: &Home) -> String {
    home.status()["now"].as_str().unwrap()[..10].to_owned()
}

#[test]
fn without_a_display_time_is_tracked_and_what_is_missing_is_said() {
    let home = Home::with_contract(Vec::new());
    let said = home.run(["start", "acme"]).ok();
    assert!(said.contains("no display: `DISPLAY` is not set"), "{said}");
    assert!(said.contains("run `workdiary start` in a terminal of the desktop"), "{said}");
    let day = today(&home);
    let status = home.until("two seconds are tracked", PATIENCE, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(2)
    });
    assert_eq!(status["worst"]["name"], "input");
    assert_eq!(
        status["tracking"]["idle_stop_seconds"],
        serde_json::Value::Null,
        "silence is not idleness here"
    );
    home.run(["stop"]).ok();
    assert!(sum(&home.segments(&day), "tracked_seconds") >= 2);
}

/// The host may have been started where there is no display: the terminal of `start` names it.
#[test]
fn start_brings_the_display_of_its_terminal() {
    let mut display = Display::new();
    display.desktop();
    let home = Home::with_contract(Vec::new());
    home.run(["serve", "--detach"]).ok();
    let start = home.command(["start", "acme", "--json"]).envs(display.environment()).output().unwrap();
    let status = workdiary_test_support::home::said(&start).json();
    assert_eq!(status["tracking"]["input"]["state"], "working");
    display.xdotool(&["key", "a", "b", "Return"]);
    // What the terminal has was typed; then it has to be counted as well.
    assert_eq!(display.notes("ab\n"), "ab\n");
    home.until("three keys", PATIENCE, |status| status["tracking"]["counts"]["keystrokes"] == 3);
}

#[test]
fn a_display_that_crashes_costs_no_time_and_is_found_again() {
    let mut desk = Desk::with(Display::that_may_crash(), "09:03:00");
    desk.start();
    desk.display.xdotool(&["key", "a"]);
    desk.until_counted("keystrokes", 1);
    desk.display.crash();
    let lost = desk
        .home
        .until("the loss is told", PATIENCE, |status| status["tracking"]["input"]["state"] == "unreachable");
    assert!(lost["worst"]["hint"].as_str().unwrap().contains("tried again by itself"), "{lost}");
    let before = lost["tracking"]["session_seconds"].as_u64().unwrap();
    desk.home.until("time goes on", PATIENCE, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(before + 2)
    });
    desk.display.come_back();
    desk.home.until("it works again", PATIENCE, |status| status["tracking"]["input"]["state"] == "working");
    desk.display.xdotool(&["key", "b"]);
    desk.until_counted("keystrokes", 2);
    desk.stop();
    assert_eq!(sum(&desk.segments(), "keystrokes"), 2);
}

#[test]
fn doctor_tries_the_display_of_its_terminal() {
    let desk = Desk::at("09:03:00");
    let report = desk.home.run(["doctor", "--json"]).json();
    let check = |name: &str| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    for name in ["input", "screen", "recorders", "disk", "memory", "clock", "database", "journal", "plugins"]
    {
        assert_eq!(check(name)["level"], "ok", "{}", check(name));
    }
    assert!(check("input")["found"].as_str().unwrap().contains("a test event came in"));
    assert!(check("screen")["found"].as_str().unwrap().contains("screen 1280×800"));
}

#[test]
fn doctor_names_another_program_that_records() {
    let desk = Desk::at("09:03:00");
    // Ours under another name: to the display it is a stranger.
    let folder = tempfile::tempdir().unwrap();
    let stranger = folder.path().join("stranger");
    std::fs::copy(workdiary_test_support::binary(), &stranger).unwrap();
    let mut command = desk.home.command_of(&stranger, ["capture-child"]);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut asks = child.stdin.take().unwrap();
    let options =
        "{\"monitors\":\"all\",\"longest_side\":1280,\"quality\":70,\"blur\":false,\"exclude\":[]}\n";
    std::io::Write::write_all(&mut asks, options.as_bytes()).unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    assert!(lines.any(|line| line.unwrap().contains("keys, clicks and scrolls are counted")));
    let report = desk.home.run(["doctor", "--json"]).json();
    let recorders =
        report["checks"].as_array().unwrap().iter().find(|check| check["name"] == "recorders").unwrap();
    assert_eq!(recorders["level"], "warning", "{recorders}");
    let found = recorders["found"].as_str().unwrap();
    assert!(found.contains(&format!("`stranger` (process {})", child.id())), "{found}");
    drop(asks);
    child.wait().unwrap();
}

#[test]
fn doctor_fails_where_tracking_does_not_work() {
    let home = Home::with_contract(Vec::new());
    let said = home.run(["doctor"]).failed_out(1);
    assert!(said.contains("problem  input          no display"), "{said}");
}

#[test]
fn start_waits_for_a_display_that_is_slow() {
    let desk = Desk::at("09:03:00");
    // As under heavy load: whoever asks the display waits.
    desk.display.signal("STOP");
    let mut start = Program::start(desk.home.command(["start", "acme"]).stdout(Stdio::null()));
    pass(Duration::from_secs(8));
    assert!(!start.has_ended(), "what is typed now would be lost");
    desk.display.signal("CONT");
    assert!(start.wait().success());
    desk.display.xdotool(&["type", "--delay", "5", "abc"]);
    desk.until_counted("keystrokes", 3);
}
