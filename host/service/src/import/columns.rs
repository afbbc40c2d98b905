//! The columns of a service: whether a table has them, and entries from its rows.

mod row;

use jiff::tz::TimeZone;

use self::row::{Found, Reader};
use super::date::{self, DateOrder};
use super::entry::{Line, Unreadable};
use super::table::Table;

/// The columns of a service, each by the names that it may have, in small letters; the first that is there counts.
#[derive(Debug)]
pub(super) struct Columns {
    /// By these its exports are known: of each group one must be there.
    pub(super) marks: &'static [&'static [&'static str]],
    /// With one of these it is an export of another service.
    pub(super) foreign: &'static [&'static str],
    /// The day, and the last day where there are several.
    pub(super) date: &'static [&'static str],
    pub(super) end_date: &'static [&'static str],
    /// The times of day.
    pub(super) time: &'static [&'static str],
    pub(super) end_time: &'static [&'static str],
    /// How long it took.
    pub(super) duration: &'static [&'static str],
    /// What a whole number in it means.
    pub(super) number: Number,
    /// What was done, and what tells that where it is empty.
    pub(super) memo: &'static [&'static str],
    pub(super) instead: &'static [&'static str],
    /// The tags.
    pub(super) label: &'static [&'static str],
    /// Whether it is billable.
    pub(super) billable: &'static [&'static str],
    /// Whether an empty cell there means that it is not.
    pub(super) empty_is_no: bool,
    /// Whether a line with a time of day and nothing else is a slot of ten minutes.
    pub(super) is_diary: bool,
}

/// What a whole number means as a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// Hours.
    Hours,
    /// Hours in what the service exports, seconds in what it imports: what fits begin and end.
    Either,
}

impl Columns {
    /// The columns that are missing for this to be an export of the service.
    pub(super) fn missing(&self, table: &Table) -> Vec<String> {
        let alternatives = |names: &[&str]| names.join("` or `");
        self.marks
            .iter()
            .filter(|names| table.column(names).is_none())
            .map(|names| alternatives(names))
            .collect()
    }

    /// Whether this is an export of the service.
    pub(super) fn fit(&self, table: &Table) -> bool {
        self.missing(table).is_empty() && table.column(self.foreign).is_none()
    }

    /// Reads each line.
    ///
    /// # Errors
    /// When it is not known whether the file writes the day or the month first.
    pub(super) fn read(
        &self,
        table: &Table,
        zone: &TimeZone,
        order: Option<DateOrder>,
    ) -> Result<Vec<Line>, Unreadable> {
        let found = Found::of(self, table)?;
        let order = match order {
            Some(order) => order,
            None => date::order_of(found.dates(table))?,
        };
        let reader = Reader { columns: self, found, zone, order };
        Ok(table.rows.iter().map(|row| reader.line(row)).collect())
    }
}
