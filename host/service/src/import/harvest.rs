//! Harvest: the CSV of its detailed time report, and what it imports; it tells days and no times of day.

use super::columns::{Columns, Number};

/// Its columns.
pub(super) const COLUMNS: Columns = Columns {
    marks: &[&["date"], &["hours"], &["notes"]],
    foreign: &[],
    date: &["date"],
    end_date: &[],
    time: &[],
    end_time: &[],
    duration: &["hours"],
    number: Number::Hours,
    memo: &["notes"],
    instead: &["task", "project"],
    label: &[],
    billable: &["billable?", "billable"],
    empty_is_no: false,
    is_diary: false,
};
