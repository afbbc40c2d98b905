//! Input more regular than people's (SPEC.md §9): a hint with its reason, never a verdict.
//!
//! All that is known of a minute is how many keystrokes, clicks and scrolls it had. People work in
//! bursts, so their counts vary far more than chance alone would make them; what a timer makes varies
//! less. How well this tells one from the other is measured in `tests/unusual`, and docs/unusual.md
//! has the figures.

mod looks;

use std::iter;

use crate::minutes::MinuteRecord;
use crate::segments::Segments;
use crate::time::SLOT_MINUTES;

/// What is unusual about the input, the plainest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It comes at a fixed period.
    FixedPeriod,
    /// Most minutes have nearly the same count, the others are pauses.
    SameCount,
    /// Its counts vary less than chance would make them.
    TooEven,
    /// There is scrolling in each minute, and nothing else.
    ScrollingAlone,
}

impl Reason {
    /// All, the plainest first.
    pub const ALL: [Self; 4] = [Self::FixedPeriod, Self::SameCount, Self::TooEven, Self::ScrollingAlone];

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FixedPeriod => "fixed-period",
            Self::SameCount => "same-count",
            Self::TooEven => "too-even",
            Self::ScrollingAlone => "scrolling-alone",
        }
    }

    /// What was seen, for people.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::FixedPeriod => {
                "its input keeps a fixed period for half an hour or more: a hint, not a verdict"
            }
            Self::SameCount => {
                "two minutes in three have nearly the same count of input: a hint, not a verdict"
            }
            Self::TooEven => {
                "its input varies less from minute to minute than chance would make it: a hint, not a verdict"
            }
            Self::ScrollingAlone => {
                "it is scrolling in each minute for two hours or more, without a key or a click: a hint, not a verdict"
            }
        }
    }
}

/// What is unusual about the input of each segment; judged over stretches of at least thirty whole
/// tracked minutes on end. Where nothing is counted nothing is unusual: see
/// [`Weakness::QuietSession`][crate::quality::Weakness::QuietSession].
#[must_use]
pub fn judge(segments: &Segments) -> Vec<Option<Reason>> {
    let mut reasons = vec![None; segments.len()];
    let whole = whole_minutes(segments);
    for stretch in whole.chunk_by(|a, b| b.at == a.at + 1) {
        let counted: Vec<MinuteRecord> = stretch.iter().map(|minute| minute.counted).collect();
        let both: Vec<_> = iter::zip(stretch, looks::marks(&counted)).collect();
        for of_segment in both.chunk_by(|(a, _), (b, _)| a.segment == b.segment) {
            let mut found: Vec<Reason> = of_segment.iter().filter_map(|(_, mark)| *mark).collect();
            found.sort_unstable();
            // A segment of which a minute or two lie in the stretch is not what the stretch is.
            let most = found.len() * 2 >= of_segment.len();
            if let (Some((minute, _)), Some(reason), true) = (of_segment.first(), found.first(), most)
                && let Some(place) = reasons.get_mut(minute.segment)
            {
                *place = Some(*reason);
            }
        }
    }
    reasons
}

/// A whole tracked minute and where it stands.
struct Whole {
    segment: usize,
    at: i64,
    counted: MinuteRecord,
}

fn whole_minutes(segments: &Segments) -> Vec<Whole> {
    let each = segments.iter().enumerate().flat_map(|(segment, row)| {
        (0..SLOT_MINUTES)
            .zip(row.minutes)
            .filter(|(_, counted)| counted.tracked_seconds == 60)
            .map(move |(index, counted)| Whole { segment, at: row.slot.minute(index).0, counted })
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::minutes::{MinuteDelta, SlotMinutes};
    use crate::segments::{NewSegment, Origin};
    use crate::time::Slot;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Segments one after the other, each minute with so many seconds and the counts that `counts` gives it.
    fn segments(count: u32, seconds: u8, counts: impl Fn(u32) -> [u32; 3]) -> Segments {
        let mut segments = Segments::with_texts(vec![String::new()]);
        for number in 0..count {
            let slot = Slot(2_000_000 + number);
            let mut minutes = SlotMinutes::starting(slot, slot.start());
            for (index, minute) in (0..SLOT_MINUTES).zip(number * 10..) {
                let [keystrokes, clicks, scrolls] = counts(minute);
                let counts = Counts { keystrokes, clicks, scrolls };
                minutes.add(&MinuteDelta { minute: slot.minute(index), seconds, counts });
            }
            let origin = Origin::Tracked;
            segments.push(&NewSegment { slot, origin, minutes, memo_id: 0, label_id: 0, session: 7 });
        }
        segments
    }

    /// Counts as people make them: never the same for long.
    fn lively(minute: u32) -> [u32; 3] {
        [minute * 37 % 101, minute % 5, minute % 3]
    }

    #[rstest]
    #[case::half_an_hour_of_the_same(3, |_| [20, 1, 0], Some(Reason::FixedPeriod))]
    #[case::less_than_half_an_hour(2, |_| [20, 1, 0], None)]
    #[case::one_more_or_less(3, |minute| [20 + minute % 2, 1, 0], Some(Reason::FixedPeriod))]
    #[case::each_two_minutes(3, |minute| [minute % 2, 0, 0], Some(Reason::FixedPeriod))]
    #[case::six_times_is_no_period_yet(3, |minute| [0, u32::from(minute % 5 == 0), 0], None)]
    #[case::twelve_times_is(6, |minute| [0, u32::from(minute % 5 == 0), 0], Some(Reason::FixedPeriod))]
    #[case::as_often_without_a_period(6, |minute| [0, u32::from(minute < 12), 0], None)]
    #[case::now_this_now_that(3, |minute| [minute % 2 * 6, (minute + 1) % 2 * 6, 0], Some(Reason::FixedPeriod))]
    #[case::other_work_between(3, |minute| [if minute == 15 { 100 } else { 27 }, 0, 0], None)]
    #[case::the_same_with_pauses(3, |minute| [if minute % 10 < 2 { minute % 10 * 11 } else { 30 }, 0, 0], Some(Reason::SameCount))]
    #[case::nearly_the_same(3, |minute| [50 + minute * 7 % 5, 0, 0], Some(Reason::SameCount))]
    #[case::even(3, |minute| [4 + minute * 5 % 7 % 3, 0, 0], Some(Reason::TooEven))]
    #[case::too_few_to_be_even(3, |minute| [1 + minute * 5 % 7 % 2, 0, 0], None)]
    #[case::scrolling_alone(12, |minute| [0, 0, minute * 37 % 11 + 1], Some(Reason::ScrollingAlone))]
    #[case::scrolling_for_an_hour(6, |minute| [0, 0, minute * 37 % 11 + 1], None)]
    #[case::scrolling_and_a_click(12, |minute| [0, u32::from(minute == 60), minute * 37 % 11 + 1], None)]
    #[case::nothing_at_all(30, |_| [0, 0, 0], None)]
    #[case::lively_work(30, lively, None)]
    fn what_is_unusual_has_its_reason(
        #[case] count: u32,
        #[case] counts: fn(u32) -> [u32; 3],
        #[case] reason: Option<Reason>,
    ) {
        assert_eq!(judge(&segments(count, 60, counts)), vec![reason; count as usize]);
    }

    #[test]
    fn only_whole_minutes_are_judged() {
        assert_eq!(judge(&segments(6, 59, |_| [20, 1, 0])), [None; 6]);
    }

    #[test]
    fn only_the_segments_of_the_stretch_are_marked() {
        let found = judge(&segments(
            9,
            60,
            |minute| if (28..62).contains(&minute) { [9; 3] } else { lively(minute) },
        ));
        let is = |place: usize| (3..6).contains(&place).then_some(Reason::FixedPeriod);
        assert_eq!(found, (0..9).map(is).collect::<Vec<_>>());
    }

    proptest! {
        /// Any period is found, wherever its first beat lies and however many inputs a beat has.
        #[test]
        fn a_timer_is_found(period in 1u32..600, late in 0u32..600, inputs in 1u32..5) {
            let at = |minute: u32| (minute * 60 + late) / period;
            let timer = |minute: u32| [(at(minute + 1) - at(minute)) * inputs, 0, 0];
            prop_assert_eq!(judge(&segments(12, 60, timer)), vec![Some(Reason::FixedPeriod); 12]);
        }

        /// However large the counts are, judging them is safe.
        #[test]
        fn any_counts_can_be_judged(counts in prop::collection::vec(prop::array::uniform3(0u32..100_000), 130)) {
            let found = judge(&segments(13, 60, |minute| counts[minute as usize]));
            prop_assert_eq!(found.len(), 13);
        }
    }
}
