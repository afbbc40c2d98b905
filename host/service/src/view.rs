//! The diary of a day or a week, as every front end shows it.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use workdiary_diary::assess::{Assessed, Assessment, Tally, Totals};
use workdiary_diary::contract::Contract;
use workdiary_diary::quality::Weakness;
use workdiary_diary::segments::{Origin, Segment};
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_diary::zone;
use workdiary_store::{Snapshot, Store};

use crate::billing;
use crate::check;
use crate::contracts::time_zone;
use crate::failure::{Failure, Kind};
use crate::plugins::Plugins;

/// Which part of the diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// The day of now.
    Today,
    /// This date in the reader's zone.
    Day(Date),
    /// The UTC week of this date.
    Week(Date),
}

/// In which time zone the reader sees it (SPEC.md §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// The freelancer's, as the contract says.
    Mine,
    /// UTC.
    Utc,
    /// Any other, by its IANA name.
    Named(String),
}

/// A stretch of one contract's diary; its JSON is that of SPEC.md §10.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiaryView {
    /// Whose.
    pub contract: String,
    /// RFC 3339 UTC.
    pub from: String,
    /// RFC 3339 UTC; the first instant after it.
    pub to: String,
    /// IANA name of the reader's zone.
    pub time_zone: String,
    /// In order of time.
    pub segments: Vec<SegmentView>,
    /// Sums over them.
    pub totals: Totals,
    /// Present and true in demo homes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// Why a week could not be assessed: its segments are shown without a verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Failure>,
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentView {
    /// RFC 3339 UTC.
    pub start: String,
    /// Tracked or manual.
    pub origin: Origin,
    /// `billable`, `over-limit` or `not-billable`.
    pub status: String,
    /// Why it is not billable.
    pub reason: Option<String>,
    /// Minutes on the bill, 0 to 10.
    pub billed_minutes: u16,
    /// 0 to 600.
    pub tracked_seconds: u16,
    /// The activity meter, 0 to 10.
    pub active_minutes: usize,
    /// Sum of its minutes.
    pub keystrokes: u32,
    /// Sum of its minutes.
    pub clicks: u32,
    /// Sum of its minutes.
    pub scrolls: u32,
    /// Its ten minutes; none for manual time.
    pub minutes: Vec<MinuteView>,
    /// What was done.
    pub memo: String,
    /// The label, if it has one.
    pub label: Option<String>,
    /// What the label was called when it was given, where not by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_title: Option<String>,
    /// Its snapshots.
    pub snapshots: Vec<SnapshotView>,
    /// Why it would not hold up (SPEC.md §6); empty where it would.
    pub weaknesses: Vec<String>,
    /// What is unusual about its input, where that is one of its weaknesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unusual: Option<String>,
}

impl SegmentView {
    /// Its weaknesses, to be told to people.
    pub fn weak(&self) -> impl Iterator<Item = Weakness> {
        self.weaknesses.iter().filter_map(|word| Weakness::of(word, self.unusual.as_deref()))
    }
}

/// One minute of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinuteView {
    /// RFC 3339 UTC.
    pub minute: String,
    /// Counted in it.
    pub keystrokes: u16,
    /// Counted in it.
    pub clicks: u16,
    /// Counted in it.
    pub scrolls: u16,
    /// 0 to 60.
    pub tracked_seconds: u8,
}

/// One snapshot of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotView {
    /// RFC 3339 UTC.
    pub taken_at: String,
    /// SHA-256 of the picture; none of a withheld one.
    pub digest: Option<String>,
    /// What became of it.
    pub state: SnapshotState,
}

/// One session, for readers who want to know what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// RFC 3339 UTC.
    pub start: String,
    /// RFC 3339 UTC; the last recorded second of a running session.
    pub until: String,
    /// Why it ended, in words; none while it runs.
    pub ended: Option<String>,
    /// Whether the person did not end it.
    pub by_itself: bool,
}

impl Zone {
    /// The zone and its name, for a reader of this contract's diary.
    fn resolve(&self, contract: &Contract) -> Result<(TimeZone, String), Failure> {
        let name = match self {
            Self::Mine => contract.time_zone.as_str(),
            Self::Utc => "UTC",
            Self::Named(name) => name.as_str(),
        };
        Ok((time_zone(name)?, name.to_owned()))
    }
}

impl Period {
    /// Its first second and the first second after it.
    fn bounds(self, zone: &TimeZone, now: Second) -> Result<(Second, Second), Failure> {
        let day = |date: Date| {
            zone::day(date, zone)
                .ok_or_else(|| Failure::usage(format!("the day `{date}` is outside the calendar")))
        };
        match self {
            Self::Today => day(zone::date(now, zone)),
            Self::Day(date) => day(date),
            Self::Week(date) => {
                let week = Week::of_date(date);
                Ok((week.start(), week.end()))
            }
        }
    }
}

/// Reads a stretch of a contract's diary, with the status of each segment and the sessions that
/// touch it.
///
/// # Errors
/// When the zone is unknown or the diary cannot be read.
pub fn diary(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    period: Period,
    zone: &Zone,
    now: Second,
) -> Result<(DiaryView, Vec<SessionView>), Failure> {
    let (zone, time_zone) = zone.resolve(contract)?;
    let (from, to) = period.bounds(&zone, now)?;
    let slots = Slot::starting_in(from, to);
    let snapshots = store.snapshots(&contract.id, slots.clone())?;
    let titles = store.label_titles(&contract.id, slots.clone())?;
    let (mut segments, mut tally, mut fault) = (Vec::new(), Tally::default(), None);
    // The limit is the week's: its segments are assessed whole, then those of the period are shown.
    for week in Week::touching(from, to) {
        let (all, assessment) = match billing::assess(store, plugins, contract, week) {
            Ok(assessed) => (assessed.segments, assessed.assessment),
            // What was recorded is shown whatever the rule does.
            Err(failure) if matches!(failure.kind, Kind::Plugin | Kind::Refused) => {
                let all = Arc::new(billing::segments(store, contract, week.slots())?);
                let assessment = Arc::new(Assessment::failed(all.len()));
                fault = Some(failure);
                (all, assessment)
            }
            Err(failure) => return Err(failure),
        };
        let judged = check::weaknesses(store, contract, week, &all, &assessment)?;
        let rows = all.iter().zip(assessment.iter()).zip(judged);
        for ((segment, assessed), weak) in rows.filter(|((segment, _), _)| slots.contains(&segment.slot.0)) {
            tally.add(segment.origin == Origin::Manual, segment.tracked_seconds, assessed);
            let taken = snapshots.get(&segment.slot.0).map(Vec::as_slice).unwrap_or_default();
            segments.push(SegmentView {
                label_title: titles.get(&segment.slot.0).cloned(),
                unusual: weak.iter().find_map(|weakness| weakness.reason()).map(str::to_owned),
                weaknesses: weak.into_iter().map(|weakness| weakness.word().to_owned()).collect(),
                ..segment_view(&segment, assessed, taken)
            });
        }
    }
    let view = DiaryView {
        contract: contract.id.to_string(),
        from: from.to_string(),
        to: to.to_string(),
        time_zone,
        segments,
        totals: tally.totals(),
        demo: store.demo_now()?.is_some(),
        fault,
    };
    Ok((view, sessions(store, contract, from, to)?))
}

fn sessions(
    store: &Store,
    contract: &Contract,
    from: Second,
    to: Second,
) -> Result<Vec<SessionView>, Failure> {
    let view = |session: workdiary_diary::session::Session| SessionView {
        start: session.start.to_string(),
        until: session.until.to_string(),
        ended: session.end.map(|end| end.to_string()),
        by_itself: session.end.is_some_and(workdiary_diary::tracking::EndReason::is_by_itself),
    };
    Ok(store.sessions(&contract.id, from, to)?.into_iter().map(view).collect())
}

fn segment_view(segment: &Segment<'_>, assessed: Assessed<'_>, snapshots: &[Snapshot]) -> SegmentView {
    let sum = |count: fn(&MinuteView) -> u16, minutes: &[MinuteView]| {
        minutes.iter().map(|m| u32::from(count(m))).sum()
    };
    let minutes: Vec<_> = match segment.origin {
        Origin::Manual => Vec::new(),
        Origin::Tracked => (0..)
            .zip(segment.minutes)
            .map(|(index, minute)| MinuteView {
                minute: segment.slot.minute(index).start().to_string(),
                keystrokes: minute.keystrokes,
                clicks: minute.clicks,
                scrolls: minute.scrolls,
                tracked_seconds: minute.tracked_seconds,
            })
            .collect(),
    };
    let snapshot = |snapshot: &Snapshot| SnapshotView {
        taken_at: snapshot.taken_at.to_string(),
        digest: snapshot.digest.clone(),
        state: snapshot.state,
    };
    SegmentView {
        start: segment.slot.start().to_string(),
        origin: segment.origin,
        status: assessed.status.word().to_owned(),
        reason: assessed.reason.map(str::to_owned),
        billed_minutes: assessed.billed_minutes,
        tracked_seconds: segment.tracked_seconds,
        active_minutes: segment.active_minutes(),
        keystrokes: sum(|minute| minute.keystrokes, &minutes),
        clicks: sum(|minute| minute.clicks, &minutes),
        scrolls: sum(|minute| minute.scrolls, &minutes),
        minutes,
        memo: segment.memo.to_owned(),
        label: (!segment.label.is_empty()).then(|| segment.label.to_owned()),
        label_title: None,
        snapshots: snapshots.iter().map(snapshot).collect(),
        weaknesses: Vec::new(),
        unusual: None,
    }
}
