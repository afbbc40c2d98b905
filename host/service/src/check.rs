//! What of a week would not hold up, and the command that mends it (SPEC.md §6).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use workdiary_diary::assess::Assessment;
use workdiary_diary::contract::Contract;
use workdiary_diary::quality::{self, Weakness};
use workdiary_diary::segments::Segments;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_store::Store;

use crate::billing::{self, AssessedWeek};
use crate::desk::Desk;
use crate::failure::Failure;

/// The weaknesses of each segment of a week, in order of time.
///
/// # Errors
/// When the diary cannot be read.
pub fn weaknesses(
    store: &Store,
    contract: &Contract,
    week: Week,
    segments: &Segments,
    assessment: &Assessment,
) -> Result<Vec<Vec<Weakness>>, Failure> {
    let snapshots = store.snapshots(&contract.id, week.slots())?;
    let there: BTreeSet<u32> = snapshots
        .into_iter()
        .filter(|(_, taken)| taken.iter().any(|one| one.state != SnapshotState::Withheld))
        .map(|(slot, _)| slot)
        .collect();
    Ok(quality::judge(segments, assessment, |slot| there.contains(&slot.0)))
}

/// What of a week would not hold up, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read, or the rule refuses or fails.
pub(crate) fn check(desk: &mut Desk<'_>, week: Week) -> Result<Value, Failure> {
    let contract = desk.contract;
    let AssessedWeek { segments, assessment, .. } =
        billing::assess(desk.store, desk.plugins, contract, week)?;
    let judged = weaknesses(desk.store, contract, week, &segments, &assessment)?;
    let locked = week.lock() <= desk.now;
    let mut findings = Vec::new();
    for weakness in Weakness::ALL {
        let weak: Vec<Slot> = segments
            .slots()
            .iter()
            .zip(&judged)
            .filter(|(_, found)| found.contains(&weakness))
            .map(|(slot, _)| Slot(*slot))
            .collect();
        for stretch in weak.chunk_by(|a, b| b.0 == a.0 + 1) {
            let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
            let (from, to) = (first.start(), last.end());
            findings.push(json!({
                "weakness": weakness.word(), "reason": weakness.reason(), "from": from.to_string(), "to": to.to_string(),
                "segments": stretch.len(), "why": weakness.why(),
                "mend": (!locked).then(|| mend(weakness, contract, from, to)).flatten(),
            }));
        }
    }
    let good = judged.iter().filter(|found| found.is_empty()).count();
    Ok(json!({
        "contract": contract.id, "week": billing::date(week).to_string(), "lock": week.lock().to_string(),
        "locked": locked, "segments": segments.len(), "hold_up": good, "findings": findings,
    }))
}

/// The command that mends it; none where nothing does.
fn mend(weakness: Weakness, contract: &Contract, from: Second, to: Second) -> Option<String> {
    let id = &contract.id;
    let explain =
        |memo: &str| format!("workdiary edit --contract {id} --from {from} --to {to} -m \"{memo}\"");
    Some(match weakness {
        Weakness::NoMemo => explain("what was done"),
        Weakness::NoSnapshot | Weakness::QuietSession => explain("what was done, and why little shows it"),
        Weakness::OverLimit => format!("workdiary contract edit {id} --weekly-limit HOURS"),
        Weakness::SharedSlot | Weakness::UnusualInput(_) => {
            format!("workdiary remove --contract {id} --from {from} --to {to}")
        }
        Weakness::Manual => return None,
    })
}
