//! Lines that the law or the diary refuses: each with its number, the rule and what to do; none goes in, or the others.

use serde_json::{Value, json};
use workdiary_test_support::home::Home;

use super::{MONDAY, NOW, TOGGL, contract, file, home, import, segments, slots, state};

const HEAD: &str = "Description,Billable,Start date,Start time,Duration,Tags\n";

/// Number and rule of each line that is refused.
fn refused(told: &Value) -> Vec<(u64, String)> {
    let all = told["refused"].as_array().unwrap();
    all.iter().map(|it| (it["line"].as_u64().unwrap(), it["rule"].as_str().unwrap().to_owned())).collect()
}

fn said(rules: &[(u64, &str)]) -> Vec<(u64, String)> {
    rules.iter().map(|(line, rule)| (*line, (*rule).to_owned())).collect()
}

/// A tracked segment of `acme` and one of `beta` on the Tuesday.
fn worked() -> Home {
    let of = |contract: &str, minute: &str, memo: &str| {
        let minute = format!("2026-11-17T{minute}Z");
        let line = json!({ "contract": contract, "minute": minute, "tracked_seconds": 60, "memo": memo });
        line.to_string() + "\n"
    };
    let lines = contract("Europe/Berlin") + &of("acme", "08:00", "mine") + &of("beta", "09:00", "beta's");
    Home::demo(&lines, NOW)
}

#[test]
fn each_refused_line_is_named_with_its_rule_and_what_to_do() {
    let home = worked();
    let text = HEAD.to_owned()
        + "good,Yes,2026-11-16,09:00:00,00:20:00,
over mine,Yes,2026-11-17,08:50:00,00:20:00,
over beta's,Yes,2026-11-17,10:00:00,00:10:00,
locked,Yes,2026-11-06,09:00:00,01:00:00,
to come,Yes,2026-11-21,09:00:00,01:00:00,
not billable,No,2026-11-18,09:00:00,01:00:00,
,Yes,2026-11-18,11:00:00,01:00:00,
left on,Yes,2026-11-18,12:00:00,24:00:01,
no time,Yes,2026-11-18,noon,01:00:00,
also good,Yes,2026-11-19,09:00:00,00:10:00,
";
    let path = file(&home, "lines.csv", text);
    let before = state(&home);
    let asked = import(&home, &path, "--apply --json");
    let told: Value = serde_json::from_str(&asked.out).unwrap();
    assert_eq!(
        refused(&told),
        said(&[
            (3, "free-slots"),
            (4, "free-slots"),
            (5, "locked-week"),
            (6, "future"),
            (7, "not-billable"),
            (8, "memo-required"),
            (9, "longer-than-a-day"),
            (10, "unreadable"),
        ])
    );
    let complaint = asked.failed(3);
    assert!(
        complaint.starts_with("error: 8 of 10 lines refused, nothing was written (rule `"),
        "{complaint}"
    );
    for hint in [
        "mend these lines in the file",
        "`--history` keeps the past to be read",
        "what is there stays as it is",
        "bring these lines in when they are over",
        "`--skip-refused` takes the other lines",
    ] {
        assert!(complaint.contains(hint), "no `{hint}` in\n{complaint}");
    }
    assert_eq!(state(&home), before);

    let page = import(&home, &path, "").failed_out(3);
    for words in [
        "line 3     2026-11-17T08:00:00Z: `acme` has a tracked segment there: `mine` (rule `free-slots`)",
        "line 4     2026-11-17T09:00:00Z: `beta` has a segment there (rule `free-slots`)",
        "line 5     2026-11-06T08:00:00Z: the week of 2026-11-02T00:00:00Z was locked at 2026-11-09T12:00:00Z",
        "line 6     2026-11-21T08:00:00Z: it has not begun (rule `future`)",
        "line 7     `Billable`: the file says that it is not billable",
        "line 8     manual time needs a memo, and it has none",
        "line 9     it is longer than a day: a timer that was left on",
        "line 10    `Start time`: `noon` is not a time of day",
    ] {
        assert!(page.contains(words), "no `{words}` in\n{page}");
    }

    let rest = import(&home, &path, "--apply --skip-refused").failed(3);
    assert!(rest.starts_with("error: 8 of 10 lines refused, the others went in"), "{rest}");
    let mut expected = slots(&["08:00", "08:10"], "good");
    expected.push(("17T08:00".to_owned(), "mine".to_owned()));
    expected.push(("19T08:00".to_owned(), "also good".to_owned()));
    assert_eq!(segments(&home), expected);
}

#[test]
fn time_without_a_time_of_day_or_with_a_break_needs_word_where_it_lies() {
    let home = home();
    let harvest = "Date,Notes,Hours\n2026-11-16,a,1.5\n2026-11-16,b,0.5\n2026-11-17,c,23.5\n";
    let path = file(&home, "harvest.csv", harvest);
    let told = import(&home, &path, "--json");
    assert_eq!(
        refused(&serde_json::from_str(&told.out).unwrap()),
        said(&[(2, "no-time"), (3, "no-time"), (4, "no-time")])
    );
    assert!(told.failed(3).contains("hint: `--day-starts 09:00` lays what is of a day one after another"));
    let laid = import(&home, &path, "--day-starts 09:00 --json");
    assert_eq!(refused(&serde_json::from_str(&laid.out).unwrap()), said(&[(4, "unreadable")]));
    let kimai = "Date,Begin,End,Duration,Activity,Description\n2026-11-17,09:00,12:00,2.5,Dev,with a break\n";
    let page = import(&home, &file(&home, "kimai.csv", kimai), "").failed_out(3);
    assert!(page.contains("which part was not work is not said (rule `no-time`)"), "{page}");
}

#[test]
fn a_contract_without_manual_time_refuses_each_line() {
    let home = home();
    home.run(["contract", "edit", "acme", "--manual", "denied"]).ok();
    let path = file(&home, "toggl.csv", TOGGL);
    let asked = import(&home, &path, "--apply --skip-refused --json");
    let told: Value = serde_json::from_str(&asked.out).unwrap();
    assert_eq!(refused(&told), said(&[(2, "manual-policy"), (3, "manual-policy")]));
    assert!(asked.failed(3).contains("2 of 2 lines refused, nothing was written"));
    assert_eq!(segments(&home), []);
}

#[test]
fn a_closed_contract_takes_history_alone() {
    let home = home();
    home.run(["contract", "close", "acme"]).ok();
    let path = file(&home, "toggl.csv", TOGGL);
    let told = import(&home, &path, "--apply").failed(3);
    assert!(told.contains("(rule `closed-contract`)"), "{told}");
    import(&home, &path, "--apply --history").ok();
    assert_eq!(segments(&home), []);
}

#[test]
fn labels_that_the_scheme_does_not_know_are_refused_and_one_may_be_given() {
    let home = home();
    let labels = file(&home, "labels.json", r#"{"labels":[{"id":"call"}]}"#);
    let bind = "contract edit acme --labels fixed-list --labels-config";
    home.run(bind.split(' ').chain([labels.to_str().unwrap()])).ok();
    let path = file(&home, "toggl.csv", TOGGL);
    let asked = import(&home, &path, "--apply --json");
    let told: Value = serde_json::from_str(&asked.out).unwrap();
    assert_eq!(refused(&told), said(&[(2, "label-scheme")]));
    assert!(asked.failed(3).contains("`--label ID` gives all of it one label of the contract"));
    import(&home, &path, "--apply --label call").ok();
    assert_eq!(segments(&home).len(), 9);
}

#[test]
fn on_request_what_the_client_granted_goes_in() {
    let home = home();
    home.run(["contract", "edit", "acme", "--manual", "on-request"]).ok();
    let path = file(&home, "toggl.csv", TOGGL);
    let told = import(&home, &path, "--apply").failed(3);
    assert!(told.contains("2 of 2 lines refused") && told.contains("`workdiary request ask"), "{told}");
    let ask =
        format!("request ask --contract acme --from {MONDAY}T08:00Z --to {MONDAY}T09:00Z --reason away");
    home.run(ask.split(' ')).ok();
    home.run(["grant", "1", "--as", "client:Acme GmbH"]).ok();
    let told = import(&home, &path, "--apply --skip-refused").failed(3);
    assert!(told.contains("1 of 2 lines refused, the others went in (rule `manual-policy`)"), "{told}");
    assert_eq!(segments(&home).len(), 6);
}

#[test]
fn a_client_imports_nothing_and_reads_no_history() {
    let home = home();
    let path = file(&home, "toggl.csv", TOGGL);
    for more in ["", "--history --apply"] {
        let told = home.run(
            ["--as", "client:Acme GmbH", "import", path.to_str().unwrap(), "--contract", "acme"]
                .into_iter()
                .chain(more.split_whitespace()),
        );
        assert!(told.failed(3).contains("(rule `not-yours`)"));
    }
    let told = home.run(["--as", "client:Acme GmbH", "history", "--contract", "acme"]).failed(3);
    assert!(told.contains("(rule `not-yours`)"), "{told}");
}

#[test]
fn the_clock_that_was_set_back_tells_which_hour_is_meant_or_the_line_is_refused() {
    let home = Home::demo(&contract("Europe/Berlin"), "2026-10-26T11:59:59Z");
    let text = "\
Description,Start date,Start time,End date,End time,Duration
once,2026-10-25,01:30:00,2026-10-25,02:30:00,02:00:00
twice,2026-10-25,02:10:00,2026-10-25,02:20:00,00:10:00
";
    let page = import(&home, &file(&home, "toggl.csv", text), "").failed_out(3);
    assert!(
        page.contains("line 2     2026-10-24T23:30:00Z to 2026-10-25T01:30:00Z   12 ×10 min  once"),
        "{page}"
    );
    assert!(page.contains("line 3     the clock showed 2026-10-25 02:10 twice"), "{page}");
}
