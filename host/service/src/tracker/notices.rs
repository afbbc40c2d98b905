//! Snapshots of which the person was told, and what they do not want to keep of them (SPEC.md §2).

use std::path::PathBuf;

use workdiary_capture::{Capture, Notice, Withheld};
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::{self, Action, Actor};
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_store::Store;

use crate::failure::Failure;

/// Whose snapshot each notice was about, and when it was taken; the number of a notice is its place.
#[derive(Debug, Default)]
pub(super) struct Notices(Vec<(ContractId, Second)>);

impl Notices {
    /// Tells the person that a snapshot was taken, with a look at it, or why it was withheld.
    pub(super) fn tell(
        &mut self,
        capture: &mut Capture,
        contract: &ContractId,
        taken_at: Second,
        came: Result<Option<PathBuf>, &Withheld>,
    ) {
        let number = self.0.len() as u64;
        self.0.push((contract.clone(), taken_at));
        let (summary, body, picture) = match came {
            Ok(picture) => ("Snapshot taken", contract.to_string(), picture),
            Err(why) => ("Snapshot withheld", format!("{contract}: {}", why.what()), None),
        };
        capture.notify(Notice { number, summary: summary.to_owned(), body, picture });
    }

    /// Withholds the snapshots that the person answered with "delete".
    pub(super) fn withhold_unwanted(
        &self,
        capture: &mut Capture,
        store: &mut Store,
        now: Second,
    ) -> Result<(), Failure> {
        for number in capture.take_unwanted() {
            let named = usize::try_from(number).ok().and_then(|number| self.0.get(number));
            let Some((id, taken_at)) = named else { continue };
            let slot = taken_at.slot();
            let contract = store.contract(id)?;
            law::permit_in(Action::HideSnapshot, &Actor::Freelancer, &contract, Week::of_slot(slot), now)?;
            let taken = store.snapshots(id, slot.0..slot.0 + 1)?.into_values().flatten();
            let unwanted: Vec<_> = taken
                .filter(|one| one.taken_at == *taken_at && one.state != SnapshotState::Withheld)
                .collect();
            if !unwanted.is_empty() {
                store.withhold(id, &unwanted, &Actor::Freelancer, now)?;
            }
        }
        Ok(())
    }
}
