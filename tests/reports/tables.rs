//! Reports that are tables: the workbook as openpyxl and LibreOffice read it, Parquet as pyarrow and DuckDB do.

use std::fmt::Write;
use std::path::Path;

use serde_json::json;
use workdiary_test_support::home::Home;
use workdiary_test_support::root;

use crate::plain::{check, checked, hostile};

const FROM: &str = "2026-11-02";
const TO: &str = "2026-11-22";
/// After the lock of all weeks but the last.
const NOW: &str = "2026-11-23T08:00:00Z";

/// Labels that a careless sum takes for each other, for a pattern, a comparison or a formula.
const LABELS: [&str; 8] = ["", "API", "api", "a*", "ap?", "<>api", "=1+1", "_x0041_"];

/// What a spreadsheet would compute, take for a date or a number, or not hold in a cell or in XML.
fn texts() -> Vec<String> {
    let texts = [
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "+1",
        "-1",
        "\t=1",
        "'=1",
        "1e5",
        "2026-11-02",
        "TRUE",
        "#REF!",
        "007",
        "_x0041_ _x000D_",
        "]]></t><f>1+1</f>",
        "a\r\nb\rc\nd",
        "\u{fffe}\u{ffff}\u{fffd}",
    ];
    let long = ["é".repeat(40_000), "👩".repeat(20_000)];
    hostile().into_iter().chain(texts.map(str::to_owned)).chain(long).collect()
}

/// Three weeks around midnight, of every memo with some label; some not billed, some manual, some over the limit.
fn home(currency: &str, rate: &str) -> Home {
    let mut lines = json!({"contract_add": {"id": "acme", "title": "=1+1 & <b>", "client": "\u{202e}Acme 😀",
        "rate": rate, "currency": currency, "weekly_limit": 4, "manual": "allowed", "time_zone": "Asia/Kathmandu"}})
    .to_string();
    let first: jiff::civil::Date = FROM.parse().unwrap();
    let memos = texts();
    for (place, memo) in memos.iter().cycle().take(3 * memos.len()).enumerate() {
        let day = first.saturating_add(jiff::ToSpan::days(i64::try_from(place % 21).unwrap()));
        let slot = 100 + place / 21;
        let (hour, minute, manual) = (slot / 6, slot % 6 * 10, place % 7 == 0);
        let line = json!({"contract": "acme", "minute": format!("{day}T{hour:02}:{minute:02}Z"), "manual": manual,
            "tracked_seconds": if manual { 0 } else { [60, 60, 60, 20][place % 4] },
            "keystrokes": if manual { 0 } else { place }, "memo": memo, "label": LABELS[place % LABELS.len()]});
        write!(lines, "\n{line}").unwrap();
    }
    Home::demo(&lines, NOW)
}

/// Puts the report into the folder, by the names that the checks know.
fn put(home: &Home, folder: &Path, format: &str) {
    let out = folder.join("out");
    let period = ["--contract", "acme", "--from", FROM, "--to", TO, "-o", out.to_str().unwrap()];
    home.run(["report", format].into_iter().chain(period)).ok();
    for file in std::fs::read_dir(&out).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        std::fs::rename(file.path(), folder.join(name.trim_start_matches("DEMO-"))).unwrap();
    }
}

#[test]
fn a_workbook_has_real_numbers_and_dates_and_its_formulas_come_to_the_bill() {
    for (currency, rate) in [("EUR", "84.99"), ("JPY", "4999")] {
        let (home, folder) = (home(currency, rate), tempfile::tempdir().unwrap());
        put(&home, folder.path(), "json");
        put(&home, folder.path(), "xlsx");
        println!("{}", checked("workbook.py", folder.path()));
        // The check is one that finds things.
        let report = folder.path().join("report.json");
        let said = std::fs::read_to_string(&report).unwrap();
        for status in ["billable", "over-limit", "not-billable"] {
            assert!(said.contains(&format!("\"status\":\"{status}\"")), "no segment is {status}");
        }
        for (from, to) in [("@SUM(A1)", "SUM(A1)"), ("\"billed_minutes\":10", "\"billed_minutes\":9")] {
            std::fs::write(&report, said.replacen(from, to, 1)).unwrap();
            assert!(!check("workbook.py", folder.path()).status.success(), "{from} as {to} passed");
        }
    }
}

/// What its README asks.
fn query() -> String {
    let readme = std::fs::read_to_string(root().join("plugins/report-parquet/README.md")).unwrap();
    readme.split_once("```sql\n").unwrap().1.split_once("```").unwrap().0.to_owned()
}

#[test]
fn parquet_has_typed_columns_and_answers_what_its_readme_asks() {
    for (currency, rate) in [("EUR", "84.99"), ("JPY", "4999")] {
        let (home, folder) = (home(currency, rate), tempfile::tempdir().unwrap());
        put(&home, folder.path(), "json");
        put(&home, folder.path(), "parquet");
        std::fs::write(folder.path().join("query.sql"), query()).unwrap();
        println!("{}", checked("columns.py", folder.path()));
        let report = folder.path().join("report.json");
        let said = std::fs::read_to_string(&report).unwrap();
        for (from, to) in [("@SUM(A1)", "SUM(A1)"), ("\"minor\":8499", "\"minor\":8498")] {
            let changed = said.replacen(from, to, 1);
            if changed != said {
                std::fs::write(&report, changed).unwrap();
                assert!(!check("columns.py", folder.path()).status.success(), "{from} as {to} passed");
            }
        }
    }
}
