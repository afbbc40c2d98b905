//! Snapshots that show less: blurred from the beginning, or withheld while an excluded application is active.

use rstest::rstest;
use serde_json::Value;
use workdiary_test_support::bus::Bus;
use workdiary_test_support::display::Shot;
use workdiary_test_support::home::said;
use workdiary_test_support::wait_until;

use crate::desk::{Desk, PATIENCE};
use crate::secrets::{files, holds};
use crate::snapshots::pictures;

/// A desk at the end of a slot, so that its snapshot comes soon; `settings` are those of snapshots.
fn desk(settings: &str) -> Desk {
    let desk = Desk::at("09:09:50");
    std::fs::write(desk.home.path().join("config.toml"), format!("[snapshots]\n{settings}\n")).unwrap();
    desk
}

/// Waits for the snapshot, and gives what is tracked.
#[track_caller]
fn until_snapshot(desk: &Desk) -> Value {
    let taken = |status: &Value| status["tracking"]["last_snapshot"].is_string();
    desk.home.until("the snapshot is taken or withheld", PATIENCE, taken)["tracking"].clone()
}

/// Switches Off, and gives the one snapshot of the day.
#[track_caller]
fn snapshot(desk: &Desk) -> Value {
    desk.stop();
    assert_eq!(desk.home.run(["verify", "--json"]).json()["valid"], true);
    let segments = desk.segments();
    let snapshots: Vec<_> = segments.iter().flat_map(|one| one["snapshots"].as_array().unwrap()).collect();
    assert_eq!(snapshots.len(), 1, "{segments:?}");
    snapshots[0].clone()
}

/// The entry of the journal that tells of a snapshot.
#[track_caller]
fn entry(desk: &Desk) -> Value {
    let journal = desk.home.run(["journal", "--json"]).json();
    let told = |entry: &&Value| entry["kind"].as_str().unwrap().starts_with("snapshot");
    journal["entries"].as_array().unwrap().iter().find(told).unwrap().clone()
}

/// A screen full of black letters on white: only a sharp picture has white between them.
#[rstest]
#[case::sharp(false)]
#[case::blurred(true)]
fn a_blurred_snapshot_shows_no_text(#[case] blur: bool) {
    let mut desk = desk(&format!("blur = {blur}"));
    let page = desk.display.file("page");
    std::fs::write(&page, ("M".repeat(200) + "\n").repeat(100)).unwrap();
    desk.display.show(&page);
    desk.start();
    assert_eq!(until_snapshot(&desk)["last_snapshot_withheld"], Value::Null);
    let snapshot = snapshot(&desk);
    let pictures = pictures(&desk.home);
    assert_eq!(pictures.len(), 1, "something else lies in evidence: {pictures:?}");
    assert_eq!(std::fs::read_dir(desk.home.path().join("evidence/incoming")).map_or(0, Iterator::count), 0);
    assert!(pictures[0].ends_with(format!("{}.webp", snapshot["digest"].as_str().unwrap())));
    let shot = Shot::open(&pictures[0]);
    let (state, size, white) = match blur {
        true => ("blurred", (48, 30), 0..=2),
        false => ("kept", (1280, 800), 20..=90),
    };
    assert_eq!((&snapshot["state"], &entry(&desk)["payload"]["state"]), (&state.into(), &state.into()));
    assert_eq!((shot.width, shot.height), size);
    assert!(white.contains(&shot.share_of([255; 3])), "{} % is white", shot.share_of([255; 3]));
}

/// The terminal is active: it is told that there was a snapshot, and neither shown nor named.
#[rstest]
#[case::instance("[\"KeePassXC\", \"xterm\"]")]
#[case::capitals("[\"XTERM\"]")]
fn while_an_excluded_application_is_active_nothing_is_taken(#[case] names: &str) {
    let desk = desk(&format!("exclude_applications = {names}"));
    let log = desk.display.file("notifications");
    let bus = Bus::with("SESSION", "notification_daemon", &log);
    let mut start = desk.home.command(["start", "acme"]);
    said(&start.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).output().unwrap()).ok();
    let tracking = until_snapshot(&desk);
    let why = "an excluded application was active";
    assert_eq!(tracking["last_snapshot_withheld"], why);
    assert_eq!(
        (&tracking["screen"]["state"], &desk.home.status()["worst"]),
        (&"working".into(), &Value::Null)
    );
    let told = desk.home.run(["status"]).ok();
    assert!(told.contains(&format!(", withheld: {why}")), "{told}");
    let notified = || std::fs::read_to_string(&log).unwrap_or_default();
    wait_until("the desktop is told", PATIENCE, || notified().contains("Notify"));
    assert!(notified().contains(&format!("\"Snapshot withheld\" \"acme: {why}\"")), "{}", notified());
    assert!(!notified().contains("Delete"), "{}", notified());
    let doctor = desk.home.run(["doctor", "--json"]).json();
    let screen = doctor["checks"].as_array().unwrap().iter().find(|check| check["name"] == "screen").unwrap();
    assert_eq!(screen["level"], "ok", "{screen}");
    assert!(screen["found"].as_str().unwrap().ends_with(why), "{screen}");

    let snapshot = snapshot(&desk);
    assert_eq!((&snapshot["state"], &snapshot["digest"]), (&"withheld".into(), &Value::Null));
    assert_eq!((entry(&desk)["kind"].as_str(), pictures(&desk.home).len()), (Some("snapshot-not-taken"), 0));
    for file in files(&desk.home.path()) {
        let bytes = std::fs::read(&file).unwrap_or_default().to_ascii_lowercase();
        assert!(file.ends_with("config.toml") || !holds(&bytes, "xterm"), "`{}` names it", file.display());
    }
}

/// Only the active window counts: another that is in sight is in the picture.
#[rstest]
#[case::not_there("[\"KeePassXC\", \"term\"]", false)]
#[case::not_active("[\"xterm\"]", true)]
fn while_another_application_is_active_it_is_taken(#[case] names: &str, #[case] another: bool) {
    let mut desk = desk(&format!("exclude_applications = {names}"));
    if another {
        desk.display.another_application();
    }
    desk.start();
    assert_eq!(until_snapshot(&desk)["last_snapshot_withheld"], Value::Null);
    assert_eq!(snapshot(&desk)["state"], "kept");
    let shot = Shot::open(&pictures(&desk.home)[0]);
    assert!(shot.share_of([0x1e, 0x78, 0xc8]) >= 10, "the terminal is not to be seen");
}

/// What a crashed window manager told last is not believed.
#[test]
fn where_the_active_window_is_not_known_nothing_is_taken() {
    let mut desk = desk("exclude_applications = [\"KeePassXC\"]");
    desk.display.lose_window_manager();
    desk.start();
    let why =
        "it is not known which application was active: the window manager does not tell the active window";
    assert_eq!(until_snapshot(&desk)["last_snapshot_withheld"], why);
    let worst = desk.home.status()["worst"].clone();
    assert_eq!(
        (worst["name"].as_str(), worst["found"].as_str().unwrap()),
        (Some("snapshot"), format!("withheld: {why}").as_str())
    );
    assert!(worst["hint"].as_str().unwrap().contains("exclude_applications"), "{worst}");
    let told = desk.home.run(["doctor"]).failed_out(1);
    assert!(told.contains("the test picture was withheld"), "{told}");
    assert_eq!(snapshot(&desk)["state"], "withheld");
    assert_eq!(pictures(&desk.home).len(), 0);
}
