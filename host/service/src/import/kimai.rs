//! Kimai: its CSV export, and what its import bundle reads.

use super::columns::{Columns, Number};

/// Its columns.
pub(super) const COLUMNS: Columns = Columns {
    marks: &[&["date"], &["from", "begin"], &["to", "end", "duration"], &["activity"]],
    foreign: &["start date"],
    date: &["date"],
    end_date: &[],
    time: &["from", "begin"],
    end_time: &["to", "end"],
    duration: &["duration"],
    number: Number::Either,
    memo: &["description"],
    instead: &["activity", "project"],
    label: &["tags"],
    billable: &["billable"],
    empty_is_no: true,
    is_diary: false,
};
