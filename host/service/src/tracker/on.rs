//! One stretch of tracking, as it runs: tick, save, take snapshots, end.

use std::path::PathBuf;
use std::time::Duration;

use workdiary_capture::{Capture, Picture, Presence, Reading as CaptureReading, Taken, Withheld};
use workdiary_diary::counts::Counts;
use workdiary_diary::minutes::MinuteDelta;
use workdiary_diary::snapshot;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::tracking::{Away, End, EndReason, IdleRule, Reading, Seen, Tracking};
use workdiary_store::{GivenLabel, NewSession, NewSnapshot, Recorder, Store};

use super::notices::Notices;
use super::{PATIENCE, Work};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::source::Source;

/// A running minute is saved at least this often, in seconds (SPEC.md §2).
const SAVE_EVERY: i64 = 10;
/// How long On waits for the capture child to say what it finds. What is typed before that is lost: on a machine that is
/// hard at work the child needs seconds to be there, and a display that hangs needs them in vain.
const SETTLE: Duration = Duration::from_secs(10);
/// How long Off waits for a picture that is just being taken.
const LAST_PICTURE_TRIES: u32 = 10;

/// What is being tracked, for whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// For which contract, memo and label.
    pub contract: String,
    /// What is being done.
    pub memo: String,
    /// The label, or empty.
    pub label: String,
    /// On.
    pub start: Second,
    /// The first second that is not tracked yet.
    pub until: Second,
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
    /// Whether the lock of the screen is watched.
    pub lock_watched: bool,
    /// How far the wall clock is from the session's time, in milliseconds.
    pub clock_drift_ms: i64,
    /// When the last snapshot was taken, or withheld.
    pub last_snapshot: Option<Second>,
    /// Why the last snapshot was withheld, if so.
    pub withheld: Option<Withheld>,
    /// What could not be saved and is being tried again.
    pub save_fault: Option<String>,
    /// Why the last snapshot was not taken; another is tried in the same slot.
    pub picture_fault: Option<String>,
}

/// What is tracked and not saved yet.
struct Pending {
    from: Second,
    minutes: Vec<MinuteDelta>,
}

/// One stretch of tracking, as it runs.
pub(super) struct On {
    work: Work,
    capture: Capture,
    tracking: Tracking,
    recorder: Recorder,
    pending: Pending,
    counts: Counts,
    seen: CaptureReading,
    drift_ms: i64,
    moment: Moment,
    last_snapshot: Option<Second>,
    withheld: Option<Withheld>,
    save_fault: Option<String>,
    picture_fault: Option<String>,
    notices: Notices,
    /// An end that could not be saved yet.
    ending: Option<End>,
}

/// The moment of this slot's snapshot: in memory only, never written down before it happens.
struct Moment {
    slot: Slot,
    drawn_ms: Option<i64>,
    /// When the picture now being taken was asked for.
    asked: Option<Second>,
}

impl On {
    /// On: from now.
    pub(super) fn begin(
        store: &mut Store,
        clock: Clock,
        mut capture: Capture,
        work: Work,
        floor: Second,
    ) -> Result<Self, Failure> {
        // What was typed before On is not work: the first reading settles the sources and is
        // thrown away.
        let seen = capture.settle(SETTLE);
        let now = clock.read();
        let tracking = Tracking::on(now, floor);
        let start = tracking.start();
        let recorder = store.begin_session(&new_session(&work, start), None)?;
        let mut on = Self {
            capture,
            recorder,
            pending: Pending { from: start, minutes: Vec::new() },
            counts: Counts::default(),
            seen,
            drift_ms: 0,
            moment: Moment { slot: start.slot(), drawn_ms: None, asked: None },
            last_snapshot: None,
            withheld: None,
            save_fault: None,
            picture_fault: None,
            notices: Notices::default(),
            ending: None,
            tracking,
            work,
        };
        on.draw(store, on.tracking.time_ms(now));
        Ok(on)
    }

    /// How long until the next whole second or the moment of the snapshot.
    pub(super) fn until_next(&self, now: Reading) -> Duration {
        let time_ms = self.tracking.time_ms(now);
        let second = 1_000 - time_ms.rem_euclid(1_000);
        let moment = self.moment.drawn_ms.map_or(second, |moment| moment - time_ms);
        Duration::from_millis(u64::try_from(second.min(moment)).unwrap_or(0))
    }

    /// One tick; true when tracking has ended and everything is saved.
    pub(super) fn tick(&mut self, store: &mut Store, clock: Clock) -> bool {
        let end = self.ending.or_else(|| self.advance(clock));
        if let Some(end) = end {
            return self.finish(store, end).is_ok();
        }
        let until = self.tracking.until();
        let due =
            until.since(self.pending.from) >= SAVE_EVERY || until.minute() != self.pending.from.minute();
        if due || self.save_fault.is_some() {
            // What fails is in the status and tried again at the next tick.
            drop(self.note_save(|on| on.save(store)));
        }
        self.snapshots(store, clock);
        false
    }

    /// Off, as the person or the end of the host wants it.
    pub(super) fn end(&mut self, store: &mut Store, clock: Clock, host_ends: bool) -> Result<(), Failure> {
        let reason = if host_ends { EndReason::HostEnded } else { EndReason::Stopped };
        let broken = self.ending.or_else(|| self.advance(clock));
        let end = broken.unwrap_or(End { at: self.tracking.until(), reason });
        self.last_pictures(store);
        self.finish(store, end)
    }

    /// Goes on with other work from the very second at which this one ends.
    pub(super) fn switch(&mut self, store: &mut Store, clock: Clock, work: Work) -> Result<(), Failure> {
        if (&self.work.contract, &self.work.memo, &self.work.label)
            == (&work.contract, &work.memo, &work.label)
        {
            return Ok(());
        }
        if let Some(end) = self.ending.or_else(|| self.advance(clock)) {
            self.ending = Some(end);
            return Err(
                Failure::environment(format!("tracking has ended: {}", end.reason)).hint("start again")
            );
        }
        self.save(store)?;
        let at = self.tracking.until();
        let end = End { at, reason: EndReason::Switched };
        let other_contract = self.work.contract != work.contract;
        self.recorder = store.begin_session(&new_session(&work, at), Some((&self.recorder, end)))?;
        self.tracking.restart();
        self.counts = Counts::default();
        // The settings of On hold until Off: the child has them.
        let environment = std::mem::take(&mut self.work.environment);
        let config = std::mem::take(&mut self.work.config);
        self.work = Work { environment, config, ..work };
        if other_contract {
            // The segment of the other contract has a snapshot of its own.
            self.draw(store, self.tracking.time_ms(clock.read()));
        }
        Ok(())
    }

    pub(super) fn live(&self) -> Live {
        Live {
            contract: self.work.contract.to_string(),
            memo: self.work.memo.clone(),
            label: self.work.label.id.clone(),
            start: self.tracking.start(),
            until: self.tracking.until(),
            counts: self.counts,
            idle_seconds: self.seen.idle.and_then(|idle| i64::try_from(idle.as_secs()).ok()),
            idle_stop_seconds: self.idle_rule().after_ms.map(|after| after / 1_000),
            input: Source::of(&self.seen.input),
            screen: Source::of(&self.seen.screen),
            lock_watched: self.seen.presence != Presence::Unknown,
            clock_drift_ms: self.drift_ms,
            last_snapshot: self.last_snapshot,
            withheld: self.withheld.clone(),
            save_fault: self.save_fault.clone(),
            picture_fault: self.picture_fault.clone(),
        }
    }

    /// Reads the child, then the clock: what was counted lies before the time it is booked on.
    fn advance(&mut self, clock: Clock) -> Option<End> {
        self.seen = self.capture.read(PATIENCE);
        let now = clock.read();
        self.drift_ms = now.wall_ms - self.tracking.time_ms(now);
        let seen = Seen {
            counts: self.seen.counts,
            idle_ms: self.seen.idle.and_then(|idle| i64::try_from(idle.as_millis()).ok()),
            away: match self.seen.presence {
                Presence::Unknown | Presence::Here => None,
                Presence::Locked => Some(Away::Locked),
                Presence::Asleep => Some(Away::Asleep),
            },
        };
        let (minutes, end) = self.tracking.tick(now, &seen, self.idle_rule());
        for delta in minutes {
            self.counts = self.counts.plus(delta.counts);
            self.pending.add(delta);
        }
        self.ending = end;
        end
    }

    fn idle_rule(&self) -> IdleRule {
        self.work.config.idle.rule()
    }

    fn save(&mut self, store: &mut Store) -> Result<(), Failure> {
        let until = self.tracking.until();
        store.record(&self.recorder, self.pending.from, until, &self.pending.minutes)?;
        self.pending = Pending { from: until, minutes: Vec::new() };
        Ok(())
    }

    fn finish(&mut self, store: &mut Store, end: End) -> Result<(), Failure> {
        self.ending = Some(end);
        self.note_save(|on| {
            on.save(store)?;
            Ok(store.end_session(&on.recorder, end)?)
        })
    }

    /// Keeps in mind what could not be saved: it is tried again at the next tick, and told.
    fn note_save(&mut self, save: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        let saved = save(self);
        self.save_fault = saved.as_ref().err().map(|failure| format!("not saved yet: {failure}"));
        saved
    }
}

impl Pending {
    /// Adds to the last minute where it is the same, so that a disk that stays full does not fill
    /// the memory as well.
    fn add(&mut self, delta: MinuteDelta) {
        match self.minutes.last_mut() {
            Some(last) if last.minute == delta.minute => {
                last.seconds = last.seconds.saturating_add(delta.seconds);
                last.counts = last.counts.plus(delta.counts);
            }
            _ => self.minutes.push(delta),
        }
    }
}

/// Snapshots.
impl On {
    /// Draws the moment in what is left of the slot, unless the segment has its snapshot.
    fn draw(&mut self, store: &Store, time_ms: i64) {
        let slot = Second(time_ms.div_euclid(1_000)).slot();
        self.moment = Moment { slot, drawn_ms: None, asked: self.moment.asked };
        // Where the diary cannot tell, one picture too many is better than none.
        if store.has_snapshot(&self.recorder, slot).unwrap_or(false) {
            return;
        }
        match getrandom::u64() {
            Ok(random) => self.moment.drawn_ms = snapshot::draw(slot, time_ms, random),
            Err(error) => {
                self.picture_fault = Some(format!("no snapshot: the system gives no randomness: {error}"));
            }
        }
    }

    fn snapshots(&mut self, store: &mut Store, clock: Clock) {
        let time_ms = self.tracking.time_ms(clock.read());
        self.keep_pictures(store, time_ms);
        let now = Second(time_ms.div_euclid(1_000));
        if let Err(failure) = self.notices.withhold_unwanted(&mut self.capture, store, now) {
            self.picture_fault = Some(format!("a snapshot is not deleted: {failure}"));
        }
        if self.moment.drawn_ms.is_some_and(|moment| moment <= time_ms) {
            self.moment.drawn_ms = None;
            if now.slot() == self.moment.slot && self.moment.asked.is_none() {
                self.moment.asked = Some(now);
                self.capture.snapshot();
            }
        }
        if now.slot() != self.moment.slot {
            self.draw(store, time_ms);
        }
    }

    /// Takes in the pictures that have come; where they could not be taken, another moment is drawn
    /// in what is left of the slot. One that was withheld is not tried again.
    fn keep_pictures(&mut self, store: &mut Store, time_ms: i64) {
        let Some(taken) = self.capture.take_pictures() else { return };
        let Some(taken_at) = self.moment.asked.take() else { return };
        let kept = taken.map_err(|fault| fault.to_string()).and_then(|taken| match taken {
            Taken::Pictures(pictures) => self.keep(store, taken_at, pictures).map(Ok),
            Taken::Withheld { monitors, why } => store
                .add_withheld(&self.recorder, taken_at, &monitors)
                .map_err(|error| error.to_string())
                .map(|()| Err(why)),
        });
        match kept {
            Ok(came) => {
                (self.last_snapshot, self.picture_fault) = (Some(taken_at), None);
                self.withheld = came.as_ref().err().cloned();
                if self.work.config.snapshots.notify {
                    let contract = &self.work.contract;
                    self.notices.tell(&mut self.capture, contract, taken_at, came.as_ref().cloned());
                }
            }
            Err(why) => {
                self.picture_fault = Some(format!("no snapshot at {taken_at}: {why}"));
                self.draw(store, time_ms);
            }
        }
    }

    /// Takes pictures into the diary; gives the place of the first.
    fn keep(
        &self,
        store: &mut Store,
        taken_at: Second,
        pictures: Vec<Picture>,
    ) -> Result<Option<PathBuf>, String> {
        let of = |picture: Picture| NewSnapshot {
            taken_at,
            monitor: picture.monitor,
            file: picture.path,
            width: picture.width,
            height: picture.height,
            blurred: picture.blurred,
        };
        let pictures: Vec<_> = pictures.into_iter().map(of).collect();
        let files = store.add_snapshots(&self.recorder, &pictures).map_err(|error| error.to_string())?;
        Ok(files.into_iter().next())
    }

    /// Waits a moment for a picture that was asked for before Off.
    fn last_pictures(&mut self, store: &mut Store) {
        let mut tries = if self.moment.asked.is_some() { LAST_PICTURE_TRIES } else { 0 };
        while tries > 0 && self.moment.asked.is_some() {
            tries -= 1;
            self.capture.wait(PATIENCE);
            self.keep_pictures(store, 0);
        }
    }
}

fn new_session(work: &Work, start: Second) -> NewSession {
    let Work { contract, memo, label, .. } = work;
    let GivenLabel { id, title } = label.clone();
    NewSession { contract: contract.clone(), start, memo: memo.clone(), label: id, title }
}
