//! Editing segments: all that are named or none, with the reason for each one that is refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workdiary_diary::law::{self, Action};
use workdiary_diary::segments::{Segment, Segments};
use workdiary_diary::time::Slot;
use workdiary_diary::week::Week;
use workdiary_store::SegmentChange;

use crate::contracts::time_zone;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::labels;
use crate::select::Selection;

mod hide;
mod manual;
mod undo;

pub use hide::Hide;
pub use manual::ManualWanted;
pub(crate) use manual::{MANUAL_POLICY, ManualSlot};

/// What to change of segments; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What was done.
    pub memo: Option<String>,
    /// The label's id; empty: none.
    pub label: Option<String>,
}

/// A change that may be made.
pub(crate) struct Prepared {
    slots: Vec<Slot>,
    change: SegmentChange,
    /// What the label scheme could not say.
    warning: Option<Failure>,
}

/// Reasons against single segments, gathered so that all of them are told at once.
#[derive(Default)]
pub(crate) struct Refusals {
    rule: Option<&'static str>,
    of: BTreeMap<Slot, Reason>,
}

/// Why a segment is refused.
#[derive(Debug, Clone)]
pub(crate) struct Reason {
    /// The rule that forbids it.
    pub(crate) rule: &'static str,
    /// In words, with the time.
    pub(crate) why: String,
}

impl Refusals {
    pub(crate) fn add(&mut self, slot: Slot, rule: &'static str, why: impl std::fmt::Display) {
        self.rule.get_or_insert(rule);
        self.of.entry(slot).or_insert_with(|| Reason { rule, why: format!("{}: {why}", slot.start()) });
    }

    /// Why a segment is refused, if it is.
    pub(crate) fn reason(&self, slot: Slot) -> Option<&Reason> {
        self.of.get(&slot)
    }

    /// All or none: one reason against one segment stops the edit.
    fn none(self, all: usize) -> Result<(), Failure> {
        let Some(rule) = self.rule else { return Ok(()) };
        let message = format!("{} of {all} segments refused, nothing was changed", self.of.len());
        let details =
            self.of.into_values().map(|Reason { rule, why }| format!("{why} (rule `{rule}`)")).collect();
        Err(Failure { details, ..Failure::refused(rule, message) })
    }
}

impl Desk<'_> {
    /// Changes memo or label.
    pub(crate) fn change(&mut self, selection: &Selection, change: &Change) -> Result<Value, Failure> {
        let prepared = self.prepare(selection, change)?;
        self.carry_out(prepared)
    }

    /// Sees whether a change may be made; nothing is changed yet.
    pub(crate) fn prepare(&mut self, selection: &Selection, change: &Change) -> Result<Prepared, Failure> {
        if change == &Change::default() {
            return Err(Failure::usage("nothing to change was named").hint("`-m MEMO`, `-l LABEL` or both"));
        }
        let segments = self.chosen(selection)?;
        let mut refusals = Refusals::default();
        for (action, wanted) in
            [(Action::EditMemo, change.memo.is_some()), (Action::EditLabel, change.label.is_some())]
        {
            if wanted {
                self.judge(action, segments.slots(), &mut refusals);
            }
        }
        let label = change.label.as_deref().map(|label| self.label(label)).transpose()?;
        let archived = label.as_ref().is_some_and(|label| label.archived);
        let pairs = |segment: &Segment<'_>| {
            let memo = change.memo.clone().unwrap_or_else(|| segment.memo.to_owned());
            (memo, change.label.clone().unwrap_or_else(|| segment.label.to_owned()))
        };
        for segment in segments.iter().filter(|_| archived) {
            if Some(segment.label) != change.label.as_deref() {
                refusals.add(segment.slot, "archived-label", "the label is archived");
            }
        }
        let wanted: Vec<_> = segments.iter().map(|segment| (segment.slot, pairs(&segment))).collect();
        let wanted: Vec<_> =
            wanted.iter().map(|(slot, (memo, label))| (*slot, (memo.as_str(), label.as_str()))).collect();
        let warning = self.check_pairs(&wanted, &mut refusals)?;
        refusals.none(segments.len())?;
        let slots = slots_of(&segments);
        let change = SegmentChange { memo: change.memo.clone(), label: label.map(|label| label.given) };
        Ok(Prepared { slots, change, warning })
    }

    /// Makes a change that may be made.
    pub(crate) fn carry_out(&mut self, prepared: Prepared) -> Result<Value, Failure> {
        let Prepared { slots, change, warning } = prepared;
        let number = self.store.change_segments(&self.contract.id, &slots, &change, self.actor, self.now)?;
        Ok(done("changed", number, &slots, warning))
    }

    /// Removes segments, with all that was recorded of them.
    pub(crate) fn remove(&mut self, selection: &Selection) -> Result<Value, Failure> {
        let segments = self.chosen(selection)?;
        let mut refusals = Refusals::default();
        self.judge(Action::Remove, segments.slots(), &mut refusals);
        refusals.none(segments.len())?;
        let slots = slots_of(&segments);
        let (number, traces) = self.store.remove_segments(&self.contract.id, &slots, self.actor, self.now)?;
        let warning = traces.map(|error| {
            let why = Failure::from(error);
            Failure { message: format!("removed, but traces are still to be destroyed: {why}"), ..why }
        });
        Ok(done("removed", number, &slots, warning))
    }

    /// The segments that are named and there.
    fn chosen(&self, selection: &Selection) -> Result<Segments, Failure> {
        let slots = selection.slots(&time_zone(&self.contract.time_zone)?)?;
        let all = self.store.segments(&self.contract.id, range_of(&slots))?;
        let picked = matches!(selection, Selection::Picked(_));
        let missing = slots.iter().find(|slot| picked && all.slots().binary_search(&slot.0).is_err());
        if let Some(slot) = missing {
            return Err(Failure::usage(format!("`{}` has no segment at {}", self.contract.id, slot.start())));
        }
        let wanted = |slot: &u32| slots.binary_search(&Slot(*slot)).is_ok();
        let chosen = all.only(|index| all.slots().get(index).is_some_and(wanted));
        match chosen.is_empty() {
            true => Err(Failure::usage(format!("`{}` has no segment there", self.contract.id))
                .hint("`workdiary diary --week DATE --tz utc` shows what there is")),
            false => Ok(chosen),
        }
    }

    fn judge(&self, action: Action, slots: &[u32], refusals: &mut Refusals) {
        let slots: Vec<Slot> = slots.iter().copied().map(Slot).collect();
        self.judge_slots(action, &slots, refusals);
    }

    /// The law, segment by segment.
    pub(crate) fn judge_slots(&self, action: Action, slots: &[Slot], refusals: &mut Refusals) {
        for slot in slots {
            let week = Week::of_slot(*slot);
            if let Err(refusal) = law::permit_in(action, self.actor, self.contract, week, self.now) {
                refusals.add(*slot, refusal.rule(), refusal);
            }
        }
    }

    fn label(&mut self, id: &str) -> Result<labels::Chosen, Failure> {
        labels::choose(self.store, self.plugins, self.contract, id)
    }

    /// Asks the label scheme about each memo and label that would come of it.
    fn check_pairs(
        &mut self,
        wanted: &[(Slot, (&str, &str))],
        refusals: &mut Refusals,
    ) -> Result<Option<Failure>, Failure> {
        let mut distinct: Vec<(&str, &str)> = wanted.iter().map(|(_, pair)| *pair).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let (said, warning) = labels::check_all(self.store, self.plugins, self.contract, &distinct)?;
        for (slot, pair) in wanted {
            if let Some(why) = distinct.binary_search(pair).ok().and_then(|at| said.get(at)?.as_ref()) {
                refusals.add(*slot, "label-scheme", why);
            }
        }
        Ok(warning)
    }
}

fn slots_of(segments: &Segments) -> Vec<Slot> {
    segments.slots().iter().copied().map(Slot).collect()
}

/// The stretch from the first to the last of these slots.
pub(crate) fn range_of(slots: &[Slot]) -> std::ops::Range<u32> {
    let first = slots.first().map_or(0, |slot| slot.0);
    first..slots.last().map_or(first, |slot| slot.0.saturating_add(1))
}

/// What an edit did, as JSON for people and programs.
fn done(word: &str, number: i64, slots: &[Slot], warning: Option<Failure>) -> Value {
    let starts: Vec<_> = slots.iter().map(|slot| slot.start().to_string()).collect();
    let mut told = json!({ "edit": number, "did": word, "segments": starts });
    if let (Some(warning), Some(fields)) = (warning, told.as_object_mut()) {
        fields.insert("warning".to_owned(), json!(warning));
    }
    told
}
