//! `kill -9` at each write, a disk that is full: all of an import is there or nothing of it, and the next one mends it.

use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::Value;
use workdiary_test_support::home::{Home, Said, copied, said};

use super::{file, home, import, segments, state};

/// A hundred segments, each with a memo of its own, which take some pages of the database.
fn entries() -> String {
    let row = |number: usize| {
        let (day, hour, minute) = (16 + number / 50, 8 + number % 50 / 6, number % 6 * 10);
        format!("2026-11-{day},{hour:02}:{minute:02},0:10,{}\n", format!("memo {number} ").repeat(40))
    };
    "Start date,Start time,Duration,Description\n".to_owned() + &(0..100).map(row).collect::<String>()
}

/// An import of which some writes fail, or end it.
fn import_with(home: &Home, file: &Path, more: &str, fault: &str) -> Said {
    let binary = workdiary_test_support::binary();
    let strace = format!("-f -qq -o /dev/null -e trace=pwrite64 -e inject=pwrite64:{fault}");
    let mut words: Vec<PathBuf> = strace.split(' ').map(PathBuf::from).collect();
    words.extend([binary, "import".into(), file.into()]);
    words.extend(["--contract", "acme", "--apply"].map(PathBuf::from));
    words.extend(more.split_whitespace().map(PathBuf::from));
    said(&home.command_of(Path::new("strace"), words).output().unwrap())
}

/// How many are there: segments, and stretches of history.
fn there(home: &Home) -> (usize, usize) {
    let history = home.run(["history", "--contract", "acme", "--json"]).json();
    (segments(home).len(), history["stretches"].as_array().map_or(0, Vec::len))
}

#[rstest]
#[case::manual("", (100, 0))]
#[case::history("--history", (0, 100))]
fn killed_at_any_write_it_is_there_whole_or_not_at_all(#[case] more: &str, #[case] all: (usize, usize)) {
    let template = home();
    let path = file(&template, "many.csv", entries());
    // The rule is compiled once, for all copies.
    state(&template);
    let (mut kills, mut write) = (0, 1u32);
    loop {
        let home = Home::new();
        copied(&template.path(), &home.path());
        let killed = import_with(&home, &path, more, &format!("signal=KILL:when={write}"));
        state(&home);
        let found = there(&home);
        if killed.code == 0 {
            assert_eq!(found, all);
            break;
        }
        assert!(found == (0, 0) || found == all, "killed at write {write}: {found:?}");
        import(&home, &path, &format!("{more} --apply")).ok();
        assert_eq!(there(&home), all, "killed at write {write}, and brought in again");
        kills += 1;
        write += write.div_ceil(2);
    }
    assert!(kills > 4, "only {kills} kills: nothing was tested");
}

#[test]
fn on_a_full_disk_nothing_is_written_and_it_is_told() {
    let home = home();
    let path = file(&home, "many.csv", entries());
    let before = state(&home);
    let told = import_with(&home, &path, "", "error=ENOSPC:when=20+").failed(1);
    assert!(told.contains("full"), "{told}");
    assert_eq!(state(&home), before);
    import(&home, &path, "--apply").ok();
    assert_eq!(there(&home), (100, 0));
}

#[test]
fn two_at_the_same_time_bring_it_in_once() {
    let home = home();
    let path = file(&home, "many.csv", entries());
    let command =
        || home.command(["import", path.to_str().unwrap(), "--contract", "acme", "--apply", "--json"]);
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| said(&command().output().unwrap()));
        (said(&command().output().unwrap()), other.join().unwrap())
    });
    let applied = |said: Said| said.json()["applied"] == Value::Bool(true);
    assert!(applied(first) != applied(second), "both or none went in");
    assert_eq!(there(&home), (100, 0));
}
