//! The ten minutes of a segment: seconds tracked and counts, minute by minute.

use crate::counts::Counts;
use crate::time::{Minute, SLOT_MINUTES, Second, Slot};

/// What was recorded in one UTC minute of one contract.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MinuteRecord {
    /// Tracked seconds, 0 to 60.
    pub tracked_seconds: u8,
    /// Keystrokes; held at 65,535.
    pub keystrokes: u16,
    /// Clicks; held at 65,535.
    pub clicks: u16,
    /// Scroll actions; held at 65,535.
    pub scrolls: u16,
}

impl MinuteRecord {
    /// Whether anything was typed, clicked or scrolled.
    #[must_use]
    pub fn is_active(self) -> bool {
        self.keystrokes > 0 || self.clicks > 0 || self.scrolls > 0
    }

    fn add(&mut self, seconds: u8, counts: Counts) {
        let held = |sum: u16, more: u32| sum.saturating_add(u16::try_from(more).unwrap_or(u16::MAX));
        self.tracked_seconds = self.tracked_seconds.saturating_add(seconds).min(60);
        self.keystrokes = held(self.keystrokes, counts.keystrokes);
        self.clicks = held(self.clicks, counts.clicks);
        self.scrolls = held(self.scrolls, counts.scrolls);
    }
}

/// Tracked time and counts to be added to one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinuteDelta {
    /// Which minute.
    pub minute: Minute,
    /// Seconds of it that were tracked, 0 to 60.
    pub seconds: u8,
    /// What was counted meanwhile.
    pub counts: Counts,
}

/// The ten minutes of one slot of one contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotMinutes {
    /// Minute by minute.
    pub minutes: [MinuteRecord; SLOT_MINUTES],
    /// At which second of the slot its tracking began, 0 to 599; decides ties between contracts.
    pub first_second: u16,
}

impl SlotMinutes {
    /// A slot in which nothing is recorded yet and whose tracking begins at `first`.
    #[must_use]
    pub fn starting(slot: Slot, first: Second) -> Self {
        let first_second = u16::try_from(first.since(slot.start()).clamp(0, 599)).unwrap_or_default();
        Self { minutes: [MinuteRecord::default(); SLOT_MINUTES], first_second }
    }

    /// Adds to the minute that `delta` names; the caller has checked that it lies in this slot.
    pub fn add(&mut self, delta: &MinuteDelta) {
        if let Some(minute) = self.minutes.get_mut(delta.minute.index()) {
            minute.add(delta.seconds, delta.counts);
        }
    }

    /// Takes away what a stretch of tracking, unbroken up to `until`, recorded from `cut` on.
    ///
    /// The counts of whole minutes after the cut go; the minute of the cut keeps its counts, since
    /// the last input lies in it.
    pub fn cut(&mut self, slot: Slot, cut: Second, until: Second) {
        for (index, record) in self.minutes.iter_mut().enumerate() {
            let minute = slot.minute(index);
            let gone = until.min(minute.end()).since(cut.max(minute.start())).clamp(0, 60);
            if cut <= minute.start() && gone >= i64::from(record.tracked_seconds) {
                *record = MinuteRecord::default();
            } else {
                record.tracked_seconds =
                    record.tracked_seconds.saturating_sub(u8::try_from(gone).unwrap_or(60));
            }
        }
    }

    /// Tracked seconds of the whole slot, 0 to 600.
    #[must_use]
    pub fn tracked_seconds(&self) -> u16 {
        self.minutes.iter().map(|minute| u16::from(minute.tracked_seconds)).sum()
    }
}

/// Splits the stretch `from..to` at the minutes it crosses; the counts go to its last minute, the
/// one in which they were read. Nothing for an empty stretch.
pub fn split(from: Second, to: Second, counts: Counts) -> impl Iterator<Item = MinuteDelta> {
    let minutes = from.minute().0..=to.plus(-1).minute().0;
    minutes.filter(move |_| from < to).map(Minute).map(move |minute| {
        let seconds = to.min(minute.end()).since(from.max(minute.start()));
        let last = minute.end() >= to;
        MinuteDelta {
            minute,
            seconds: u8::try_from(seconds).unwrap_or(60),
            counts: if last { counts } else { Counts::default() },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const SLOT: Slot = Slot(1_000);

    fn keys(keystrokes: u32) -> Counts {
        Counts { keystrokes, ..Counts::default() }
    }

    /// Records `from..to` (seconds into the slot) one second at a time, a keystroke each.
    fn tracked(from: i64, to: i64) -> SlotMinutes {
        let at = |into| SLOT.start().plus(into);
        let mut minutes = SlotMinutes::starting(SLOT, at(from));
        for second in from..to {
            split(at(second), at(second + 1), keys(1)).for_each(|delta| minutes.add(&delta));
        }
        minutes
    }

    #[rstest]
    #[case::inside_a_minute(10, 20, &[10])]
    #[case::to_the_end_of_a_minute(50, 60, &[10])]
    #[case::over_a_border(50, 70, &[10, 10])]
    #[case::over_a_whole_minute(50, 130, &[10, 60, 10])]
    #[case::nothing(50, 50, &[])]
    #[case::back(50, 40, &[])]
    fn a_stretch_is_split_at_minutes(#[case] from: i64, #[case] to: i64, #[case] seconds: &[u8]) {
        let deltas: Vec<_> = split(Second(from), Second(to), keys(7)).collect();
        assert_eq!(deltas.iter().map(|delta| delta.seconds).collect::<Vec<_>>(), seconds);
        let counted: Vec<_> = deltas.iter().filter(|delta| !delta.counts.is_zero()).collect();
        assert_eq!(counted.len(), usize::from(!seconds.is_empty()));
        assert_eq!(deltas.last().map(|delta| delta.counts), (!seconds.is_empty()).then(|| keys(7)));
    }

    #[rstest]
    #[case::whole_tail(0, 600, 300, 300)]
    #[case::inside_a_minute(0, 600, 290, 290)]
    #[case::everything(30, 200, 30, 0)]
    #[case::nothing(30, 200, 200, 170)]
    fn a_cut_takes_the_tail(#[case] from: i64, #[case] to: i64, #[case] cut: i64, #[case] left: u16) {
        let mut minutes = tracked(from, to);
        minutes.cut(SLOT, SLOT.start().plus(cut), SLOT.start().plus(to));
        assert_eq!(minutes.tracked_seconds(), left);
        let after = minutes.minutes.iter().skip(usize::try_from(cut).unwrap().div_ceil(60));
        assert!(after.into_iter().all(|minute| !minute.is_active() && minute.tracked_seconds == 0));
    }

    #[test]
    fn a_cut_leaves_an_earlier_session_of_the_same_minute() {
        let mut minutes = tracked(0, 20);
        split(SLOT.start().plus(30), SLOT.start().plus(50), keys(0)).for_each(|delta| minutes.add(&delta));
        minutes.cut(SLOT, SLOT.start().plus(30), SLOT.start().plus(50));
        assert_eq!(minutes, tracked(0, 20));
    }

    #[test]
    fn counts_are_held_at_their_largest() {
        let mut minutes = SlotMinutes::starting(SLOT, SLOT.start());
        for _ in 0..3 {
            minutes.add(&MinuteDelta { minute: SLOT.minute(0), seconds: 60, counts: keys(40_000) });
        }
        assert_eq!(
            minutes.minutes[0],
            MinuteRecord { tracked_seconds: 60, keystrokes: u16::MAX, ..MinuteRecord::default() }
        );
    }

    proptest! {
        #[test]
        fn no_second_is_lost_or_made(from in 0i64..10_000, length in 0i64..1_000) {
            let seconds: i64 = split(Second(from), Second(from + length), keys(1)).map(|delta| i64::from(delta.seconds)).sum();
            prop_assert_eq!(seconds, length);
        }

        #[test]
        fn cutting_is_as_if_never_tracked(from in 0i64..600, length in 1i64..600, cut in 0i64..600) {
            let to = (from + length).min(600);
            let cut = cut.clamp(from, to);
            let mut minutes = tracked(from, to);
            minutes.cut(SLOT, SLOT.start().plus(cut), SLOT.start().plus(to));
            let seconds = |minutes: &SlotMinutes| minutes.minutes.map(|minute| minute.tracked_seconds);
            prop_assert_eq!(seconds(&minutes), seconds(&tracked(from, cut)));
        }
    }
}
