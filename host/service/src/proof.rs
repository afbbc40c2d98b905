//! The journal, as people read it, the key that signs it, and the verification of a whole diary.

use std::ops::ControlFlow;

use serde_json::{Value, json};
use workdiary_diary::contract::ContractId;
use workdiary_diary::time::Second;
use workdiary_store::{EditedSegment, Entry, KeyState, Store};

use crate::failure::Failure;

/// The newest entries of the journal about these contracts, or all with none named, in order, as
/// JSON for people and programs; edits with what they changed, as far as it is there to tell.
///
/// # Errors
/// When the diary cannot be read.
pub fn journal(store: &Store, contracts: Option<&[ContractId]>, most: usize) -> Result<Value, Failure> {
    let mut newest = Vec::new();
    store.each_entry_back(|entry| {
        newest.extend(shown(entry, contracts));
        if newest.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    newest.truncate(most);
    newest.reverse();
    for entry in &mut newest {
        let edit = entry.pointer("/payload/edit").and_then(Value::as_i64);
        let told = edit.and_then(|number| store.edit(number).ok());
        if let (Some(told), Some(fields)) = (told, entry.as_object_mut()) {
            let undone = fields.get("kind").is_some_and(|kind| kind == "edit-undone");
            let changes: Vec<_> = told.segments.iter().map(|segment| change(segment, undone)).collect();
            fields.insert("changes".to_owned(), changes.into());
        }
    }
    Ok(json!({ "entries": newest }))
}

fn shown(entry: &Entry, contracts: Option<&[ContractId]>) -> Option<Value> {
    let payload: Value = serde_json::from_str(&entry.record.payload).unwrap_or_default();
    let about = payload.get("contract").and_then(Value::as_str);
    if contracts
        .is_some_and(|wanted| !about.is_some_and(|about| wanted.iter().any(|id| id.as_str() == about)))
    {
        return None;
    }
    Some(json!({
        "seq": entry.seq, "time": entry.record.time.to_string(), "actor": entry.record.actor, "kind": entry.record.kind,
        "payload": payload,
    }))
}

/// What an edit did to a segment, or what undoing it did.
pub(crate) fn change(segment: &EditedSegment, undone: bool) -> Value {
    let pair = |(before, after): &(Option<String>, String)| match undone {
        false => json!({ "before": before, "after": after }),
        true => json!({ "before": after, "after": before }),
    };
    json!({
        "start": segment.slot.start().to_string(), "memo": pair(&segment.memo), "label": pair(&segment.label),
    })
}

/// Goes through the whole diary: what was gone through, and what of it does not hold.
///
/// # Errors
/// When the diary cannot be read.
pub fn verify(store: &Store) -> Result<Value, Failure> {
    let verified = store.verify()?;
    let broken: Vec<_> =
        verified.broken.iter().map(|broken| json!({ "what": broken.what, "why": broken.why })).collect();
    let mut told = json!({
        "valid": broken.is_empty(), "entries": verified.entries, "signatures": verified.signatures,
        "signed_until": verified.signed_until, "statements": verified.statements, "invoices": verified.invoices,
        "segments": verified.segments, "snapshots": verified.snapshots, "broken": broken,
    });
    if let (Some(_), Some(fields)) = (store.demo_now()?, told.as_object_mut()) {
        fields.insert("demo".to_owned(), true.into());
    }
    Ok(told)
}

/// How the key stands, as JSON for people and programs.
///
/// # Errors
/// When its file cannot be read.
pub fn key(store: &Store) -> Result<Value, Failure> {
    let KeyState { public, is_protected, is_unlocked } = store.key_state()?;
    Ok(json!({
        "public": public, "file": store.home().journal_key(), "protected": is_protected, "unlocked": is_unlocked,
    }))
}

/// Encrypts the file of the key with a passphrase, or leaves it plain with none.
///
/// # Errors
/// When the old passphrase is another, or the file cannot be written.
pub fn protect_key(
    store: &mut Store,
    old: Option<&str>,
    new: Option<&str>,
    now: Second,
) -> Result<(), Failure> {
    if store.key_state()?.is_protected {
        store.unlock_key(old.unwrap_or_default())?;
    }
    Ok(store.protect_key(new, now)?)
}
