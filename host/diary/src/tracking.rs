//! From On to Off: which seconds are work, and when tracking ends by itself (SPEC.md §2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::counts::Counts;
use crate::minutes::{self, MinuteDelta};
use crate::time::Second;

/// A gap between ticks, or a jump of the wall clock, longer than this ends tracked time.
pub const LARGEST_GAP_MS: i64 = 90_000;

/// What the two clocks of the machine showed at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock: milliseconds of Unix time. People and programs can set it.
    pub wall_ms: i64,
    /// A clock that only goes forward and counts suspend, from any start: milliseconds.
    pub elapsed_ms: i64,
}

/// What was seen since the last tick.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Counts since the last tick.
    pub counts: Counts,
    /// How long ago the last input was, in milliseconds; `None` where that cannot be known.
    pub idle_ms: Option<i64>,
    /// Whether nobody can be at the machine.
    pub away: Option<Away>,
}

/// Why nobody can be at the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// The screen is locked.
    Locked,
    /// The machine went to sleep, and may be awake again.
    Asleep,
}

/// What happens to the idle tail when tracking stops for want of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdleTail {
    /// It is taken out: tracking ends at the last input.
    #[default]
    Cut,
    /// It stays: tracking ends now.
    Keep,
}

/// When tracking stops for want of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleRule {
    /// After how many milliseconds without input; `None`: never.
    pub after_ms: Option<i64>,
    /// What becomes of them.
    pub tail: IdleTail,
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason", content = "seconds")]
pub enum EndReason {
    /// The person switched Off.
    Stopped,
    /// The person went on with another contract or memo.
    Switched,
    /// The host was ended in order.
    HostEnded,
    /// The host was killed or the machine lost power; seen at the next start.
    HostLost,
    /// So many seconds without a tick: suspend, or a machine that stood still.
    Gap(i64),
    /// The wall clock jumped by so many seconds.
    ClockJump(i64),
    /// So many seconds without input; the tail was cut.
    IdleCut(i64),
    /// So many seconds without input; the tail was kept.
    IdleKept(i64),
    /// The screen was locked.
    Locked,
    /// The machine went to sleep.
    Asleep,
}

impl EndReason {
    /// Whether the session ended without the person's doing: then the end is news to them.
    #[must_use]
    pub fn is_by_itself(self) -> bool {
        !matches!(self, Self::Stopped | Self::Switched | Self::HostEnded)
    }
}

/// Seconds as people read them: `3:00:00`, `0:42`.
struct Clock(i64);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0.abs() / 3_600, self.0.abs() / 60 % 60, self.0.abs() % 60);
        match hours {
            0 => write!(f, "{minutes}:{seconds:02}"),
            _ => write!(f, "{hours}:{minutes:02}:{seconds:02}"),
        }
    }
}

/// What happened, in words for the diary.
impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("switched off"),
            Self::Switched => f.write_str("switched to other work"),
            Self::HostEnded => f.write_str("the host was ended"),
            Self::HostLost => f.write_str(
                "the host was killed or the machine lost power; closed at the last recorded second",
            ),
            Self::Gap(gap) => {
                write!(f, "the machine stood still for {} (suspend?); closed at the last tick", Clock(*gap))
            }
            Self::ClockJump(jump) => {
                let direction = if *jump < 0 { "back" } else { "forward" };
                write!(
                    f,
                    "the machine's clock jumped {direction} by {}; closed at the last tick",
                    Clock(*jump)
                )
            }
            Self::IdleCut(idle) => write!(f, "no input for {}; that time was cut", Clock(*idle)),
            Self::IdleKept(idle) => write!(f, "no input for {}; that time was kept", Clock(*idle)),
            Self::Locked => f.write_str("the screen was locked"),
            Self::Asleep => f.write_str("the machine went to sleep; closed at the last tick"),
        }
    }
}

/// The end of tracking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The first second that is no longer tracked.
    pub at: Second,
    /// Why.
    pub reason: EndReason,
}

/// One stretch from On to Off. Its time is the wall clock at On carried on by the other clock, so
/// that setting the wall clock moves nothing.
#[derive(Debug, Clone)]
pub struct Tracking {
    anchor: Reading,
    start: Second,
    until: Second,
    last: Reading,
}

impl Tracking {
    /// On at this reading; `floor` is the newest second that the diary already has: time goes on
    /// from there when the wall clock stands a little before it.
    #[must_use]
    pub fn on(now: Reading, floor: Second) -> Self {
        let anchor = Reading { wall_ms: now.wall_ms.max(floor.0.saturating_mul(1_000)), ..now };
        let start = Second(anchor.wall_ms.div_euclid(1_000));
        // `last` keeps the real wall clock: jumps are measured against it.
        Self { anchor, start, until: start, last: now }
    }

    /// Goes on as a new stretch from the very second that is not tracked yet.
    pub fn restart(&mut self) {
        self.start = self.until;
    }

    /// The second at which tracking began.
    #[must_use]
    pub fn start(&self) -> Second {
        self.start
    }

    /// The first second that is not tracked yet.
    #[must_use]
    pub fn until(&self) -> Second {
        self.until
    }

    /// The time of this session at a reading, in milliseconds of Unix time.
    #[must_use]
    pub fn time_ms(&self, now: Reading) -> i64 {
        self.anchor.wall_ms.saturating_add(now.elapsed_ms.saturating_sub(self.anchor.elapsed_ms))
    }

    /// A tick: what to add to which minute, and whether tracking ends.
    ///
    /// After an end this must not be called again.
    pub fn tick(&mut self, now: Reading, seen: &Seen, idle: IdleRule) -> (Vec<MinuteDelta>, Option<End>) {
        // How much of the time since the last tick was slept through is not known: none of it is work.
        let asleep = (seen.away == Some(Away::Asleep)).then_some(EndReason::Asleep);
        if let Some(reason) = self.broken(now).or(asleep) {
            return (Vec::new(), Some(End { at: self.until, reason }));
        }
        let deltas = self.advance(now, seen.counts);
        let end = if seen.away == Some(Away::Locked) {
            Some(End { at: self.until, reason: EndReason::Locked })
        } else {
            self.idle_end(seen.idle_ms, idle)
        };
        (deltas, end)
    }

    /// A gap between ticks or a jump of the wall clock that is not work.
    fn broken(&mut self, now: Reading) -> Option<EndReason> {
        let gap = now.elapsed_ms.saturating_sub(self.last.elapsed_ms);
        let jump = now.wall_ms.saturating_sub(self.last.wall_ms).saturating_sub(gap);
        self.last = now;
        if gap > LARGEST_GAP_MS {
            Some(EndReason::Gap(gap / 1_000))
        } else if jump.abs() > LARGEST_GAP_MS {
            Some(EndReason::ClockJump((jump + 500 * jump.signum()) / 1_000))
        } else {
            None
        }
    }

    fn advance(&mut self, now: Reading, counts: Counts) -> Vec<MinuteDelta> {
        let to = Second(self.time_ms(now).div_euclid(1_000)).max(self.until);
        let mut deltas: Vec<_> = minutes::split(self.until, to, counts).collect();
        // Within one second of the last tick: what was counted belongs to the second before.
        if deltas.is_empty() && !counts.is_zero() && self.until > self.start {
            deltas.push(MinuteDelta { minute: self.until.plus(-1).minute(), seconds: 0, counts });
        }
        self.until = to;
        deltas
    }

    fn idle_end(&self, idle_ms: Option<i64>, rule: IdleRule) -> Option<End> {
        let idle_ms = idle_ms.filter(|idle| rule.after_ms.is_some_and(|after| *idle >= after))?;
        let seconds = idle_ms / 1_000;
        Some(match rule.tail {
            IdleTail::Cut => {
                let at = self.until.plus(-seconds).max(self.start);
                End { at, reason: EndReason::IdleCut(self.until.since(at)) }
            }
            IdleTail::Keep => End { at: self.until, reason: EndReason::IdleKept(seconds) },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const NEVER: IdleRule = IdleRule { after_ms: None, tail: IdleTail::Cut };
    const WALL: i64 = 1_795_424_400_000;

    fn reading(elapsed_ms: i64) -> Reading {
        Reading { wall_ms: WALL + elapsed_ms, elapsed_ms }
    }

    fn on() -> Tracking {
        Tracking::on(reading(0), Second(0))
    }

    fn seconds(deltas: &[MinuteDelta]) -> i64 {
        deltas.iter().map(|delta| i64::from(delta.seconds)).sum()
    }

    #[rstest]
    #[case::ninety_seconds_are_work(90_000, 0, None)]
    #[case::longer_is_not(90_001, 0, Some(EndReason::Gap(90)))]
    #[case::suspend_moves_both_clocks(180_000, 0, Some(EndReason::Gap(180)))]
    #[case::clock_set_forward(1_000, 3 * 3_600_000, Some(EndReason::ClockJump(10_800)))]
    #[case::clock_set_back(1_000, -3 * 3_600_000, Some(EndReason::ClockJump(-10_800)))]
    #[case::clock_stepped_a_little(1_000, -5_000, None)]
    fn gaps_and_jumps(#[case] elapsed: i64, #[case] jump: i64, #[case] ends: Option<EndReason>) {
        let mut tracking = on();
        tracking.tick(reading(1_000), &Seen::default(), NEVER);
        let before = tracking.until();
        let mut now = reading(1_000 + elapsed);
        now.wall_ms += jump;
        let (deltas, end) = tracking.tick(now, &Seen::default(), NEVER);
        assert_eq!(end.map(|end| end.reason), ends);
        match end {
            Some(end) => assert_eq!((end.at, seconds(&deltas)), (before, 0), "time was invented"),
            None => assert_eq!(seconds(&deltas), elapsed / 1_000),
        }
    }

    #[test]
    fn a_small_step_of_the_clock_moves_no_minute() {
        let mut tracking = on();
        let mut total = 0;
        for second in 1..=300 {
            let mut now = reading(second * 1_000);
            now.wall_ms += if second > 100 { -30_000 } else { 0 };
            total += seconds(&tracking.tick(now, &Seen::default(), NEVER).0);
        }
        assert_eq!(total, 300);
        assert_eq!(tracking.until().since(tracking.start()), 300);
    }

    #[test]
    fn behind_the_floor_time_goes_on_from_the_floor() {
        let floor = Second(WALL / 1_000 + 5);
        let mut tracking = Tracking::on(reading(0), floor);
        let (deltas, end) = tracking.tick(reading(1_000), &Seen::default(), NEVER);
        assert_eq!((tracking.start(), seconds(&deltas), end), (floor, 1, None));
    }

    #[rstest]
    #[case::cut(IdleTail::Cut, 0, EndReason::IdleCut(600))]
    #[case::keep(IdleTail::Keep, 600, EndReason::IdleKept(600))]
    fn without_input_tracking_stops(#[case] tail: IdleTail, #[case] kept: i64, #[case] reason: EndReason) {
        let rule = IdleRule { after_ms: Some(600_000), tail };
        let mut tracking = on();
        for second in 1..600 {
            let seen = Seen { idle_ms: Some(second * 1_000), ..Seen::default() };
            assert_eq!(tracking.tick(reading(second * 1_000), &seen, rule).1, None);
        }
        let seen = Seen { idle_ms: Some(600_000), ..Seen::default() };
        let end = tracking.tick(reading(600_000), &seen, rule).1.unwrap();
        assert_eq!(end, End { at: tracking.start().plus(kept), reason });
    }

    #[test]
    fn unknown_idleness_is_not_idleness() {
        let rule = IdleRule { after_ms: Some(1), tail: IdleTail::Cut };
        let seen = Seen { idle_ms: None, ..Seen::default() };
        assert_eq!(on().tick(reading(60_000), &seen, rule).1, None);
    }

    #[test]
    fn a_locked_screen_ends_tracking() {
        let seen = Seen { away: Some(Away::Locked), ..Seen::default() };
        let mut tracking = on();
        let end = tracking.tick(reading(2_000), &seen, NEVER).1.unwrap();
        assert_eq!(end, End { at: tracking.until(), reason: EndReason::Locked });
    }

    #[test]
    fn a_short_sleep_is_not_work() {
        let mut tracking = on();
        tracking.tick(reading(5_000), &Seen::default(), NEVER);
        let before = tracking.until();
        let seen = Seen { away: Some(Away::Asleep), ..Seen::default() };
        let (deltas, end) = tracking.tick(reading(65_000), &seen, NEVER);
        assert_eq!((seconds(&deltas), end), (0, Some(End { at: before, reason: EndReason::Asleep })));
    }

    #[test]
    fn counts_of_the_last_part_of_a_second_are_kept() {
        let counts = Counts { keystrokes: 3, ..Counts::default() };
        let mut tracking = on();
        tracking.tick(reading(60_000), &Seen::default(), NEVER);
        let (deltas, _) = tracking.tick(reading(60_400), &Seen { counts, ..Seen::default() }, NEVER);
        assert_eq!(deltas, [MinuteDelta { minute: tracking.until().plus(-1).minute(), seconds: 0, counts }]);
    }

    proptest! {
        /// Whatever the clocks do, tracked time is never more than what passed, and no second is
        /// given twice.
        #[test]
        fn nothing_is_invented(steps in prop::collection::vec((0i64..100_000, -200_000i64..200_000), 1..60)) {
            let mut tracking = on();
            let (mut now, mut total) = (reading(0), 0);
            for (elapsed, jump) in steps {
                now.elapsed_ms += elapsed;
                now.wall_ms += elapsed + if jump.abs() > 100_000 { jump } else { 0 };
                let before = tracking.until();
                let (deltas, end) = tracking.tick(now, &Seen::default(), NEVER);
                let added = seconds(&deltas);
                prop_assert_eq!(tracking.until().since(before), added);
                total += added;
                if end.is_some() { break; }
            }
            prop_assert!(total * 1_000 <= now.elapsed_ms + 999);
        }
    }
}
