//! Whether segments would hold up: judged before the lock, so that the freelancer can mend them
//! (SPEC.md §6), and input that is unusually regular (SPEC.md §9).

use std::collections::BTreeMap;

use crate::assess::{Assessment, Status};
use crate::segments::{Origin, Segments};
use crate::time::{SLOT_MINUTES, Slot};

/// Why a segment would not hold up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// Nothing is said of what was done.
    NoMemo,
    /// It was tracked, and no snapshot of it is there.
    NoSnapshot,
    /// Its session has hardly any activity.
    QuietSession,
    /// It is past the weekly limit.
    OverLimit,
    /// Another contract owns its slot.
    SharedSlot,
    /// Its input is unusually regular.
    UnusualInput,
    /// It was added by hand: nothing but the word of the freelancer shows it.
    Manual,
}

impl Weakness {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::NoMemo,
        Self::NoSnapshot,
        Self::QuietSession,
        Self::OverLimit,
        Self::SharedSlot,
        Self::UnusualInput,
        Self::Manual,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoMemo => "no-memo",
            Self::NoSnapshot => "no-snapshot",
            Self::QuietSession => "quiet-session",
            Self::OverLimit => "over-limit",
            Self::SharedSlot => "shared-slot",
            Self::UnusualInput => "unusual-input",
            Self::Manual => "manual",
        }
    }

    /// The weakness that this word names.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weakness| weakness.word() == word)
    }

    /// Why, for people.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::NoMemo => "nothing says what was done",
            Self::NoSnapshot => "no snapshot shows it",
            Self::QuietSession => "its session has hardly any activity",
            Self::OverLimit => "it is past the weekly limit and not billed",
            Self::SharedSlot => "another contract owns the slot",
            Self::UnusualInput => "the input is unusually regular: a hint, not a verdict",
            Self::Manual => "it was added by hand: nothing but your word shows it",
        }
    }
}

/// A session in which fewer than one of so many tracked minutes has any activity is quiet.
const QUIET_SHARE: u32 = 10;
/// A session of fewer segments is never quiet: reading or a call is no fault.
const QUIET_SEGMENTS: u32 = 2;
/// Input is judged over stretches of at least so many whole minutes.
const UNUSUAL_MINUTES: usize = 30;

/// The weaknesses of each segment of a week, in order of time. `has_snapshot` says whether a
/// picture of a slot is there.
#[must_use]
pub fn judge(
    segments: &Segments,
    assessment: &Assessment,
    has_snapshot: impl Fn(Slot) -> bool,
) -> Vec<Vec<Weakness>> {
    let quiet = quiet_sessions(segments);
    let unusual = unusual(segments);
    let judged = segments.iter().zip(assessment.iter()).zip(unusual);
    let weaknesses = judged.map(|((segment, assessed), unusual)| {
        let tracked = segment.origin == Origin::Tracked;
        let found = [
            (Weakness::NoMemo, segment.memo.trim().is_empty()),
            (Weakness::NoSnapshot, tracked && !has_snapshot(segment.slot)),
            (Weakness::QuietSession, tracked && quiet.contains(&segment.session)),
            (Weakness::OverLimit, assessed.status == Status::OverLimit),
            (Weakness::SharedSlot, segment.shared),
            (Weakness::UnusualInput, unusual),
            (Weakness::Manual, !tracked),
        ];
        found.into_iter().filter_map(|(weakness, is)| is.then_some(weakness)).collect()
    });
    weaknesses.collect()
}

/// The sessions of which hardly a minute has any activity.
fn quiet_sessions(segments: &Segments) -> Vec<i64> {
    let mut sessions = BTreeMap::<i64, (u32, u32, u32)>::new();
    for segment in segments.iter().filter(|segment| segment.origin == Origin::Tracked) {
        let (count, tracked, active) = sessions.entry(segment.session).or_default();
        *count += 1;
        for minute in segment.minutes.iter().filter(|minute| minute.tracked_seconds > 0) {
            *tracked += 1;
            *active += u32::from(minute.is_active());
        }
    }
    let quiet =
        |(count, tracked, active): (u32, u32, u32)| count >= QUIET_SEGMENTS && active * QUIET_SHARE < tracked;
    sessions.into_iter().filter(|(_, sums)| quiet(*sums)).map(|(session, _)| session).collect()
}

/// What was counted in a whole tracked minute, and where it stands.
struct Counted {
    segment: usize,
    minute: i64,
    counts: [u16; 3],
}

/// Whether each segment lies in a stretch of at least thirty whole minutes whose input is regular:
/// the same counts minute by minute (to one), or scrolling alone.
fn unusual(segments: &Segments) -> Vec<bool> {
    let mut marks = vec![false; segments.len()];
    let minutes = whole_minutes(segments);
    for stretch in minutes.chunk_by(|a, b| b.minute == a.minute + 1) {
        for run in [runs(stretch, regular), runs(stretch, scrolls_alone)].concat() {
            for counted in run {
                if let Some(mark) = marks.get_mut(counted.segment) {
                    *mark = true;
                }
            }
        }
    }
    marks
}

fn whole_minutes(segments: &Segments) -> Vec<Counted> {
    let each = segments.iter().enumerate().flat_map(|(segment, row)| {
        (0..SLOT_MINUTES).zip(row.minutes).filter(|(_, minute)| minute.tracked_seconds == 60).map(
            move |(index, minute)| Counted {
                segment,
                minute: row.slot.minute(index).0,
                counts: [minute.keystrokes, minute.clicks, minute.scrolls],
            },
        )
    });
    each.collect()
}

/// The longest runs in which `holds` for the first minute and each one after it, where they are long enough.
fn runs(stretch: &[Counted], holds: fn(&Counted, &Counted) -> bool) -> Vec<&[Counted]> {
    let mut found = Vec::new();
    let mut rest = stretch;
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|next| holds(first, next)).count();
        let (run, after) = rest.split_at(length.max(1));
        if length >= UNUSUAL_MINUTES {
            found.push(run);
        }
        rest = after;
    }
    found
}

/// The same counts, to one.
fn regular(first: &Counted, next: &Counted) -> bool {
    let near = first.counts.iter().zip(next.counts).all(|(a, b)| a.abs_diff(b) <= 1);
    near && first.counts.iter().any(|count| *count > 0)
}

fn scrolls_alone(_: &Counted, next: &Counted) -> bool {
    matches!(next.counts, [0, 0, scrolls] if scrolls > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::minutes::{MinuteDelta, SlotMinutes};
    use crate::segments::NewSegment;
    use rstest::rstest;

    /// Segments one after the other, each minute with the counts that `counts` gives it.
    fn segments(count: u32, counts: impl Fn(u32) -> [u32; 3]) -> Segments {
        let mut segments = Segments::with_texts(vec![String::new(), "memo".to_owned()]);
        for number in 0..count {
            let slot = Slot(2_000_000 + number);
            let mut minutes = SlotMinutes::starting(slot, slot.start());
            for index in 0..10 {
                let [keystrokes, clicks, scrolls] = counts(number * 10 + index);
                let minute = slot.minute(usize::try_from(index).unwrap());
                minutes.add(&MinuteDelta {
                    minute,
                    seconds: 60,
                    counts: Counts { keystrokes, clicks, scrolls },
                });
            }
            let origin = Origin::Tracked;
            segments.push(&NewSegment { slot, origin, minutes, memo_id: 1, label_id: 0, session: 7 });
        }
        segments
    }

    /// Counts as people make them: never the same for long.
    fn lively(minute: u32) -> [u32; 3] {
        [minute * 37 % 101, minute % 5, minute % 3]
    }

    fn words(segments: &Segments) -> Vec<Vec<&'static str>> {
        let judged = judge(segments, &Assessment::failed(segments.len()), |_| true);
        judged.into_iter().map(|found| found.into_iter().map(Weakness::word).collect()).collect()
    }

    #[test]
    fn lively_work_holds_up() {
        assert_eq!(words(&segments(6, lively)), vec![Vec::<&str>::new(); 6]);
    }

    #[rstest]
    #[case::half_an_hour_of_the_same(3, |_| [20, 1, 0], true)]
    #[case::one_more_or_less(3, |minute| [20 + minute % 2, 1, 0], true)]
    #[case::less_than_half_an_hour(2, |_| [20, 1, 0], false)]
    #[case::scrolling_alone(4, |minute| [0, 0, minute * 37 % 11 + 1], true)]
    #[case::scrolling_and_a_click(4, |minute| [0, u32::from(minute == 20), minute * 37 % 11 + 1], false)]
    #[case::nothing_at_all(4, |_| [0, 0, 0], false)]
    fn regular_input_is_unusual(#[case] count: u32, #[case] counts: fn(u32) -> [u32; 3], #[case] is: bool) {
        let found = unusual(&segments(count, counts));
        assert_eq!(found.contains(&true), is, "{found:?}");
    }

    #[rstest]
    #[case::a_single_quiet_segment(1, |_| [0, 0, 0], false)]
    #[case::two(2, |_| [0, 0, 0], true)]
    #[case::two_of_twenty_minutes(2, |minute| [u32::from(minute < 2), 0, 0], false)]
    #[case::one_of_twenty_minutes(2, |minute| [u32::from(minute < 1), 0, 0], true)]
    fn quietness_is_judged_by_session(
        #[case] count: u32,
        #[case] counts: fn(u32) -> [u32; 3],
        #[case] is: bool,
    ) {
        let found = words(&segments(count, counts));
        assert_eq!(found.iter().all(|words| words.contains(&"quiet-session")), is, "{found:?}");
    }

    #[test]
    fn a_missing_snapshot_is_told() {
        let segments = segments(2, lively);
        let judged = judge(&segments, &Assessment::failed(2), |slot| slot.0 == 2_000_001);
        assert_eq!(judged, [vec![Weakness::NoSnapshot], vec![]]);
    }
}
