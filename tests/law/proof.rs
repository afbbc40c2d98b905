//! The journal shows what was done; `verify` names what was changed behind its back.

use insta::assert_snapshot;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::Value;
use sha2::{Digest, Sha256};
use workdiary_test_support::home::Home;

use crate::snapshots::{home_with_picture, place, segment};
use crate::{CLIENT, LOCK, at, home, types};

/// A home in which everything has happened: edits, a withheld and a kept picture, closed weeks, an answer.
fn eventful() -> Home {
    let home = home_with_picture();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m other -l dev").ok();
    types(&home, "add --contract acme --at 2026-11-16T10:00Z -m call").ok();
    types(&home, "remove --contract acme --at 2026-11-16T09:20Z").ok();
    types(&home, "contract edit beta --manual on-request").ok();
    let ask = "request ask --contract beta --from 2026-11-16T15:00Z --to 2026-11-16T15:10Z --reason call";
    types(&home, ask).ok();
    types(&home, "--as \"client:Beta AG\" refuse 1").ok();
    at(&home, LOCK);
    types(&home, &format!("--as \"{CLIENT}\" statement countersign --contract acme --week 2026-11-16")).ok();
    home
}

fn verify(home: &Home) -> Value {
    let said = home.run(["verify", "--json"]);
    let verified: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
    assert_eq!(said.code == 0, verified["valid"] == true, "{said:?}");
    verified
}

/// What is broken, in words.
fn broken(home: &Home) -> Vec<String> {
    let verified = verify(home);
    verified["broken"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap().to_owned())
        .collect()
}

/// The database as somebody opens it who cares for no law.
fn raw(home: &Home) -> Connection {
    let db = Connection::open(home.path().join("diary.db")).unwrap();
    let triggers = "DROP TRIGGER IF EXISTS journal_no_update; DROP TRIGGER IF EXISTS journal_no_delete;
        DROP TRIGGER IF EXISTS statement_no_update; DROP TRIGGER IF EXISTS statement_no_delete;
        PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;";
    db.execute_batch(triggers).unwrap();
    db
}

/// The same value with one bit of a byte turned; a number differs by one bit as well.
fn flipped(cell: &Cell, byte: usize) -> Cell {
    let turn = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let at = byte % bytes.len();
        bytes[at] ^= 1;
        bytes
    };
    match cell {
        Cell::Integer(number) => Cell::Integer(number ^ 1),
        Cell::Text(text) => Cell::Text(String::from_utf8(turn(text.as_bytes())).unwrap()),
        Cell::Blob(blob) => Cell::Blob(turn(blob)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_untouched_diary_is_whole() {
    let home = eventful();
    let verified = verify(&home);
    assert_eq!((&verified["valid"], &verified["demo"]), (&true.into(), &true.into()));
    let count = |name: &str| verified[name].as_u64().unwrap();
    assert_eq!(count("signed_until"), count("entries"));
    assert_eq!((count("statements"), count("segments"), count("snapshots")), (2, 8, 1));
    let told = types(&home, "verify").ok();
    assert!(told.contains("whole") && told.contains("DEMO"), "{told}");
}

#[test]
fn a_flipped_byte_of_any_journal_entry_is_named() {
    let home = eventful();
    let db = raw(&home);
    let entries: i64 = db.query_row("SELECT max(seq) FROM journal", [], |row| row.get(0)).unwrap();
    assert!(entries > 10);
    for seq in 1..=entries {
        for (number, column) in
            ["time", "actor", "kind", "payload", "previous", "hash"].into_iter().enumerate()
        {
            let read = format!("SELECT {column} FROM journal WHERE seq = ?1");
            let was: Cell = db.query_row(&read, [seq], |row| row.get(0)).unwrap();
            let write = format!("UPDATE journal SET {column} = ?2 WHERE seq = ?1");
            let byte = usize::try_from(seq).unwrap() * 7 + number;
            db.execute(&write, rusqlite::params![seq, flipped(&was, byte)]).unwrap();
            assert_eq!(broken(&home), [format!("journal entry {seq}")], "{column} of entry {seq}");
            db.execute(&write, rusqlite::params![seq, was]).unwrap();
        }
    }
    assert_eq!(broken(&home), Vec::<String>::new());
}

#[test]
fn a_flipped_byte_of_a_statement_or_a_segment_is_named() {
    let home = eventful();
    let db = raw(&home);
    let statement = "SELECT CAST(body AS BLOB) FROM statement WHERE number = 1 AND contract = 1";
    let was: Vec<u8> = db.query_row(statement, [], |row| row.get(0)).unwrap();
    for byte in (0..was.len()).step_by(was.len() / 40) {
        let Cell::Blob(altered) = flipped(&Cell::Blob(was.clone()), byte) else { unreachable!() };
        let write = "UPDATE statement SET body = CAST(?1 AS TEXT) WHERE number = 1 AND contract = 1";
        db.execute(write, [altered]).unwrap();
        assert_eq!(broken(&home), ["the statement of `acme`, week of 2026-11-16T00:00:00Z"], "byte {byte}");
        db.execute(write, [&was]).unwrap();
    }
    let first = "WHERE contract = 1 AND slot = (SELECT min(slot) FROM segment)";
    for (byte, column) in
        ["manual", "first_second", "minutes", "memo", "label", "salt"].into_iter().enumerate()
    {
        let read = format!("SELECT {column} FROM segment {first}");
        let was: Cell = db.query_row(&read, [], |row| row.get(0)).unwrap();
        let write = format!("UPDATE segment SET {column} = ?1 {first}");
        db.execute(&write, [flipped(&was, byte * 11)]).unwrap();
        assert_eq!(broken(&home), ["the segment of `acme` at 2026-11-16T09:00:00Z"], "{column}");
        db.execute(&write, [was]).unwrap();
    }
    assert_eq!(broken(&home), Vec::<String>::new());
}

#[test]
fn an_altered_missing_or_exchanged_picture_is_named() {
    let home = eventful();
    let picture = place(&home, &segment(&home)["snapshots"][0]["digest"]);
    let was = std::fs::read(&picture).unwrap();
    let expected = "the snapshot of `acme` at 2026-11-16T11:01:17Z";
    for byte in (0..was.len()).step_by(was.len() / 10) {
        let mut altered = was.clone();
        altered[byte] ^= 1;
        std::fs::write(&picture, altered).unwrap();
        assert_eq!(broken(&home), [expected], "byte {byte}");
    }
    std::fs::remove_file(&picture).unwrap();
    assert_eq!(broken(&home), [expected]);
    std::fs::write(&picture, was).unwrap();
    assert_eq!(broken(&home), Vec::<String>::new());
    raw(&home)
        .execute("UPDATE snapshot SET digest = replace(digest, substr(digest, 1, 1), 'f')", [])
        .unwrap();
    assert_eq!(broken(&home), [expected]);
}

#[test]
fn what_is_taken_away_or_added_behind_the_journals_back_is_named() {
    for (sql, expected) in [
        (
            "DELETE FROM segment WHERE contract = 1 AND slot = (SELECT min(slot) FROM segment)",
            "the segment of `acme` at 2026-11-16T09:00:00Z",
        ),
        (
            "UPDATE segment SET slot = slot + 600 WHERE contract = 2",
            "the segment of `beta` at 2026-11-20T13:50:00Z",
        ),
        (
            "DELETE FROM statement_answer; DELETE FROM statement WHERE contract = 1",
            "the statement of `acme`, week of 2026-11-16T00:00:00Z",
        ),
        ("DELETE FROM snapshot", "the snapshot of `acme` at 2026-11-16T11:01:17Z"),
        ("UPDATE snapshot SET id = 99", "the snapshot of `acme` at 2026-11-16T11:01:17Z"),
        ("UPDATE rate SET minor = 9900 WHERE contract = 1", "the contract `acme`"),
        ("INSERT INTO weekly_limit VALUES (NULL, 2, NULL, NULL)", "the contract `beta`"),
        ("UPDATE contract SET manual = 'denied' WHERE id = 1", "the contract `acme`"),
        ("UPDATE request SET granted = 1", "the request 1"),
        ("UPDATE statement_answer SET verdict = 'disputed'", "the client's word number 1 on a statement"),
        ("DELETE FROM journal WHERE seq = 4", "journal entry 5"),
        ("UPDATE checkpoint SET signature = zeroblob(64) WHERE kept = 1", "the signature of journal entry"),
    ] {
        let home = eventful();
        raw(&home).execute_batch(sql).unwrap();
        let found = broken(&home);
        assert!(found.iter().any(|what| what.starts_with(expected)), "{sql}: {found:?}");
        assert!(types(&home, "verify").failed(1).contains("the diary is not what its journal says"));
    }
}

/// Who rewrites the chain from an entry on, as only its owner could, lacks the key.
#[test]
fn a_journal_that_was_written_anew_is_not_signed() {
    let home = eventful();
    let db = raw(&home);
    db.execute("UPDATE journal SET actor = 'client:Acme GmbH' WHERE kind = 'segments-changed'", []).unwrap();
    let mut previous = vec![0u8; 32];
    let read = "SELECT seq, time, actor, kind, payload FROM journal ORDER BY seq";
    type Row = (i64, i64, String, String, String);
    let of = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    let rows: Vec<Row> = db.prepare(read).unwrap().query_map([], of).unwrap().map(Result::unwrap).collect();
    for (seq, time, actor, kind, payload) in rows {
        let mut hash = Sha256::new_with_prefix(&previous);
        hash.update(seq.to_le_bytes());
        hash.update(time.to_le_bytes());
        for text in [actor, kind, payload] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        let hash = hash.finalize().to_vec();
        let write = "UPDATE journal SET previous = ?2, hash = ?3 WHERE seq = ?1";
        db.execute(write, rusqlite::params![seq, previous, hash]).unwrap();
        previous = hash;
    }
    let found = broken(&home);
    assert!(!found.is_empty() && found.iter().all(|what| what.starts_with("the signature of")), "{found:?}");
}

#[test]
fn the_journal_tells_edits_with_what_they_changed_while_that_is_there() {
    let home = home();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m other -l dev").ok();
    let told = types(&home, "journal --contract acme --last 1").ok();
    let told = told.split_once("  ").unwrap().1.trim_start();
    assert_snapshot!(told, @"
    7  2026-11-18T12:00:00Z  freelancer   segments-changed  acme, edit 1
            2026-11-16T09:00:00Z  memo `memo 0` → `other`  label `` → `dev`
    ");
    types(&home, "remove --contract acme --at 2026-11-16T09:00Z").ok();
    let told = types(&home, "journal --contract acme --last 2").ok();
    assert!(!told.contains("memo 0") && told.contains("segments-removed"), "{told}");
}

/// A client's words reach the freelancer's terminal: they must not do anything to it.
#[test]
fn control_characters_do_nothing_to_a_terminal() {
    let home = home();
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\r\u{9b}31m";
    home.run(["--as", CLIENT, "edit", "--contract", "acme", "--at", "2026-11-16T09:00Z", "-l", evil]).ok();
    at(&home, LOCK);
    home.run([
        "--as",
        CLIENT,
        "statement",
        "dispute",
        "--contract",
        "acme",
        "--week",
        "2026-11-16",
        "-m",
        evil,
    ])
    .ok();
    for line in ["journal", "diary --contract acme --week 2026-11-16", "statement list --contract acme"] {
        // Colours as on a terminal, so that nothing is left out on the way.
        let mut command = home.command(line.split(' '));
        let told =
            workdiary_test_support::home::said(&command.env("CLICOLOR_FORCE", "1").output().unwrap()).ok();
        assert!(told.contains("[2J·]0;owned·") || line.starts_with("diary"), "{told}");
        let plain = |text: &str| !text.contains("\u{1b}[2J") && !text.contains(['\u{7}', '\r', '\u{9b}']);
        assert!(plain(&told) && told.contains('\u{1b}'), "{told:?}");
    }
    // For programs they come whole.
    let diary = home.run(["diary", "--contract", "acme", "--week", "2026-11-16", "--json"]).json();
    assert!(diary["segments"].as_array().unwrap().iter().any(|segment| segment["label"] == evil));
}

/// Types a line with this on standard input.
fn with_input(home: &Home, line: &str, input: &str) -> workdiary_test_support::home::Said {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = home.command(line.split(' '));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    workdiary_test_support::home::said(&child.wait_with_output().unwrap())
}

#[test]
fn a_protected_key_signs_only_when_it_is_unlocked() {
    let home = home();
    let file = home.path().join("keys/journal.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    with_input(&home, "key protect", "correct horse\ncorrect horse\n").ok();
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let public = types(&home, "key show --json").json()["public"].clone();
    // Work goes on; what comes is not signed until the key is there.
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m other").ok();
    let verified = verify(&home);
    assert!(
        verified["valid"] == true && verified["signed_until"].as_i64() < verified["entries"].as_i64(),
        "{verified}"
    );
    assert!(types(&home, "verify").ok().contains("are not signed yet"));
    assert!(types(&home, "doctor").out.contains("entries are not signed yet"));
    let told = with_input(&home, "key unlock", "wrong\n").failed(2);
    assert!(told.contains("the passphrase does not open the key"), "{told}");
    with_input(&home, "key unlock", "correct horse\n").ok();
    let verified = verify(&home);
    assert_eq!(verified["signed_until"], verified["entries"]);
    with_input(&home, "key unprotect", "wrong\n").failed(2);
    with_input(&home, "key unprotect", "correct horse\n").ok();
    types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m third").ok();
    let verified = verify(&home);
    assert_eq!(verified["signed_until"], verified["entries"]);
    assert_eq!(types(&home, "key show --json").json()["public"], public);
    let told = with_input(&home, "key protect", "one\ntwo\n").failed(2);
    assert!(told.contains("the passphrases differ"), "{told}");
}

#[test]
fn a_damaged_key_is_told_and_not_replaced() {
    let home = home();
    let file = home.path().join("keys/journal.key");
    std::fs::write(&file, "no key").unwrap();
    let told = types(&home, "contract list").failed(1);
    assert!(told.contains("journal.key` is damaged") && told.contains("hint:"), "{told}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "no key");
}
