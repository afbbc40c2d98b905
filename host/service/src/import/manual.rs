//! An import as manual time: on the grid of segments, and held against the same law as time that is typed in.

use std::collections::BTreeSet;

use workdiary_diary::cover::cover;
use workdiary_diary::law::Action;
use workdiary_diary::segments::Origin;
use workdiary_diary::time::Slot;
use workdiary_store::ManualSegment;

use super::entry::{Entry, Refused, short};
use super::outcome::{Outcome, Taken};
use super::{ImportWanted, sift};
use crate::desk::Desk;
use crate::edit::{ManualSlot, Refusals, range_of};
use crate::failure::Failure;

/// What is longer is a timer that was left on.
const LONGEST: i64 = 86_400;

/// Adds what may be added, where all of it may or the rest is to be skipped; tells what came of each line.
pub(super) fn add(
    desk: &mut Desk<'_>,
    wanted: &ImportWanted,
    entries: Vec<Entry>,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let mut entries = sift(entries, outcome, unfit);
    // What is refused covers no slot that another line has a part of: so the others are laid once more without it.
    let first = place(desk, &entries)?;
    let bad: BTreeSet<usize> = first.refused.iter().map(|(by, _)| *by).collect();
    if bad.is_empty() {
        return finish(desk, wanted, &entries, first, outcome);
    }
    outcome.refused.extend(first.refused.into_iter().map(|(_, refused)| refused));
    let mut index = 0..;
    entries.retain(|_| !index.next().is_some_and(|index| bad.contains(&index)));
    let second = place(desk, &entries)?;
    finish(desk, wanted, &entries, second, outcome)
}

/// What keeps an entry from being manual time, whatever is in the diary.
fn unfit(entry: &Entry) -> Option<Refused> {
    let (rule, why) = if entry.not_billable.is_some() {
        ("not-billable", "the file says that it is not billable")
    } else if entry.day.is_some() {
        ("no-time", "no time of day is said")
    } else if !entry.stretch.is_whole() {
        ("no-time", "it is shorter than from its begin to its end: which part was not work is not said")
    } else if entry.stretch.seconds > LONGEST {
        ("longer-than-a-day", "it is longer than a day: a timer that was left on")
    } else if entry.memo.trim().is_empty() {
        ("memo-required", "manual time needs a memo, and it has none")
    } else {
        return None;
    };
    Some(Refused { line: entry.line, column: entry.not_billable.clone(), rule, why: why.to_owned() })
}

/// Entries on the grid.
struct Placed<'a> {
    /// By slots: the entry that has it, and whether that is there already.
    slots: Vec<(Slot, usize, bool)>,
    /// What may be added.
    ready: Vec<ManualSegment<'a>>,
    /// Entries that are refused, each for its first slot that is.
    refused: Vec<(usize, Refused)>,
    warning: Option<Failure>,
}

/// Lays entries on the grid and holds each slot against the diary.
fn place<'a>(desk: &mut Desk<'_>, entries: &'a [Entry]) -> Result<Placed<'a>, Failure> {
    let stretches: Vec<_> = entries.iter().map(|entry| (entry.stretch.start, entry.stretch.until)).collect();
    let taken = cover(&stretches);
    let slots: Vec<Slot> = taken.iter().map(|taken| taken.slot).collect();
    let there = desk.store.segments(&desk.contract.id, range_of(&slots))?;
    let mut placed = Placed { slots: Vec::new(), ready: Vec::new(), refused: Vec::new(), warning: None };
    let (mut new, mut occupied) = (Vec::new(), Vec::new());
    for taken in &taken {
        let Some(entry) = entries.get(taken.by) else { continue };
        let segment = there.slots().binary_search(&taken.slot.0).ok().and_then(|index| there.get(index));
        let is_there = segment.as_ref().is_some_and(|segment| segment.memo == entry.memo);
        placed.slots.push((taken.slot, taken.by, is_there));
        if is_there {
            continue;
        }
        new.push(ManualSlot { slot: taken.slot, memo: &entry.memo, label: &entry.label });
        occupied.extend(segment.map(|segment| {
            let origin = if segment.origin == Origin::Manual { "manual" } else { "tracked" };
            (
                taken.slot,
                format!("`{}` has a {origin} segment there: `{}`", desk.contract.id, short(segment.memo)),
            )
        }));
    }
    let mut refusals = Refusals::default();
    let wanted: Vec<Slot> = new.iter().map(|manual| manual.slot).collect();
    desk.judge_slots(Action::AddManual, &wanted, &mut refusals);
    for (slot, why) in occupied {
        refusals.add(slot, "free-slots", why);
    }
    (placed.ready, placed.warning) = desk.weigh(&new, &mut refusals)?;
    let mut seen = BTreeSet::new();
    for (slot, by, is_there) in &placed.slots {
        let reason = refusals.reason(*slot).filter(|_| !is_there && seen.insert(*by));
        if let (Some(reason), Some(entry)) = (reason, entries.get(*by)) {
            let (rule, why) = (reason.rule, reason.why.clone());
            placed.refused.push((*by, Refused { line: entry.line, column: None, rule, why }));
        }
    }
    Ok(placed)
}

/// Writes what may be written, and counts.
fn finish(
    desk: &mut Desk<'_>,
    wanted: &ImportWanted,
    entries: &[Entry],
    placed: Placed<'_>,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let Placed { slots, mut ready, refused, warning } = placed;
    let bad: BTreeSet<usize> = refused.iter().map(|(by, _)| *by).collect();
    outcome.refused.extend(refused.into_iter().map(|(_, refused)| refused));
    outcome.warning = warning;
    let is_bad = |slot: Slot| {
        let at = slots.binary_search_by_key(&slot, |(slot, ..)| *slot).ok();
        at.and_then(|at| slots.get(at)).is_some_and(|(_, by, _)| bad.contains(by))
    };
    ready.retain(|segment| !is_bad(segment.slot));
    let mut counts = vec![(0usize, 0usize); entries.len()];
    for (_, by, is_there) in &slots {
        if let Some((new, there)) = counts.get_mut(*by) {
            *(if *is_there { there } else { new }) += 1;
        }
    }
    for ((index, entry), (new, there)) in entries.iter().enumerate().zip(&counts) {
        if bad.contains(&index) {
            continue;
        }
        outcome.good_seconds += entry.stretch.seconds;
        outcome.good_segments += new + there;
        match (new, there) {
            (0, 0) => outcome.left_out.push((entry.line, why_left_out(entry))),
            (0, _) => outcome.duplicates.push(entry.line),
            (new, _) => outcome.taken.push(Taken::of(entry, *new)),
        }
    }
    if outcome.may_apply(wanted) {
        outcome.number = Some(desk.store.add_manual(&desk.contract.id, &ready, desk.actor, desk.now)?);
    }
    Ok(())
}

fn why_left_out(entry: &Entry) -> &'static str {
    match cover(&[(entry.stretch.start, entry.stretch.until)]).is_empty() {
        true => "it covers less than half of each slot",
        false => "other lines cover more of its slots",
    }
}
