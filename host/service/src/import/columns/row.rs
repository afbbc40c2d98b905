//! A row of a table as an entry of work.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use workdiary_diary::time::SLOT_SECONDS;

use super::{Columns, Number};
use crate::import::date::{self, DateOrder};
use crate::import::entry::{Entry, Line, Refused, Unreadable, short};
use crate::import::moment::{self, Stretch};
use crate::import::table::{Column, Row, Table, unguarded};
use crate::import::value::{self, Length};

/// Those of the columns of a service that a table has.
pub(super) struct Found {
    date: Column,
    end_date: Option<Column>,
    time: Option<Column>,
    end_time: Option<Column>,
    duration: Option<Column>,
    memo: Option<Column>,
    instead: Vec<Column>,
    label: Option<Column>,
    billable: Option<Column>,
}

impl Found {
    /// # Errors
    /// When there is no column for the day.
    pub(super) fn of(columns: &Columns, table: &Table) -> Result<Self, Unreadable> {
        let column = |names: &[&str]| table.column(names);
        let no_date = || Unreadable {
            why: format!("there is no column `{}`", columns.date.join("` or `")),
            hint: None,
        };
        Ok(Self {
            date: column(columns.date).ok_or_else(no_date)?,
            end_date: column(columns.end_date),
            time: column(columns.time),
            end_time: column(columns.end_time),
            duration: column(columns.duration),
            memo: column(columns.memo),
            instead: columns.instead.iter().filter_map(|name| column(&[name])).collect(),
            label: column(columns.label),
            billable: column(columns.billable),
        })
    }

    /// What stands where a date should, with its line.
    pub(super) fn dates<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = (u64, &'a str)> {
        let columns = move || std::iter::once(&self.date).chain(&self.end_date);
        table.rows.iter().flat_map(move |row| columns().map(|column| (row.line, row.text(column).trim())))
    }
}

/// Reads rows of a table.
pub(super) struct Reader<'a> {
    pub(super) columns: &'a Columns,
    pub(super) found: Found,
    pub(super) zone: &'a TimeZone,
    pub(super) order: DateOrder,
}

impl Reader<'_> {
    /// A row as an entry, or why it is none.
    pub(super) fn line(&self, row: &Row) -> Line {
        let found = &self.found;
        let bad = |column: Option<&Column>, why: String| bad(row, column, why);
        if row.lacks(&found.date) || found.memo.as_ref().is_some_and(|memo| row.lacks(memo)) {
            return Err(bad(None, "it has too few columns; is a quotation mark left open?".to_owned()));
        }
        let (stretch, day) = self.when(row)?;
        let stretch = stretch.plausible().map_err(|why| bad(Some(&found.date), why))?;
        let text = |column: &Column| unguarded(row.text(column)).to_owned();
        let said = found.memo.iter().chain(&found.instead).map(text).find(|text| !text.trim().is_empty());
        let not_billable = match &found.billable {
            Some(column) => {
                let is_so = value::yes(row.text(column)).map_err(|why| bad(Some(column), why))?;
                (!is_so.unwrap_or(!self.columns.empty_is_no)).then(|| column.name.clone())
            }
            None => None,
        };
        Ok(Entry {
            line: row.line,
            stretch,
            day,
            memo: said.unwrap_or_default(),
            label: found.label.as_ref().map(text).unwrap_or_default(),
            not_billable,
        })
    }

    /// The stretch of a line, and its day where no time of day is said.
    fn when(&self, row: &Row) -> Result<(Stretch, Option<Date>), Refused> {
        let found = &self.found;
        let length = cell(row, &found.duration).map(|(column, text)| {
            value::duration(text).map_err(|why| bad(row, Some(column), format!("`{}`: {why}", short(text))))
        });
        let (first, length) = (self.date(row, &found.date)?, length.transpose()?);
        let last = cell(row, &found.end_date).map(|(column, _)| self.date(row, column)).transpose()?;
        let (begin, end) = (clock(row, &found.time)?, clock(row, &found.end_time)?);
        if let Some(begin) = begin {
            let stretch = self.between(first.to_datetime(begin), last, end, length);
            return Ok((stretch.map_err(|why| bad(row, None, why))?, None));
        }
        let blame = found.duration.as_ref().or(found.end_time.as_ref());
        let last = last.unwrap_or(first);
        let seconds = length.map(hours).ok_or_else(|| "no duration is said".to_owned());
        let stretch = seconds.and_then(|seconds| moment::days(self.zone, first, last, seconds));
        Ok((stretch.map_err(|why| bad(row, blame, why))?, (first == last).then_some(first)))
    }

    fn date(&self, row: &Row, column: &Column) -> Result<Date, Refused> {
        let text = row.text(column).trim();
        let date = date::date(text).and_then(|written| written.in_order(self.order));
        date.ok_or_else(|| bad(row, Some(column), format!("`{}` is not a date", short(text))))
    }

    /// The stretch from a time of day on: to another, or of a length.
    fn between(
        &self,
        begin: DateTime,
        last: Option<Date>,
        end: Option<Time>,
        length: Option<Length>,
    ) -> Result<Stretch, String> {
        let of = |seconds: Option<i64>| match (end, last) {
            (Some(end), Some(last)) => {
                moment::stretch(self.zone, begin, Some(last.to_datetime(end)), seconds)
            }
            (Some(end), None) => until(self.zone, begin, end, seconds),
            (None, _) => moment::stretch(self.zone, begin, None, seconds),
        };
        match length {
            None if end.is_none() && self.columns.is_diary => of(Some(SLOT_SECONDS)),
            None => of(None),
            Some(Length::Number(number)) if self.columns.number == Number::Either => {
                let in_hours = of(Some(number.saturating_mul(3_600)));
                let fits = end.is_some() && in_hours.as_ref().is_ok_and(Stretch::is_whole);
                if fits { in_hours } else { of(Some(number)) }
            }
            Some(length) => of(Some(hours(length))),
        }
    }
}

/// A cell in which something stands, and its column.
fn cell<'a>(row: &'a Row, column: &'a Option<Column>) -> Option<(&'a Column, &'a str)> {
    let column = column.as_ref()?;
    Some((column, row.text(column).trim())).filter(|(_, text)| !text.is_empty())
}

fn clock(row: &Row, column: &Option<Column>) -> Result<Option<Time>, Refused> {
    let Some((column, text)) = cell(row, column) else { return Ok(None) };
    let no_time = || bad(row, Some(column), format!("`{}` is not a time of day", short(text)));
    value::clock(text).ok_or_else(no_time).map(Some)
}

/// That a row cannot be read, with the column that is to blame.
fn bad(row: &Row, column: Option<&Column>, why: String) -> Refused {
    Refused::unreadable(row.line, column.map(|column| column.name.as_str()), why)
}

fn hours(length: Length) -> i64 {
    match length {
        Length::Seconds(seconds) => seconds,
        Length::Number(hours) => hours.saturating_mul(3_600),
    }
}

/// The stretch to a time of day without a day of its own: on the day of its begin, or on the next one. An hour
/// that comes twice may end, by the clock, before it began.
fn until(zone: &TimeZone, begin: DateTime, end: Time, seconds: Option<i64>) -> Result<Stretch, String> {
    let on = |date: Date| moment::stretch(zone, begin, Some(date.to_datetime(end)), seconds);
    let same_day = on(begin.date());
    match (&same_day, begin.date().tomorrow()) {
        (Err(_), Ok(tomorrow)) if end < begin.time() => {
            on(tomorrow).ok().filter(Stretch::is_whole).map_or(same_day, Ok)
        }
        _ => same_day,
    }
}
