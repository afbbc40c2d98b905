//! Unusual input is told with its reason, in words and in JSON, by every command that tells of weaknesses.

use serde_json::{Value, json};
use workdiary_test_support::home::Home;

use crate::{IN_WEEK, MONDAY, types};

/// Half an hour of a key each two seconds from nine o'clock on, then twenty minutes as people work.
fn clicker() -> Home {
    let minute = |number: u32| {
        let keystrokes = if number < 30 { 30 } else { number * 37 % 101 };
        let minute = format!("{MONDAY}T09:{number:02}Z");
        json!({ "contract": "acme", "minute": minute, "tracked_seconds": 60, "keystrokes": keystrokes, "memo": "parser" })
    };
    let lines: String = (0..50).map(|number| minute(number).to_string() + "\n").collect();
    Home::demo(&lines, IN_WEEK)
}

const WHY: &str = "its input keeps a fixed period for half an hour or more: a hint, not a verdict";

#[test]
fn check_tells_what_is_unusual() {
    let home = clicker();
    let check = format!("check --contract acme --week {MONDAY}");
    let told = types(&home, &check).ok();
    let line = format!("unusual-input  {MONDAY}T09:00:00Z to {MONDAY}T09:30:00Z (3 segments): {WHY}\n");
    assert!(told.contains(&line), "{}", told);
    let json = types(&home, &format!("{check} --json")).json();
    let findings = json["findings"].as_array().unwrap();
    let found: Vec<&Value> = findings.iter().filter(|one| one["weakness"] == "unusual-input").collect();
    assert_eq!(found.len(), 1, "{findings:?}");
    assert_eq!((&found[0]["reason"], &found[0]["why"]), (&json!("fixed-period"), &json!(WHY)));
    assert!(findings.iter().all(|one| one["weakness"] == "unusual-input" || one["reason"].is_null()));
}

#[test]
fn the_diary_has_the_word_and_the_reason() {
    let day = types(&clicker(), &format!("diary --contract acme --day {MONDAY} --tz utc --json")).json();
    for (number, segment) in day["segments"].as_array().unwrap().iter().enumerate() {
        let marked = segment["weaknesses"].as_array().unwrap().contains(&json!("unusual-input"));
        let reason = segment.get("unusual").cloned();
        assert_eq!((marked, reason), (number < 3, (number < 3).then(|| json!("fixed-period"))), "{segment}");
    }
}
