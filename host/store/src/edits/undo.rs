//! Edits undone and done again: each segment is put back, or none.

use rusqlite::params;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;

use super::{Edit, Step, Words, add, enter, set, steps, words};
use crate::database::Store;
use crate::error::{Error, Result};

impl Store {
    /// Undoes an edit: each of its segments is put back, or none.
    ///
    /// # Errors
    /// [`Error::ChangedSince`] when one was changed since, or when the database fails.
    pub fn undo(&mut self, edit: &Edit, by: &Actor, now: Second) -> Result<()> {
        let row = self.row_of(&edit.contract)?;
        self.decide(|tx| {
            let steps = steps(tx, edit.number)?;
            let (mut kept, mut gone) = (Vec::new(), Vec::new());
            for Step { slot, before, after } in steps {
                let is = words(tx, row, slot)?;
                match before {
                    Some(before) => {
                        set(
                            tx,
                            row,
                            slot,
                            turned(is, after, before).ok_or(Error::ChangedSince(slot.start()))?,
                        )?;
                        kept.push(slot);
                    }
                    None => {
                        // What was tracked into it since is not this edit's to take.
                        let sql = "DELETE FROM segment WHERE contract = ?1 AND slot = ?2 AND manual = 1";
                        let is_whole =
                            is == Some(after) && tx.prepare_cached(sql)?.execute(params![row, slot.0])? == 1;
                        is_whole.then(|| gone.push(slot)).ok_or(Error::ChangedSince(slot.start()))?;
                    }
                }
            }
            let sql =
                "UPDATE edit SET undone = 1 + coalesce((SELECT max(undone) FROM edit), 0) WHERE number = ?1";
            tx.execute(sql, [edit.number])?;
            Ok(enter(tx, row, edit.number, "edit-undone", &kept, &gone, by, now)?)
        })
    }

    /// Does an edit again that was undone.
    ///
    /// # Errors
    /// [`Error::ChangedSince`] or [`Error::SlotTaken`], or when the database fails.
    pub fn redo(&mut self, edit: &Edit, by: &Actor, now: Second) -> Result<()> {
        let row = self.row_of(&edit.contract)?;
        self.decide(|tx| {
            let mut slots = Vec::new();
            for Step { slot, before, after } in steps(tx, edit.number)? {
                match before {
                    Some(before) => {
                        let is = words(tx, row, slot)?;
                        set(
                            tx,
                            row,
                            slot,
                            turned(is, before, after).ok_or(Error::ChangedSince(slot.start()))?,
                        )?;
                    }
                    None => add(tx, row, &edit.contract, slot, after)?,
                }
                slots.push(slot);
            }
            tx.execute("UPDATE edit SET undone = NULL WHERE number = ?1", [edit.number])?;
            Ok(enter(tx, row, edit.number, "edit-redone", &slots, &[], by, now)?)
        })
    }
}

/// What is there, with the fields that differ between `from` and `to` turned to those of `to`; none
/// where one of them is no longer as in `from`.
fn turned(is: Option<Words>, from: Words, to: Words) -> Option<Words> {
    let is = is?;
    let memo = if from.memo == to.memo { is.memo } else { (is.memo == from.memo).then_some(to.memo)? };
    let (before, after) = ((from.label, from.title), (to.label, to.title));
    let (label, title) = match before == after {
        true => (is.label, is.title),
        false => ((is.label, is.title) == before).then_some(after)?,
    };
    Some(Words { memo, label, title })
}
