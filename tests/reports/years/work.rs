//! Weeks of work as a report gets them, made while it asks: ten years of them need no memory here either.

use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use workdiary_diary::assess::{Answer, Assessment, Line};
use workdiary_diary::money::Rounding;
use workdiary_plugins::{Invoice, Invoicing, Manner, Page, Pages, Party, ReportDiary, example_segments};
use workdiary_sdk::example::ReportInput;

use crate::same::LABELS;

const WEEK_SLOTS: u32 = 1_008;
const RATE: i64 = 8_500;

/// The Monday of a week, counted from the first.
fn monday(week: u32) -> Date {
    date(2025, 11, 3).saturating_add(jiff::ToSpan::weeks(i64::from(week)))
}

fn slot(midnight: Date) -> u32 {
    let days = midnight.since((jiff::Unit::Day, date(1970, 1, 1))).unwrap().get_days();
    u32::try_from(days).unwrap() * 144
}

/// A period of as many weeks, each with so many segments from its begin on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub(super) weeks: u32,
    pub(super) segments: u32,
}

impl Work {
    /// Of each week four segments in five, in whole hours.
    fn billed(self) -> u32 {
        self.segments * 4 / 5 / 6 * 6
    }

    /// The line of each week: minutes and amount.
    fn line(self) -> (u32, i64) {
        (self.billed() * 10, RATE * i64::from(self.billed()) / 6)
    }
}

/// The invoice over all weeks, with what each format asks for.
fn invoice(work: Work) -> Invoice {
    let (minutes, amount) = work.line();
    let line = json!({ "text": "Tracked time", "minutes": minutes, "rate": RATE, "amount": amount });
    let trader = |name: &str, country: &str, vat_id: &str| {
        json!({ "name": name, "street": ["Lindenallee 12"], "city": "Berlin", "postcode": "10115", "country": country,
                "vat_id": vat_id, "contact": name, "phone": "+49 30 1234567", "email": "a@example.org",
                "endpoint": "a@example.org", "endpoint_scheme": "EM" })
    };
    let weeks = (0..work.weeks).map(|week| json!({ "week": monday(week), "segments": [], "lines": [line] }));
    let input: ReportInput = serde_json::from_value(json!({
        "from": monday(0), "to": monday(work.weeks).yesterday().unwrap(), "currency": "EUR", "currency_digits": 2,
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

/// A week that has a segment in each slot from its begin on; of four slots one memo, none of them in another week.
fn page(work: Work, week: u32) -> Page {
    let start = jiff::Timestamp::from_second(i64::from(slot(monday(week))) * 600).unwrap();
    let rows: Vec<Value> = (0..work.segments / 4)
        .map(|four| {
            let at = start + jiff::SignedDuration::from_mins(i64::from(four) * 40);
            json!({ "start": at, "repeat": 4, "memo": format!("ticket {week}-{}: what was done about it", four * 4 / 5),
                    "label": LABELS[four as usize % 3], "keystrokes": [12, 0, 3], "clicks": [1] })
        })
        .collect();
    let segments = example_segments(&serde_json::from_value::<Vec<_>>(json!(rows)).unwrap()).unwrap();
    let (minutes, amount) = work.line();
    let billed = |slot: u32| if slot < work.billed() { 10 } else { 0 };
    let answer = Answer {
        outcomes: (0..work.segments)
            .map(|slot| if slot < work.billed() { 0 } else { 1 + u8::from(slot % 2 == 0) })
            .collect(),
        reasons: vec!["too-short".to_owned()],
        billed_minutes: (0..work.segments).map(billed).collect(),
        lines: vec![Line { text: "Tracked time".to_owned(), minutes, rate: Some(RATE), amount }],
        rounding: Rounding::Down,
    };
    Page {
        week: slot(monday(week)),
        whole: true,
        assessment: Arc::new(Assessment::check(answer, segments.len()).unwrap()),
        segments: Arc::new(segments),
        rule: "weekly-limit 0.1.0".to_owned(),
        closed: true,
        zone: jiff::tz::TimeZone::get("Europe/Kyiv").unwrap(),
    }
}

/// What a report gets of the work.
pub(super) fn diary(work: Work) -> ReportDiary {
    let party = |name: &str| Party {
        name: name.to_owned(),
        address: "Lindenallee 12\n10115 Berlin".to_owned(),
        tax_id: String::new(),
        email: "a@example.org".to_owned(),
    };
    let mut weeks = 0..work.weeks;
    let next: Pages = Box::new(move || Ok(weeks.next().map(|week| page(work, week))));
    let from = slot(monday(0));
    ReportDiary {
        contract: "acme".to_owned(),
        title: "Parser".to_owned(),
        client: party("Acme"),
        freelancer: party("Ada Lovelace"),
        currency: "EUR".to_owned(),
        currency_digits: 2,
        time_zone: "Europe/Kyiv".to_owned(),
        from,
        until: from + work.weeks * WEEK_SLOTS,
        demo: false,
        labels: Vec::new(),
        invoice: Invoicing::new(Box::new(move || Ok(invoice(work)))),
        manner: Manner {
            language: "en".to_owned(),
            number_format: "1,234.50".to_owned(),
            date_format: "YYYY-MM-DD".to_owned(),
        },
        segments: u64::from(work.weeks * work.segments),
        pages: next,
        pictures: None,
    }
}
