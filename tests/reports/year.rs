//! A year without a free slot, through every report that is built in: no budget is exceeded, nothing foreign imported.

use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use workdiary_diary::assess::{Answer, Assessment, Line};
use workdiary_diary::money::Rounding;
use workdiary_plugins::{
    Invoicing, Kind, Manner, Output, Page, Pages, Party, ReportDiary, Sandbox, example_segments,
};
use workdiary_sdk::example::ReportInput;
use workdiary_test_support::binary;

use crate::same::{FORMATS, LABELS};

const WEEKS: u32 = 52;
const WEEK_SLOTS: u32 = 1_008;
const RATE: i64 = 8_500;
/// Of 1,008 segments: four in five billed.
const BILLED: u32 = 806;

fn monday(week: u32) -> Date {
    date(2025, 11, 3).saturating_add(jiff::ToSpan::weeks(i64::from(week)))
}

fn line() -> (u32, i64) {
    (BILLED * 10, RATE * i64::from(BILLED) * 10 / 60)
}

/// The invoice over all weeks, with what each format asks for.
fn invoice() -> workdiary_plugins::Invoice {
    let (minutes, amount) = line();
    let line = json!({ "text": "Tracked time", "minutes": minutes, "rate": RATE, "amount": amount });
    let trader = |name: &str, country: &str, vat_id: &str| {
        json!({ "name": name, "street": ["Lindenallee 12"], "city": "Berlin", "postcode": "10115", "country": country,
                "vat_id": vat_id, "contact": name, "phone": "+49 30 1234567", "email": "a@example.org",
                "endpoint": "a@example.org", "endpoint_scheme": "EM" })
    };
    let weeks = (0..WEEKS).map(|week| json!({ "week": monday(week), "segments": [], "lines": [line] }));
    let input: ReportInput = serde_json::from_value(json!({
        "from": monday(0), "to": monday(WEEKS).yesterday().unwrap(), "currency": "EUR", "currency_digits": 2,
        "weeks": weeks.collect::<Vec<Value>>(),
        "invoice": {
            "number": "2026-0001", "date": "2026-11-16", "due": "2026-11-30", "seller": trader("Ada", "DE", "DE123456789"),
            "buyer": trader("Acme", "FR", "FR12345678901"), "buyer_reference": "04011000-12345-34",
            "tax": { "category": "AE", "reason": "Reverse charge", "reason_code": "VATEX-EU-AE" },
            "payment": { "means": "58", "account": "DE02120300000000202051", "terms": "14 days" },
        },
    }))
    .unwrap();
    serde_json::from_value(serde_json::to_value(input.invoice().unwrap()).unwrap()).unwrap()
}

/// A week in which every slot has a segment; some two hundred memos, none of them in another week.
fn page(week: u32) -> Page {
    let start = monday(week).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let rows: Vec<Value> = (0..WEEK_SLOTS / 4)
        .map(|four| {
            let at = start + jiff::SignedDuration::from_mins(i64::from(four) * 40);
            json!({ "start": at, "repeat": 4, "memo": format!("ticket {week}-{}: what was done about it", four * 4 / 5),
                    "label": LABELS[four as usize % 3], "keystrokes": [12, 0, 3], "clicks": [1] })
        })
        .collect();
    let segments = example_segments(&serde_json::from_value::<Vec<_>>(json!(rows)).unwrap()).unwrap();
    let (minutes, amount) = line();
    let billed = |slot: u32| if slot < BILLED { 10 } else { 0 };
    let answer = Answer {
        outcomes: (0..WEEK_SLOTS)
            .map(|slot| if slot < BILLED { 0 } else { 1 + u8::from(slot % 2 == 0) })
            .collect(),
        reasons: vec!["too-short".to_owned()],
        billed_minutes: (0..WEEK_SLOTS).map(billed).collect(),
        lines: vec![Line { text: "Tracked time".to_owned(), minutes, rate: Some(RATE), amount }],
        rounding: Rounding::Down,
    };
    Page {
        week: segments.slots()[0],
        whole: true,
        assessment: Arc::new(Assessment::check(answer, segments.len()).unwrap()),
        segments: Arc::new(segments),
        rule: "weekly-limit 0.1.0".to_owned(),
        closed: true,
        zone: jiff::tz::TimeZone::get("Europe/Kyiv").unwrap(),
    }
}

fn year(pages: &Arc<Vec<Page>>) -> ReportDiary {
    let party = |name: &str| Party {
        name: name.to_owned(),
        address: "Lindenallee 12\n10115 Berlin".to_owned(),
        tax_id: String::new(),
        email: "a@example.org".to_owned(),
    };
    let (mut left, source) = (0.., Arc::clone(pages));
    let next: Pages = Box::new(move || Ok(left.next().and_then(|page: usize| source.get(page).cloned())));
    ReportDiary {
        contract: "acme".to_owned(),
        title: "Parser".to_owned(),
        client: party("Acme"),
        freelancer: party("Ada Lovelace"),
        currency: "EUR".to_owned(),
        currency_digits: 2,
        time_zone: "Europe/Kyiv".to_owned(),
        from: pages[0].week,
        until: pages[0].week + WEEKS * WEEK_SLOTS,
        demo: false,
        labels: Vec::new(),
        invoice: Invoicing::new(Box::new(|| Ok(invoice()))),
        manner: Manner {
            language: "en".to_owned(),
            number_format: "1,234.50".to_owned(),
            date_format: "YYYY-MM-DD".to_owned(),
        },
        segments: u64::from(WEEKS * WEEK_SLOTS),
        pages: next,
        pictures: None,
    }
}

#[test]
fn every_report_plugin_imports_nothing_outside_the_allow_list_and_works_within_its_budget_on_a_year() {
    let sandbox = Arc::new(Sandbox::new(None, &binary()).unwrap());
    let pages = Arc::new((0..WEEKS).map(page).collect::<Vec<_>>());
    let mut failed = Vec::new();
    let mut written = 0;
    for builtin in workdiary_builtins::ALL {
        let plugin = sandbox.load_unproved(builtin.name, builtin.component).unwrap();
        if plugin.manifest().kind != Kind::ReportFormat {
            continue;
        }
        let may = ["types", "log", "segments", "diary", "output", "snapshots", "invoicing"];
        for import in &plugin.manifest().imports {
            let name = import.strip_prefix("workdiary:plugin/").and_then(|name| name.strip_suffix("@0.1.1"));
            assert!(name.is_some_and(|name| may.contains(&name)), "{} imports {import}", builtin.name);
        }
        let configs: Vec<&str> = FORMATS
            .iter()
            .filter(|(name, ..)| *name == builtin.name)
            .map(|(_, _, config, _)| *config)
            .collect();
        assert!(!configs.is_empty(), "`{}` is not in the table of formats", builtin.name);
        for config in configs {
            match plugin.write_report(config, year(&pages), Output::memory()) {
                Ok(run) => {
                    let bytes: usize = run.answer.in_memory().values().map(Vec::len).sum();
                    println!(
                        "{:<14} {config:<30} fuel {:>12}, memory {:>9}, {bytes} bytes",
                        builtin.name, run.fuel, run.memory
                    );
                    assert!(bytes > 100, "{} wrote {bytes} bytes", builtin.name);
                    written += 1;
                }
                Err(why) => failed.push(format!("{} {config}: {why:?}", builtin.name)),
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(written >= 3, "{written} reports");
}
