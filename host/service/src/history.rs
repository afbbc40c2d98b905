//! What the journal says about one segment, and which segments stand beside it.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use workdiary_diary::time::Slot;
use workdiary_diary::week::Week;
use workdiary_store::{Entry, Store};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::proof;
use crate::select;

/// The history of a segment, whether it is still there or not, as JSON for people and programs: the entries of the
/// journal about it, in order, and the segments of its contract before and after it.
///
/// # Errors
/// When no segment begins at `start`, or the diary cannot be read.
pub(crate) fn history(desk: &Desk<'_>, start: &str) -> Result<Value, Failure> {
    let (store, id) = (&*desk.store, &desk.contract.id);
    let slot = select::slot_at(start, &TimeZone::UTC)?;
    let week = Week::of_slot(slot);
    let snapshots = store.snapshots(id, slot.0..slot.0.saturating_add(1))?;
    let mut about = About {
        slot,
        contract: id.as_str(),
        text: slot.0.to_string(),
        snapshots: snapshots.into_values().flatten().map(|snapshot| snapshot.id).collect(),
    };
    let mut found = Vec::new();
    // Nothing is recorded in a segment before its week, nor changed after the lock of that.
    store.each_entry_in(week.start(), week.lock(), |entry| found.extend(about.told(entry)))?;
    for entry in &mut found {
        tell_changes(store, slot, entry)?;
    }
    let time = |slot: Option<Slot>| slot.map(|slot| slot.start().to_string());
    Ok(json!({
        "contract": id, "start": slot.start().to_string(),
        "previous": time(store.previous_segment(id, slot)?),
        "next": time(store.next_segment(id, Slot(slot.0.saturating_add(1)))?),
        "entries": found,
    }))
}

/// By what an entry is known to be about a segment.
struct About<'a> {
    slot: Slot,
    contract: &'a str,
    /// The slot as it stands in entries.
    text: String,
    /// Its snapshots, those that are gone too.
    snapshots: BTreeSet<i64>,
}

impl About<'_> {
    /// The entry, where it is about the segment.
    fn told(&mut self, entry: &Entry) -> Option<Map<String, Value>> {
        let of_snapshots = entry.kind.starts_with("snapshot");
        // Most entries are about other segments: those are not even read.
        if !of_snapshots && !entry.payload.contains(&self.text) {
            return None;
        }
        let payload: Value = serde_json::from_str(&entry.payload).ok()?;
        if payload.get("contract").and_then(Value::as_str) != Some(self.contract) {
            return None;
        }
        let pictures = if of_snapshots { self.pictures(entry, &payload)? } else { 0 };
        if !of_snapshots && !self.names(&payload) {
            return None;
        }
        let mut told = Map::new();
        for (name, value) in [
            ("seq", json!(entry.seq)),
            ("time", json!(entry.time.to_string())),
            ("actor", json!(entry.actor)),
            ("kind", json!(entry.kind)),
        ] {
            told.insert(name.to_owned(), value);
        }
        if let Some(edit) = payload.get("edit") {
            told.insert("edit".to_owned(), edit.clone());
        }
        if of_snapshots {
            told.insert("snapshots".to_owned(), pictures.into());
        }
        Some(told)
    }

    /// Whether the entry names the slot, as kept or as gone.
    fn names(&self, payload: &Value) -> bool {
        let kept = payload.get("slots").is_some_and(|slots| slots.get(&self.text).is_some());
        let gone = payload.get("gone").and_then(Value::as_array);
        kept || gone.is_some_and(|gone| gone.contains(&json!(self.slot.0)))
    }

    /// How many of its snapshots the entry is about; none where about none.
    fn pictures(&mut self, entry: &Entry, payload: &Value) -> Option<usize> {
        if let Some(taken) = payload.get("snapshot").and_then(Value::as_i64) {
            let is = entry.time.slot() == self.slot;
            self.snapshots.extend(is.then_some(taken));
            return is.then_some(1);
        }
        let withheld = payload.get("withheld").and_then(Value::as_array);
        let withheld = withheld.into_iter().flatten().filter_map(Value::as_i64);
        let blurred = payload.get("blurred").and_then(Value::as_object);
        let blurred = blurred.into_iter().flatten().filter_map(|(id, _)| id.parse().ok());
        let count = withheld.chain(blurred).filter(|id| self.snapshots.contains(id)).count();
        (count > 0).then_some(count)
    }
}

/// Adds memo and label before and after, as far as they are there to tell.
fn tell_changes(store: &Store, slot: Slot, entry: &mut Map<String, Value>) -> Result<(), Failure> {
    let Some(number) = entry.get("edit").and_then(Value::as_i64) else { return Ok(()) };
    let edit = store.edit(number)?;
    if let Some(segment) = edit.segments.iter().find(|segment| segment.slot == slot) {
        let undone = entry.get("kind").is_some_and(|kind| kind == "edit-undone");
        if let Value::Object(change) = proof::change(segment, undone) {
            entry.extend(change.into_iter().filter(|(name, _)| name != "start"));
        }
    }
    Ok(())
}
