//! History: the past as it was told, kept to be read; no bill, statement, report or bundle ever has it.

use serde_json::{Value, json};
use workdiary_test_support::clock::Clock;
use workdiary_test_support::home::Home;

use super::{TOGGL, file, home, import, lines, segments, state};

/// Time of a year before, and a line that says that it is not billable.
const PAST: &str = "\
Description,Billable,Start date,Start time,Duration,Tags
Long before,Yes,2025-03-03,09:03:00,00:23:00,old
Unpaid favour,No,2025-03-04,09:00:00,01:00:00,
";

fn history(home: &Home, more: &str) -> Value {
    home.run(["history", "--contract", "acme", "--json"].into_iter().chain(more.split_whitespace())).json()
}

#[test]
fn it_is_kept_as_it_was_told_and_shown() {
    let home = home();
    let path = file(&home, "past.csv", PAST);
    let empty = home.run(["history", "--contract", "acme"]).ok();
    assert_eq!(empty, "`acme` has no history from elsewhere\n");
    import(&home, &path, "--history").ok();
    assert_eq!(history(&home, "")["stretches"], json!([]), "a dry run kept it");
    let told = import(&home, &path, "--history --apply --json").json();
    assert_eq!((&told["as"], &told["import"]), (&json!("history"), &json!(1)));
    let kept = history(&home, "");
    assert_eq!(
        kept["stretches"][0],
        json!({
            "start": "2025-03-03T08:03:00Z", "end": "2025-03-03T08:26:00Z", "seconds": 1_380,
            "memo": "Long before", "label": "old", "import": 1, "line": 2,
        })
    );
    assert_eq!((&kept["seconds"], &kept["imports"][0]["file"]), (&json!(4_980), &json!("past.csv")));
    let page = home.run(["history", "--contract", "acme"]).ok();
    assert!(
        page.starts_with("DEMO\n")
            && page.contains("read only, never billed")
            && page.contains("0:23:00  Long before  old"),
        "{page}"
    );
    assert_eq!(history(&home, "--from 2025-03-04 --to 2025-03-04")["seconds"], 3_600);

    let again = import(&home, &path, "--history --apply --json").json();
    assert_eq!((lines(&again, "duplicates"), &again["applied"]), (vec![2, 3], &json!(false)));
    assert_eq!(history(&home, ""), kept);
}

#[test]
fn what_is_in_the_diary_is_no_history_and_what_is_to_come_is_none() {
    let home = home();
    let toggl = file(&home, "toggl.csv", TOGGL);
    import(&home, &toggl, "--apply").ok();
    let told = import(&home, &toggl, "--history --apply --json").json();
    assert_eq!((lines(&told, "duplicates"), lines(&told, "taken")), (vec![2, 3], vec![]));
    let future = file(&home, "future.csv", TOGGL.replace("2026-11-16,10", "2026-11-21,10"));
    assert!(import(&home, &future, "--history --apply").failed(3).contains("(rule `future`)"));
}

#[test]
fn removed_it_is_gone_from_the_file_as_well() {
    let home = home();
    import(&home, &file(&home, "past.csv", PAST), "--history --apply").ok();
    let holds = |memo: &str| {
        let bytes = std::fs::read(home.path().join("diary.db")).unwrap();
        bytes.windows(memo.len()).any(|window| window == memo.as_bytes())
    };
    assert!(holds("Unpaid favour"));
    let none = home.run(["history", "--contract", "acme", "--remove", "2"]).failed(2);
    assert!(none.contains("there is no import 2 in the history of this contract"), "{none}");
    home.run(["history", "--contract", "acme", "--remove", "1"]).ok();
    assert!(!holds("Unpaid favour"), "it is still in the database");
    assert_eq!(history(&home, "")["imports"], json!([]));
    state(&home);
}

#[test]
fn no_bill_report_or_bundle_has_it_and_a_billed_week_stays_as_it_is() {
    let clock = Clock::at("2026-11-20 18:00:00");
    let home = Home::with_contract(clock.environment());
    home.run(["contract", "edit", "acme", "--manual", "allowed"]).ok();
    import(&home, &file(&home, "toggl.csv", TOGGL), "--apply --time-zone Europe/Berlin").ok();
    let worked = segments(&home);
    assert_eq!(worked.len(), 9);
    clock.set("2026-11-24 09:00:00");
    let asked = |line: &str| home.run(line.split(' ')).ok();
    let read = || {
        [
            "statement show --contract acme --week 2026-11-16",
            "bill --contract acme --week 2026-11-16 --json",
            "diary --contract acme --week 2026-11-16 --json",
        ]
        .map(asked)
    };
    let before = read();

    let missed = TOGGL.replace("Lists, nested", "Forgotten work").replace(",09:00:00", ",15:00:00");
    let missed = file(&home, "missed.csv", missed);
    let told = import(&home, &missed, "--apply").failed(3);
    assert!(told.contains("(rule `locked-week`)") && told.contains("`--history` keeps the past"), "{told}");
    import(&home, &missed, "--apply --history").ok();
    assert_eq!(history(&home, "")["stretches"].as_array().unwrap().len(), 2);

    assert_eq!(read(), before);
    let out = home.path().with_file_name("out");
    for format in ["csv", "json", "html", "timewarrior"] {
        let line = format!("report {format} --contract acme --from 2026-11-16 --to 2026-11-22 -o");
        home.run(line.split(' ').chain([out.to_str().unwrap()])).ok();
    }
    let bundle = out.join("week.html");
    home.run("bundle --contract acme --week 2026-11-16 -o".split(' ').chain([bundle.to_str().unwrap()])).ok();
    let mut files = 0;
    for entry in std::fs::read_dir(&out).unwrap().flatten() {
        let text = std::fs::read(entry.path()).unwrap();
        let has = |words: &str| text.windows(words.len()).any(|window| window == words.as_bytes());
        assert!(!has("Forgotten work") && !has("history-imported"), "history in {}", entry.path().display());
        files += 1;
    }
    assert!(files >= 5, "{files} files: not all of them were written");
}

#[test]
fn what_is_changed_behind_the_journals_back_is_found() {
    let home = home();
    import(&home, &file(&home, "past.csv", PAST), "--history --apply").ok();
    let database = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
    database.execute("UPDATE history SET seconds = seconds - 1 WHERE line = 3", []).unwrap();
    drop(database);
    let told = home.run(["verify"]).failed_out(1);
    assert!(told.contains("the import 1 of history"), "{told}");
}
