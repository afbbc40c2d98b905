//! Recording, ending and reading back, on real files.

mod upgrade;

use workdiary_diary::contract::{Contract, ContractStatus, ManualPolicy, Party, RuleBinding};
use workdiary_diary::counts::Counts;
use workdiary_diary::law::Actor;
use workdiary_diary::minutes::split;
use workdiary_diary::ownership;
use workdiary_diary::segments::Origin;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::terms::{Change, WeeklyLimit};
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::tracking::{End, EndReason};

use crate::plugins::AddedPlugin;
use crate::{Error, Home, ImportedSegment, NewSession, NewSnapshot, Recorder, Store};

/// Monday 2026-11-16, 09:00 UTC.
const NINE: Second = Second(1_794_819_600);

struct Diary {
    store: Store,
    _folder: tempfile::TempDir,
}

fn diary() -> Diary {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(&folder.path().join("home"));
    let mut store = Store::create(&home, NINE, None).unwrap();
    store.add_contract(&contract("acme"), NINE).unwrap();
    store.add_contract(&contract("beta"), NINE).unwrap();
    Diary { store, _folder: folder }
}

fn rule() -> RuleBinding {
    let (name, version, digest) = ("weekly-limit".to_owned(), "0.1.0".to_owned(), "ab".repeat(32));
    RuleBinding { name, version, digest, config: "{}".to_owned() }
}

fn contract(id: &str) -> Contract {
    Contract {
        id: id.parse().unwrap(),
        title: "Parser".to_owned(),
        client: Party { name: "Acme".to_owned(), ..Party::default() },
        freelancer: Party::default(),
        currency: "EUR".parse().unwrap(),
        manual: ManualPolicy::OnRequest,
        time_zone: "Europe/Kyiv".to_owned(),
        labels: None,
        rules: vec![Change { from: None, value: rule() }],
        status: ContractStatus::Active,
        rates: vec![Change { from: None, value: 8_500 }],
        limits: vec![Change { from: None, value: WeeklyLimit::of_minutes(2_400) }],
    }
}

impl Diary {
    fn begin(&mut self, contract: &str, start: Second, memo: &str) -> Recorder {
        let contract = contract.parse().unwrap();
        let (label, title) = (String::new(), String::new());
        let new = NewSession { contract, start, memo: memo.to_owned(), label, title };
        self.store.begin_session(&new, None).unwrap()
    }

    fn track(&mut self, recorder: &Recorder, from: Second, seconds: i64) -> Second {
        let until = from.plus(seconds);
        let counts = Counts { keystrokes: 5, clicks: 1, scrolls: 0 };
        let minutes: Vec<_> = split(from, until, counts).collect();
        self.store.record(recorder, from, until, &minutes).unwrap();
        until
    }

    fn seconds(&self, contract: &str) -> Vec<u16> {
        self.store.segments(&contract.parse().unwrap(), 0..u32::MAX).unwrap().tracked_seconds().to_vec()
    }
}

fn end(at: Second, reason: EndReason) -> End {
    End { at, reason }
}

#[test]
fn a_contract_reads_back_as_it_was_added() {
    let mut diary = diary();
    let mut wanted = contract("acme");
    assert_eq!(diary.store.contract(&wanted.id).unwrap(), wanted);
    wanted.title = "Printer".to_owned();
    wanted.limits.push(Change { from: None, value: WeeklyLimit::NONE });
    diary.store.change_contract(&wanted, "contract-edited", &Actor::Freelancer, NINE).unwrap();
    assert_eq!(diary.store.contract(&wanted.id).unwrap(), wanted);
    assert!(matches!(diary.store.add_contract(&wanted, NINE), Err(Error::ContractExists(_))));
    assert!(matches!(diary.store.contract(&"none".parse().unwrap()), Err(Error::NoContract(_))));
}

#[test]
fn recorded_minutes_are_there_after_opening_again() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE.plus(590), "the parser");
    let at = diary.track(&recorder, NINE.plus(590), 20);
    diary.track(&recorder, at, 60);
    let store = Store::open(diary.store.home()).unwrap();
    let segments = store.segments(&"acme".parse().unwrap(), 0..u32::MAX).unwrap();
    assert_eq!(segments.tracked_seconds(), [10, 70]);
    let first = segments.get(0).unwrap();
    assert_eq!((first.slot, first.first_second, first.memo), (NINE.slot(), 590, "the parser"));
    assert_eq!(segments.get(1).unwrap().minutes[1].keystrokes, 5);
}

#[test]
fn a_lost_session_ends_at_its_last_recorded_second() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    let until = diary.track(&recorder, NINE, 95);
    let mut store = Store::open(diary.store.home()).unwrap();
    let lost = store.close_lost_session().unwrap().unwrap();
    assert_eq!((lost.until, lost.end), (until, Some(EndReason::HostLost)));
    assert_eq!(store.close_lost_session().unwrap(), None);
    assert_eq!(store.newest().unwrap(), until);
}

#[test]
fn ending_earlier_takes_out_the_tail_and_its_pictures() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    let until = diary.track(&recorder, NINE, 1_500);
    let file = diary.store.home().incoming().join("picture.webp");
    std::fs::write(&file, b"a picture").unwrap();
    let taken_at = NINE.plus(1_300);
    let picture =
        NewSnapshot { taken_at, monitor: "A".to_owned(), file, width: 1, height: 1, blurred: false };
    diary.store.add_snapshots(&recorder, &[picture]).unwrap();
    assert_eq!(diary.store.check_evidence(true).unwrap().pictures, 1);

    let reason = EndReason::IdleCut(until.since(NINE.plus(610)));
    diary.store.end_session(&recorder, end(NINE.plus(610), reason)).unwrap();
    assert_eq!(diary.seconds("acme"), [600, 10]);
    let shelves = std::fs::read_dir(diary.store.home().evidence()).unwrap();
    let left = shelves.flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap()).count();
    assert_eq!(left, 0, "the picture of cut time is still there");
    let ended = diary.store.last_session().unwrap().unwrap();
    assert_eq!((ended.until, ended.end), (NINE.plus(610), Some(reason)));
    assert_eq!(diary.store.verify().unwrap().broken, []);
}

#[test]
fn a_picture_of_the_last_second_stays_and_holds() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    let until = diary.track(&recorder, NINE, 200);
    let file = diary.store.home().incoming().join("picture.webp");
    std::fs::write(&file, b"a picture").unwrap();
    let picture =
        NewSnapshot { taken_at: until, monitor: "A".to_owned(), file, width: 1, height: 1, blurred: false };
    diary.store.add_snapshots(&recorder, &[picture]).unwrap();
    diary.store.end_session(&recorder, end(until, EndReason::Stopped)).unwrap();
    let verified = diary.store.verify().unwrap();
    assert_eq!((verified.broken.as_slice(), verified.snapshots), ([].as_slice(), 1));
}

#[test]
fn a_snapshot_that_was_not_taken_is_entered_and_missed() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    let until = diary.track(&recorder, NINE, 200);
    let taken_at = NINE.plus(100);
    diary.store.add_withheld(&recorder, taken_at, &["A".to_owned(), "B".to_owned()]).unwrap();
    assert!(diary.store.has_snapshot(&recorder, NINE.slot()).unwrap());
    diary.store.end_session(&recorder, end(until, EndReason::Stopped)).unwrap();
    let found = diary.store.snapshots(&"acme".parse().unwrap(), 0..u32::MAX).unwrap();
    let found: Vec<_> =
        found[&NINE.slot().0].iter().map(|one| (&*one.monitor, &one.digest, one.state)).collect();
    assert_eq!(found, [("A", &None, SnapshotState::Withheld), ("B", &None, SnapshotState::Withheld)]);
    let verified = diary.store.verify().unwrap();
    assert_eq!((verified.broken.as_slice(), verified.snapshots), ([].as_slice(), 2));
    diary.store.write(|tx| tx.execute("DELETE FROM snapshot WHERE monitor = 'A'", []).map(drop)).unwrap();
    let fake = format!("UPDATE snapshot SET digest = '{}', salt = zeroblob(16)", "ab".repeat(32));
    diary.store.write(|tx| tx.execute(&fake, []).map(drop)).unwrap();
    let broken = diary.store.verify().unwrap().broken;
    let why: Vec<_> = broken.iter().map(|broken| broken.why.as_str()).collect();
    assert_eq!(why, ["it is not what was entered in the journal", "it is missing"]);
}

#[test]
fn a_snapshot_that_was_not_taken_goes_with_cut_time() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    let until = diary.track(&recorder, NINE, 900);
    diary.store.add_withheld(&recorder, NINE.plus(700), &["A".to_owned()]).unwrap();
    let reason = EndReason::IdleCut(until.since(NINE.plus(610)));
    diary.store.end_session(&recorder, end(NINE.plus(610), reason)).unwrap();
    let verified = diary.store.verify().unwrap();
    assert_eq!((verified.broken.as_slice(), verified.snapshots), ([].as_slice(), 0));
}

#[test]
fn a_snapshot_that_is_blurred_from_the_beginning_is_entered_so() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    diary.track(&recorder, NINE, 200);
    let file = diary.store.home().incoming().join("picture.webp");
    std::fs::write(&file, b"a picture").unwrap();
    let monitor = "A".to_owned();
    let picture = NewSnapshot { taken_at: NINE, monitor, file, width: 1, height: 1, blurred: true };
    diary.store.add_snapshots(&recorder, &[picture]).unwrap();
    let found = diary.store.snapshots(&"acme".parse().unwrap(), 0..u32::MAX).unwrap();
    assert_eq!(found[&NINE.slot().0][0].state, SnapshotState::Blurred);
    assert_eq!(diary.store.verify().unwrap().broken, []);
}

#[test]
fn switching_ends_one_session_and_begins_the_next_at_the_same_second() {
    let mut diary = diary();
    let first = diary.begin("acme", NINE, "");
    let at = diary.track(&first, NINE, 200);
    let contract = "beta".parse().unwrap();
    let new =
        NewSession { contract, start: at, memo: String::new(), label: String::new(), title: String::new() };
    let second = diary.store.begin_session(&new, Some((&first, end(at, EndReason::Switched)))).unwrap();
    diary.track(&second, at, 400);
    assert_eq!((diary.seconds("acme"), diary.seconds("beta")), (vec![200], vec![400]));

    let mark = |contract: &str| {
        let id = contract.parse().unwrap();
        let mut segments = diary.store.segments(&id, 0..u32::MAX).unwrap();
        ownership::mark_shared(&mut segments, &id, &diary.store.rival_claims(&id, 0..u32::MAX).unwrap());
        segments.shared().to_vec()
    };
    assert_eq!((mark("acme"), mark("beta")), (vec![true], vec![false]));
}

#[test]
fn manual_time_takes_only_free_slots() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    diary.track(&recorder, NINE, 60);
    let manual = |slot| {
        let contract = "acme".parse().unwrap();
        ImportedSegment { contract, slot, memo: "a call".to_owned(), label: String::new() }
    };
    let free = Slot(NINE.slot().0 + 1);
    let refused = diary.store.import_manual(&[manual(free), manual(NINE.slot())], NINE).unwrap_err();
    assert!(matches!(refused, Error::SlotTaken { found: "tracked", .. }), "{refused}");
    assert_eq!(diary.seconds("acme"), [60], "half an import was kept");
    diary.store.import_manual(&[manual(free)], NINE).unwrap();
    let segments = diary.store.segments(&"acme".parse().unwrap(), 0..u32::MAX).unwrap();
    assert_eq!(segments.get(1).unwrap().origin, Origin::Manual);
}

#[test]
fn the_journal_is_a_chain_that_shows_where_it_was_broken() {
    let mut diary = diary();
    let recorder = diary.begin("acme", NINE, "");
    diary.store.end_session(&recorder, end(NINE, EndReason::Stopped)).unwrap();
    assert_eq!(diary.store.check().unwrap().journal_fault, None);
    let mut kinds = Vec::new();
    let note = |entry: &crate::Entry| {
        kinds.push(entry.record.kind.clone());
        std::ops::ControlFlow::Continue(())
    };
    diary.store.each_entry(note).unwrap();
    let expected =
        ["diary-made", "key-made", "contract-added", "contract-added", "session-begun", "session-ended"];
    assert_eq!(kinds, expected);

    let refused = diary.store.write(|tx| tx.execute("UPDATE journal SET time = 0 WHERE seq = 2", []));
    assert!(refused.unwrap_err().to_string().contains("append-only"));
    diary
        .store
        .write(|tx| {
            tx.execute_batch("DROP TRIGGER journal_no_update; UPDATE journal SET time = 0 WHERE seq = 2")
        })
        .unwrap();
    let fault = diary.store.check().unwrap().journal_fault.unwrap();
    assert_eq!((fault.seq, fault.detail), (2, "its content is not what was entered"));
}

#[test]
fn what_is_written_is_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let diary = diary();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(diary.store.home().folder()), 0o700);
    assert_eq!(mode(&diary.store.home().evidence()), 0o700);
}

#[test]
fn a_diary_from_before_plugins_keeps_its_rule() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(&folder.path().join("home"));
    home.make().unwrap();
    let old = rusqlite::Connection::open(home.database()).unwrap();
    old.execute_batch(include_str!("../migrations/0001_diary.sql")).unwrap();
    old.execute_batch(
        r#"INSERT INTO contract VALUES (1, 'acme', 'T', '{}', '{}', 'EUR', 'denied', 'UTC', 'weekly-limit',
               '{"minimum_tracked_seconds":30}', 'active');
           PRAGMA application_id = 0x57444941; PRAGMA user_version = 1;"#,
    )
    .unwrap();
    drop(old);
    let contract = Store::open(&home).unwrap().contract(&"acme".parse().unwrap()).unwrap();
    let [Change { from: None, value: rule }] = contract.rules.as_slice() else { panic!("{contract:?}") };
    assert_eq!((rule.name.as_str(), rule.digest.as_str()), ("weekly-limit", ""));
    assert_eq!(rule.config, r#"{"minimum_tracked_seconds":30}"#);
    assert_eq!((contract.labels, contract.status), (None, ContractStatus::Active));
}

#[test]
fn faults_of_a_plugin_are_counted_in_a_row() {
    let mut diary = diary();
    let digest = "cd".repeat(32);
    for why in ["a trap", "another trap"] {
        diary.store.count_plugin_fault(&digest, why).unwrap();
    }
    assert_eq!(diary.store.plugin_faults(&digest).unwrap(), Some((2, "another trap".to_owned())));
    let (name, kind, version) = ("csv2".to_owned(), "report-format".to_owned(), "1.0.0".to_owned());
    let plugin = AddedPlugin { name, kind, version, digest: digest.clone() };
    diary.store.use_plugin(&plugin, NINE).unwrap();
    assert_eq!(diary.store.plugin_faults(&digest).unwrap(), None, "added again, it begins anew");
    assert_eq!(diary.store.plugins().unwrap(), [plugin]);
}
