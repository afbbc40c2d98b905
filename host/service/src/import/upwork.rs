//! Upwork and its like: the CSV of a time report (days and hours), or of a work diary (slots of ten minutes).

use super::columns::{Columns, Number};

/// Its columns.
pub(super) const COLUMNS: Columns = Columns {
    marks: &[
        &["date", "date from", "worked on"],
        &["memo"],
        &["hours", "hours worked", "duration", "time", "start time"],
    ],
    foreign: &["activity", "notes", "start date"],
    date: &["date", "date from", "worked on"],
    end_date: &["date to"],
    time: &["time", "start time"],
    end_time: &["end time"],
    duration: &["hours", "hours worked", "duration"],
    number: Number::Hours,
    memo: &["memo"],
    instead: &["task description", "task"],
    label: &["label", "task"],
    billable: &["billable"],
    empty_is_no: false,
    is_diary: true,
};
