//! Withholding and blurring snapshots; their segments stay.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::time::Slot;
use workdiary_store::{Snapshot, Store};

use super::{Refusals, done, range_of, slots_of};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::select::Selection;

/// How snapshots are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hide {
    /// The picture is destroyed; that there was one is still told.
    Withhold,
    /// A picture that shows no text takes its place.
    Blur,
}

impl Desk<'_> {
    /// Withholds or blurs the snapshots of segments.
    pub(crate) fn hide(&mut self, selection: &Selection, how: Hide) -> Result<Value, Failure> {
        let segments = self.chosen(selection)?;
        let mut refusals = Refusals::default();
        self.judge(Action::HideSnapshot, segments.slots(), &mut refusals);
        refusals.none(segments.len())?;
        let slots = slots_of(&segments);
        let wanted = |snapshot: &Snapshot| match how {
            Hide::Withhold => snapshot.state != SnapshotState::Withheld,
            Hide::Blur => snapshot.state == SnapshotState::Kept,
        };
        let range = range_of(&slots);
        let all = self.store.snapshots(&self.contract.id, range)?;
        let chosen: Vec<Snapshot> = all
            .into_iter()
            .filter(|(slot, _)| slots.contains(&Slot(*slot)))
            .flat_map(|(_, taken)| taken)
            .filter(wanted)
            .collect();
        if chosen.is_empty() {
            return Err(Failure::usage("there is no such snapshot in these segments")
                .hint("`workdiary diary --json` shows the snapshots of each segment and their states"));
        }
        let (id, count) = (&self.contract.id, chosen.len());
        let number = match how {
            Hide::Withhold => self.store.withhold(id, &chosen, self.actor, self.now)?,
            Hide::Blur => {
                let blurred = chosen.into_iter().map(|snapshot| blurred(self.store, snapshot));
                let blurred = blurred.collect::<Result<Vec<_>, _>>()?;
                self.store.blur(id, &blurred, self.actor, self.now)?
            }
        };
        let word = if how == Hide::Blur { "blurred" } else { "withheld" };
        let mut told = done(word, number, &slots, None);
        if let Some(fields) = told.as_object_mut() {
            fields.insert("snapshots".to_owned(), count.into());
        }
        Ok(told)
    }
}

fn blurred(store: &Store, snapshot: Snapshot) -> Result<(Snapshot, Vec<u8>), Failure> {
    let path = store.picture(snapshot.digest.as_deref().unwrap_or_default());
    let cannot = |why: String| {
        Failure::environment(format!("cannot blur the picture `{}`: {why}", path.display()))
            .hint("nothing was changed; `workdiary snapshot withhold` takes it away")
    };
    let picture = std::fs::read(&path).map_err(|error| cannot(error.to_string()))?;
    let blurred = workdiary_capture::blurred(&picture).map_err(cannot)?;
    Ok((snapshot, blurred))
}
