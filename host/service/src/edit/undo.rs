//! Undoing edits and doing them again, until the lock.

use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::time::Slot;
use workdiary_store::{Edit, EditKind};

use super::{Refusals, done};
use crate::desk::Desk;
use crate::failure::Failure;

impl Desk<'_> {
    /// Undoes an edit, or does it again: the one named, or else the actor's last.
    pub(crate) fn undo(&mut self, number: Option<i64>, again: bool) -> Result<Value, Failure> {
        let word = if again { "undone" } else { "done" };
        let number = match number {
            Some(number) => number,
            None => self.store.last_edit(&self.contract.id, self.actor, again)?.ok_or_else(|| {
                Failure::usage(format!("{} has {word} nothing on `{}`", self.actor, self.contract.id))
            })?,
        };
        let edit = self.store.edit(number)?;
        if edit.contract != self.contract.id || edit.actor != self.actor.to_string() {
            let message = format!("edit {number} is not one of {} on `{}`", self.actor, self.contract.id);
            return Err(Failure::refused("not-yours", message));
        }
        if edit.undone != again {
            return Err(Failure::usage(format!("edit {number} is not {word}")));
        }
        self.judge_undo(&edit, again)?;
        match again {
            false => self.store.undo(&edit, self.actor, self.now)?,
            true => self.store.redo(&edit, self.actor, self.now)?,
        }
        let slots: Vec<Slot> = edit.segments.iter().map(|segment| segment.slot).collect();
        Ok(done(if again { "redone" } else { "undone" }, number, &slots, None))
    }

    fn judge_undo(&self, edit: &Edit, again: bool) -> Result<(), Failure> {
        if edit.segments.is_empty() {
            let message = format!("edit {} destroyed what it took, or that was removed since", edit.number);
            return Err(Failure::refused("destroyed", message)
                .hint("an earlier edit is undone by its number: `workdiary undo NUMBER`"));
        }
        let slots: Vec<Slot> = edit.segments.iter().map(|segment| segment.slot).collect();
        let mut refusals = Refusals::default();
        let differs = |memo: bool| {
            edit.segments.iter().any(|segment| {
                let (before, after) = if memo { &segment.memo } else { &segment.label };
                before.as_ref() != Some(after)
            })
        };
        match edit.kind {
            EditKind::Added if again => self.judge_addition(&slots, &mut refusals)?,
            EditKind::Added => self.judge_slots(Action::AddManual, &slots, &mut refusals),
            _ => {
                for (action, does) in [(Action::EditMemo, differs(true)), (Action::EditLabel, differs(false))]
                {
                    if does {
                        self.judge_slots(action, &slots, &mut refusals);
                    }
                }
            }
        }
        refusals.none(slots.len())
    }
}
