//! A diary that an earlier version wrote is taken over whole, and from then on sealed and signed.

use rusqlite::Connection;
use workdiary_diary::law::Actor;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::time::Slot;

use super::NINE;
use crate::{Home, Store};

/// A home as the schema before seals had it: a contract, a session with a segment and its picture.
fn of_schema_2(folder: &std::path::Path) -> Home {
    let home = Home::at(&folder.join("home"));
    home.make().unwrap();
    let db = Connection::open(home.database()).unwrap();
    db.execute_batch(include_str!("../../migrations/0001_diary.sql")).unwrap();
    db.execute_batch(include_str!("../../migrations/0002_plugins.sql")).unwrap();
    let (nine, slot) = (NINE.0, NINE.slot().0);
    let rows = format!(
        "PRAGMA application_id = 1464092993; PRAGMA user_version = 2;
         INSERT INTO text VALUES (1, 'a memo');
         INSERT INTO contract VALUES (1, 'acme', 'Parser', '{{\"name\":\"Acme\",\"address\":\"\",\"tax_id\":\"\",\"email\":\"\"}}',
             '{{\"name\":\"\",\"address\":\"\",\"tax_id\":\"\",\"email\":\"\"}}', 'EUR', 'allowed', 'UTC', 'active', NULL, '{{}}');
         INSERT INTO rule VALUES (1, 1, NULL, 'weekly-limit', '', '', '{{}}');
         INSERT INTO rate VALUES (1, 1, NULL, 8500);
         INSERT INTO weekly_limit VALUES (1, 1, NULL, 2400);
         INSERT INTO session VALUES (1, 1, {nine}, {nine} + 600, 'stopped', NULL, 1, 0);
         INSERT INTO segment VALUES (1, {slot}, 0, 0, x'{minutes}', 1, 0, 1);
         INSERT INTO snapshot VALUES (1, 1, {slot}, {nine} + 7, 'A', '{digest}', 640, 400, 'kept');",
        minutes = "3c000000000000".repeat(10),
        digest = "ab".repeat(32),
    );
    db.execute_batch(&rows).unwrap();
    home
}

#[test]
fn what_was_there_is_there_and_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let home = of_schema_2(folder.path());
    let mut store = Store::open(&home).unwrap();
    let acme = "acme".parse().unwrap();
    let segments = store.segments(&acme, 0..u32::MAX).unwrap();
    let segment = segments.get(0).unwrap();
    assert_eq!((segment.memo, segment.tracked_seconds), ("a memo", 600));
    let snapshots = store.snapshots(&acme, 0..u32::MAX).unwrap();
    assert_eq!(snapshots[&NINE.slot().0][0].state, SnapshotState::Kept);
    let verified = store.verify().unwrap();
    // This home has no journal of its contract, and its picture is not there; all else holds.
    let broken: Vec<_> = verified.broken.iter().map(|broken| broken.what.as_str()).collect();
    assert_eq!(broken, ["the contract `acme`", "the snapshot of `acme` at 2026-11-16T09:00:07Z"]);
    assert_eq!((verified.segments, verified.signed_until > 0), (1, true));
    store.remove_segments(&acme, &[Slot(NINE.slot().0)], &Actor::Freelancer, NINE.plus(700)).unwrap();
    assert_eq!(store.verify().unwrap().broken.len(), 1);
}

#[test]
fn a_segment_changed_after_the_upgrade_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let home = of_schema_2(folder.path());
    drop(Store::open(&home).unwrap());
    let db = Connection::open(home.database()).unwrap();
    db.execute_batch("DELETE FROM snapshot; UPDATE segment SET memo = 0").unwrap();
    let verified = Store::open(&home).unwrap().verify().unwrap();
    assert!(
        verified.broken.iter().any(|broken| broken.what.starts_with("the segment of `acme`")),
        "{verified:?}"
    );
}
