//! What is going on: the host, what is tracked, what is missing.

use serde::{Deserialize, Serialize};
use workdiary_capture::Withheld;
use workdiary_diary::contract::{Contract, ContractId};
use workdiary_diary::counts::Counts;
use workdiary_diary::terms;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_diary::zone;
use workdiary_store::Store;

use crate::clock::Clock;
use crate::contracts::time_zone;
use crate::doctor::{self, Check};
use crate::failure::Failure;
use crate::source::Source;
use crate::tracker::Live;

/// What is going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// RFC 3339 UTC.
    pub now: String,
    /// Process id of the host that answered; none when no host runs.
    pub host: Option<u32>,
    /// What is tracked; none while Off.
    pub tracking: Option<TrackingStatus>,
    /// How the last session ended, while Off.
    pub last: Option<LastSession>,
    /// Time of the contract that is tracked or was last.
    pub time: Option<TimeSpent>,
    /// The worst thing that keeps tracking from working, if anything does.
    pub worst: Option<Check>,
    /// What went wrong beside what was asked for: a label scheme that fails at `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Failure>,
    /// Present and true in demo homes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
}

/// What is tracked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackingStatus {
    /// For which contract.
    pub contract: String,
    /// What is being done.
    pub memo: String,
    /// The label, if one was said.
    pub label: Option<String>,
    /// On, RFC 3339 UTC.
    pub since: String,
    /// Seconds since On.
    pub session_seconds: i64,
    /// Counted since On.
    pub counts: Counts,
    /// Seconds since the last input, where that can be known.
    pub idle_seconds: Option<i64>,
    /// After how many idle seconds tracking stops; none: never.
    pub idle_stop_seconds: Option<i64>,
    /// The source of input.
    pub input: Source,
    /// The source of pictures.
    pub screen: Source,
    /// When the last snapshot was taken or withheld, RFC 3339 UTC.
    pub last_snapshot: Option<String>,
    /// Why the last snapshot was withheld, if so.
    pub last_snapshot_withheld: Option<String>,
}

/// How the last session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSession {
    /// For which contract.
    pub contract: String,
    /// RFC 3339 UTC.
    pub until: String,
    /// Why, in words; none when it was never closed.
    pub ended: Option<String>,
    /// Whether the person did not end it: then the end is news.
    pub by_itself: bool,
}

/// Tracked time of a contract, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSpent {
    /// Whose.
    pub contract: String,
    /// Today, in the freelancer's zone.
    pub today_seconds: i64,
    /// This UTC week.
    pub week_seconds: i64,
    /// The limit of this week in seconds; none: no limit.
    pub week_limit_seconds: Option<i64>,
}

/// Puts the status together.
///
/// # Errors
/// When the diary cannot be read.
pub fn status(
    store: &Store,
    live: Option<&Live>,
    host: Option<u32>,
    clock: Clock,
) -> Result<Status, Failure> {
    let now = clock.now();
    let last = store.last_session()?;
    let contract = live
        .map(|live| live.contract.clone())
        .or_else(|| last.as_ref().map(|last| last.contract.to_string()));
    // What ticks is ahead of what is saved by up to ten seconds.
    let unsaved = live.zip(last.as_ref()).map_or(0, |(live, saved)| live.until.since(saved.until).max(0));
    let time = contract.map(|id| time_spent(store, &id, unsaved, now)).transpose()?;
    let last = last.filter(|_| live.is_none()).map(|last| LastSession {
        contract: last.contract.to_string(),
        until: last.until.to_string(),
        ended: last.end.map(|end| end.to_string()),
        by_itself: last.end.is_some_and(|end| end.is_by_itself()),
    });
    Ok(Status {
        now: now.to_string(),
        host,
        tracking: live.map(tracking),
        last,
        time,
        worst: doctor::worst(doctor::at_a_glance(store, live, clock)?),
        warning: None,
        demo: clock != Clock::Machine,
    })
}

fn tracking(live: &Live) -> TrackingStatus {
    TrackingStatus {
        contract: live.contract.clone(),
        memo: live.memo.clone(),
        label: (!live.label.is_empty()).then(|| live.label.clone()),
        since: live.start.to_string(),
        session_seconds: live.until.since(live.start),
        counts: live.counts,
        idle_seconds: live.idle_seconds,
        idle_stop_seconds: live.idle_stop_seconds.filter(|_| live.idle_seconds.is_some()),
        input: live.input.clone(),
        screen: live.screen.clone(),
        last_snapshot: live.last_snapshot.map(|at| at.to_string()),
        last_snapshot_withheld: live.withheld.as_ref().map(Withheld::what),
    }
}

fn time_spent(store: &Store, id: &str, unsaved: i64, now: Second) -> Result<TimeSpent, Failure> {
    let id: ContractId = crate::contracts::contract_id(id)?;
    let contract: Contract = store.contract(&id)?;
    let week = Week::of(now);
    let zone = time_zone(&contract.time_zone)?;
    let (from, to) = zone::day(zone::date(now, &zone), &zone).unwrap_or((now, now));
    let seconds = |slots: std::ops::Range<u32>| -> Result<i64, Failure> {
        let segments = store.segments(&id, slots)?;
        Ok(segments.tracked_seconds().iter().map(|seconds| i64::from(*seconds)).sum())
    };
    let limit = terms::in_force(&contract.limits, week).and_then(|limit| limit.minutes());
    Ok(TimeSpent {
        contract: id.to_string(),
        today_seconds: seconds(Slot::starting_in(from, to))? + unsaved,
        week_seconds: seconds(week.slots())? + unsaved,
        week_limit_seconds: limit.map(|minutes| i64::from(minutes) * 60),
    })
}
