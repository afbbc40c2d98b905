//! A stretch as an event.

use std::collections::BTreeMap;

use workdiary_sdk::prelude::*;
use workdiary_sdk::{money, time};

use crate::content::Content;
use crate::uid::Uids;

/// What events need to know of the contract.
pub(crate) struct About {
    uids: Uids,
    title: String,
    labels: BTreeMap<String, String>,
    is_demo: bool,
}

impl About {
    pub(crate) fn of(diary: &Diary) -> Self {
        Self {
            uids: Uids::of(diary),
            title: diary.title(),
            labels: diary.labels().into_iter().map(|label| (label.id, label.title)).collect(),
            is_demo: diary.is_demo(),
        }
    }
}

pub(crate) fn write(calendar: &mut Content, about: &About, stretch: Stretch<'_>) {
    let memo = if stretch.memo().is_empty() { &about.title } else { stretch.memo() };
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &about.uids.uid(&stretch.start().to_string()));
    calendar.line("DTSTAMP", &instant(stretch.end()));
    calendar.line("DTSTART", &instant(stretch.start()));
    calendar.line("DTEND", &instant(stretch.end()));
    calendar.text("SUMMARY", memo);
    if let Some(id) = stretch.label() {
        calendar.text("CATEGORIES", about.labels.get(id).map_or(id, String::as_str));
    }
    let demo = if about.is_demo { "DEMO " } else { "" };
    let billed = money::hours(stretch.billed_minutes().into());
    let (status, words) = match stretch.status() {
        Status::Billable => ("billable", format!("billed {billed}")),
        Status::OverLimit => ("over-limit", "over the limit, not billed".to_owned()),
        Status::NotBillable => ("not-billable", format!("not billable: {}", stretch.reason().unwrap_or("?"))),
    };
    calendar.text("DESCRIPTION", &format!("{demo}{words}"));
    calendar.line("TRANSP", if stretch.status() == Status::Billable { "OPAQUE" } else { "TRANSPARENT" });
    calendar.line("X-WORKDIARY-STATUS", status);
    if let Some(reason) = stretch.reason() {
        calendar.text("X-WORKDIARY-REASON", reason);
    }
    calendar.line("X-WORKDIARY-ORIGIN", if stretch.is_manual() { "manual" } else { "tracked" });
    calendar.line("X-WORKDIARY-BILLED-MINUTES", &stretch.billed_minutes().to_string());
    calendar.line("END", "VEVENT");
}

pub(crate) fn instant(slot: u32) -> String {
    time::start(slot).strftime("%Y%m%dT%H%M%SZ").to_string()
}
