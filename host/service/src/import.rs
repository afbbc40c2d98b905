//! Bringing in what was recorded elsewhere: as manual time, by the same law as time that is typed in (SPEC.md §4), or
//! as history, which is read and never billed.

use std::collections::HashMap;
use std::path::PathBuf;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use workdiary_diary::contract::Contract;
use workdiary_diary::time::Second;

use crate::contracts::time_zone;
use crate::desk::Desk;
use crate::failure::Failure;

mod clockify;
mod columns;
mod date;
mod days;
mod entry;
mod file;
mod harvest;
mod history;
mod kimai;
mod manual;
mod moment;
mod outcome;
#[cfg(test)]
mod samples;
mod table;
mod timewarrior;
mod toggl;
mod upwork;
mod value;

pub use date::DateOrder;
pub use file::Format;
pub(crate) use history::{history, remove_history};

use entry::{Entry, Refused};
use outcome::Outcome;

/// What to bring in, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportWanted {
    /// To which contract.
    pub contract: String,
    /// Absolute path of the file.
    pub file: PathBuf,
    /// Whose export it is; what its head tells when not said.
    pub format: Option<Format>,
    /// The zone of its times; the contract's when not said.
    pub time_zone: Option<String>,
    /// Whether it writes the day or the month first, where its dates do not tell.
    pub date_order: Option<DateOrder>,
    /// Where it tells no times of day: lay what is of a day one after another from this time on.
    pub day_starts: Option<Time>,
    /// The label of all, in place of those in the file.
    pub label: Option<String>,
    /// Keep it as history.
    pub history: bool,
    /// Do it; nothing is written otherwise.
    pub apply: bool,
    /// Do it although some lines are refused.
    pub skip_refused: bool,
}

/// What is in the file of an import, not yet held against the diary.
#[derive(Debug)]
pub(crate) struct Content {
    zone: String,
    file: file::Content,
}

/// Reads the file of an import.
///
/// # Errors
/// When it cannot be read, or is no export of a known kind.
pub(crate) fn read(wanted: &ImportWanted, contract: &Contract) -> Result<Content, Failure> {
    let zone = wanted.time_zone.as_ref().unwrap_or(&contract.time_zone).clone();
    let known = time_zone(&zone)?;
    let mut file = file::read(&wanted.file, wanted.format, &known, wanted.date_order)?;
    if let Some(starts) = wanted.day_starts {
        days::lay(&mut file.lines, &known, starts);
    }
    Ok(Content { zone, file })
}

/// Brings it in, or says what would come of that, as JSON for people and programs.
///
/// # Errors
/// When the diary fails. Lines that are refused are in the answer.
pub(crate) fn bring_in(
    desk: &mut Desk<'_>,
    wanted: &ImportWanted,
    content: Content,
) -> Result<Value, Failure> {
    let Content { zone, file } = content;
    let mut outcome = Outcome { lines: file.lines.len(), ..Outcome::default() };
    let mut entries = Vec::new();
    for line in file.lines {
        match line {
            Ok(entry) => entries.push(entry),
            Err(refused) => outcome.refused.push(refused),
        }
    }
    outcome.file_seconds = entries.iter().map(|entry| entry.stretch.seconds).sum();
    if let Some(label) = &wanted.label {
        entries.iter_mut().for_each(|entry| entry.label.clone_from(label));
    }
    let entries = once(entries, &mut outcome);
    let head = history::Head { format: file.format, sha256: file.sha256 };
    match wanted.history {
        true => history::keep(desk, wanted, &head, entries, &mut outcome)?,
        false => manual::add(desk, wanted, entries, &mut outcome)?,
    }
    let mut told = outcome.told(desk, wanted, &head, &zone);
    if let (Some(_), Some(fields)) = (desk.store.demo_now()?, told.as_object_mut()) {
        fields.insert("demo".to_owned(), true.into());
    }
    Ok(told)
}

/// Leaves out what the file says twice. Of what has no time of day two may be alike and both meant.
fn once(entries: Vec<Entry>, outcome: &mut Outcome) -> Vec<Entry> {
    let mut said = HashMap::<(Second, Second, String), u64>::new();
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        let what = (entry.stretch.start, entry.stretch.until, entry.memo.clone());
        match said.get(&what).filter(|_| entry.stretch.is_whole()) {
            Some(of) => outcome.repeated.push((entry.line, *of)),
            None => {
                said.insert(what, entry.line);
                kept.push(entry);
            }
        }
    }
    kept
}

/// Takes out what is refused for a reason of its own, and tells that.
fn sift(
    entries: Vec<Entry>,
    outcome: &mut Outcome,
    mut against: impl FnMut(&Entry) -> Option<Refused>,
) -> Vec<Entry> {
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        match against(&entry) {
            Some(refused) => outcome.refused.push(refused),
            None => kept.push(entry),
        }
    }
    kept
}
