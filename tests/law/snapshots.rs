//! Pictures in a demo home, brought in as tracking does, and what becomes of them: withheld, blurred.

use serde_json::Value;
use workdiary_diary::counts::Counts;
use workdiary_diary::minutes::MinuteDelta;
use workdiary_diary::time::Second;
use workdiary_diary::tracking::{End, EndReason};
use workdiary_store::{NewSession, NewSnapshot, Store};
use workdiary_test_support::display::Shot;
use workdiary_test_support::home::Home;

use crate::{MONDAY, diary, home, types};

/// Where the segment with the picture begins.
pub const AT: &str = "2026-11-16T11:00:00Z";

/// A picture of stripes, so fine that only a large picture shows them.
pub fn stripes() -> Vec<u8> {
    let (width, height) = (640, 400);
    let pixel = |at: u32| if (at % width / 4).is_multiple_of(2) { [250, 20, 20] } else { [20, 20, 250] };
    let rgb: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    webp::Encoder::from_rgb(&rgb, width, height).encode(90.0).to_vec()
}

/// A home with a segment of `acme` at eleven that has a picture, a memo and counts like no other.
pub fn home_with_picture() -> Home {
    let home = home();
    let mut store = Store::open(&workdiary_store::Home::at(&home.path())).unwrap();
    let start: Second = AT.parse::<jiff::Timestamp>().unwrap().into();
    let new = NewSession {
        contract: "acme".parse().unwrap(),
        start,
        memo: "a very private memo".to_owned(),
        label: String::new(),
        title: String::new(),
    };
    let recorder = store.begin_session(&new, None).unwrap();
    let until = start.plus(600);
    let minutes: Vec<_> = (0..10)
        .map(|number| MinuteDelta {
            minute: start.slot().minute(number),
            seconds: 60,
            counts: Counts { keystrokes: 4_242, clicks: 1_717, scrolls: 977 },
        })
        .collect();
    store.record(&recorder, start, until, &minutes).unwrap();
    let file = home.path().join("incoming.webp");
    std::fs::write(&file, stripes()).unwrap();
    let taken_at = start.plus(77);
    let picture =
        NewSnapshot { taken_at, monitor: "DUMMY0".to_owned(), width: 640, height: 400, file, blurred: false };
    store.add_snapshots(&recorder, &[picture]).unwrap();
    store.end_session(&recorder, End { at: until, reason: EndReason::Stopped }).unwrap();
    home
}

/// The segment with the picture.
#[track_caller]
pub fn segment(home: &Home) -> Value {
    diary(home, "acme")["segments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|segment| segment["start"] == AT)
        .unwrap()
        .clone()
}

/// Where the picture with this digest lies.
pub fn place(home: &Home, digest: &Value) -> std::path::PathBuf {
    let digest = digest.as_str().unwrap();
    home.path().join(format!("evidence/{}/{digest}.webp", &digest[..2]))
}

#[test]
fn a_withheld_snapshot_is_gone_and_its_segment_stays() {
    let home = home_with_picture();
    let before = segment(&home);
    let picture = place(&home, &before["snapshots"][0]["digest"]);
    assert!(picture.exists());
    types(&home, &format!("snapshot withhold --contract acme --at {AT}")).ok();
    let after = segment(&home);
    assert_eq!(after["snapshots"][0]["state"], "withheld");
    assert!(after["snapshots"][0]["digest"].is_null() && !picture.exists());
    assert_eq!((&before["memo"], &before["keystrokes"]), (&after["memo"], &after["keystrokes"]));
    assert!(after["weaknesses"].as_array().unwrap().contains(&"no-snapshot".into()));
    types(&home, "undo --contract acme").failed(3);
    let told = types(&home, &format!("snapshot blur --contract acme --at {AT}")).failed(2);
    assert!(told.contains("no such snapshot"), "{told}");
    assert_eq!(types(&home, "verify --json").json()["valid"], true);
}

#[test]
fn a_blurred_snapshot_shows_no_detail_and_its_original_is_gone() {
    let home = home_with_picture();
    let original = place(&home, &segment(&home)["snapshots"][0]["digest"]);
    types(&home, &format!("snapshot blur --contract acme --at {AT}")).ok();
    let after = segment(&home)["snapshots"][0].clone();
    assert_eq!(after["state"], "blurred");
    assert!(!original.exists());
    let shot = Shot::open(&place(&home, &after["digest"]));
    // The stripes run together into one colour.
    assert!(
        (shot.share_of([250, 20, 20]), shot.share_of([20, 20, 250])) == (0, 0),
        "stripes can be told apart"
    );
    types(&home, &format!("snapshot withhold --contract acme --from {MONDAY}T11:00Z --to {MONDAY}T11:10Z"))
        .ok();
    assert_eq!(segment(&home)["snapshots"][0]["state"], "withheld");
    assert_eq!(types(&home, "verify --json").json()["valid"], true);
}
