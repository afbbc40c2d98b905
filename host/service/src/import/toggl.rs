//! Toggl Track: the CSV of its detailed report, and what it imports.

use super::columns::{Columns, Number};

/// Its columns.
pub(super) const COLUMNS: Columns = Columns {
    marks: &[&["start date"], &["start time"], &["duration", "end time", "stop time"]],
    foreign: &["duration (h)", "duration (decimal)"],
    date: &["start date"],
    end_date: &["end date", "stop date"],
    time: &["start time"],
    end_time: &["end time", "stop time"],
    duration: &["duration"],
    number: Number::Hours,
    memo: &["description"],
    instead: &["task", "project"],
    label: &["tags"],
    billable: &["billable"],
    empty_is_no: false,
    is_diary: false,
};
