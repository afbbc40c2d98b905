//! Report: tables for spreadsheets: every segment, the bill of each week, and time by label.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use workdiary_sdk::prelude::*;
use workdiary_sdk::{OutputFile, money, text, time};

/// The report.
#[derive(Debug)]
pub struct Csv;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Between fields: `,` or `;` (which some spreadsheets expect).
    pub separator: char,
    /// Whether every segment is listed; otherwise there are the bill and the labels only.
    pub detail: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { separator: ',', detail: true }
    }
}

impl Plugin for Csv {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Tables for spreadsheets: segments, bill and labels",
        name: "csv",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/summary.json",
            "../examples/formulas-and-demo.json",
            "../examples/bad-separator.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        match config.separator {
            ',' | ';' | '\t' => Ok(()),
            other => Err(format!("separator is `{other}`, not `,`, `;` or a tab")),
        }
    }
}

const SEGMENTS: [&str; 15] = [
    "start",
    "local_start",
    "origin",
    "status",
    "reason",
    "billed_minutes",
    "tracked_seconds",
    "active_minutes",
    "keystrokes",
    "clicks",
    "scrolls",
    "memo",
    "label",
    "label_title",
    "week",
];
const BILL: [&str; 7] = ["week", "text", "minutes", "hours", "rate", "amount", "currency"];
const LABELS: [&str; 4] = ["label", "title", "parent", "billed_minutes"];

impl ReportFormat for Csv {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let labels: BTreeMap<String, Label> =
            diary.labels().into_iter().map(|label| (label.id.clone(), label)).collect();
        let mut segments = config.detail.then(|| Table::new(config, diary, "segments", &SEGMENTS));
        let mut bill = Table::new(config, diary, "bill", &BILL);
        let mut by_label: BTreeMap<String, u64> = BTreeMap::new();
        while let Some(page) = diary.next_page() {
            for (segment, minutes) in page.segments.iter().zip(&page.billed_minutes) {
                if let Some(table) = &mut segments {
                    table.row(&segment_row(&page, segment, &labels));
                }
                *by_label.entry(segment.label().unwrap_or_default().to_owned()).or_default() +=
                    u64::from(*minutes);
            }
            for row in bill_rows(diary, &page) {
                bill.row(&row);
            }
        }
        let mut table = Table::new(config, diary, "labels", &LABELS);
        for (id, minutes) in by_label {
            let label = labels.get(&id);
            let title = label.map_or(id.as_str(), |label| label.title.as_str()).to_owned();
            let parent = label.and_then(|label| label.parent.clone()).unwrap_or_default();
            table.row(&[id, title, parent, minutes.to_string()]);
        }
        Ok(())
    }
}

fn segment_row(page: &Page, segment: Segment<'_>, labels: &BTreeMap<String, Label>) -> [String; 15] {
    let minutes = segment.minutes();
    let sum = |of: fn(&workdiary_sdk::Minute) -> u16| {
        minutes.iter().map(|minute| u32::from(of(minute))).sum::<u32>().to_string()
    };
    let label = segment.label().unwrap_or_default();
    [
        time::rfc3339(segment.slot()),
        time::civil(segment.slot(), segment.local_offset()).strftime("%Y-%m-%d %H:%M").to_string(),
        if segment.is_manual() { "manual" } else { "tracked" }.to_owned(),
        match page.status(segment.index()) {
            Status::Billable => "billable",
            Status::OverLimit => "over-limit",
            Status::NotBillable => "not-billable",
        }
        .to_owned(),
        page.reason(segment.index()).unwrap_or_default().to_owned(),
        page.billed_minutes[segment.index()].to_string(),
        segment.tracked_seconds().to_string(),
        segment.active_minutes().to_string(),
        sum(|minute| minute.keystrokes),
        sum(|minute| minute.clicks),
        sum(|minute| minute.scrolls),
        segment.memo().to_owned(),
        label.to_owned(),
        labels.get(label).map_or(label, |label| label.title.as_str()).to_owned(),
        time::date(page.week).to_string(),
    ]
}

/// The lines of a whole week, and its total.
fn bill_rows(diary: &Diary, page: &Page) -> Vec<[String; 7]> {
    let digits = diary.currency_digits();
    let row = |text: &str, minutes: u64, rate: Option<i64>, amount: i64| {
        [
            time::date(page.week).to_string(),
            text.to_owned(),
            minutes.to_string(),
            money::hours(minutes),
            rate.map(|rate| money::show(rate, digits)).unwrap_or_default(),
            money::show(amount, digits),
            diary.currency(),
        ]
    };
    let mut rows: Vec<_> =
        page.lines.iter().map(|line| row(&line.text, line.minutes.into(), line.rate, line.amount)).collect();
    let minutes = page.lines.iter().map(|line| u64::from(line.minutes)).sum();
    rows.extend(page.total.map(|total| row("Total", minutes, None, total)));
    rows
}

/// A file of the report.
struct Table {
    file: csv::Writer<OutputFile>,
    demo: bool,
}

impl Table {
    fn new(config: &Config, diary: &mut Diary, name: &str, columns: &[&str]) -> Self {
        let demo = diary.is_demo();
        let name = format!("{}{name}.csv", if demo { "DEMO-" } else { "" });
        let separator = u8::try_from(config.separator).unwrap_or(b',');
        let file = csv::WriterBuilder::new().delimiter(separator).from_writer(diary.create(&name));
        let mut table = Self { file, demo };
        table.record(columns.iter().copied());
        table
    }

    /// No text is a formula; a negative amount is left a number.
    fn row(&mut self, fields: &[String]) {
        let is_number = |field: &str| field.parse::<f64>().is_ok();
        let safe = |field| if is_number(field) { Cow::Borrowed(field) } else { text::cell(field) };
        let fields: Vec<_> = fields.iter().map(|field| safe(field)).collect();
        self.record(fields.iter().map(AsRef::as_ref));
    }

    fn record<'f>(&mut self, fields: impl Iterator<Item = &'f str>) {
        // Writing to the host does not fail here: where it fails the call ends.
        drop(self.file.write_record(fields.chain(self.demo.then_some("DEMO"))));
    }
}

report_format!(Csv);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Csv>();
    }
}
