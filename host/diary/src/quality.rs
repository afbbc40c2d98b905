//! Whether segments would hold up: judged before the lock, so that the freelancer can mend them
//! (SPEC.md §6).

use std::collections::BTreeMap;

use crate::assess::{Assessment, Status};
use crate::segments::{Origin, Segments};
use crate::time::Slot;
use crate::unusual::{self, Reason};

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
    /// Its input is unusually regular, for this reason.
    UnusualInput(Reason),
    /// It was added by hand: nothing but the word of the freelancer shows it.
    Manual,
}

impl Weakness {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 10] = [
        Self::NoMemo,
        Self::NoSnapshot,
        Self::QuietSession,
        Self::OverLimit,
        Self::SharedSlot,
        Self::UnusualInput(Reason::FixedPeriod),
        Self::UnusualInput(Reason::SameCount),
        Self::UnusualInput(Reason::TooEven),
        Self::UnusualInput(Reason::ScrollingAlone),
        Self::Manual,
    ];

    /// The word in JSON: the same for each reason of unusual input.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoMemo => "no-memo",
            Self::NoSnapshot => "no-snapshot",
            Self::QuietSession => "quiet-session",
            Self::OverLimit => "over-limit",
            Self::SharedSlot => "shared-slot",
            Self::UnusualInput(_) => "unusual-input",
            Self::Manual => "manual",
        }
    }

    /// The word in JSON of what makes it one, where the weakness has several reasons.
    #[must_use]
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::UnusualInput(reason) => Some(reason.word()),
            _ => None,
        }
    }

    /// The weakness that this word and this reason name.
    #[must_use]
    pub fn of(word: &str, reason: Option<&str>) -> Option<Self> {
        let named = |weakness: &Self| {
            weakness.word() == word && (weakness.reason().is_none() || weakness.reason() == reason)
        };
        Self::ALL.into_iter().find(named)
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
            Self::UnusualInput(reason) => reason.why(),
            Self::Manual => "it was added by hand: nothing that was recorded shows it",
        }
    }
}

/// A session in which fewer than one of so many tracked minutes has any activity is quiet.
const QUIET_SHARE: u32 = 10;
/// A session of fewer segments is never quiet: reading or a call is no fault.
const QUIET_SEGMENTS: u32 = 2;

/// The weaknesses of each segment of a week, in order of time. `has_snapshot` says whether a
/// picture of a slot is there.
#[must_use]
pub fn judge(
    segments: &Segments,
    assessment: &Assessment,
    has_snapshot: impl Fn(Slot) -> bool,
) -> Vec<Vec<Weakness>> {
    let quiet = quiet_sessions(segments);
    let unusual = unusual::judge(segments);
    let judged = segments.iter().zip(assessment.iter()).zip(unusual);
    let weaknesses = judged.map(|((segment, assessed), unusual)| {
        let tracked = segment.origin == Origin::Tracked;
        let when = |is: bool, weakness: Weakness| is.then_some(weakness);
        let found = [
            when(segment.memo.trim().is_empty(), Weakness::NoMemo),
            when(tracked && !has_snapshot(segment.slot), Weakness::NoSnapshot),
            when(tracked && quiet.contains(&segment.session), Weakness::QuietSession),
            when(assessed.status == Status::OverLimit, Weakness::OverLimit),
            when(segment.shared, Weakness::SharedSlot),
            unusual.map(Weakness::UnusualInput),
            when(!tracked, Weakness::Manual),
        ];
        found.into_iter().flatten().collect()
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

    #[test]
    fn unusual_input_is_told_with_its_reason() {
        let judged = judge(&segments(3, |_| [20, 1, 0]), &Assessment::failed(3), |_| true);
        assert_eq!(judged, vec![vec![Weakness::UnusualInput(Reason::FixedPeriod)]; 3]);
    }

    #[test]
    fn words_and_reasons_name_each_weakness() {
        for weakness in Weakness::ALL {
            assert_eq!(Weakness::of(weakness.word(), weakness.reason()), Some(weakness));
        }
        let told: Vec<_> = Weakness::ALL.into_iter().filter_map(Weakness::reason).collect();
        assert_eq!(told, Reason::ALL.map(Reason::word));
        assert_eq!(Weakness::of("unusual-input", None), None);
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
