//! Report: the diary as JSON for other programs, one file, a week at a time.

use serde::Deserialize;
use serde_json::{Value, json};
use workdiary_sdk::prelude::*;
use workdiary_sdk::{Line, Minute, Party, time};

/// The report.
#[derive(Debug)]
pub struct Json;

/// Its config.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Whether each segment has its ten minutes.
    pub minutes: bool,
}

impl Plugin for Json {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "The diary as JSON for other programs",
        name: "json",
        schema: "../config.schema.json",
        examples: ["../examples/a-week.json", "../examples/minutes.json", "../examples/bad-config.json"]
    );
}

impl ReportFormat for Json {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let money = |currency: &str, minor: i64| json!({ "minor": minor, "currency": currency });
        let currency = diary.currency();
        let mut head = json!({
            "contract": diary.contract(), "title": diary.title(),
            "client": party(diary.client()), "freelancer": party(diary.freelancer()),
            "currency": currency, "time_zone": diary.time_zone(),
            "from": time::rfc3339(diary.from()), "to": time::rfc3339(diary.until()),
            "labels": diary.labels(),
        });
        if diary.is_demo() {
            head["demo"] = true.into();
        }
        let mut file = diary.create("report.json");
        let head = head.to_string();
        // The weeks follow inside the object, each as it is read.
        file.text(head.strip_suffix('}').unwrap_or(&head));
        file.text(",\"weeks\":[");
        let mut first = true;
        while let Some(page) = diary.next_page() {
            let line = |line: &Line| {
                json!({ "text": line.text, "minutes": line.minutes,
                        "rate": line.rate.map(|rate| money(&currency, rate)), "amount": money(&currency, line.amount) })
            };
            let week = json!({
                "week": time::date(page.week).to_string(), "whole": page.whole, "closed": page.closed, "rule": page.rule,
                "segments": page.segments.iter().map(|it| segment(config, &page, it)).collect::<Vec<_>>(),
                "lines": page.lines.iter().map(line).collect::<Vec<_>>(),
                "total": page.total.map(|total| money(&currency, total)),
            });
            file.text(if first { "\n" } else { ",\n" });
            file.text(&week.to_string());
            first = false;
        }
        file.text("\n]}\n");
        Ok(())
    }
}

fn party(party: Party) -> Value {
    json!({ "name": party.name, "address": party.address, "tax_id": party.tax_id, "email": party.email })
}

fn segment(config: &Config, page: &Page, segment: Segment<'_>) -> Value {
    let minutes = segment.minutes();
    let sum = |of: fn(&Minute) -> u16| minutes.iter().map(|minute| u32::from(of(minute))).sum::<u32>();
    let mut value = json!({
        "start": time::rfc3339(segment.slot()),
        "origin": if segment.is_manual() { "manual" } else { "tracked" },
        "status": match page.status(segment.index()) {
            Status::Billable => "billable",
            Status::OverLimit => "over-limit",
            Status::NotBillable => "not-billable",
        },
        "reason": page.reason(segment.index()),
        "billed_minutes": page.billed_minutes[segment.index()],
        "tracked_seconds": segment.tracked_seconds(),
        "active_minutes": segment.active_minutes(),
        "keystrokes": sum(|minute| minute.keystrokes),
        "clicks": sum(|minute| minute.clicks),
        "scrolls": sum(|minute| minute.scrolls),
        "memo": segment.memo(),
        "label": segment.label(),
    });
    if config.minutes && !segment.is_manual() {
        let minute = |minute: &Minute| {
            json!({ "tracked_seconds": minute.tracked_seconds, "keystrokes": minute.keystrokes,
                    "clicks": minute.clicks, "scrolls": minute.scrolls })
        };
        value["minutes"] = minutes.iter().map(minute).collect();
    }
    value
}

report_format!(Json);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Json>();
    }
}
