//! Reports that are plain text: Markdown as two parsers read it, LEDES 1998B as its specification has it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use workdiary_test_support::home::Home;
use workdiary_test_support::root;

use crate::same::issue;

const MONDAY: &str = "2026-11-16";
const SUNDAY: &str = "2026-11-22";
/// After the lock of the week: its bill is a statement.
const NOW: &str = "2026-11-24T12:00:00Z";

/// Runs a check on a folder.
pub(crate) fn check(script: &str, folder: &Path) -> Output {
    let python = root().join("target/python/bin/python3");
    let script = root().join("tests/reports/check").join(script);
    let output = Command::new(&python).arg(script).arg(folder).output();
    output.unwrap_or_else(|why| panic!("{}: {why}; hint: cargo xtask setup", python.display()))
}

/// What a check said, where it must find nothing.
#[track_caller]
pub(crate) fn checked(script: &str, folder: &Path) -> String {
    let output = check(script, folder);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What would be markup, a link, a cell, a line or a command somewhere, if it were let.
pub(crate) fn hostile() -> Vec<String> {
    let texts = [
        "| a\\|b `x` *y* __z__ ~~q~~ <b>z</b> <!-- c --> &amp; &#65;",
        "[l](http://x.de) ![i](x.png) <http://a.de> http://b.de www.c.de d.de me@e.de mailto:f@g.de [r]: /u",
        "# no heading\n\n- no list\n> quote\n```\ncode\n```\n---",
        "\u{202e}RTL \u{2066}שלום\u{2069} مرحبا",
        "😀👩\u{200d}👩\u{200d}👧 Київ ñ",
        "  edges\t ",
        " ",
        "\u{a0}nbsp\u{3000}",
        "$x^2$ :smile: #12 @ada",
        "| --- | --- |",
        "\u{2028}line\u{2029}",
        "1. one\n2. two",
        "<script>alert(1)</script>",
        "a\rb",
        "\0\u{1}\u{1b}[31m\u{7f}\u{85}",
        "[][]|[]\\u{7c}",
        "=1+1",
        "\\",
        "",
    ];
    ["long ".repeat(1_999) + "text!"].into_iter().chain(texts.map(str::to_owned)).collect()
}

/// Two segments of each memo, one after the other, those of the end over the limit.
fn home(rate: &str, currency: &str, memos: &[String]) -> Home {
    let contract = json!({"contract_add": {"id": "acme", "title": "A | *b* [c](d)", "client": "<i>Acme</i>",
        "rate": rate, "currency": currency, "weekly_limit": 5, "manual": "allowed", "time_zone": "UTC"}});
    let mut lines = contract.to_string();
    let memos = memos.iter().flat_map(|memo| [memo, memo]).enumerate();
    for (place, memo) in memos {
        let (hour, minute) = (place / 6, place % 6 * 10);
        let label = ["", "dev", "a|b"][place % 3];
        let line = json!({"contract": "acme", "minute": format!("{MONDAY}T{hour:02}:{minute:02}Z"),
            "tracked_seconds": if place % 7 == 6 { 30 } else { 60 }, "keystrokes": 3, "memo": memo, "label": label});
        lines = lines + "\n" + &line.to_string();
    }
    Home::demo(&lines, NOW)
}

/// Puts the report of the week into a folder, and what it is checked against.
fn put(home: &Home, folder: &Path, name: &str) -> PathBuf {
    let out = folder.join("out");
    for format in ["markdown", "json"] {
        let period = ["--contract", "acme", "--from", MONDAY, "--to", SUNDAY];
        home.run(["report", format].into_iter().chain(period).chain(["-o", out.to_str().unwrap()])).ok();
    }
    let page = folder.join(format!("{name}.md"));
    std::fs::rename(out.join("DEMO-report.md"), &page).unwrap();
    std::fs::rename(out.join("report.json"), folder.join(format!("{name}.json"))).unwrap();
    let bill = home.run(["bill", "--contract", "acme", "--week", MONDAY, "--json"]).ok();
    std::fs::write(folder.join(format!("{name}.bill.json")), bill).unwrap();
    page
}

#[test]
fn a_summary_has_the_sums_of_the_bill_and_texts_that_do_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ["error recovery", "call with Ben", "", "lexer"].map(str::to_owned);
    put(&home("85.00", "EUR", &plain), folder.path(), "plain");
    put(&home("5000", "JPY", &plain), folder.path(), "yen");
    let page = put(&home("84.99", "EUR", &hostile()), folder.path(), "hostile");
    checked("gfm.py", folder.path());
    // The check is one that finds things.
    let text = std::fs::read_to_string(&page).unwrap();
    for (from, to) in [
        ("\\[l\\](http\\://x\\.de)", "[l](http\\://x\\.de)"),
        ("\\<b\\>", "<b>"),
        ("&#124; a", "a"),
        ("www\\.c\\.de", "www.c.de"),
        ("| 84.99 |", "| 84.98 |"),
        ("| **Total** | **5:00** |", "| **Total** | **5:10** |"),
        ("&#32; edges&#9;&#32;", "edges"),
    ] {
        assert!(text.contains(from), "{from} is not in {text}");
        std::fs::write(&page, text.replace(from, to)).unwrap();
        assert!(!check("gfm.py", folder.path()).status.success(), "{from} as {to} passed");
    }
}

/// What the examples of the plugin give; that they do is proved where all examples are run.
fn ledes_examples() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root().join("plugins/report-ledes/examples")).unwrap() {
        let path = entry.unwrap().path();
        let example: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let texts = example["expected"]["files"].as_object().into_iter().flat_map(|files| files.values());
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        files.extend(texts.map(|text| (name.clone(), text.as_str().unwrap().to_owned())));
    }
    files.sort();
    files
}

fn read_ledes(files: &[(String, String)]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).unwrap();
    }
    serde_json::from_str(&checked("ledes.py", folder.path())).unwrap()
}

#[test]
fn ledes_is_as_its_specification_has_it() {
    let examples = ledes_examples();
    let names: Vec<&str> = examples.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a-week", "hostile-and-demo", "lines-of-two-rates", "utf-8"]);
    let told = read_ledes(&examples);
    let items = |name: &str| told[format!("{name}.txt")]["items"].clone();
    assert_eq!(told["a-week.txt"]["total"], "213.34");
    assert_eq!(items("a-week")[2], json!(["2026-11-17", "0.1667", "14.17", "error recovery"]));
    assert_eq!(items("lines-of-two-rates")[2], json!(["2026-11-16", "None", "-10.00", "Discount"]));
    assert!(told["hostile-and-demo.txt"]["about"].as_str().unwrap().starts_with("DEMO"));
    let memo = "| a\\|b `x` *y* <b>z</b> [l](http://x.de)\nwww.x.de \u{202e}emoji 😀";
    assert_eq!(items("hostile-and-demo")[1][3], memo);
    // What goes beyond the specification does so because the person said it.
    assert_eq!(told["utf-8.txt"]["wrong"], "characters: ordinal not in range(128)");
}

#[test]
fn hostile_memos_come_out_whole_in_ledes() {
    let home = home("84.99", "EUR", &hostile());
    let folder = tempfile::tempdir().unwrap();
    put(&home, folder.path(), "week");
    issue(&home, "acme", MONDAY);
    let config = folder.path().join("config.json");
    std::fs::write(&config, r#"{"client_id":"1","timekeeper_id":"AL","timekeeper_name":"A."}"#).unwrap();
    let period = ["--contract", "acme", "--from", MONDAY, "--to", SUNDAY];
    let out = ["--config", config.to_str().unwrap(), "-o", folder.path().to_str().unwrap()];
    home.run(["report", "ledes"].into_iter().chain(period).chain(out)).ok();
    let told: Value = serde_json::from_str(&checked("ledes.py", folder.path())).unwrap();
    let told = &told["DEMO-ledes-1998b.txt"];
    assert_eq!(told["wrong"], Value::Null);
    let week: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("week.json")).unwrap()).unwrap();
    let segments = week["weeks"][0]["segments"].as_array().unwrap();
    let description = |segment: &Value| {
        let text = |name: &str| segment[name].as_str().unwrap_or_default().to_owned();
        [text("memo"), text("label"), "Work".to_owned()].into_iter().find(|text| !text.is_empty()).unwrap()
    };
    let billed = segments.iter().filter(|segment| segment["billed_minutes"] != 0);
    let expected: BTreeSet<String> = billed.map(description).collect();
    let items = told["items"].as_array().unwrap().iter();
    let shown: BTreeSet<String> = items.map(|item| item[3].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, expected);
    assert!(shown.iter().any(|text| text.len() == 10_000) && shown.len() > 14, "{}", shown.len());
}

/// The reader finds what is wrong, so that its silence means something.
#[test]
fn what_is_no_ledes_is_found() {
    let (_, good) = ledes_examples().remove(0);
    let broken = [
        ("LEDES1998B[]", "LEDES98B[]", "first line"),
        ("INVOICE_DATE|", "DATE|", "header"),
        ("|error recovery|", "|error|recovery|", "25 fields"),
        ("|error recovery|", "|error[]recovery|", "end of a line"),
        ("|error recovery|", "|error\trecovery|", "control character"),
        ("|error recovery|", "|é|", "characters"),
        ("|00711|", "||", "CLIENT_ID is missing"),
        ("|00711|", "|007110071100711007110|", "CLIENT_ID is too long"),
        ("|213.34|", "|213.35|", "INVOICE_TOTAL is not the sum"),
        ("|213.34|", "|213,34|", "INVOICE_TOTAL 213,34"),
        ("|0.5000|0.00|42.50|", "|0.5000|0.01|42.50|", "LINE_ITEM_TOTAL is not"),
        ("|20261116|L120|", "|20261115|L120|", "LINE_ITEM_DATE outside the period"),
        ("|20261116|L120|", "|20261131|L120|", "LINE_ITEM_DATE 20261131"),
        ("|2|F|", "|1|F|", "LINE_ITEM_NUMBER twice"),
        ("|1|F|", "|1|X|", "EXP/FEE/INV_ADJ_TYPE X"),
        ("|CONSLT|", "|BOSS|", "TIMEKEEPER_CLASSIFICATION BOSS"),
    ];
    let files: Vec<(String, String)> = broken
        .iter()
        .enumerate()
        .map(|(place, (from, to, _))| {
            assert!(good.contains(from), "{from}");
            // Once where lines differ by it, else everywhere.
            let changed =
                if from.starts_with("|2|") { good.replacen(from, to, 1) } else { good.replace(from, to) };
            (format!("{place:02}"), changed)
        })
        .collect();
    let told = read_ledes(&files);
    for ((name, _), (_, to, why)) in files.iter().zip(broken) {
        let wrong = told[format!("{name}.txt")]["wrong"].as_str().unwrap_or("nothing");
        assert!(wrong.contains(why), "{to}: {wrong}, not {why}");
    }
}
