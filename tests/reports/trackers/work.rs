//! Two weeks of work: one with hostile memos, billed by segments up to a limit, and one billed by rounded sessions.

use std::fmt::Write;

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

pub(crate) const TITLE: &str = r#"=HYPERLINK("x"); a,b 😀 END:VCALENDAR"#;
pub(crate) const CLIENT: &str = "+Acme \"GmbH\" \u{202e}\u{5d0}";
pub(crate) const ZONE: &str = "Europe/Kyiv";

/// What a week is billed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Week {
    Hostile,
    Rounded,
}

impl Week {
    pub(crate) fn contract(self) -> &'static str {
        match self {
            Self::Hostile => "hostile",
            Self::Rounded => "rounded",
        }
    }

    /// Its first and last day.
    pub(crate) fn days(self) -> (&'static str, &'static str) {
        match self {
            Self::Hostile => ("2026-11-16", "2026-11-22"),
            Self::Rounded => ("2026-11-09", "2026-11-15"),
        }
    }

    /// Its billable work, an entry of each format for each.
    pub(crate) fn work(self) -> Vec<Work> {
        match self {
            Self::Hostile => hostile(),
            Self::Rounded => vec![
                Work::at("2026-11-09T09:00:00Z", 2, "reading"),
                Work { label: "dev", ..Work::at("2026-11-10T09:00:00Z", 7, "writing") },
                Work::at("2026-11-10T12:00:00Z", 1, "mail"),
            ],
        }
    }
}

/// Slots that follow each other and say the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    pub(crate) start: Timestamp,
    pub(crate) slots: i64,
    pub(crate) memo: String,
    pub(crate) label: &'static str,
    pub(crate) manual: bool,
    seconds: u8,
}

impl Work {
    fn at(start: &str, slots: i64, memo: &str) -> Self {
        Self { start: start.parse().unwrap(), slots, memo: memo.to_owned(), seconds: 60, ..Self::default() }
    }

    fn lines(&self, contract: &str) -> String {
        let Self { memo, label, manual, .. } = self;
        let mut lines = String::new();
        for slot in 0..self.slots {
            let minute = self.start + (10 * slot).minutes();
            let seconds = if *manual { 0 } else { self.seconds };
            let line = json!({ "contract": contract, "minute": minute.to_string(), "tracked_seconds": seconds,
                               "memo": memo, "label": label, "manual": manual });
            writeln!(lines, "{line}").unwrap();
        }
        lines
    }
}

/// Memos that mean something to a spreadsheet, a calendar, Timewarrior or klog; or that are hard to write.
fn memos() -> Vec<String> {
    let plain = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+2",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "'=1",
        "''",
        "'tis",
        r#"a "quoted", list; of\all \\n \n"#,
        "END:VEVENT\r\nBEGIN:VALARM\nSUMMARY:forged",
        "2026-11-20\n    9:00 - 23:00\n\n \t\n\u{a0}\n2026-11-21\n\t-8h\n        1h",
        "inc 20260101T000000Z - 20260102T000000Z\ninc 20260102T000000Z # \"x\" # \"y",
        "#label=other #billed=99m # \"",
        "U+0041 \\u0041 UU+20",
        "\u{202e}txt.exe\u{202c} \u{200f}א",
        "👩‍👩‍👧‍👦 é e\u{301} 𝔘",
        "\0nul \u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\u{85}\u{9b}",
        "\u{2028}lines\u{2029}of others\u{feff}",
        "  blanks around  ",
        "\u{a0}",
        "",
        "ends\n",
    ];
    let long = ["0123456789".repeat(1_000), "ж😀,;\"\\".repeat(1_666) + "\n=1+1", "w\n".repeat(5_000)];
    plain.into_iter().map(str::to_owned).chain(long).collect()
}

fn hostile() -> Vec<Work> {
    let mut all: Vec<Work> = vec![];
    let mut start: Timestamp = "2026-11-16T06:00:00Z".parse().unwrap();
    for memo in memos() {
        all.push(Work { start, slots: 1, memo, seconds: 60, ..Work::default() });
        start += 10.minutes();
    }
    all.extend([
        Work { label: "dev", ..Work::at("2026-11-17T09:00:00Z", 3, "writing") },
        Work { label: "two words", ..Work::at("2026-11-17T09:30:00Z", 1, "writing") },
        Work { manual: true, ..Work::at("2026-11-17T09:40:00Z", 1, "writing") },
        // On the freelancer's clock two days.
        Work::at("2026-11-17T21:40:00Z", 2, "night"),
        Work::at("2026-11-17T22:00:00Z", 2, "night"),
    ]);
    let slots: i64 = all.iter().map(|work| work.slots).sum();
    all.push(Work::at("2026-11-18T06:00:00Z", 6 - slots % 6, "up to the limit"));
    all
}

/// Both contracts with their work, and work that is not billed.
pub(crate) fn lines() -> String {
    let mut lines = String::new();
    for week in [Week::Hostile, Week::Rounded] {
        let (name, work) = (week.contract(), week.work());
        let mut contract: Value = json!({ "id": name, "title": TITLE, "client": CLIENT, "rate": "85.01",
            "currency": "EUR", "time_zone": ZONE, "manual": "allowed" });
        let fields = contract.as_object_mut().unwrap();
        match week {
            Week::Hostile => {
                let hours: i64 = work.iter().map(|work| work.slots).sum::<i64>() / 6;
                fields.insert("weekly_limit".to_owned(), hours.into());
            }
            Week::Rounded => {
                fields.insert("rule".to_owned(), "increments".into());
                fields.insert("rule_config".to_owned(), json!({ "increment_minutes": 15, "per": "session" }));
            }
        }
        writeln!(lines, "{}", json!({ "contract_add": contract })).unwrap();
        lines.extend(work.iter().map(|work| work.lines(name)));
    }
    let unbilled = [
        Work { seconds: 30, ..Work::at("2026-11-17T12:00:00Z", 1, "too short") },
        Work::at("2026-11-18T10:00:00Z", 2, "over the limit"),
    ];
    lines.extend(unbilled.iter().map(|work| work.lines("hostile")));
    lines
}
