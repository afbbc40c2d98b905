//! Entries from a table by the columns of a service.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use workdiary_diary::time::SLOT_SECONDS;

use super::date::{self, DateOrder};
use super::entry::{Entry, Line, Refused};
use super::moment::{self, Stretch};
use super::table::{Column, Row, Table, unguarded};
use super::value::{self, Length};

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

/// The columns that a table has of those of a service.
struct Found {
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

/// Why a whole file cannot be read: what is wrong, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) why: String,
    pub(super) hint: Option<String>,
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
        let column = |names: &[&str]| table.column(names);
        let missing = |names: &[&str]| Unreadable {
            why: format!("there is no column `{}`", names.join("` or `")),
            hint: None,
        };
        let found = Found {
            date: column(self.date).ok_or_else(|| missing(self.date))?,
            end_date: column(self.end_date),
            time: column(self.time),
            end_time: column(self.end_time),
            duration: column(self.duration),
            memo: column(self.memo),
            instead: self.instead.iter().filter_map(|name| column(&[name])).collect(),
            label: column(self.label),
            billable: column(self.billable),
        };
        let order = match order {
            Some(order) => order,
            None => order_of(table, &found)?,
        };
        Ok(table.rows.iter().map(|row| self.line(row, &found, zone, order)).collect())
    }

    fn line(&self, row: &Row, found: &Found, zone: &TimeZone, order: DateOrder) -> Line {
        let bad = |column: Option<&Column>, why: String| {
            Refused::unreadable(row.line, column.map(|column| column.name.as_str()), why)
        };
        if row.lacks(&found.date) || found.memo.as_ref().is_some_and(|memo| row.lacks(memo)) {
            return Err(bad(None, "it has too few columns; is a quotation mark left open?".to_owned()));
        }
        let (stretch, day) = self.when(row, found, zone, order)?;
        let stretch = stretch.plausible().map_err(|why| bad(Some(&found.date), why))?;
        let text = |column: &Column| unguarded(row.text(column)).to_owned();
        let said = found.memo.iter().chain(&found.instead).map(text).find(|text| !text.trim().is_empty());
        let not_billable = match &found.billable {
            Some(column) => self
                .is_billable(row.text(column))
                .map_err(|why| bad(Some(column), why))
                .map(|billable| (!billable).then(|| column.name.clone()))?,
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
    fn when(
        &self,
        row: &Row,
        found: &Found,
        zone: &TimeZone,
        order: DateOrder,
    ) -> Result<(Stretch, Option<Date>), Refused> {
        let bad = |column: Option<&Column>, why: String| {
            Refused::unreadable(row.line, column.map(|column| column.name.as_str()), why)
        };
        let cell = |column: &Option<Column>| {
            let column = column.as_ref()?;
            Some((column.clone(), row.text(column).trim().to_owned())).filter(|(_, text)| !text.is_empty())
        };
        let date = |column: &Column, text: &str| {
            let date = date::date(text).and_then(|written| written.in_order(order));
            date.ok_or_else(|| bad(Some(column), format!("`{}` is not a date", short(text))))
        };
        let clock = |(column, text): (Column, String)| {
            let no_time = || bad(Some(&column), format!("`{}` is not a time of day", short(&text)));
            value::clock(&text).ok_or_else(no_time)
        };
        let first = date(&found.date, row.text(&found.date).trim())?;
        let last = cell(&found.end_date).map(|(column, text)| date(&column, &text)).transpose()?;
        let begin = cell(&found.time).map(clock).transpose()?;
        let end = cell(&found.end_time).map(clock).transpose()?;
        let length = cell(&found.duration)
            .map(|(column, text)| {
                let wrong = |why| bad(Some(&column), format!("`{}`: {why}", short(&text)));
                value::duration(&text).map_err(wrong)
            })
            .transpose()?;
        let blame = found.duration.as_ref().or(found.end_time.as_ref());
        let Some(begin) = begin else {
            let seconds = length.map(hours).ok_or_else(|| bad(blame, "no duration is said".to_owned()))?;
            let last = last.unwrap_or(first);
            let stretch = moment::days(zone, first, last, seconds).map_err(|why| bad(blame, why))?;
            return Ok((stretch, (first == last).then_some(first)));
        };
        let begin = first.to_datetime(begin);
        let of = |seconds: Option<i64>| match (end, last) {
            (Some(end), Some(last)) => moment::stretch(zone, begin, Some(last.to_datetime(end)), seconds),
            (Some(end), None) => until(zone, begin, end, seconds),
            (None, _) => moment::stretch(zone, begin, None, seconds),
        };
        let stretch = match length {
            None if end.is_none() && self.is_diary => of(Some(SLOT_SECONDS)),
            None => of(None),
            Some(Length::Number(number)) if self.number == Number::Either => {
                let in_hours = of(Some(number.saturating_mul(3_600)));
                let fits = end.is_some() && in_hours.as_ref().is_ok_and(Stretch::is_whole);
                if fits { in_hours } else { of(Some(number)) }
            }
            Some(length) => of(Some(hours(length))),
        };
        Ok((stretch.map_err(|why| bad(None, why))?, None))
    }

    /// Whether a cell says that a line is billable.
    fn is_billable(&self, text: &str) -> Result<bool, String> {
        match text.trim().to_lowercase().as_str() {
            "" => Ok(!self.empty_is_no),
            "yes" | "y" | "true" | "1" | "billable" => Ok(true),
            "no" | "n" | "false" | "0" | "non-billable" | "not billable" => Ok(false),
            _ => Err(format!("`{}` is neither yes nor no", short(text.trim()))),
        }
    }
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

/// The order of day and month in a file, by the dates that tell it.
fn order_of(table: &Table, found: &Found) -> Result<DateOrder, Unreadable> {
    let cells = table.rows.iter().flat_map(|row| {
        let columns = std::iter::once(&found.date).chain(&found.end_date);
        columns.filter_map(|column| {
            let text = row.text(column).trim();
            Some((row.line, text, date::date(text)?))
        })
    });
    let (mut day_first, mut month_first, mut doubtful) = (None, None, None);
    for (line, text, written) in cells {
        let seen = match written.order() {
            Some(DateOrder::Dmy) => &mut day_first,
            Some(DateOrder::Mdy) => &mut month_first,
            None if written.is_ambiguous() => &mut doubtful,
            None => continue,
        };
        seen.get_or_insert((line, text));
    }
    let hint = Some("say which: `--date-order dmy` or `--date-order mdy`".to_owned());
    match (day_first, month_first, doubtful) {
        (Some((a, first)), Some((b, second)), _) => Err(Unreadable {
            why: format!(
                "`{first}` on line {a} begins with the day and `{second}` on line {b} with the month"
            ),
            hint,
        }),
        (None, None, Some((line, text))) => Err(Unreadable {
            why: format!(
                "`{text}` on line {line} may begin with the day or the month, and no other date tells"
            ),
            hint,
        }),
        (_, Some(_), _) => Ok(DateOrder::Mdy),
        _ => Ok(DateOrder::Dmy),
    }
}

/// A cell as a message may quote it.
pub(super) fn short(text: &str) -> String {
    const ROOM: usize = 40;
    let plain = text.chars().map(|letter| if letter.is_control() { '·' } else { letter });
    match text.chars().count() <= ROOM {
        true => plain.collect(),
        false => plain.take(ROOM - 1).chain(['…']).collect(),
    }
}
