//! `workdiary import`: what was recorded elsewhere comes in by the law of the diary, all of it or none, and once.

mod bad_files;
mod history;
mod lasting;
mod refusals;
mod round_trip;

use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::{Value, json};
use workdiary_test_support::home::{Home, Said, said};

/// When it is, in demo homes: a Friday.
const NOW: &str = "2026-11-20T18:00:00Z";
/// The Monday of that week.
const MONDAY: &str = "2026-11-16";

/// An hour and a half, on the clock of Berlin, that two lines tell: 9:00 to 10:00 and 10:00 to 10:30.
const TOGGL: &str = "\
Email,Project,Description,Billable,Start date,Start time,Duration,Tags
ada@example.com,Parser,\"Lists, nested\",Yes,2026-11-16,09:00:00,01:00:00,dev
ada@example.com,Parser,Review,Yes,2026-11-16,10:00:00,00:30:00,
";

/// The line of sample data that makes the contract `acme`.
fn contract(zone: &str) -> String {
    let fields = json!({
        "id": "acme", "title": "Parser", "client": "Acme GmbH", "rate": "60.00", "currency": "EUR",
        "manual": "allowed", "time_zone": zone,
    });
    json!({ "contract_add": fields }).to_string() + "\n"
}

/// A demo home without a minute in it.
fn home() -> Home {
    Home::demo(&contract("Europe/Berlin"), NOW)
}

/// A file beside the home.
fn file(home: &Home, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = home.path().with_file_name(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn import(home: &Home, file: &Path, more: &str) -> Said {
    let file = file.to_str().unwrap();
    home.run(["import", file, "--contract", "acme"].into_iter().chain(more.split_whitespace()))
}

/// Time of day and memo of each segment of the week, in UTC.
#[track_caller]
fn segments(home: &Home) -> Vec<(String, String)> {
    let diary = home.run(["diary", "--contract", "acme", "--week", MONDAY, "--tz", "utc", "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = diary["segments"].as_array().unwrap();
    all.iter().map(|segment| (text(&segment["start"])[8..16].to_owned(), text(&segment["memo"]))).collect()
}

/// All that an import could change: the journal, the diary with its bill, history.
#[track_caller]
fn state(home: &Home) -> Value {
    let verified = home.run(["verify", "--json"]).json();
    assert_eq!(verified["valid"], true, "{verified}");
    let bill = home.run(["bill", "--contract", "acme", "--week", MONDAY, "--json"]).json();
    let diary = home.run(["diary", "--contract", "acme", "--week", MONDAY, "--json"]).json();
    let history = home.run(["history", "--contract", "acme", "--json"]).json();
    json!([verified, bill, diary, history])
}

/// The lines that a field of an answer names.
fn lines(told: &Value, field: &str) -> Vec<u64> {
    let number = |line: &Value| line.as_u64().or_else(|| line["line"].as_u64()).unwrap();
    told[field].as_array().unwrap().iter().map(number).collect()
}

/// These slots of the Monday with this memo.
fn slots(times: &[&str], memo: &str) -> Vec<(String, String)> {
    times.iter().map(|time| (format!("16T{time}"), memo.to_owned())).collect()
}

#[test]
fn a_dry_run_says_what_would_come_and_changes_nothing() {
    let home = home();
    let before = state(&home);
    let toggl = file(&home, "toggl.csv", TOGGL);
    let page = import(&home, &toggl, "").ok();
    for words in [
        "2 lines would go in as manual time: 9 segments, 1:30:00",
        "line 2     2026-11-16T08:00:00Z to 2026-11-16T09:00:00Z    6 ×10 min  Lists, nested",
        "nothing was written; this does it:",
        "--contract acme --apply",
    ] {
        assert!(page.contains(words), "no `{words}` in\n{page}");
    }
    let told = import(&home, &toggl, "--json").json();
    assert_eq!(told["applied"], false);
    assert_eq!((&told["segments"], &told["edit"], &told["demo"]), (&json!(9), &Value::Null, &json!(true)));
    assert_eq!(state(&home), before);
}

#[rstest]
#[case::manual(
    TOGGL.to_owned() + "ada@example.com,Parser,Too late,Yes,2026-11-21,10:00:00,00:30:00,\n",
    &["--format", "toggl", "--time-zone", "Asia/Kathmandu", "--label", "the client's $HOME"],
    3
)]
#[case::history(
    "Date,Notes,Hours\n10/11/2026,a,1.5\n10/11/2026,b,0.5\n".to_owned(),
    &["--date-order", "dmy", "--day-starts", "09:20", "--history"],
    0
)]
fn the_command_that_a_dry_run_shows_does_it(
    #[case] text: String,
    #[case] options: &[&str],
    #[case] code: i32,
) {
    let home = home();
    let path = file(&home, "it's all.csv", text);
    let words = ["import", path.to_str().unwrap(), "--contract", "acme"];
    let asked = || words.iter().chain(options);
    let page = home.run(asked()).out;
    let would: Value = serde_json::from_str(&home.run(asked().chain(&["--json"])).out).unwrap();
    let line = page.lines().last().unwrap().trim();
    let path = workdiary_test_support::binary().parent().unwrap().to_owned();
    let shell = ["-c".to_owned(), format!("{line} --json")];
    let done = said(&home.command_of(Path::new("/bin/sh"), shell).env("PATH", path).output().unwrap());
    let did: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, &did["applied"]), (code, &json!(true)), "{line}: {}", done.err);
    for field in ["taken", "refused", "time_zone", "format", "as"] {
        assert_eq!(did[field], would[field], "{line}");
    }
    assert_eq!(lines(&did, "taken"), [2, 3]);
}

#[test]
fn applied_it_is_manual_time_once_and_can_be_undone() {
    let home = home();
    let empty = segments(&home);
    let toggl = file(&home, "toggl.csv", TOGGL);
    let told = import(&home, &toggl, "--apply --json").json();
    assert_eq!((&told["applied"], &told["edit"]), (&json!(true), &json!(1)));
    let mut expected = slots(&["08:00", "08:10", "08:20", "08:30", "08:40", "08:50"], "Lists, nested");
    expected.extend(slots(&["09:00", "09:10", "09:20"], "Review"));
    assert_eq!(segments(&home), expected);
    let applied = state(&home);
    let first = &applied[2]["segments"][0];
    assert_eq!((&first["origin"], &first["label"]), (&json!("manual"), &json!("dev")), "{first}");
    assert_eq!(applied[1]["total"]["minor"], 9_000, "{}", applied[1]);

    let again = import(&home, &toggl, "--apply --json").json();
    assert_eq!((lines(&again, "duplicates"), lines(&again, "taken")), (vec![2, 3], vec![]));
    assert_eq!((&again["applied"], state(&home)), (&json!(false), applied));

    home.run(["undo", "--contract", "acme"]).ok();
    assert_eq!(segments(&home), empty);
    import(&home, &toggl, "--apply").ok();
    assert_eq!(segments(&home), expected);
}

#[test]
fn what_the_file_says_twice_goes_in_once_and_what_is_longer_adds_its_rest() {
    let home = home();
    let last = "ada@example.com,Parser,Review,Yes,2026-11-16,10:00:00,00:30:00,\n";
    let twice = file(&home, "twice.csv", TOGGL.to_owned() + last);
    let told = import(&home, &twice, "--apply --json").json();
    assert_eq!(told["repeated"], json!([{ "line": 4, "of": 3 }]));
    assert_eq!(segments(&home).len(), 9);
    let longer = file(&home, "longer.csv", TOGGL.replace("00:30:00", "00:50:00"));
    let told = import(&home, &longer, "--apply --json").json();
    assert_eq!((lines(&told, "duplicates"), &told["segments"]), (vec![2], &json!(2)));
    assert_eq!(segments(&home)[6..], slots(&["09:00", "09:10", "09:20", "09:30", "09:40"], "Review"));
}

#[test]
fn a_slot_counts_from_half_of_it_on_and_has_the_memo_of_the_longest() {
    let home = home();
    let text = "\
Description,Start date,Start time,Duration
a,2026-11-16,09:03:00,00:23:00
b,2026-11-16,09:26:00,00:09:00
c,2026-11-16,09:50:01,00:04:59
";
    let told = import(&home, &file(&home, "short.csv", text), "--apply --json").json();
    let mut expected = slots(&["08:00", "08:10", "08:20"], "a");
    expected.extend(slots(&["08:30"], "b"));
    assert_eq!(segments(&home), expected);
    // 40 minutes of segments for 36:59 of the file.
    assert_eq!((&told["difference_seconds"], lines(&told, "left_out")), (&json!(181), vec![4]));
}

/// The same hour and a half, in what each service writes.
#[rstest]
#[case::toggl("toggl", TOGGL, "")]
#[case::clockify(
    "clockify",
    "\"Project\",\"Description\",\"Tags\",\"Billable\",\"Start Date\",\"Start Time\",\"End Date\",\"End Time\",\
     \"Duration (h)\",\"Duration (decimal)\"\n\
     \"Parser\",\"Lists, nested\",\"dev\",\"Yes\",\"11/16/2026\",\"09:00:00 AM\",\"11/16/2026\",\"10:00:00 AM\",\
     \"01:00:00\",\"1.00\"\n\
     \"Parser\",\"Review\",\"\",\"Yes\",\"11/16/2026\",\"10:00:00 AM\",\"11/16/2026\",\"10:30:00 AM\",\
     \"00:30:00\",\"0.50\"\n",
    ""
)]
#[case::semicolons_and_a_mark(
    "clockify",
    "\u{feff}Description;Start Date;Start Time;Duration (decimal)\r\n\
     Lists, nested;16.11.2026;9:00;1,00\r\nReview;16.11.2026;10:00;0,50\r\n",
    ""
)]
#[case::kimai(
    "kimai",
    "Date,Begin,End,Duration,Customer,Project,Activity,Description,Billable,Tags\n\
     2026-11-16,09:00,10:00,1,Acme,Parser,Programming,\"Lists, nested\",1,dev\n\
     2026-11-16,10:00,10:30,0.5,Acme,Parser,Review,,1,\n",
    ""
)]
#[case::harvest(
    "harvest",
    "Date,Client,Project,Task,Notes,Hours,Billable?\n2026-11-16,Acme,Parser,Programming,\"Lists, nested\",1.00,Yes\n\
     2026-11-16,Acme,Parser,Programming,Review,0.50,Yes\n",
    "--day-starts 09:00"
)]
#[case::timewarrior(
    "timewarrior",
    "inc 20261116T080000Z - 20261116T090000Z # dev # \"Lists, nested\"\n\
     inc 20261116T090000Z - 20261116T093000Z # Review\n",
    ""
)]
#[case::timewarrior_json(
    "timewarrior",
    "[{\"id\":2,\"start\":\"20261116T080000Z\",\"end\":\"20261116T090000Z\",\"tags\":[\"dev\"],\
     \"annotation\":\"Lists, nested\"},\n\
     {\"id\":1,\"start\":\"20261116T090000Z\",\"end\":\"20261116T093000Z\",\"tags\":[\"Review\"]}]\n",
    ""
)]
#[case::upwork(
    "upwork",
    "Date,Time,Memo\n2026-11-16,9:00 AM,\"Lists, nested\"\n2026-11-16,9:10 AM,\"Lists, nested\"\n\
     2026-11-16,9:20 AM,\"Lists, nested\"\n2026-11-16,9:30 AM,\"Lists, nested\"\n2026-11-16,9:40 AM,\"Lists, nested\"\n\
     2026-11-16,9:50 AM,\"Lists, nested\"\n2026-11-16,10:00 AM,Review\n2026-11-16,10:10 AM,Review\n\
     2026-11-16,10:20 AM,Review\n",
    ""
)]
fn the_export_of_each_service_is_known_and_comes_in(
    #[case] format: &str,
    #[case] text: &str,
    #[case] more: &str,
) {
    let home = home();
    let told = import(&home, &file(&home, "export", text), &format!("--apply --json {more}")).json();
    assert_eq!(told["format"], format);
    let mut expected = slots(&["08:00", "08:10", "08:20", "08:30", "08:40", "08:50"], "Lists, nested");
    expected.extend(slots(&["09:00", "09:10", "09:20"], "Review"));
    assert_eq!(segments(&home), expected);
}
