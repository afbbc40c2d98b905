//! Adding manual time: whole segments, free, past or current, with permission and a memo (SPEC.md §4).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workdiary_diary::contract::ManualPolicy;
use workdiary_diary::law::Action;
use workdiary_diary::request::permit_manual;
use workdiary_diary::time::Slot;
use workdiary_store::ManualSegment;

use super::{Refusals, done, range_of};
use crate::contracts::time_zone;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::select::Selection;

/// Manual time to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualWanted {
    /// Whose; the one worked on last when not said.
    pub contract: Option<String>,
    /// When.
    pub selection: Selection,
    /// What was done.
    pub memo: String,
    /// The label's id, or empty.
    pub label: String,
}

/// Manual time of one slot, as it is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ManualSlot<'a> {
    /// Which.
    pub(crate) slot: Slot,
    /// What was done.
    pub(crate) memo: &'a str,
    /// The label's id, or empty.
    pub(crate) label: &'a str,
}

/// The rule that the policy of the contract is.
pub(crate) const MANUAL_POLICY: &str = "manual-policy";

impl Desk<'_> {
    /// Adds manual time.
    pub(crate) fn add(&mut self, wanted: &ManualWanted) -> Result<Value, Failure> {
        if wanted.memo.trim().is_empty() {
            return Err(Failure::refused("memo-required", "manual time without a memo")
                .hint("say what was done: `-m MEMO`"));
        }
        let slots = wanted.selection.slots(&time_zone(&self.contract.time_zone)?)?;
        let (memo, label) = (wanted.memo.as_str(), wanted.label.as_str());
        let all: Vec<_> = slots.iter().map(|slot| ManualSlot { slot: *slot, memo, label }).collect();
        let mut refusals = Refusals::default();
        let (segments, warning) = self.weigh(&all, &mut refusals)?;
        let ask = refusals.rule == Some(MANUAL_POLICY) && self.contract.manual == ManualPolicy::OnRequest;
        refusals
            .none(slots.len())
            .map_err(|refused| if ask { refused.hint(self.how_to_ask()) } else { refused })?;
        let number = self.store.add_manual(&self.contract.id, &segments, self.actor, self.now)?;
        Ok(done("added", number, &slots, warning))
    }

    /// Holds manual time against everything that is asked of it: the law, free slots, permission, memos, labels.
    /// Gives what may be added, and what the label scheme could not say.
    pub(crate) fn weigh<'a>(
        &mut self,
        wanted: &[ManualSlot<'a>],
        refusals: &mut Refusals,
    ) -> Result<(Vec<ManualSegment<'a>>, Option<Failure>), Failure> {
        let slots: Vec<Slot> = wanted.iter().map(|manual| manual.slot).collect();
        self.judge_addition(&slots, refusals)?;
        for manual in wanted.iter().filter(|manual| manual.memo.trim().is_empty()) {
            refusals.add(manual.slot, "memo-required", "manual time without a memo");
        }
        let permitted: Vec<_> =
            wanted.iter().filter(|manual| refusals.reason(manual.slot).is_none()).collect();
        let mut labels = BTreeMap::new();
        for ManualSlot { slot, label, .. } in &permitted {
            if !labels.contains_key(label) {
                let chosen = self.label(label)?;
                labels.insert(*label, (Rc::new(chosen.given), chosen.archived));
            }
            if labels.get(label).is_some_and(|(_, archived)| *archived) {
                refusals.add(*slot, "archived-label", "the label is archived");
            }
        }
        let pairs: Vec<_> =
            permitted.iter().map(|manual| (manual.slot, (manual.memo, manual.label))).collect();
        let warning = self.check_pairs(&pairs, refusals)?;
        let segment = |manual: &&ManualSlot<'a>| {
            let (label, _) = labels.get(manual.label)?;
            Some(ManualSegment { slot: manual.slot, memo: manual.memo, label: Rc::clone(label) })
                .filter(|_| refusals.reason(manual.slot).is_none())
        };
        Ok((permitted.iter().filter_map(segment).collect(), warning))
    }

    /// The command that asks the client for permission.
    pub(crate) fn how_to_ask(&self) -> String {
        let id = &self.contract.id;
        format!("`workdiary request ask --contract {id} --from T --to T --reason TEXT` asks the client")
    }

    /// What manual time and requests for it have in common: past or current, and free in every contract.
    pub(crate) fn judge_free(&self, action: Action, slots: &[Slot]) -> Result<(), Failure> {
        let mut refusals = Refusals::default();
        self.judge_manual(action, slots, &mut refusals)?;
        refusals.none(slots.len())
    }

    /// Everything that adding manual time asks of its slots.
    pub(super) fn judge_addition(&self, slots: &[Slot], refusals: &mut Refusals) -> Result<(), Failure> {
        self.judge_manual(Action::AddManual, slots, refusals)?;
        let requests = self.store.requests(&self.contract.id)?;
        for slot in slots {
            if let Err(why) = permit_manual(self.contract.manual, *slot, &requests) {
                refusals.add(*slot, MANUAL_POLICY, why);
            }
        }
        Ok(())
    }

    fn judge_manual(&self, action: Action, slots: &[Slot], refusals: &mut Refusals) -> Result<(), Failure> {
        self.judge_slots(action, slots, refusals);
        for slot in slots.iter().filter(|slot| slot.start() > self.now) {
            refusals.add(*slot, "future", "it has not begun");
        }
        for (slot, contract) in self.store.taken(range_of(slots))? {
            if slots.binary_search(&slot).is_ok() {
                refusals.add(slot, "free-slots", format!("`{contract}` has a segment there"));
            }
        }
        Ok(())
    }
}
