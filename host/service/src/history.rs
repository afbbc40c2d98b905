//! What the journal says about one segment, and which segments stand beside it.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
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
        tell_changes(store, slot, entry);
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
    fn told(&mut self, entry: &Entry) -> Option<Value> {
        let of_snapshots = entry.record.kind.starts_with("snapshot");
        // Most entries are about other segments: those are not even read.
        if !of_snapshots && !entry.record.payload.contains(&self.text) {
            return None;
        }
        let payload: Value = serde_json::from_str(&entry.record.payload).ok()?;
        if payload.get("contract").and_then(Value::as_str) != Some(self.contract) {
            return None;
        }
        let is = if of_snapshots { self.names_snapshots(entry, &payload) } else { self.names(&payload) };
        is.then(|| {
            json!({
                "seq": entry.seq, "time": entry.record.time.to_string(), "actor": entry.record.actor, "kind": entry.record.kind,
                "edit": payload.get("edit"),
            })
        })
    }

    /// Whether the entry names the slot, as kept or as gone.
    fn names(&self, payload: &Value) -> bool {
        let kept = payload.get("slots").is_some_and(|slots| slots.get(&self.text).is_some());
        let gone = payload.get("gone").and_then(Value::as_array);
        kept || gone.is_some_and(|gone| gone.contains(&json!(self.slot.0)))
    }

    /// Whether the entry is about one of its snapshots.
    fn names_snapshots(&mut self, entry: &Entry, payload: &Value) -> bool {
        if let Some(taken) = payload.get("snapshot").and_then(Value::as_i64) {
            let is = entry.record.time.slot() == self.slot;
            self.snapshots.extend(is.then_some(taken));
            return is;
        }
        let withheld = payload.get("withheld").and_then(Value::as_array);
        let withheld = withheld.into_iter().flatten().filter_map(Value::as_i64);
        let blurred = payload.get("blurred").and_then(Value::as_object);
        let blurred = blurred.into_iter().flatten().filter_map(|(id, _)| id.parse().ok());
        withheld.chain(blurred).any(|id| self.snapshots.contains(&id))
    }
}

/// Adds memo and label before and after, as far as they are there to tell.
fn tell_changes(store: &Store, slot: Slot, entry: &mut Value) {
    let edit = entry.get("edit").and_then(Value::as_i64).and_then(|number| store.edit(number).ok());
    let segment = edit.and_then(|edit| edit.segments.into_iter().find(|segment| segment.slot == slot));
    if let (Some(segment), Some(fields)) = (segment, entry.as_object_mut()) {
        let undone = fields.get("kind").is_some_and(|kind| kind == "edit-undone");
        fields.insert("change".to_owned(), proof::change(&segment, undone));
    }
}
