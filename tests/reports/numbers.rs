//! Numbers of invoices: without gaps, frozen, and only over what is closed; whatever happens meanwhile.

use std::path::Path;
use std::process::Child;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use workdiary_test_support::home::{Home, Said, said};

const MONDAY: Date = date(2026, 9, 7);
const WEEKS: i64 = 8;
const NOW: &str = "2026-11-18T12:00:00Z";

/// An hour of `acme`, and every other week of `beta`, in each of eight closed weeks and the current one.
fn home() -> Home {
    let contract = |id: &str| {
        let add = json!({ "id": id, "title": id, "client": "Acme GmbH", "rate": "85.00", "currency": "EUR" });
        json!({ "contract_add": add }).to_string() + "\n"
    };
    let hour = |(week, contract): (i64, &str)| -> String {
        let day = MONDAY + (week * 7).days();
        let line = |minute: i64| {
            json!({ "contract": contract, "minute": format!("{day}T09:{minute:02}Z"), "tracked_seconds": 60, "keystrokes": 9 })
                .to_string()
                + "\n"
        };
        (0..60).map(line).collect()
    };
    let weeks = (0..WEEKS).chain([10]).map(|week| (week, if week % 2 == 0 { "acme" } else { "beta" }));
    let lines = contract("acme") + &contract("beta") + &weeks.map(hour).collect::<String>();
    let home = Home::demo(&lines, NOW);
    for contract in ["acme", "beta"] {
        settings(&home, contract, &["seller.name=Ada Lovelace", "tax.category=S", "tax.rate=19"]).ok();
    }
    home
}

fn settings(home: &Home, contract: &str, set: &[&str]) -> Said {
    let set = set.iter().flat_map(|setting| ["--set", setting]);
    home.run(["invoice", "settings", contract].into_iter().chain(set))
}

fn week(number: i64) -> [String; 6] {
    let contract = if number % 2 == 0 { "acme" } else { "beta" };
    let day = MONDAY + (number * 7).days();
    ["invoice", "issue", "--contract", contract, "--week", &day.to_string()].map(str::to_owned)
}

#[track_caller]
fn issue(home: &Home, number: i64) -> Value {
    home.run(week(number).iter().map(String::as_str).chain(["--json"])).json()
}

fn numbers(home: &Home) -> Vec<String> {
    let all = home.run(["invoice", "list", "--json"]).json();
    let all = all["invoices"].as_array().unwrap();
    all.iter().map(|invoice| invoice["number"].as_str().unwrap().to_owned()).collect()
}

fn without_gaps(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("DEMO-2026-{number:04}")).collect()
}

#[test]
fn an_invoice_stands_as_it_was_issued_and_is_taken_back_by_a_credit_note() {
    let home = home();
    let issued = issue(&home, 0);
    let figures = |name: &str| issued[name]["minor"].as_i64().unwrap();
    assert_eq!((figures("net"), figures("tax_amount"), figures("gross")), (8_500, 1_615, 10_115));
    assert_eq!(issued["minutes"], 60);
    settings(&home, "acme", &["seller.name=Somebody Else", "tax.rate=7"]).ok();
    let shown = home.run(["invoice", "show", "DEMO-2026-0001", "--json"]).json();
    assert_eq!((&shown["seller"], &shown["gross"]), (&issued["seller"], &issued["gross"]));

    let again = home.run(week(0)).failed(3);
    assert!(again.contains("on invoice `DEMO-2026-0001` (rule `already-invoiced`)"), "{again}");
    let note = home.run(["invoice", "cancel", "DEMO-2026-0001", "--json"]).json();
    assert_eq!((&note["number"], &note["takes_back"]), (&json!("DEMO-2026-0002"), &json!("DEMO-2026-0001")));
    assert_eq!(note["gross"], issued["gross"]);
    let twice = home.run(["invoice", "cancel", "DEMO-2026-0001"]).failed(3);
    assert!(twice.contains("was taken back by `DEMO-2026-0002` (rule `taken-back`)"), "{twice}");
    let of_note = home.run(["invoice", "cancel", "DEMO-2026-0002"]).failed(3);
    assert!(of_note.contains("(rule `credit-note`)"), "{of_note}");
    assert_eq!(issue(&home, 0)["seller"], "Somebody Else");
    assert_eq!(numbers(&home), without_gaps(3));
    home.run(["verify"]).ok_or_demo();
}

/// A demo home that holds ends `verify` with 3: it proves nothing.
trait Verified {
    fn ok_or_demo(self);
}

impl Verified for Said {
    #[track_caller]
    fn ok_or_demo(self) {
        assert!(
            self.out.contains("whole: nothing was changed behind the journal's back"),
            "{}{}",
            self.out,
            self.err
        );
    }
}

#[test]
fn what_cannot_be_invoiced_is_told_and_takes_no_number() {
    let home = home();
    let issue = |rest: &str, code: i32| {
        let line = format!("invoice issue --contract acme {rest}");
        home.run(line.split(' ')).failed(code)
    };
    let open = issue("--week 2026-11-16", 3);
    assert!(open.contains("has no statement yet (rule `open-week`)"), "{open}");
    assert!(open.contains("2026-11-23T12:00:00Z"), "{open}");
    let part = issue("--from 2026-09-08 --to 2026-09-20", 2);
    assert!(part.contains("2026-09-07 to 2026-09-20, say"), "{part}");
    let backwards = issue("--from 2026-09-14 --to 2026-09-13", 2);
    assert!(backwards.contains("before it begins"), "{backwards}");
    let empty = issue("--week 2026-09-14", 2);
    assert!(empty.contains("nothing is billed in these weeks"), "{empty}");
    for emptied in [["seller.name="].as_slice(), &["tax.category=", "tax.rate="]] {
        settings(&home, "acme", emptied).ok();
        let missing = issue("--week 2026-09-07", 3);
        let field = emptied[0].trim_end_matches('=');
        let told = format!("`{field}` is not said: an invoice needs it (rule `missing-data`)");
        assert!(missing.contains(&told), "{missing}");
        assert!(missing.contains(&format!("workdiary invoice settings acme --set {field}=")), "{missing}");
        settings(&home, "acme", &["seller.name=Ada Lovelace", "tax.category=S", "tax.rate=19"]).ok();
    }
    let bad =
        settings(&home, "acme", &["seller.city=Berlin", "payment.account=DE89370400440532013001"]).failed(2);
    assert!(bad.contains("the check digits of this IBAN are wrong"), "{bad}");
    let unchanged = home.run(["invoice", "settings", "acme", "--json"]).json();
    assert_eq!(unchanged["settings"]["seller.city"], "");
    home.run(["invoice", "show", "DEMO-2026-0001"]).failed(2);
    assert_eq!(numbers(&home), without_gaps(0));
}

#[test]
fn invoices_that_are_issued_at_once_have_numbers_without_a_gap() {
    let home = home();
    let start = |number: i64| -> Child {
        home.command(week(number))
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = (0..WEEKS).chain(0..WEEKS).map(start).collect();
    let said: Vec<Said> =
        children.into_iter().map(|child| said(&child.wait_with_output().unwrap())).collect();
    let issued = said.iter().filter(|said| said.code == 0).count();
    let refused = said.iter().filter(|said| said.code == 3 && said.err.contains("already-invoiced")).count();
    assert_eq!((issued, refused), (8, 8), "{:?}", said.iter().map(|said| &said.err).collect::<Vec<_>>());
    assert_eq!(numbers(&home), without_gaps(8));
}

#[test]
fn a_killed_issue_leaves_no_gap_and_no_half_of_an_invoice() {
    let home = home();
    let mut next = 0;
    // Each time killed a few writes later, until one gets through.
    for write in (1..200).step_by(5) {
        let inject = format!("inject=pwrite64,fdatasync,fsync:signal=KILL:when={write}");
        let binary = workdiary_test_support::binary();
        let mut words: Vec<String> =
            ["-f", "-qq", "-e", "trace=pwrite64,fdatasync,fsync", "-e"].map(str::to_owned).to_vec();
        words.extend([inject, binary.to_str().unwrap().to_owned()]);
        words.extend(week(next));
        let ended = home.command_of(Path::new("strace"), &words).output().unwrap();
        let count = numbers(&home).len();
        assert_eq!(numbers(&home), without_gaps(count));
        if ended.status.success() {
            assert_eq!(count, usize::try_from(next + 1).unwrap());
            assert!(write > 1, "nothing was killed");
            home.run(["verify"]).ok_or_demo();
            return;
        }
        next = i64::try_from(count).unwrap();
    }
    panic!("no issue ever got through");
}

#[test]
fn an_invoice_that_was_changed_behind_the_journals_back_is_named() {
    let home = home();
    issue(&home, 0);
    home.run(["verify"]).ok_or_demo();
    let file = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
    file.execute_batch(
        "DROP TRIGGER invoice_no_update; UPDATE invoice SET body = replace(body, '8500', '9500')",
    )
    .unwrap();
    drop(file);
    let told = home.run(["verify"]);
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    assert!(told.out.contains("DEMO-2026-0001"), "{}", told.out);
}
