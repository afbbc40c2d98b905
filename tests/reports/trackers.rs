//! Work as trackers and calendars keep it: programs that others wrote find in the reports the entries of the diary and
//! the minutes of the bill.

mod work;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use workdiary_test_support::home::Home;
use workdiary_test_support::root;

use work::{CLIENT, TITLE, Week, ZONE};

/// A home with both weeks.
struct Weeks(Home);

impl Weeks {
    fn new() -> Self {
        Self(Home::demo(&work::lines(), "2026-11-18T12:00:00Z"))
    }

    /// A file of a report.
    fn report(&self, format: &str, week: Week, config: &Value, file: &str) -> PathBuf {
        let (from, to) = week.days();
        let folder = self.0.path().join(format!("{format}-{}", week.contract()));
        let settings = self.0.path().join(format!("{format}.json"));
        std::fs::write(&settings, config.to_string()).unwrap();
        let command = ["report", format, "--contract", week.contract(), "--from", from, "--to", to];
        let files = ["--output", folder.to_str().unwrap(), "--config", settings.to_str().unwrap()];
        self.0.run(command.into_iter().chain(files)).ok();
        folder.join(file)
    }

    /// What the bill says: minutes, and the total in minor units.
    fn bill(&self, week: Week) -> (u64, i64) {
        let bill =
            self.0.run(["bill", "--contract", week.contract(), "--week", week.days().0, "--json"]).json();
        (bill["billable_minutes"].as_u64().unwrap(), bill["total"]["minor"].as_i64().unwrap())
    }

    /// The entries as a report should have them, with memos as this format shows them.
    fn entries(&self, week: Week, shown: impl Fn(&str) -> String) -> Vec<Value> {
        let diary =
            ["diary", "--contract", week.contract(), "--week", week.days().0, "--tz", "utc", "--json"];
        let diary = self.0.run(diary).json();
        let segments = diary["segments"].as_array().unwrap();
        let mut billed = segments.iter().filter(|it| it["status"] == "billable");
        let entries = week.work().into_iter().map(|work| {
            let its = billed.by_ref().take(work.slots.try_into().unwrap());
            let billed = its.map(|it| it["billed_minutes"].as_u64().unwrap()).sum::<u64>();
            let label = if work.label.is_empty() { Value::Null } else { work.label.into() };
            json!({ "start": work.start.to_string(), "minutes": 10 * work.slots, "billed": billed,
                    "memo": shown(&work.memo), "label": label })
        });
        entries.collect()
    }
}

/// What a script of `check/` says.
#[track_caller]
fn read<A: AsRef<std::ffi::OsStr>>(script: &str, args: impl IntoIterator<Item = A>) -> Value {
    let python = root().join("target/python/bin/python");
    let script = root().join("tests/reports/check").join(script);
    let output = Command::new(&python).arg("-B").arg(script).args(args).output();
    let output = output.unwrap_or_else(|why| panic!("{}: {why}; hint: cargo xtask setup", python.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// They are the expected ones, one by one, and their billed minutes are those of the bill.
#[track_caller]
fn assert_entries(said: &Value, expected: &[Value], minutes: u64) {
    let said = said.as_array().unwrap_or_else(|| panic!("{said}"));
    for (said, expected) in said.iter().zip(expected) {
        assert_eq!(said, expected);
    }
    assert_eq!(said.len(), expected.len());
    assert_eq!(sum(said, "billed"), minutes);
}

fn sum(entries: &[Value], field: &str) -> u64 {
    entries.iter().map(|entry| entry[field].as_u64().unwrap()).sum()
}

/// The pictures that stand for control characters.
fn pictures(memo: &str) -> String {
    let picture = |it| match it {
        '\n' | '\t' => it,
        '\u{7f}' => '␡',
        '\0'..' ' => char::from_u32(0x2400 + u32::from(it)).unwrap(),
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        it => it,
    };
    memo.chars().map(picture).collect()
}

#[test]
fn a_calendar_is_read_by_icalendar() {
    let weeks = Weeks::new();
    let summary = |memo: &str| if memo.is_empty() { TITLE.to_owned() } else { pictures(memo) };
    for week in [Week::Hostile, Week::Rounded] {
        let said = read("ics.py", [weeks.report("icalendar", week, &json!({}), "DEMO-work.ics")]);
        let (minutes, total) = weeks.bill(week);
        assert_entries(&said["entries"], &weeks.entries(week, summary), minutes);
        assert_eq!(said["name"], format!("DEMO {TITLE}"));
        let bill = json!({ "billed": minutes, "total": format!("{}.{:02} EUR", total / 100, total % 100) });
        assert_eq!(said["bills"], json!([bill, bill]), "of the week and of the period");
    }
    let said =
        read("ics.py", [weeks.report("icalendar", Week::Hostile, &json!({ "all": true }), "DEMO-work.ics")]);
    let all = said["entries"].as_array().unwrap();
    let unbilled: Vec<&Value> = all.iter().filter(|it| it["billed"] == 0).map(|it| &it["memo"]).collect();
    assert_eq!(unbilled, ["too short", "over the limit"]);
    assert_eq!(sum(all, "billed"), weeks.bill(Week::Hostile).0);
}

#[test]
fn timewarrior_reads_its_files_and_counts_the_same_minutes() {
    let weeks = Weeks::new();
    for week in [Week::Hostile, Week::Rounded] {
        let file = weeks.report("timewarrior", week, &json!({}), "2026-11.data");
        let said = read("timewarrior.py", [file.parent().unwrap()]);
        let expected = weeks.entries(week, |memo| memo.replace('\0', "\u{fffd}"));
        assert_entries(&said["entries"], &expected, weeks.bill(week).0);
        assert_eq!(said["total"], sum(&expected, "minutes"));
    }
}

#[test]
fn tables_of_four_services_are_read_and_hold_no_formula() {
    const NAME: &str = "@Ada =Lovelace";
    let weeks = Weeks::new();
    for week in [Week::Hostile, Week::Rounded] {
        let people = ["--freelancer", NAME, "--freelancer-email", "ada@example.com"];
        weeks.0.run(["contract", "edit", week.contract()].into_iter().chain(people)).ok();
    }
    for (week, address, config) in [
        (Week::Hostile, "+ada@example.org", json!({ "email": "+ada@example.org", "task": "=Work" })),
        (Week::Rounded, "ada@example.com", json!({})),
    ] {
        let task = config["task"].as_str().unwrap_or("Work");
        let (minutes, expected) = (weeks.bill(week).0, weeks.entries(week, str::to_owned));
        let all = |of: &dyn Fn(&Value) -> Value| expected.iter().map(of).collect::<Value>();
        let tasks = all(&|entry| entry["label"].as_str().unwrap_or(task).into());
        for service in ["toggl", "clockify", "kimai", "harvest"] {
            let mut config = config.clone();
            config["columns"] = service.into();
            let file = weeks.report("timesheet-csv", week, &config, &format!("DEMO-{service}.csv"));
            let said = read("timesheet.py", [Path::new(service), &file, Path::new(ZONE)]);
            assert_eq!(
                [&said["projects"], &said["clients"]],
                [&json!([format!("DEMO {TITLE}")]), &json!([CLIENT])]
            );
            if matches!(service, "kimai" | "harvest") {
                assert_eq!(said["tasks"], tasks);
            }
            if service == "harvest" {
                let hundredths = (minutes * 100 + 30) / 60;
                assert_eq!(said["hours"], format!("{}.{:02}", hundredths / 100, hundredths % 100));
                assert_eq!(said["memos"], all(&|entry| entry["memo"].clone()));
                assert_eq!(said["days"], all(&|entry| day(entry).into()));
                assert_eq!(said["people"], json!([NAME]));
            } else {
                assert_entries(&said["entries"], &expected, minutes);
                assert_eq!(said["people"], json!([format!("{NAME} <{address}>")]));
            }
        }
    }
}

/// On which day of the freelancer's an entry begins.
fn day(entry: &Value) -> String {
    let start: jiff::Timestamp = entry["start"].as_str().unwrap().parse().unwrap();
    start.in_tz(ZONE).unwrap().date().to_string()
}

#[test]
fn klog_text_is_as_its_specification_says() {
    let weeks = Weeks::new();
    let shown = |memo: &str| {
        let line = |line: &str| if line.trim().is_empty() { format!("{line}␤") } else { line.to_owned() };
        if memo.is_empty() {
            String::new()
        } else {
            pictures(memo).split('\n').map(line).collect::<Vec<_>>().join("\n")
        }
    };
    let files =
        [Week::Hostile, Week::Rounded].map(|week| weeks.report("klog", week, &json!({}), "DEMO-work.klg"));
    let said = read("klog.py", [Path::new(ZONE), &files[0], &files[1]]);
    for (week, said) in [Week::Hostile, Week::Rounded].into_iter().zip(said.as_array().unwrap()) {
        let expected = weeks.entries(week, shown);
        assert_entries(&said["entries"], &expected, weeks.bill(week).0);
        assert_eq!(said["total"], sum(&expected, "minutes"), "{said}");
        assert_eq!(said["summaries"], json!([format!("DEMO #contract={}", week.contract())]));
    }
}

#[test]
fn the_reader_of_klog_text_refuses_what_its_specification_does() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        (
            "2026-11-16\n    9:00 - 9:20 #label=a\n        memo\n\n2026/11/17 (8h!)\nsummary\n\t<23:00 - 12:30am\n",
            None,
        ),
        ("2026-13-16\n", Some("month")),
        ("2026-11-16", Some("no newline")),
        ("2026-11-16 work\n", Some("no date")),
        ("2026-11-16\n    9:00 - 8:00\n", Some("not in order")),
        ("2026-11-16\n    25:00 - 26:00\n", Some("no time")),
        ("2026-11-16\n    9:00 - 9:10\n  9:10 - 9:20\n", Some("indented otherwise")),
        ("2026-11-16\n    9:00 - 9:10\n      9:10 - 9:20\n", Some("indented otherwise")),
        ("2026-11-16\n    9:00 - 9:10\n\n    memo\n", Some("no date")),
        ("2026-11-16\n    9:00 - 9:10\nmemo\n", Some("indented otherwise")),
        ("2026-11-16\n    memo\n", Some("no entry")),
        ("2026-11-16\n    9:00 -\n", Some("no entry")),
    ];
    let files = texts.iter().enumerate().map(|(place, (text, _))| {
        let file = folder.path().join(place.to_string());
        std::fs::write(&file, text).unwrap();
        file
    });
    let said = read("klog.py", std::iter::once(PathBuf::from(ZONE)).chain(files));
    for ((text, why), said) in texts.iter().zip(said.as_array().unwrap()) {
        match why {
            Some(why) => {
                assert!(said["refused"].as_str().is_some_and(|it| it.contains(why)), "{text}: {said}")
            }
            None => assert_eq!(said["total"], 20 + 90, "{said}"),
        }
    }
}
