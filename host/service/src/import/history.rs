//! History: what was recorded elsewhere, kept to be read; never a segment, never billed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use workdiary_diary::cover::cover;
use workdiary_diary::time::{Second, Slot};
use workdiary_proof::hex::Sha;
use workdiary_store::{HistoryFile, HistoryImport, HistoryStretch};

use super::entry::{Entry, Refused};
use super::outcome::{Outcome, Taken};
use super::{Format, ImportWanted, sift};
use crate::desk::Desk;
use crate::edit::range_of;
use crate::failure::Failure;

/// What is known of a file beside its lines.
pub(super) struct Head {
    pub(super) format: Format,
    pub(super) sha256: Sha,
}

/// Keeps entries as history, where all of them may be kept or the rest is to be skipped.
pub(super) fn keep(
    desk: &mut Desk<'_>,
    wanted: &ImportWanted,
    head: &Head,
    entries: Vec<Entry>,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let now = desk.now;
    let entries = sift(entries, outcome, |entry| {
        let is_future = entry.stretch.until > now && entry.day.is_none() || entry.stretch.start > now;
        let why = "it is not over: history is of the past".to_owned();
        is_future.then_some(Refused { line: entry.line, column: None, rule: "future", why })
    });
    let mut known = BTreeMap::<_, usize>::new();
    for stretch in desk.store.history(&desk.contract.id, Second(i64::MIN), Second(i64::MAX))? {
        *known.entry((stretch.start, stretch.until, stretch.seconds, stretch.memo)).or_default() += 1;
    }
    let in_diary = in_diary(desk, &entries)?;
    let mut new = Vec::new();
    for (entry, in_diary) in entries.into_iter().zip(in_diary) {
        let stretch = entry.stretch;
        let what = (stretch.start, stretch.until, stretch.seconds, entry.memo.clone());
        let times = known.get_mut(&what).filter(|times| **times > 0);
        if let Some(times) = times {
            *times -= 1;
            outcome.duplicates.push(entry.line);
        } else if in_diary {
            outcome.duplicates.push(entry.line);
        } else {
            outcome.taken.push(Taken::of(&entry, 0));
            new.push(stretch_of(entry));
        }
    }
    if outcome.may_apply(wanted) {
        let name = wanted.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = HistoryFile {
            format: head.format.word().to_owned(),
            file: name,
            sha256: head.sha256.to_string(),
        };
        let kept = desk.store.keep_history(&desk.contract.id, &file, &new, desk.actor, desk.now)?;
        outcome.number = Some(kept);
    }
    Ok(())
}

/// Whether all slots of each entry hold its memo in the diary: then it is there, and no history.
fn in_diary(desk: &Desk<'_>, entries: &[Entry]) -> Result<Vec<bool>, Failure> {
    let stretches: Vec<_> = entries.iter().map(|entry| (entry.stretch.start, entry.stretch.until)).collect();
    let all: Vec<Slot> = stretches.iter().flat_map(|(start, until)| [start.slot(), until.slot()]).collect();
    let ends: Vec<Slot> = all.iter().min().into_iter().chain(all.iter().max()).copied().collect();
    let there = desk.store.segments(&desk.contract.id, range_of(&ends))?;
    let holds = |slot: Slot, memo: &str| {
        let segment = there.slots().binary_search(&slot.0).ok().and_then(|index| there.get(index));
        segment.is_some_and(|segment| segment.memo == memo)
    };
    Ok(entries
        .iter()
        .zip(stretches)
        .map(|(entry, stretch)| {
            let is_possible = !there.is_empty() && entry.stretch.is_whole();
            let slots = if is_possible { cover(&[stretch]) } else { Vec::new() };
            !slots.is_empty() && slots.iter().all(|taken| holds(taken.slot, &entry.memo))
        })
        .collect())
}

fn stretch_of(entry: Entry) -> HistoryStretch {
    let Entry { line, stretch, memo, label, .. } = entry;
    let (start, until, seconds) = (stretch.start, stretch.until, stretch.seconds);
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    HistoryStretch { start, until, seconds, memo, label, import: 0, line }
}

/// The history of a contract, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn history(desk: &Desk<'_>, from: Option<Date>, to: Option<Date>) -> Result<Value, Failure> {
    let id = &desk.contract.id;
    let first = from.map_or(Second(i64::MIN), midnight);
    let after = to.and_then(|to| to.tomorrow().ok()).map_or(Second(i64::MAX), midnight);
    let stretches = desk.store.history(id, first, after)?;
    let imports = desk.store.history_imports(id)?;
    let total: i64 = stretches.iter().map(|stretch| stretch.seconds).sum();
    let mut told = json!({
        "contract": id, "from": from, "to": to, "seconds": total,
        "stretches": stretches.iter().map(shown).collect::<Vec<_>>(),
        "imports": imports.iter().map(import).collect::<Vec<_>>(),
    });
    if let (Some(_), Some(fields)) = (desk.store.demo_now()?, told.as_object_mut()) {
        fields.insert("demo".to_owned(), true.into());
    }
    Ok(told)
}

fn midnight(date: Date) -> Second {
    let zoned = date.to_zoned(TimeZone::UTC).map(|zoned| Second::from(zoned.timestamp()));
    zoned.unwrap_or(Second(i64::MAX))
}

fn shown(stretch: &HistoryStretch) -> Value {
    let HistoryStretch { start, until, seconds, memo, label, import, line } = stretch;
    json!({
        "start": start.to_string(), "end": until.to_string(), "seconds": seconds, "memo": memo, "label": label,
        "import": import, "line": line,
    })
}

fn import(import: &HistoryImport) -> Value {
    let HistoryImport { number, time, file: HistoryFile { format, file, sha256 }, stretches, seconds } =
        import;
    json!({
        "import": number, "imported_at": time.to_string(), "format": format, "file": file, "sha256": sha256,
        "stretches": stretches, "seconds": seconds,
    })
}

/// Removes an import of history, for good.
///
/// # Errors
/// When there is no such import, or the diary fails.
pub(crate) fn remove_history(desk: &mut Desk<'_>, number: i64) -> Result<Value, Failure> {
    let imports = desk.store.history_imports(&desk.contract.id)?;
    let traces = desk.store.remove_history(&desk.contract.id, number, desk.actor, desk.now)?;
    let stretches = imports.iter().find(|import| import.number == number).map(|import| import.stretches);
    let mut told = json!({ "contract": desk.contract.id, "removed": number, "stretches": stretches });
    let warning = traces.map(|error| {
        let why = Failure::from(error);
        Failure { message: format!("removed, but traces are still to be destroyed: {why}"), ..why }
    });
    if let (Some(warning), Some(fields)) = (warning, told.as_object_mut()) {
        fields.insert("warning".to_owned(), json!(warning));
    }
    Ok(told)
}
