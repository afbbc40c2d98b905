//! Editing: all that are named or none, part of a session, undo and redo until the lock.

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::json;
use workdiary_test_support::home::Home;

use crate::{
    BEFORE_LOCK, CLIENT, IN_WEEK, LOCK, at, bill, contract, diary, home, sample, tracked, types, words,
};

const FIRST_HALF: &str = "--from 2026-11-16T09:00Z --to 2026-11-16T09:30Z";

fn memos(home: &Home) -> Vec<String> {
    words(home, "acme").into_iter().map(|(_, memo, _)| memo).collect()
}

#[test]
fn memo_and_label_of_a_stretch_are_changed_and_the_rest_stays() {
    let home = home();
    let said = types(&home, &format!("edit --contract acme {FIRST_HALF} -m \"review\" -l dev")).ok();
    assert_snapshot!(said, @"changed 3 segments from 2026-11-16T09:00:00Z on (edit 1)");
    assert_eq!(memos(&home), ["review", "review", "review", "memo 3", "memo 4", "memo 5"]);
    let labels: Vec<_> = words(&home, "acme").into_iter().map(|(_, _, label)| label).collect();
    assert_eq!(labels, ["dev", "dev", "dev", "", "", ""]);
    // The label alone; an empty one takes it away.
    types(&home, "edit --contract acme --at 2026-11-16T09:10Z --at 2026-11-16T09:50Z -l \"\"").ok();
    let labels: Vec<_> = words(&home, "acme").into_iter().map(|(_, _, label)| label).collect();
    assert_eq!(labels, ["dev", "", "dev", "", "", ""]);
    assert_eq!(memos(&home)[1], "review");
}

#[test]
fn times_are_utc_or_the_clock_of_the_contract() {
    let lines = sample().replace(r#""id":"acme""#, r#""id":"acme","time_zone":"Europe/Kyiv""#);
    let home = Home::demo(&lines, IN_WEEK);
    types(&home, "edit --contract acme --from 2026-11-16T11:00 --to 2026-11-16T11:10 -m kyiv").ok();
    assert_eq!(memos(&home)[0], "kyiv");
}

#[test]
fn one_segment_that_may_not_be_changed_keeps_all_from_it_and_each_reason_is_told() {
    let lines = sample()
        + &tracked("acme", "2026-11-15T23:50:00Z", "sunday")
        + &tracked("acme", "2026-11-16T00:00:00Z", "monday");
    let home = Home::demo(&lines, LOCK);
    // The week before is locked at noon of the 16th, this one at noon of the 23rd.
    let told =
        types(&home, "edit --contract acme --from 2026-11-15T23:50Z --to 2026-11-16T00:10Z -m x").failed(3);
    assert_snapshot!(told, @"
    error: 2 of 2 segments refused, nothing was changed (rule `locked-week`)
      2026-11-15T23:50:00Z: the week of 2026-11-09T00:00:00Z was locked at 2026-11-16T12:00:00Z (rule `locked-week`)
      2026-11-16T00:00:00Z: the week of 2026-11-16T00:00:00Z was locked at 2026-11-23T12:00:00Z (rule `locked-week`)
    ");
    let home = Home::demo(&lines, IN_WEEK);
    let told =
        types(&home, "edit --contract acme --from 2026-11-15T23:50Z --to 2026-11-16T00:10Z -m x").failed(3);
    assert!(told.contains("1 of 2 segments refused, nothing was changed"), "{told}");
    assert!(!memos(&home).contains(&"x".to_owned()));
}

#[rstest]
#[case::no_segment(
    "edit --contract acme --from 2026-11-17T09:00Z --to 2026-11-17T09:30Z -m x",
    "`acme` has no segment there"
)]
#[case::picked_and_not_there(
    "edit --contract acme --at 2026-11-17T09:00Z -m x",
    "`acme` has no segment at 2026-11-17T09:00:00Z"
)]
#[case::no_slot(
    "remove --contract acme --from 2026-11-16T09:05Z --to 2026-11-16T09:30Z",
    "no segment begins at `2026-11-16T09:05Z`"
)]
#[case::backwards(
    "remove --contract acme --from 2026-11-16T09:30Z --to 2026-11-16T09:00Z",
    "the end comes after the beginning"
)]
#[case::nothing_to_change("edit --contract acme --at 2026-11-16T09:00Z", "nothing to change was named")]
#[case::half_a_range("remove --contract acme --from 2026-11-16T09:00Z", "--to <T>")]
#[case::both_ways(
    "remove --contract acme --at 2026-11-16T09:00Z --from 2026-11-16T09:00Z --to 2026-11-16T09:10Z",
    "cannot be used with"
)]
#[case::no_such_contract("remove --contract none --at 2026-11-16T09:00Z", "there is no contract `none`")]
#[case::no_memo("add --contract acme --at 2026-11-16T10:00Z", "manual time without a memo")]
#[case::no_actor("--as nobody diary", "`client:NAME`")]
fn what_makes_no_sense_is_told_and_changes_nothing(#[case] line: &str, #[case] why: &str) {
    let home = home();
    let before = diary(&home, "acme");
    let said = types(&home, line);
    assert!(said.code == 2 || (why.contains("without a memo") && said.code == 3), "{said:?}");
    assert!(said.err.contains(why), "{said:?}");
    assert_eq!(diary(&home, "acme"), before);
}

#[test]
fn removing_part_of_a_session_leaves_the_rest() {
    let home = home();
    let before = bill(&home, "acme");
    types(&home, "remove --contract acme --from 2026-11-16T09:10Z --to 2026-11-16T09:30Z").ok();
    let times: Vec<_> = words(&home, "acme").into_iter().map(|(time, _, _)| time).collect();
    assert_eq!(times, ["09:00", "09:30", "09:40", "09:50"]);
    let minutes = |bill: &serde_json::Value| bill["billable_minutes"].as_u64().unwrap();
    assert_eq!(minutes(&bill(&home, "acme")), minutes(&before) - 20);
    let told = types(&home, "undo --contract acme").failed(3);
    assert!(told.contains("(rule `destroyed`)"), "{told}");
}

#[test]
fn undo_and_redo_go_edit_by_edit() {
    let home = home();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m one").ok();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m two").ok();
    types(&home, "add --contract acme --from 2026-11-16T10:00Z --to 2026-11-16T10:20Z -m call").ok();
    types(&home, "undo --contract acme").ok();
    assert_eq!(words(&home, "acme").len(), 6);
    types(&home, "undo --contract acme").ok();
    assert_eq!(memos(&home)[0], "one");
    types(&home, "undo --contract acme").ok();
    assert_eq!(memos(&home)[0], "memo 0");
    let told = types(&home, "undo --contract acme").failed(2);
    assert!(told.contains("has done nothing on `acme`"), "{told}");
    for expected in ["one", "two", "two"] {
        types(&home, "redo --contract acme").ok();
        assert_eq!(memos(&home)[0], expected);
    }
    assert_eq!(words(&home, "acme").len(), 8);
    // By number, and only while nothing came after it.
    let told = types(&home, "undo 1 --contract acme").failed(3);
    assert!(told.contains("was changed since (rule `changed-since`)"), "{told}");
}

#[test]
fn what_another_party_did_is_not_undone() {
    let home = home();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m mine -l mine").ok();
    types(&home, &format!("--as \"{CLIENT}\" edit --contract acme --at 2026-11-16T09:00Z -l theirs")).ok();
    let told = types(&home, "undo --contract acme").failed(3);
    assert!(told.contains("(rule `changed-since`)"), "{told}");
    let told = types(&home, &format!("--as \"{CLIENT}\" undo 1 --contract acme")).failed(3);
    assert!(told.contains("(rule `not-yours`)"), "{told}");
    types(&home, &format!("--as \"{CLIENT}\" undo --contract acme")).ok();
    types(&home, "undo --contract acme").ok();
    assert_eq!(words(&home, "acme")[0], ("09:00".to_owned(), "memo 0".to_owned(), String::new()));
}

#[test]
fn undo_ends_at_the_lock() {
    let home = home();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m late").ok();
    types(&home, "edit --contract acme --at 2026-11-16T09:10Z -m later").ok();
    at(&home, BEFORE_LOCK);
    types(&home, "undo --contract acme").ok();
    at(&home, LOCK);
    for line in ["undo --contract acme", "redo --contract acme"] {
        let told = types(&home, line).failed(3);
        assert!(told.contains("(rule `locked-week`)"), "{told}");
    }
    assert_eq!(memos(&home)[..2], ["late", "memo 1"]);
}

#[test]
fn manual_time_takes_free_slots_of_all_contracts_and_no_time_to_come() {
    let home = home();
    let told =
        types(&home, "add --contract beta --from 2026-11-16T08:50Z --to 2026-11-16T09:10Z -m call").failed(3);
    assert_snapshot!(told, @"
    error: 1 of 2 segments refused, nothing was changed (rule `free-slots`)
      2026-11-16T09:00:00Z: `acme` has a segment there (rule `free-slots`)
    ");
    let told =
        types(&home, "add --contract beta --from 2026-11-18T12:00Z --to 2026-11-18T12:20Z -m call").failed(3);
    assert_snapshot!(told, @"
    error: 1 of 2 segments refused, nothing was changed (rule `future`)
      2026-11-18T12:10:00Z: it has not begun (rule `future`)
    ");
    types(&home, "add --contract beta --from 2026-11-18T12:00Z --to 2026-11-18T12:10Z -m call").ok();
    let manual = diary(&home, "beta")["segments"][1].clone();
    assert_eq!((manual["origin"].as_str(), manual["status"].as_str()), (Some("manual"), Some("billable")));
}

const SCHEME: &str = r#"{"required": true, "labels": [
    {"id": "dev", "title": "Development"}, {"id": "old", "title": "Old work", "archived": true}]}"#;

/// A home whose `acme` asks for a label of a list.
fn with_scheme() -> Home {
    let home = home();
    let file = home.path().join("labels.json");
    std::fs::write(&file, SCHEME).unwrap();
    types(&home, &format!("contract edit acme --labels fixed-list --labels-config {}", file.display())).ok();
    home
}

#[test]
fn a_label_goes_through_the_scheme_and_keeps_the_title_it_had() {
    let home = with_scheme();
    let told = types(&home, "edit --contract acme --at 2026-11-16T09:00Z -l nope").failed(3);
    assert!(told.contains("(rule `label-scheme`)") && told.contains("nope"), "{told}");
    let told = types(&home, "edit --contract acme --at 2026-11-16T09:00Z -l old").failed(3);
    assert!(told.contains("(rule `archived-label`)"), "{told}");
    types(&home, &format!("--as \"{CLIENT}\" edit --contract acme --at 2026-11-16T09:00Z -l dev")).ok();
    // The scheme changes; what was given stays as it was given.
    let file = home.path().join("labels.json");
    std::fs::write(&file, SCHEME.replace("Development", "Engineering")).unwrap();
    types(&home, &format!("contract edit acme --labels-config {}", file.display())).ok();
    let segment = diary(&home, "acme")["segments"][0].clone();
    assert_eq!((&segment["label"], &segment["label_title"]), (&json!("dev"), &json!("Development")));
    let again = types(&home, "add --contract acme --at 2026-11-16T10:00Z -m call -l dev");
    again.ok();
    assert_eq!(diary(&home, "acme")["segments"][6]["label_title"], "Engineering");
    let told = types(&home, "add --contract acme --at 2026-11-16T10:10Z -m call").failed(3);
    assert!(told.contains("(rule `label-scheme`)"), "{told}");
}

#[test]
fn a_client_sees_and_changes_its_own_contracts_alone() {
    let lines = sample() + &contract("gamma", "Acme GmbH", &json!({}));
    let home = Home::demo(&lines, IN_WEEK);
    let listed = types(&home, &format!("--as \"{CLIENT}\" contract list --json")).json();
    let ids: Vec<_> =
        listed.as_array().unwrap().iter().map(|contract| contract["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["acme", "gamma"]);
    let journal = types(&home, &format!("--as \"{CLIENT}\" journal --json")).ok();
    assert!(
        journal.contains("acme") && !journal.contains("beta") && !journal.contains("Beta AG"),
        "{journal}"
    );
    for line in [
        "diary --contract beta",
        "bill --contract beta --week 2026-11-16",
        "journal --contract beta",
        "contract show beta",
    ] {
        let told = types(&home, &format!("--as \"{CLIENT}\" {line}")).failed(3);
        assert!(told.contains("(rule `not-yours`)"), "{told}");
    }
}

#[test]
fn in_a_real_home_nobody_is_acted_for() {
    let home = Home::with_contract(Vec::new());
    let told = types(&home, "--as client:Acme contract list").failed(3);
    assert_snapshot!(told, @"
    error: a client is acted for in demo homes alone (rule `demo-home`)
    hint: `workdiary demo` makes one
    ");
}
