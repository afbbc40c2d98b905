//! Snapshots: one in every slot that is tracked, of what was on the screen, and none after Off.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rstest::rstest;
use workdiary_test_support::bus::Bus;
use workdiary_test_support::display::Shot;
use workdiary_test_support::home::{Home, said};
use workdiary_test_support::wait_until;

use crate::desk::{DAY, Desk, PATIENCE};

pub fn pictures(home: &Home) -> Vec<PathBuf> {
    let shelves = std::fs::read_dir(home.path().join("evidence")).unwrap().flatten();
    shelves
        .flat_map(|shelf| std::fs::read_dir(shelf.path()).unwrap().flatten())
        .map(|file| file.path())
        .collect()
}

/// On with 40 seconds left of the slot: its snapshot comes all the same.
#[test]
fn a_slot_entered_late_has_its_snapshot() {
    let desk = Desk::at("09:09:20");
    desk.start();
    desk.display.xdotool(&["type", "--delay", "2", "what the client will see"]);
    assert_eq!(desk.home.status()["tracking"]["screen"]["state"], "working");
    desk.home.until("the snapshot is taken", Duration::from_secs(45), |status| {
        status["tracking"]["last_snapshot"].is_string()
    });
    desk.stop();
    let segments = desk.segments();
    let snapshots = segments[0]["snapshots"].as_array().unwrap();
    assert_eq!((segments[0]["start"].as_str().unwrap(), snapshots.len()), ("2026-11-16T09:00:00Z", 1));
    let taken_at = snapshots[0]["taken_at"].as_str().unwrap();
    assert!(("2026-11-16T09:09:20Z".."2026-11-16T09:10:00Z").contains(&taken_at), "{taken_at}");
    let digest = snapshots[0]["digest"].as_str().unwrap();
    let file = desk.home.path().join("evidence").join(&digest[..2]).join(format!("{digest}.webp"));
    let shot = Shot::open(&file);
    assert_eq!((shot.width, shot.height), (1280, 800));
    let blue = shot.share_of([0x1e, 0x78, 0xc8]);
    assert!(blue >= 10, "only {blue} % of `{}` is the terminal", file.display());
    if let Some(folder) = std::env::var_os("WORKDIARY_KEEP_PICTURES") {
        std::fs::copy(&file, PathBuf::from(folder).join("late.webp")).unwrap();
    }
}

/// Off ends the only process that can take pictures.
#[test]
fn after_off_nothing_is_left_that_could_take_one() {
    let desk = Desk::at("09:09:50");
    desk.start();
    let host = desk.home.status()["host"].as_u64().unwrap();
    assert_eq!(Home::children(host).len(), 1);
    desk.stop();
    assert!(Home::children(host).is_empty());
    let at_off = pictures(&desk.home).len();
    // Over the end of the slot and into the next.
    wait_until("the next slot has begun", Duration::from_secs(30), || {
        desk.home.status()["now"].as_str().unwrap() > "2026-11-16T09:10:05Z"
    });
    assert!(Home::children(host).is_empty());
    assert_eq!(pictures(&desk.home).len(), at_off);
}

/// The desktop is told of each snapshot, with the picture itself, unless the person does not want it.
#[rstest]
#[case::told(true)]
#[case::not_told(false)]
fn the_person_is_told(#[case] wanted: bool) {
    let desk = Desk::at("09:09:50");
    let log = desk.display.file("notifications");
    let bus = Bus::with("SESSION", "notification_daemon", &log);
    std::fs::write(desk.home.path().join("config.toml"), format!("[snapshots]\nnotify = {wanted}\n"))
        .unwrap();
    let mut start = desk.home.command(["start", "acme"]);
    said(&start.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).output().unwrap()).ok();
    desk.home.until("the snapshot is taken", Duration::from_secs(30), |status| {
        status["tracking"]["last_snapshot"].is_string()
    });
    let told = || std::fs::read_to_string(&log).unwrap_or_default();
    if wanted {
        wait_until("the desktop is told", PATIENCE, || told().contains("Notify"));
    }
    desk.stop();
    let digest = desk.segments()[0]["snapshots"][0]["digest"].as_str().unwrap().to_owned();
    let all = ["Notify", "\"Snapshot taken\" \"acme\"", &format!("{digest}.webp")];
    assert_eq!(all.map(|part| told().contains(part)), [wanted; 3], "{}", told());
}

/// The button in the notification: the picture is destroyed, its segment stays, and work goes on.
#[test]
fn a_snapshot_is_deleted_from_its_notification() {
    let desk = Desk::at("09:09:50");
    let log = desk.display.file("notifications");
    let bus = Bus::with("SESSION", "notification_daemon", &log);
    let mut start = desk.home.command(["start", "acme", "-m", "private"]);
    said(&start.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).output().unwrap()).ok();
    let told = || std::fs::read_to_string(&log).unwrap_or_default();
    wait_until("the desktop is told", Duration::from_secs(40), || told().contains("Delete the picture"));
    assert_eq!(pictures(&desk.home).len(), 1);
    // Another action, and another's notification, are not meant.
    bus.press(1, "default");
    bus.press(77, "delete");
    bus.press(1, "delete");
    wait_until("the picture is gone", PATIENCE, || pictures(&desk.home).is_empty());
    assert!(desk.home.status()["tracking"].is_object());
    desk.stop();
    let segment = desk.segments().swap_remove(0);
    assert_eq!(
        (&segment["snapshots"][0]["state"], &segment["memo"]),
        (&"withheld".into(), &"private".into())
    );
}

/// The report of the day as a page; `said` is what the command came to.
fn page(desk: &Desk, more: &[&str]) -> Result<String, String> {
    let out = desk.display.file("report");
    drop(std::fs::remove_dir_all(&out));
    let report = ["report", "html", "--contract", "acme", "--from", DAY, "--to", DAY, "-o"];
    let said = desk.home.run(report.into_iter().chain([out.to_str().unwrap()]).chain(more.iter().copied()));
    match said.code {
        0 => Ok(std::fs::read_to_string(out.join("report.html")).unwrap()),
        code => {
            assert!(!out.exists(), "a report that failed left files");
            Err(format!("{code}: {}", said.err))
        }
    }
}

/// The pictures in a page, as files.
fn thumbnails(desk: &Desk, page: &str) -> Vec<PathBuf> {
    let data = page.split("data:image/webp;base64,").skip(1).map(|rest| rest.split('"').next().unwrap());
    data.enumerate()
        .map(|(number, data)| {
            let file = desk.display.file(&format!("thumbnail-{number}.webp"));
            std::fs::write(&file, STANDARD.decode(data).unwrap()).unwrap();
            file
        })
        .collect()
}

/// Small pictures of what was on the screen, in a page that the person let have them, and in no other.
#[test]
fn a_report_has_snapshots_only_where_they_are_granted() {
    let desk = Desk::at("09:09:50");
    desk.start();
    desk.home
        .until("the snapshot is taken", PATIENCE, |status| status["tracking"]["last_snapshot"].is_string());
    desk.stop();

    assert_eq!(thumbnails(&desk, &page(&desk, &[]).unwrap()), Vec::<PathBuf>::new());

    let granted = page(&desk, &["--snapshots"]).unwrap();
    let thumbnails = thumbnails(&desk, &granted);
    assert_eq!(thumbnails.len(), 1);
    let shot = Shot::open(&thumbnails[0]);
    assert_eq!((shot.width, shot.height), (240, 150));
    let blue = shot.share_of([0x1e, 0x78, 0xc8]);
    assert!(blue >= 10, "only {blue} % of the thumbnail is the terminal");
    if let Some(folder) = std::env::var_os("WORKDIARY_KEEP_PICTURES") {
        std::fs::write(PathBuf::from(folder).join("report-with-snapshots.html"), granted).unwrap();
    }

    // One that was moved away is told in its place; a damaged one is shown to nobody.
    let picture = pictures(&desk.home).remove(0);
    let kept = std::fs::read(&picture).unwrap();
    std::fs::write(&picture, &kept[..kept.len() / 2]).unwrap();
    let refused = page(&desk, &["--snapshots"]).unwrap_err();
    assert!(refused.contains("is damaged"), "{refused}");
    std::fs::remove_file(&picture).unwrap();
    let page = page(&desk, &["--snapshots"]).unwrap();
    assert!(page.contains("is missing") && !page.contains("data:image"), "{page}");
}
