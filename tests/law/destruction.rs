//! What is removed is in no file any more: not in the database, its freed pages or its log, not as a picture.

use std::path::Path;
use std::time::Duration;

use workdiary_test_support::home::Home;

use crate::snapshots::{AT, home_with_picture, place, segment, stripes};
use crate::{IN_WEEK, contract, tracked, types};

/// All files of the home that have these bytes in them.
fn files_with(folder: &Path, wanted: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_with(&entry.path(), wanted));
        } else if entry.file_type().unwrap().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            if bytes.windows(wanted.len()).any(|window| window == wanted) {
                found.push(entry.path().display().to_string());
            }
        }
    }
    found
}

/// What must be gone: memos, as they were and as they became, counts, and the picture with its digest.
fn secrets(home: &Home) -> Vec<(&'static str, Vec<u8>)> {
    let digest = segment(home)["snapshots"][0]["digest"].as_str().unwrap().to_owned();
    let counts = [4_242u16, 1_717, 977].map(u16::to_le_bytes).concat();
    vec![
        ("the memo", b"a very private memo".to_vec()),
        ("the memo it became", b"no less private".to_vec()),
        ("the label", b"secret-label".to_vec()),
        ("the counts", counts),
        ("the picture", stripes()),
        ("its digest", digest.into_bytes()),
    ]
}

#[test]
fn nothing_of_a_removed_segment_is_in_any_file() {
    let home = home_with_picture();
    types(&home, &format!("edit --contract acme --at {AT} -m \"no less private\" -l secret-label")).ok();
    types(&home, "undo --contract acme").ok();
    types(&home, "redo --contract acme").ok();
    let secrets = secrets(&home);
    for (what, bytes) in &secrets {
        assert!(!files_with(&home.path(), bytes).is_empty(), "{what} is not where it should be before");
    }
    types(&home, &format!("remove --contract acme --at {AT}")).ok();
    for (what, bytes) in &secrets {
        let found = files_with(&home.path(), bytes);
        assert!(found.is_empty(), "{what} is still in {found:?}");
    }
    let verified = types(&home, "verify --json").json();
    assert_eq!((&verified["valid"], &verified["broken"]), (&true.into(), &serde_json::json!([])));
    // That there was something, who removed it and when stays in the journal.
    let journal = types(&home, "journal --contract acme --json").ok();
    assert!(journal.contains("segments-removed"), "{journal}");
}

/// Many texts on many pages: what is removed leaves no copy where the database has moved things about.
#[test]
fn nothing_of_many_removed_segments_is_in_any_file() {
    let mut lines = contract("acme", "Acme GmbH", &serde_json::json!({ "weekly_limit": 168 }));
    let memo =
        |number: u32| format!("the memo with the number {number:04} and a long tail {}", "x".repeat(200));
    let time =
        |number: u32| format!("2026-11-{:02}T{:02}:{}0:00Z", 16 + number / 144, number / 6 % 24, number % 6);
    (0..280).for_each(|number| lines += &tracked("acme", &time(number), &memo(number)));
    let home = Home::demo(&lines, IN_WEEK);
    types(&home, "edit --contract acme --from 2026-11-16T00:00Z --to 2026-11-17T00:00Z -l other").ok();
    let odd: Vec<u32> = (0..280).filter(|number| number % 2 == 1).collect();
    let picked = odd.iter().map(|number| format!("--at {}", time(*number))).collect::<Vec<_>>().join(" ");
    types(&home, &format!("remove --contract acme {picked}")).ok();
    for number in 0..280 {
        let found = files_with(&home.path(), format!("with the number {number:04}").as_bytes());
        assert_eq!(found.is_empty(), number % 2 == 1, "{number}: {found:?}");
    }
}

/// While a host runs its log of writes is kept open.
#[test]
fn nothing_of_what_a_running_host_removes_is_in_any_file() {
    let home = Home::with_contract(Vec::new());
    types(&home, "start acme -m \"a memo of no return\"").ok();
    let started = home.until("something is saved", Duration::from_secs(30), |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(11)
    });
    types(&home, "stop").ok();
    assert!(!files_with(&home.path(), b"a memo of no return").is_empty());
    for segment in home.segments(&started["now"].as_str().unwrap()[..10]) {
        types(&home, &format!("remove --contract acme --at {}", segment["start"].as_str().unwrap())).ok();
    }
    assert!(home.path().join("diary.db-wal").exists(), "the host has ended");
    assert_eq!(files_with(&home.path(), b"a memo of no return"), Vec::<String>::new());
}

#[test]
fn a_withheld_picture_is_in_no_file_and_its_segment_is() {
    let home = home_with_picture();
    let secrets = secrets(&home);
    types(&home, &format!("snapshot withhold --contract acme --at {AT}")).ok();
    for (what, bytes) in
        secrets.iter().filter(|(what, _)| what.contains("picture") || what.contains("digest"))
    {
        let found = files_with(&home.path(), bytes);
        assert!(found.is_empty(), "{what} is still in {found:?}");
    }
    assert_eq!(segment(&home)["memo"], "a very private memo");
}

#[test]
fn a_picture_that_could_not_be_destroyed_at_once_is_destroyed_by_the_next_command() {
    let home = home_with_picture();
    let picture = place(&home, &segment(&home)["snapshots"][0]["digest"]);
    // A folder in its place: no file that can be removed.
    let kept = std::fs::read(&picture).unwrap();
    std::fs::remove_file(&picture).unwrap();
    std::fs::create_dir_all(picture.join("in the way")).unwrap();
    let said = types(&home, &format!("remove --contract acme --at {AT}"));
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("traces are still to be destroyed"), "{said:?}");
    assert!(types(&home, "doctor").out.contains("not all of it is destroyed yet"));
    std::fs::remove_dir_all(&picture).unwrap();
    std::fs::write(&picture, kept).unwrap();
    types(&home, "contract list").ok();
    assert!(!picture.exists());
    assert!(files_with(&home.path(), b"a very private memo").is_empty());
}
