//! The file of an import: read within bounds, told apart by its head, taken apart into entries.

use std::io::Read;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use workdiary_proof::hex::Sha;

use super::columns::Columns;
use super::date::DateOrder;
use super::entry::{Line, Unreadable, short};
use super::table::{MOST_BYTES, Table};
use super::{clockify, harvest, kimai, timewarrior, toggl, upwork};
use crate::failure::Failure;

/// Whose export it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Toggl Track.
    Toggl,
    /// Clockify.
    Clockify,
    /// Harvest.
    Harvest,
    /// Kimai.
    Kimai,
    /// Timewarrior.
    Timewarrior,
    /// Upwork and its like.
    Upwork,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Toggl, Self::Clockify, Self::Harvest, Self::Kimai, Self::Timewarrior, Self::Upwork];

    /// The word by which it is chosen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Toggl => "toggl",
            Self::Clockify => "clockify",
            Self::Harvest => "harvest",
            Self::Kimai => "kimai",
            Self::Timewarrior => "timewarrior",
            Self::Upwork => "upwork",
        }
    }

    /// Its columns, where it is a table.
    fn columns(self) -> Option<&'static Columns> {
        match self {
            Self::Toggl => Some(&toggl::COLUMNS),
            Self::Clockify => Some(&clockify::COLUMNS),
            Self::Harvest => Some(&harvest::COLUMNS),
            Self::Kimai => Some(&kimai::COLUMNS),
            Self::Timewarrior => None,
            Self::Upwork => Some(&upwork::COLUMNS),
        }
    }
}

/// What is in a file.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) format: Format,
    pub(super) sha256: Sha,
    pub(super) lines: Vec<Line>,
}

/// Reads a file; what lies in it is not trusted.
///
/// # Errors
/// When it cannot be read, is too large, is no text, or fits no format or several.
pub(super) fn read(
    path: &Path,
    format: Option<Format>,
    zone: &TimeZone,
    order: Option<DateOrder>,
) -> Result<Content, Failure> {
    let cannot = |why: String| Failure::usage(format!("cannot read `{}`: {why}", path.display()));
    let found = std::fs::metadata(path).map_err(|error| cannot(error.to_string()))?;
    // A pipe may wait for ever.
    if !found.is_file() {
        return Err(cannot("it is no file".to_owned()));
    }
    let too_large = || {
        cannot(format!("it is larger than {} MiB", MOST_BYTES >> 20)).hint("export a shorter stretch of time")
    };
    if found.len() > MOST_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| cannot(error.to_string()))?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| cannot(error.to_string()))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(too_large());
    }
    let tell = |Unreadable { why, hint }| Failure { hint, ..cannot(why) };
    let text = decoded(&bytes).map_err(tell)?;
    let (format, lines) = parsed(text, format, zone, order).map_err(tell)?;
    Ok(Content { format, sha256: Sha::of(&bytes), lines })
}

/// The text of a file: UTF-8, with or without a mark of that.
fn decoded(bytes: &[u8]) -> Result<&str, Unreadable> {
    let hint = || Some("export it as CSV, or save it as CSV in UTF-8".to_owned());
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable { why: "it is UTF-16".to_owned(), hint: hint() });
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    // Further down it may be a letter of a memo; pictures, archives and databases have it in their first bytes.
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if head.contains(&0) {
        return Err(Unreadable {
            why: "it is no text: its first line has a zero byte".to_owned(),
            hint: hint(),
        });
    }
    let line_of = |at: usize| bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    std::str::from_utf8(bytes).map_err(|error| Unreadable {
        why: format!("it is not UTF-8 on line {}", line_of(error.valid_up_to())),
        hint: hint(),
    })
}

/// The lines of a text, in the format that is named or else in the only one that fits.
pub(super) fn parsed(
    text: &str,
    format: Option<Format>,
    zone: &TimeZone,
    order: Option<DateOrder>,
) -> Result<(Format, Vec<Line>), Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable { why: "it is empty".to_owned(), hint: None });
    }
    let is_timewarrior = timewarrior::fits(text);
    if is_timewarrior && format.is_none_or(|format| format == Format::Timewarrior) {
        return Ok((Format::Timewarrior, timewarrior::read(text)?));
    }
    let table = Table::read(text).map_err(|why| Unreadable { why, hint: None })?;
    let (format, columns) = match format {
        None => recognised(&table)?,
        Some(format) => {
            let missing = |what: String| Unreadable {
                why: format!("it is no {} export: {what}", format.word()),
                hint: Some(format!("its first line is `{}`", head(&table))),
            };
            let columns = format
                .columns()
                .ok_or_else(|| missing("no line begins with `inc`, nor it with `[`".to_owned()))?;
            match columns.missing(&table).as_slice() {
                [] => (format, columns),
                names => return Err(missing(format!("there is no column `{}`", names.join("`, `")))),
            }
        }
    };
    Ok((format, columns.read(&table, zone, order)?))
}

/// The only format whose columns are there.
fn recognised(table: &Table) -> Result<(Format, &'static Columns), Unreadable> {
    let tables = Format::ALL.into_iter().filter_map(|format| Some((format, format.columns()?)));
    let fitting: Vec<_> = tables.filter(|(_, columns)| columns.fit(table)).collect();
    let words =
        |formats: &[Format]| formats.iter().map(|format| format.word()).collect::<Vec<_>>().join(", ");
    match fitting.as_slice() {
        [only] => Ok(*only),
        [] => Err(Unreadable {
            why: format!("it is no export of a known kind; its first line is `{}`", head(table)),
            hint: Some(format!("known are {}; `--format` names one", words(&Format::ALL))),
        }),
        several => {
            let several: Vec<_> = several.iter().map(|(format, _)| *format).collect();
            let why = format!("it may be an export of {}", words(&several));
            Err(Unreadable { why, hint: Some("say of which: `--format NAME`".to_owned()) })
        }
    }
}

/// The names of the columns, as a message may quote them.
fn head(table: &Table) -> String {
    let names: Vec<_> = table.names().into_iter().map(short).collect();
    let joined = names.join(",");
    match joined.chars().count() > 200 {
        true => joined.chars().take(199).chain(['…']).collect(),
        false => joined,
    }
}
