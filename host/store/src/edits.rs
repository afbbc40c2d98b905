//! Edits: all segments of one or none, each entered in the journal.

use std::collections::BTreeSet;
use std::rc::Rc;

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::minutes::SlotMinutes;
use workdiary_diary::time::{Second, Slot};

use crate::contracts::{parsed, unword};
use crate::database::{Halt, Store};
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};
use crate::segments::{intern, intern_title, seal_slots};
use crate::{destroy, seal, snapshots};

mod undo;

/// A label as it is given: its id and what it is called; empty where it is called by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenLabel {
    /// The id; empty: no label.
    pub id: String,
    /// The title.
    pub title: String,
}

/// Manual time of one slot.
#[derive(Debug, Clone)]
pub struct ManualSegment<'a> {
    /// Which.
    pub slot: Slot,
    /// What was done.
    pub memo: &'a str,
    /// Its label.
    pub label: Rc<GivenLabel>,
}

/// What is changed of segments; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentChange {
    /// What was done.
    pub memo: Option<String>,
    /// The label.
    pub label: Option<GivenLabel>,
}

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// It changed memos or labels.
    Changed,
    /// It added manual time.
    Added,
    /// It removed segments: what is destroyed does not come back.
    Removed,
    /// It withheld or blurred snapshots: neither does that.
    Hidden,
}

/// An edit as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Its number in this diary.
    pub number: i64,
    /// Of which contract.
    pub contract: ContractId,
    /// When.
    pub time: Second,
    /// By whom, as the journal says it.
    pub actor: String,
    /// What it did.
    pub kind: EditKind,
    /// Whether it was undone.
    pub undone: bool,
    /// What it did to each segment that is still there to tell of.
    pub segments: Vec<EditedSegment>,
}

/// What an edit did to a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedSegment {
    /// Which.
    pub slot: Slot,
    /// Memo before, none where there was no segment, and after.
    pub memo: (Option<String>, String),
    /// Label before and after, in the same way.
    pub label: (Option<String>, String),
}

/// Memo, label and title of a segment, as rows of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Words {
    memo: i64,
    label: i64,
    title: Option<i64>,
}

/// What an edit did to a segment, as rows of texts.
struct Step {
    slot: Slot,
    before: Option<Words>,
    after: Words,
}

impl Store {
    /// Changes memo or label of segments that are there. Gives the edit's number.
    ///
    /// # Errors
    /// [`Error::ChangedSince`] when one is gone, or when the database fails; then nothing is changed.
    pub fn change_segments(
        &mut self,
        contract: &ContractId,
        slots: &[Slot],
        change: &SegmentChange,
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        self.decide(|tx| {
            let memo = change.memo.as_ref().map(|memo| intern(tx, memo)).transpose()?;
            let label = change.label.as_ref().map(|label| given(tx, label)).transpose()?;
            let number = insert(tx, row, "changed", by, now)?;
            for slot in slots {
                let before = words(tx, row, *slot)?.ok_or(Error::ChangedSince(slot.start()))?;
                let (label, title) = label.unwrap_or((before.label, before.title));
                let after = Words { memo: memo.unwrap_or(before.memo), label, title };
                set(tx, row, *slot, after)?;
                note(tx, number, &Step { slot: *slot, before: Some(before), after })?;
            }
            enter(tx, row, number, "segments-changed", slots, &[], by, now)?;
            Ok(number)
        })
    }

    /// Adds manual time in free slots. Gives the edit's number.
    ///
    /// # Errors
    /// [`Error::SlotTaken`], or when the database fails; then nothing is added.
    pub fn add_manual(
        &mut self,
        contract: &ContractId,
        segments: &[ManualSegment<'_>],
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        self.decide(|tx| {
            let number = insert(tx, row, "added", by, now)?;
            for ManualSegment { slot, memo, label } in segments {
                let (label, title) = given(tx, label)?;
                let after = Words { memo: intern(tx, memo)?, label, title };
                add(tx, row, contract, *slot, after)?;
                note(tx, number, &Step { slot: *slot, before: None, after })?;
            }
            let slots: Vec<Slot> = segments.iter().map(|segment| segment.slot).collect();
            enter(tx, row, number, "manual-added", &slots, &[], by, now)?;
            Ok(number)
        })
    }

    /// Removes segments: with them go counts, memos, labels and snapshots, for good. Gives the
    /// edit's number, and why something of it is not destroyed yet, if so.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails; then nothing is removed.
    pub fn remove_segments(
        &mut self,
        contract: &ContractId,
        slots: &[Slot],
        by: &Actor,
        now: Second,
    ) -> Result<(i64, Option<Error>)> {
        let row = self.row_of(contract)?;
        let number = self.write(|tx| {
            let mut texts = BTreeSet::new();
            for slot in slots {
                forget(tx, row, *slot, &mut texts)?;
                snapshots::forget(tx, row, slot.start(), slot.end().plus(-1))?;
            }
            destroy::purge_texts(tx, &texts.into_iter().collect::<Vec<_>>())?;
            destroy::scrub_later(tx)?;
            let number = insert(tx, row, "removed", by, now)?;
            enter(tx, row, number, "segments-removed", &[], slots, by, now)?;
            Ok(number)
        })?;
        Ok((number, self.finish_destruction().err()))
    }

    /// The edit with this number.
    ///
    /// # Errors
    /// [`Error::NoEdit`], or when the database fails.
    pub fn edit(&self, number: i64) -> Result<Edit> {
        let sql =
            "SELECT edit.number, contract.name, edit.time, edit.actor, edit.kind, edit.undone IS NOT NULL
                   FROM edit JOIN contract ON contract.id = edit.contract WHERE number = ?1";
        let of = |row: &Row<'_>| {
            Ok(Edit {
                number: row.get(0)?,
                contract: parsed(row, 1, |text| text.parse())?,
                time: Second(row.get(2)?),
                actor: row.get(3)?,
                kind: parsed(row, 4, unword)?,
                undone: row.get(5)?,
                segments: Vec::new(),
            })
        };
        let found = self.read(|db| db.prepare_cached(sql)?.query_row([number], of).optional())?;
        let segments = self.edited_segments(number)?;
        Ok(Edit { segments, ..found.ok_or(Error::NoEdit(number))? })
    }

    fn edited_segments(&self, number: i64) -> Result<Vec<EditedSegment>> {
        let sql = "SELECT slot, mb.text, ma.text, lb.text, la.text FROM edit_segment
                   LEFT JOIN text AS mb ON mb.id = memo_before JOIN text AS ma ON ma.id = memo_after
                   LEFT JOIN text AS lb ON lb.id = label_before JOIN text AS la ON la.id = label_after
                   WHERE edit = ?1 ORDER BY slot";
        let of = |row: &Row<'_>| {
            Ok(EditedSegment {
                slot: Slot(row.get(0)?),
                memo: (row.get(1)?, row.get(2)?),
                label: (row.get(3)?, row.get(4)?),
            })
        };
        self.read(|db| db.prepare_cached(sql)?.query_map([number], of)?.collect())
    }

    /// The newest edit of an actor on a contract that is in effect; or, with `undone`, the one
    /// undone last.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn last_edit(&self, contract: &ContractId, by: &Actor, undone: bool) -> Result<Option<i64>> {
        let row = self.row_of(contract)?;
        let sql = match undone {
            false => "undone IS NULL ORDER BY number DESC",
            true => "undone IS NOT NULL ORDER BY undone DESC",
        };
        let sql = format!("SELECT number FROM edit WHERE contract = ?1 AND actor = ?2 AND {sql} LIMIT 1");
        let values = params![row, by.to_string()];
        self.read(|db| db.prepare_cached(&sql)?.query_row(values, |row| row.get(0)).optional())
    }
}

fn given(tx: &Transaction<'_>, label: &GivenLabel) -> rusqlite::Result<(i64, Option<i64>)> {
    Ok((intern(tx, &label.id)?, intern_title(tx, &label.title)?))
}

/// Numbers a new edit.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    contract: i64,
    kind: &str,
    by: &Actor,
    now: Second,
) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO edit (contract, time, actor, kind) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![contract, now.0, by.to_string(), kind])?;
    Ok(tx.last_insert_rowid())
}

fn words(tx: &Transaction<'_>, contract: i64, slot: Slot) -> rusqlite::Result<Option<Words>> {
    let sql = "SELECT memo, label, title FROM segment WHERE contract = ?1 AND slot = ?2";
    let of = |row: &Row<'_>| Ok(Words { memo: row.get(0)?, label: row.get(1)?, title: row.get(2)? });
    tx.prepare_cached(sql)?.query_row(params![contract, slot.0], of).optional()
}

fn set(tx: &Transaction<'_>, contract: i64, slot: Slot, words: Words) -> rusqlite::Result<()> {
    let sql = "UPDATE segment SET memo = ?3, label = ?4, title = ?5 WHERE contract = ?1 AND slot = ?2";
    let values = params![contract, slot.0, words.memo, words.label, words.title];
    tx.prepare_cached(sql)?.execute(values).map(drop)
}

fn add(
    tx: &Transaction<'_>,
    row: i64,
    contract: &ContractId,
    slot: Slot,
    words: Words,
) -> std::result::Result<(), Halt> {
    let sql = "SELECT manual FROM segment WHERE contract = ?1 AND slot = ?2";
    let there: Option<bool> =
        tx.prepare_cached(sql)?.query_row(params![row, slot.0], |row| row.get(0)).optional()?;
    if let Some(manual) = there {
        let found = if manual { "manual" } else { "tracked" };
        return Err(Error::SlotTaken { contract: contract.to_string(), at: slot.start(), found }.into());
    }
    let minutes = workdiary_proof::minutes::pack(&SlotMinutes::starting(slot, slot.start()));
    let sql = "INSERT INTO segment (contract, slot, manual, first_second, minutes, memo, label, title)
               VALUES (?1, ?2, 1, 0, ?3, ?4, ?5, ?6)";
    let values = params![row, slot.0, minutes, words.memo, words.label, words.title];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Takes a segment out, and what edits told of it; the texts that it had are added to `texts`.
fn forget(
    tx: &Transaction<'_>,
    contract: i64,
    slot: Slot,
    texts: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let mut gather = |sql: &str, columns: usize| -> rusqlite::Result<()> {
        let mut statement = tx.prepare_cached(sql)?;
        let mut rows = statement.query(params![contract, slot.0])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                texts.extend(row.get::<_, Option<i64>>(column)?);
            }
        }
        Ok(())
    };
    gather("DELETE FROM segment WHERE contract = ?1 AND slot = ?2 RETURNING memo, label, title", 3)?;
    gather(
        "DELETE FROM edit_segment WHERE slot = ?2 AND edit IN (SELECT number FROM edit WHERE contract = ?1)
         RETURNING memo_before, memo_after, label_before, label_after, title_before, title_after",
        6,
    )
}

fn note(tx: &Transaction<'_>, edit: i64, step: &Step) -> rusqlite::Result<()> {
    let Step { slot, before, after } = step;
    let sql = "INSERT INTO edit_segment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    tx.prepare_cached(sql)?
        .execute(params![
            edit,
            slot.0,
            before.map(|words| words.memo),
            after.memo,
            before.map(|words| words.label),
            after.label,
            before.and_then(|words| words.title),
            after.title,
        ])
        .map(drop)
}

fn steps(tx: &Transaction<'_>, edit: i64) -> rusqlite::Result<Vec<Step>> {
    let sql = "SELECT slot, memo_before, memo_after, label_before, label_after, title_before, title_after
               FROM edit_segment WHERE edit = ?1 ORDER BY slot";
    let of = |row: &Row<'_>| {
        let (memo, label): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(3)?);
        let title = row.get(5)?;
        let before = memo.zip(label).map(|(memo, label)| Words { memo, label, title });
        let after = Words { memo: row.get(2)?, label: row.get(4)?, title: row.get(6)? };
        Ok(Step { slot: Slot(row.get(0)?), before, after })
    };
    tx.prepare_cached(sql)?.query_map([edit], of)?.collect()
}

/// Enters an edit: the seals of the segments that it left, and the slots of those that it took out.
#[expect(clippy::too_many_arguments, reason = "one for each field of the entry")]
fn enter(
    tx: &Transaction<'_>,
    contract: i64,
    edit: i64,
    kind: &'static str,
    kept: &[Slot],
    gone: &[Slot],
    by: &Actor,
    now: Second,
) -> rusqlite::Result<()> {
    let payload = json!({
        "contract": seal::name_of(tx, contract)?, "edit": edit, "slots": seal_slots(tx, contract, kept)?,
        "gone": gone.iter().map(|slot| slot.0).collect::<Vec<_>>(),
    });
    journal::append(tx, &NewEntry { time: now, actor: by.clone(), kind, payload })
}
