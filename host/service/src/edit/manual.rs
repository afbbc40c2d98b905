//! Adding manual time: whole segments, free, past or current, with permission and a memo (SPEC.md §4).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workdiary_diary::contract::ManualPolicy;
use workdiary_diary::law::Action;
use workdiary_diary::request::permit_manual;
use workdiary_diary::time::Slot;

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

/// The rule that the policy of the contract is.
const MANUAL_POLICY: &str = "manual-policy";

impl Desk<'_> {
    /// Adds manual time.
    pub(crate) fn add(&mut self, wanted: &ManualWanted) -> Result<Value, Failure> {
        if wanted.memo.trim().is_empty() {
            return Err(Failure::refused("memo-required", "manual time without a memo")
                .hint("say what was done: `-m MEMO`"));
        }
        let slots = wanted.selection.slots(&time_zone(&self.contract.time_zone)?)?;
        let mut refusals = Refusals::default();
        self.judge_addition(&slots, &mut refusals)?;
        let label = self.label(&wanted.label)?;
        if let Some(first) = slots.first().filter(|_| label.archived) {
            refusals.add(*first, "archived-label", "the label is archived");
        }
        let pairs: Vec<_> =
            slots.iter().map(|slot| (*slot, (wanted.memo.clone(), wanted.label.clone()))).collect();
        let warning = self.check_pairs(&pairs, &mut refusals)?;
        let ask = refusals.rule == Some(MANUAL_POLICY) && self.contract.manual == ManualPolicy::OnRequest;
        refusals
            .none(slots.len())
            .map_err(|refused| if ask { self.tell_how_to_ask(refused) } else { refused })?;
        let number = self.store.add_manual(
            &self.contract.id,
            &slots,
            &wanted.memo,
            &label.given,
            self.actor,
            self.now,
        )?;
        Ok(done("added", number, &slots, warning))
    }

    fn tell_how_to_ask(&self, refused: Failure) -> Failure {
        let id = &self.contract.id;
        refused.hint(format!(
            "`workdiary request ask --contract {id} --from T --to T --reason TEXT` asks the client"
        ))
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
