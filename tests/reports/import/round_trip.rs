//! There and back: what a report writes in a format that can be imported gives the same minutes and memos in an
//! empty diary.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rstest::rstest;
use serde_json::{Value, json};
use workdiary_test_support::home::{Home, copied};

use super::{contract, file, import};

/// The last hour in which the week before can be edited.
const NOW: &str = "2026-11-16T11:00:00Z";

/// What people may write that means something to a program.
fn hostile() -> Vec<String> {
    let plain = [
        "=HYPERLINK(\"http://example.com\")",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\tfirst a tab",
        "\rfirst a return",
        "'=1",
        "''quoted''",
        "'",
        "'quoted'",
        "'''",
        "\"",
        "say \"this\"",
        "\"\"",
        "a,b;c\td",
        "first\nsecond\r\nthird\rfourth",
        "\n",
        "x\n",
        "  blanks  ",
        "\\",
        "\\n",
        "\\\"",
        "# no tag",
        "inc 20261116T080000Z - 20261116T090000Z # x",
        "U+0041 and \\u0041",
        "&amp; <b>&</b> ]]>",
        "\u{202e}right to left",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "\u{1f600}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{feff}mark",
        "\u{7}\u{1b}[31m\u{9b}\u{7f}",
        "\u{2028}\u{85}",
        "%s%n",
        "--apply",
        "[]",
        "null",
    ];
    let mut all: Vec<String> = plain.iter().map(|text| (*text).to_owned()).collect();
    all.push("long \u{1f600}\"=".repeat(1_250));
    all.retain(|memo| !memo.trim().is_empty());
    all
}

/// Numbers that look drawn at random and are the same in each run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Sample data of a week but its Monday, and of the next Monday, day and night: stretches of one to nine segments, tracked and manual, gaps between.
fn worked(zone: &str) -> String {
    let (mut lines, mut draw, mut memos) = (contract(zone), Draw(7), hostile());
    let mut slot = 0;
    let start: jiff::Timestamp = "2026-11-10T00:00:00Z".parse().unwrap();
    while slot < 6 * 144 + 50 {
        let memo = memos.pop().unwrap_or_else(|| format!("memo {}", draw.below(5)));
        let (label, is_manual) = (["", "dev", "two words"][draw.below(3) as usize], draw.below(3) == 0);
        for _ in 0..=draw.below(9) {
            let minute = start + jiff::SignedDuration::from_mins(i64::try_from(slot * 10).unwrap());
            let line = json!({
                "contract": "acme", "minute": minute.strftime("%FT%H:%MZ").to_string(),
                "tracked_seconds": if is_manual { 0 } else { 60 }, "manual": is_manual, "memo": memo, "label": label,
            });
            lines += &(line.to_string() + "\n");
            slot += 1;
        }
        slot += draw.below(8);
    }
    lines
}

/// Memo by the beginning of each segment.
#[track_caller]
fn diary(home: &Home) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut all = BTreeMap::new();
    for week in ["2026-11-09", "2026-11-16"] {
        let line = format!("diary --contract acme --week {week} --tz utc --json");
        let read = home.run(line.split(' ')).json();
        let of = |segment: &Value| (text(&segment["start"]), text(&segment["memo"]));
        all.extend(read["segments"].as_array().unwrap().iter().map(of));
    }
    all
}

/// Writes the report, and gives its files.
#[track_caller]
fn exported(home: &Home, format: &str) -> Vec<PathBuf> {
    let folder = home.path().with_file_name(format);
    let mut line = vec!["report"];
    let config =
        file(home, "config.json", json!({ "columns": format, "email": "ada@example.com" }).to_string());
    match format {
        "timewarrior" => line.push(format),
        _ => line.extend(["timesheet-csv", "--config", config.to_str().unwrap()]),
    }
    line.extend(["--contract", "acme", "--from", "2026-11-09", "--to", "2026-11-22", "-o"]);
    home.run(line.into_iter().chain([folder.to_str().unwrap()])).ok();
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Minutes of each memo.
fn by_memo(diary: &BTreeMap<String, String>) -> BTreeMap<&str, usize> {
    let mut minutes = BTreeMap::new();
    diary.values().for_each(|memo| *minutes.entry(memo.as_str()).or_default() += 10);
    minutes
}

#[rstest]
fn minutes_and_memos_come_back_the_same(
    #[values("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu")] zone: &str,
) {
    let source = Home::demo(&worked(zone), NOW);
    let expected = diary(&source);
    let missing: Vec<_> =
        hostile().into_iter().filter(|memo| !expected.values().any(|it| it == memo)).collect();
    assert!(expected.len() > 500 && missing.is_empty(), "{} segments without {missing:?}", expected.len());
    let empty = Home::demo(&contract(zone), NOW);
    // The rule is compiled once, for all copies.
    assert!(diary(&empty).is_empty());
    for format in ["timewarrior", "toggl", "clockify", "kimai", "harvest"] {
        let home = Home::new();
        copied(&empty.path(), &home.path());
        // Harvest has no times of day: its days are laid from midnight, on the grid of segments.
        let more = match (format, zone) {
            ("harvest", "Asia/Kathmandu") => "--apply --json --day-starts 00:05",
            ("harvest", _) => "--apply --json --day-starts 00:00",
            _ => "--apply --json",
        };
        for path in exported(&source, format) {
            let told = import(&home, &path, more).json();
            assert_eq!((&told["format"], &told["applied"]), (&json!(format), &json!(true)), "{told}");
            assert_eq!(told["difference_seconds"], 0, "{format}: {told}");
        }
        let found = diary(&home);
        match format {
            "harvest" => assert_eq!(by_memo(&found), by_memo(&expected)),
            _ => assert_eq!(found, expected, "{format}"),
        }
    }
}
