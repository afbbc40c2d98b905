//! What is read from an export: entries, lines that could not be read, and why a whole file cannot.

use jiff::civil::Date;
use workdiary_diary::time::Second;

use super::moment::Stretch;

/// A line of an export as an entry of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its line in the file.
    pub(super) line: u64,
    /// When, and how much of that was work.
    pub(super) stretch: Stretch,
    /// Where no time of day is said: the day.
    pub(super) day: Option<Date>,
    /// What was done, as it stands.
    pub(super) memo: String,
    /// Its tags.
    pub(super) label: String,
    /// Whether the file says that it is not billable, and in which column.
    pub(super) not_billable: Option<String>,
}

/// Why a line does not go in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Which.
    pub(super) line: u64,
    /// The column that is to blame, where one is.
    pub(super) column: Option<String>,
    /// The rule that forbids it.
    pub(super) rule: &'static str,
    /// Why, in words.
    pub(super) why: String,
}

/// The rule that a line must be readable.
pub(super) const UNREADABLE: &str = "unreadable";

impl Refused {
    /// A line that cannot be read.
    pub(super) fn unreadable(line: u64, column: Option<&str>, why: impl Into<String>) -> Self {
        Self { line, column: column.map(str::to_owned), rule: UNREADABLE, why: why.into() }
    }
}

/// An entry, or why there is none.
pub(super) type Line = Result<Entry, Refused>;

/// Why a whole file cannot be read: what is wrong, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) why: String,
    pub(super) hint: Option<String>,
}

/// What stands in a file, as a message may quote it.
pub(super) fn short(text: &str) -> String {
    const ROOM: usize = 40;
    let plain = text.chars().map(|letter| if letter.is_control() { '·' } else { letter });
    match text.chars().count() <= ROOM {
        true => plain.collect(),
        false => plain.take(ROOM - 1).chain(['…']).collect(),
    }
}

/// Whole years from this one to before that one are possible: others are slips of the pen.
const YEARS: std::ops::Range<i64> = 0..4_102_444_800;

/// The longest entry: a month, such as a report over weeks may tell.
const LONGEST: i64 = 31 * 86_400 + 3_600;

impl Stretch {
    /// Whether there can be such an entry at all.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn plausible(self) -> Result<Self, String> {
        let within = |second: Second| YEARS.contains(&second.0);
        if !within(self.start) || !within(self.until) {
            return Err(format!("{} is not in the years 1970 to 2099", self.start));
        }
        if self.until.since(self.start) > LONGEST {
            return Err("it is longer than a month".to_owned());
        }
        Ok(self)
    }
}
