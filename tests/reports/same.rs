//! One week, every format: each report gives the minutes and the total of the week's bill.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};
use workdiary_test_support::home::Home;

use crate::plain::checked;

/// After the lock of all weeks: their bills are statements, and can be invoiced.
const NOW: &str = "2026-11-24T12:00:00Z";
const WEEKS: [&str; 2] = ["2026-11-02", "2026-11-09"];

/// What a format carries of a bill. None carries money and no minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tells {
    MinutesAndTotal,
    /// It has no place for money.
    Minutes,
}
use Tells::{Minutes, MinutesAndTotal};

/// Format, which of its variants, the config of that, and what it carries. Each has a reader in `check/same.py`.
pub(crate) const FORMATS: [(&str, &str, &str, Tells); 17] = [
    ("csv", "", "{}", MinutesAndTotal),
    ("json", "", "{}", MinutesAndTotal),
    ("html", "", "{}", MinutesAndTotal),
    ("markdown", "", "{}", MinutesAndTotal),
    ("xlsx", "", "{}", MinutesAndTotal),
    ("parquet", "", "{}", MinutesAndTotal),
    ("icalendar", "", "{}", MinutesAndTotal),
    ("timewarrior", "", "{}", Minutes),
    ("klog", "", "{}", Minutes),
    ("timesheet-csv", "toggl", r#"{"columns":"toggl","email":"ada@example.org"}"#, Minutes),
    ("timesheet-csv", "clockify", r#"{"columns":"clockify","email":"ada@example.org"}"#, Minutes),
    ("timesheet-csv", "harvest", r#"{"columns":"harvest"}"#, Minutes),
    ("timesheet-csv", "kimai", r#"{"columns":"kimai"}"#, Minutes),
    (
        "ledes",
        "",
        r#"{"client_id":"1","timekeeper_id":"AL","timekeeper_name":"Lovelace, Ada"}"#,
        MinutesAndTotal,
    ),
    ("invoice", "", "{}", MinutesAndTotal),
    ("e-invoice", "ubl", r#"{"syntax":"ubl"}"#, MinutesAndTotal),
    ("e-invoice", "cii", r#"{"syntax":"cii"}"#, MinutesAndTotal),
];

/// Contracts whose rules, rates, zones and currencies differ.
fn contracts() -> [Value; 3] {
    let increments = json!({"increment_minutes": 15, "per": "session", "weekend_factor": "1.25"});
    [
        json!({"id": "limit", "title": "A & B <c>", "client": "Acme", "rate": "84.99", "currency": "EUR",
            "weekly_limit": 12, "manual": "allowed", "time_zone": "Europe/Kyiv"}),
        json!({"id": "increments", "title": "=1+1", "client": "Acme", "rate": "333.33", "currency": "USD",
            "manual": "allowed", "time_zone": "Asia/Kathmandu", "rule": "increments", "rule_config": increments}),
        json!({"id": "yen", "title": "Parser", "client": "Acme", "rate": "4999", "currency": "JPY",
            "weekly_limit": 30, "manual": "allowed", "time_zone": "America/St_Johns"}),
    ]
}

const MEMOS: [&str; 6] = [
    "error recovery",
    "call, \"Ben\"; a|b",
    "",
    "=SUM(A1)\nbilled 7 minutes #billed=9m",
    "<b>&amp;</b> 😀",
    "inc - # x",
];

pub(crate) const LABELS: [&str; 3] = ["", "dev", "api"];

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Two weeks of each contract: sessions around the clock, some time too short, some manual, some over the limit,
/// some slots of two contracts.
fn minutes() -> String {
    let mut lines = String::new();
    for contract in contracts() {
        writeln!(lines, "{}", json!({ "contract_add": contract })).unwrap();
    }
    let mut dice = Dice(20_261_116);
    for monday in WEEKS {
        let monday: jiff::civil::Date = monday.parse().unwrap();
        for day in 0..7 {
            let date = monday.saturating_add(jiff::ToSpan::days(day));
            for (place, contract) in ["limit", "increments", "yen"].iter().enumerate() {
                let first = place as u64 * 45 + dice.below(8);
                let memo_from = dice.below(6);
                for slot in first..(first + dice.below(48)).min(144) {
                    let manual = dice.below(9) == 0;
                    let line = json!({
                        "contract": contract, "manual": manual,
                        "minute": format!("{date}T{:02}:{:02}Z", slot / 6, slot % 6 * 10 + dice.below(10)),
                        "tracked_seconds": if manual { 0 } else { [60, 60, 60, 40][dice.below(4) as usize] },
                        "keystrokes": if manual { 0 } else { 3 },
                        "memo": MEMOS[((memo_from + slot / 7) % 6) as usize],
                        "label": LABELS[(slot / 11 % 3) as usize],
                    });
                    writeln!(lines, "{line}").unwrap();
                }
            }
        }
    }
    lines
}

/// What an invoice needs to have said, in all formats.
const SETTINGS: [&str; 24] = [
    "seller.name=Ada Lovelace",
    "seller.street=Lindenallee 12",
    "seller.city=Berlin",
    "seller.postcode=10115",
    "seller.country=DE",
    "seller.vat_id=DE123456789",
    "seller.tax_number=12/345/67890",
    "seller.contact=Ada",
    "seller.phone=+49 30 1234567",
    "seller.email=ada@example.org",
    "seller.endpoint=ada@example.org",
    "seller.endpoint_scheme=EM",
    "buyer.name=Acme",
    "buyer.street=Rue 1",
    "buyer.city=Paris",
    "buyer.postcode=75001",
    "buyer.country=FR",
    "buyer.vat_id=FR12345678901",
    "buyer.endpoint=acme@example.org",
    "buyer.endpoint_scheme=EM",
    "buyer_reference=04011000-12345-34",
    "tax.category=AE",
    "tax.reason=Reverse charge",
    "payment.account=DE02120300000000202051",
];

/// Issues the invoice over a week.
pub(crate) fn issue(home: &Home, contract: &str, week: &str) {
    let set = SETTINGS.iter().flat_map(|setting| ["--set", setting]);
    home.run(["invoice", "settings", contract].into_iter().chain(set)).ok();
    home.run(["invoice", "issue", "--contract", contract, "--week", week]).ok();
}

/// The report formats that are built in.
fn built_in(home: &Home) -> BTreeSet<String> {
    let plugins = home.run(["plugin", "list", "--json"]).json();
    let plugins = plugins["plugins"].as_array().unwrap();
    let reports = plugins.iter().filter(|it| it["kind"] == "report-format" && it["built_in"] == true);
    reports.map(|plugin| plugin["name"].as_str().unwrap().to_owned()).collect()
}

fn write(home: &Home, case: &Path, (format, variant, config): (&str, &str, &str), period: [&str; 6]) {
    let file = case.parent().unwrap().with_extension("config.json");
    std::fs::write(&file, config).unwrap();
    let name = if variant.is_empty() { format.to_owned() } else { format!("{format}.{variant}") };
    let out = case.join(name);
    let files = ["--config", file.to_str().unwrap(), "-o", out.to_str().unwrap()];
    home.run(["report", format].into_iter().chain(period).chain(files)).ok();
}

#[test]
fn every_format_gives_the_minutes_and_the_total_of_the_bill() {
    let home = Home::demo(&minutes(), NOW);
    let built_in = built_in(&home);
    let readers: BTreeSet<String> = FORMATS.iter().map(|(format, ..)| (*format).to_owned()).collect();
    let forgotten: Vec<&String> = built_in.difference(&readers).collect();
    assert!(forgotten.is_empty(), "built in and not in the table of formats: {forgotten:?}");
    let folder = tempfile::tempdir().unwrap();
    let cases = folder.path().join("cases");
    let mut expected = json!({});
    for (contract, monday) in
        ["limit", "increments", "yen"].into_iter().flat_map(|it| WEEKS.map(|week| (it, week)))
    {
        let case = cases.join(format!("{contract}-{monday}"));
        std::fs::create_dir_all(&case).unwrap();
        let first: jiff::civil::Date = monday.parse().unwrap();
        let sunday = first.saturating_add(jiff::ToSpan::days(6)).to_string();
        issue(&home, contract, monday);
        let bill = home.run(["bill", "--contract", contract, "--week", monday, "--json"]).json();
        std::fs::write(case.join("bill.json"), bill.to_string()).unwrap();
        let (minutes, total) = (&bill["billable_minutes"], &bill["total"]["minor"]);
        assert!(minutes.as_u64().unwrap() > 600 && total.as_u64().unwrap() > 10_000, "{bill}");
        let mut told = json!({});
        for (format, variant, config, tells) in
            FORMATS.iter().filter(|(format, ..)| built_in.contains(*format))
        {
            let period = ["--contract", contract, "--from", monday, "--to", &sunday];
            write(&home, &case, (format, variant, config), period);
            let name = if variant.is_empty() { (*format).to_owned() } else { format!("{format}.{variant}") };
            let total = if *tells == MinutesAndTotal { total.clone() } else { Value::Null };
            told[name] = json!([minutes, total]);
        }
        expected[case.file_name().unwrap().to_str().unwrap()] = told;
    }
    let told: Value = serde_json::from_str(&checked("same.py", &cases)).unwrap();
    assert_eq!(told, expected, "{told:#}\nbut {expected:#}");
}
