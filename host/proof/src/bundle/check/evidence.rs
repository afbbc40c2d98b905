//! Segments and snapshots against the seals in the journal.

use std::collections::BTreeMap;

use workdiary_diary::time::Slot;

use super::{Journal, Point};
use crate::archive::{BadFile, Reader};
use crate::bundle::{Manifest, SEGMENTS, Segment, Snapshot, picture_part};
use crate::seal::{self, SegmentContent};

/// No part with segments is larger.
const MOST: u64 = 16 << 20;
/// No segment is longer, however long its memo is and however many monitors there are.
const LONGEST: u64 = 1 << 20;

/// All segments.
pub(super) fn segments(reader: &Reader, manifest: &Manifest) -> Result<Vec<Segment>, BadFile> {
    let mut all: Vec<Segment> = Vec::new();
    let end = manifest.weeks.last().map_or(0, |week| week.week.slots().end);
    reader.lines(SEGMENTS, MOST, LONGEST, |segment: Segment| {
        let at = Slot(segment.slot).start();
        if all.last().is_some_and(|last| last.slot >= segment.slot) || segment.slot >= end {
            return Err(BadFile::Form(format!("the segment at {at} is not where it should be")));
        }
        let (minutes, _) = segment.minutes.0.as_chunks::<7>();
        if segment.first_second >= 600 || minutes.iter().any(|[seconds, ..]| *seconds > 60) {
            return Err(BadFile::Form(format!("the segment at {at} has more seconds than there are")));
        }
        all.push(segment);
        Ok(())
    })?;
    Ok(all)
}

/// Whether a slot is in one of the weeks.
fn is_asked(manifest: &Manifest, slot: u32) -> bool {
    manifest.weeks.iter().any(|week| week.week.slots().contains(&slot))
}

fn seal_of(segment: &Segment, contract: &str) -> String {
    let content = SegmentContent {
        contract,
        slot: segment.slot.into(),
        manual: segment.manual.into(),
        first_second: segment.first_second.into(),
        minutes: &segment.minutes.0,
        memo: &segment.memo,
        label: &segment.label,
        title: segment.title.as_deref().unwrap_or_default(),
    };
    seal::of_segment(&content, &segment.salt.0)
}

/// Every segment is what was entered, and none of these weeks is missing.
pub(super) fn segments_point(segments: &[Segment], manifest: &Manifest, journal: &Journal) -> Point {
    let contract = manifest.contract.as_str();
    let mut broken = Vec::new();
    let mut entered: BTreeMap<u32, &String> = journal
        .account
        .segments
        .iter()
        .filter_map(|((_, slot), seal)| Some((*slot, seal.as_ref()?)))
        .collect();
    for segment in segments {
        if entered.remove(&segment.slot) != Some(&seal_of(segment, contract)) {
            let at = Slot(segment.slot).start();
            broken.push(format!("the segment at {at} is not what was entered in the journal"));
        }
    }
    let missing = entered.keys().filter(|slot| is_asked(manifest, **slot));
    broken.extend(missing.map(|slot| format!("the segment at {} is missing", Slot(*slot).start())));
    Point::of("segments", broken, || {
        format!("{} segments are what was entered in the journal, and none is missing", segments.len())
    })
}

/// The same of snapshots, and their pictures are there or are said by their digests.
pub(super) fn snapshots_point(segments: &[Segment], manifest: &Manifest, journal: &Journal) -> Point {
    let (mut broken, mut pictures, mut only_digests, mut withheld) = (Vec::new(), 0_u32, 0_u32, 0_u32);
    let mut entered: BTreeMap<i64, _> = journal.account.snapshots.iter().map(|(id, of)| (*id, of)).collect();
    for (segment, snapshot) in segments.iter().flat_map(|one| one.snapshots.iter().map(move |of| (one, of))) {
        let at = snapshot.taken_at;
        let is_entered = entered.remove(&snapshot.id).is_some_and(|entered| {
            let seal = |picture: super::super::Picture| {
                seal::of_snapshot(&picture.salt.0, &picture.sha256.to_string())
            };
            entered.taken_at == at
                && entered.state == snapshot.state
                && entered.seal == snapshot.picture.map(seal)
                && at.slot().0 == segment.slot
        });
        if !is_entered {
            broken.push(format!("the snapshot at {at} is not what was entered in the journal"));
        }
        match picture_of(snapshot, manifest) {
            Some(Ok(true)) => pictures += 1,
            Some(Ok(false)) => only_digests += 1,
            Some(Err(why)) => broken.push(format!("the snapshot at {at} {why}")),
            None => withheld += 1,
        }
    }
    for missing in entered.values().filter(|entered| is_asked(manifest, entered.taken_at.slot().0)) {
        broken.push(format!("the snapshot at {} is missing", missing.taken_at));
    }
    Point::of("snapshots", broken, || {
        format!(
            "{pictures} snapshots with their pictures, {only_digests} by their digests alone, {withheld} withheld: all \
             of them what was entered in the journal"
        )
    })
}

/// Whether the picture of a snapshot is among the parts; none where the snapshot is withheld.
fn picture_of(snapshot: &Snapshot, manifest: &Manifest) -> Option<Result<bool, &'static str>> {
    let sha256 = snapshot.picture?.sha256;
    Some(match manifest.parts.get(&picture_part(&sha256)) {
        Some(part) if part.sha256 == sha256 => Ok(true),
        Some(_) => Err("comes with another picture"),
        None => Ok(false),
    })
}
