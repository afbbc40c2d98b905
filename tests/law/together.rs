//! Several processes at once, a machine whose clock is set back, a disk that is full: nothing is half done.

use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;
use workdiary_test_support::clock::Clock;
use workdiary_test_support::home::{Home, said};

use crate::{home, types, words};

fn spawn(home: &Home, line: &str) -> Child {
    let mut command = home.command(line.split(' '));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[track_caller]
fn all_work(children: Vec<Child>) {
    for child in children {
        said(&child.wait_with_output().unwrap()).ok();
    }
}

fn edits(home: &Home) -> usize {
    let journal = types(home, "journal --json").json();
    let changed = |entry: &&Value| entry["kind"] == "segments-changed";
    journal["entries"].as_array().unwrap().iter().filter(changed).count()
}

#[test]
fn processes_that_edit_at_once_wait_for_each_other_and_none_is_lost() {
    let home = home();
    let lines = (0..12)
        .map(|number| format!("edit --contract acme --at 2026-11-16T09:{}0Z -m from-{number}", number % 6));
    all_work(lines.map(|line| spawn(&home, &line)).collect());
    assert_eq!(edits(&home), 12);
    for (number, (_, memo, _)) in words(&home, "acme").into_iter().enumerate() {
        assert!([format!("from-{number}"), format!("from-{}", number + 6)].contains(&memo), "{memo}");
    }
    assert_eq!(types(&home, "verify --json").json()["valid"], true);
}

#[test]
fn a_running_host_takes_edits_while_it_tracks_and_keeps_them() {
    let home = Home::with_contract(Vec::new());
    types(&home, "start acme -m tracked").ok();
    let patience = Duration::from_secs(30);
    let started = home.until("something is saved", patience, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(11)
    });
    let day = started["now"].as_str().unwrap()[..10].to_owned();
    let slot = home.segments(&day)[0]["start"].as_str().unwrap().to_owned();
    all_work(
        (0..8)
            .map(|number| spawn(&home, &format!("edit --contract acme --at {slot} -m edit-{number}")))
            .collect(),
    );
    assert_eq!(edits(&home), 8);
    let before = home.segments(&day)[0].clone();
    assert!(before["memo"].as_str().unwrap().starts_with("edit-"), "{before}");
    home.until("more is saved", patience, |_| {
        home.segments(&day)[0]["tracked_seconds"].as_u64() > before["tracked_seconds"].as_u64()
    });
    // What is saved later leaves the memo as it was edited, and so does Off.
    types(&home, "stop").ok();
    assert_eq!(home.segments(&day)[0]["memo"], before["memo"]);
    assert_eq!(types(&home, "verify --json").json()["valid"], true);
    types(&home, &format!("remove --contract acme --at {slot}")).ok();
    assert!(home.segments(&day).iter().all(|segment| segment["start"] != slot.as_str()));
    assert_eq!(types(&home, "verify --json").json()["valid"], true);
}

/// A host that runs over the lock closes the week, and signs that, with nobody asking.
#[test]
fn a_running_host_closes_the_week_by_itself() {
    let clock = Clock::at("2026-11-18 09:00:00");
    let home = Home::with_contract(clock.environment());
    types(&home, "start acme -m work").ok();
    home.until("it tracks", Duration::from_secs(30), |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(2)
    });
    types(&home, "stop").ok();
    clock.set("2026-11-23 12:00:01");
    // Nobody asks for bills: `status` closes nothing.
    let closed = || {
        let db = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
        db.query_row("SELECT count(*) FROM statement", [], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    workdiary_test_support::wait_until("the week is closed", Duration::from_secs(90), closed);
}

#[test]
fn a_machine_whose_clock_is_set_back_a_week_edits_no_locked_week() {
    let clock = Clock::at("2026-11-18 09:00:00");
    let home = Home::with_contract(clock.environment());
    types(&home, "contract edit acme --manual allowed").ok();
    types(&home, "add --contract acme --from 2026-11-18T08:00Z --to 2026-11-18T08:20Z -m call").ok();
    clock.set("2026-11-24 09:00:00");
    types(&home, "contract edit acme --title later").ok();
    clock.set("2026-11-17 09:00:00");
    for line in [
        "edit --contract acme --at 2026-11-18T08:00Z -m other",
        "remove --contract acme --at 2026-11-18T08:00Z",
        "undo --contract acme",
        "add --contract acme --at 2026-11-17T08:00Z -m more",
    ] {
        let told = types(&home, line).failed(3);
        assert!(told.contains("(rule `locked-week`)"), "{told}");
    }
}

/// Runs a line on the home while each write from the n-th on finds the disk full.
fn with_a_full_disk(home: &Home, line: &str, from: usize) -> workdiary_test_support::home::Said {
    let inject = format!("inject=pwrite64,ftruncate:error=ENOSPC:when={from}+");
    let binary = workdiary_test_support::binary();
    let mut strace = home.command_of(std::path::Path::new("strace"), ["-f", "-qq", "-o", "/dev/null"]);
    strace.args(["-e", "trace=pwrite64,ftruncate", "-e", &inject]).arg(binary);
    said(&strace.args(line.split(' ')).output().unwrap())
}

#[test]
fn whatever_write_finds_the_disk_full_nothing_is_half_done() {
    for line in [
        "edit --contract acme --from 2026-11-16T09:00Z --to 2026-11-16T10:00Z -m full",
        "remove --contract acme --from 2026-11-16T09:00Z --to 2026-11-16T09:30Z",
        "add --contract acme --from 2026-11-16T10:00Z --to 2026-11-16T11:00Z -m full",
    ] {
        let done = {
            let home = home();
            types(&home, line).ok();
            words(&home, "acme")
        };
        let home = home();
        let before = words(&home, "acme");
        let mut failures = 0;
        for from in 1..40 {
            let said = with_a_full_disk(&home, line, from);
            let after = words(&home, "acme");
            if after == done {
                break;
            }
            // Where it was not done it says so, and that it can be done when there is room.
            assert_eq!(after, before, "write {from} of `{line}`: {said:?}");
            assert!(said.code == 1 && said.err.contains("hint:"), "write {from} of `{line}`: {said:?}");
            failures += 1;
        }
        assert!(failures > 2, "the disk was not full");
        assert_eq!(words(&home, "acme"), done);
        assert_eq!(types(&home, "verify --json").json()["valid"], true, "{line}");
    }
}

/// On a file system of eight megabytes that is filled to the last byte: edit, close and snapshot.
#[test]
fn a_small_disk_that_is_full_is_told_and_everything_goes_on_when_there_is_room() {
    let home = crate::snapshots::home_with_picture();
    let script = r#"
        set -eu
        disk="$1"; workdiary="$2"; from="$3"
        mount -t tmpfs -o size=8m tmpfs "$disk"
        cp -a "$from/." "$disk/home"
        export WORKDIARY_HOME="$disk/home"
        fill() { dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null || true; }
        refused() { if "$workdiary" "$@" 2>"$disk.err"; then echo "done on a full disk: $*"; exit 1; fi; cat "$disk.err"; }
        fill
        refused edit --contract acme --at 2026-11-16T09:00Z -m other
        refused snapshot blur --contract acme --at 2026-11-16T11:00Z
        refused remove --contract acme --at 2026-11-16T09:10Z
        rm "$disk/filler"
        "$workdiary" diary --contract acme --week 2026-11-16 --tz utc --json > "$disk.untouched"
        "$workdiary" edit --contract acme --at 2026-11-16T09:00Z -m other
        "$workdiary" snapshot blur --contract acme --at 2026-11-16T11:00Z
        "$workdiary" remove --contract acme --at 2026-11-16T09:10Z
        "$workdiary" demo --now 2026-11-23T12:00:00Z
        fill
        refused statement list --contract acme
        rm "$disk/filler"
        "$workdiary" statement list --contract acme
        "$workdiary" verify
    "#;
    let before =
        home.run(["diary", "--contract", "acme", "--week", "2026-11-16", "--tz", "utc", "--json"]).json();
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let binary = workdiary_test_support::binary();
    let arguments =
        [disk.as_os_str(), binary.as_os_str(), home.path().as_os_str()].map(std::ffi::OsStr::to_owned);
    let mut shell = std::process::Command::new("unshare");
    shell.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]).args(arguments);
    let said = said(&shell.output().unwrap());
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.matches("full").count() >= 4, "{}", said.out);
    assert!(said.out.contains("1  week of 2026-11-16") && said.out.contains("whole"), "{}", said.out);
    let untouched = std::fs::read_to_string(folder.path().join("disk.untouched")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&untouched).unwrap(), before);
}
