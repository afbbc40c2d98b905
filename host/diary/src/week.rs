//! Weeks: Monday 00:00 UTC to Sunday 24:00 UTC, and their locks.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::time::{SLOT_SECONDS, Second, Slot};

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
/// 1970-01-05, the first Monday of Unix time.
const FIRST_MONDAY: i64 = 4 * DAY;

/// A week, known by its first second (SPEC.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(Second);

impl Week {
    /// The week in which this second falls.
    #[must_use]
    pub fn of(second: Second) -> Self {
        let into = second.plus(-FIRST_MONDAY).0.rem_euclid(WEEK);
        Self(second.plus(-into))
    }

    /// The week to which this UTC date belongs.
    #[must_use]
    pub fn of_date(date: Date) -> Self {
        let midnight = date.to_zoned(TimeZone::UTC).map(|zoned| Second::from(zoned.timestamp()));
        Self::of(midnight.unwrap_or_default())
    }

    /// Monday 00:00:00 UTC.
    #[must_use]
    pub fn start(self) -> Second {
        self.0
    }

    /// The first second after Sunday.
    #[must_use]
    pub fn end(self) -> Second {
        self.0.plus(WEEK)
    }

    /// The instant from which the week can no longer be edited: the following Monday 12:00:00 UTC.
    #[must_use]
    pub fn lock(self) -> Second {
        self.end().plus(DAY / 2)
    }

    /// The instant until which the client may countersign or dispute its statement: the Friday after
    /// the lock, 24:00 UTC (SPEC.md §6).
    #[must_use]
    pub fn answer_until(self) -> Second {
        self.end().plus(5 * DAY)
    }

    /// The week of a slot.
    #[must_use]
    pub fn of_slot(slot: Slot) -> Self {
        Self::of(slot.start())
    }

    /// The week after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.end())
    }

    /// Its 1,008 slots.
    #[must_use]
    pub fn slots(self) -> std::ops::Range<u32> {
        // Monday 00:00 lies on the ten-minute grid.
        debug_assert_eq!(self.0.0.rem_euclid(SLOT_SECONDS), 0);
        Slot::starting_in(self.start(), self.end())
    }

    /// The weeks that have slots in `from..to`, in order.
    pub fn touching(from: Second, to: Second) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(Self::of(from)), |week| Some(week.next()))
            .take_while(move |week| week.start() < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use rstest::rstest;

    fn at(text: &str) -> Second {
        Second::from(text.parse::<Timestamp>().unwrap())
    }

    #[rstest]
    #[case("2026-11-16T00:00:00Z", "2026-11-16T00:00:00Z")]
    #[case("2026-11-15T23:59:59Z", "2026-11-09T00:00:00Z")]
    #[case("2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z")]
    #[case("1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z")]
    fn a_week_starts_on_monday_utc(#[case] second: &str, #[case] start: &str) {
        assert_eq!(Week::of(at(second)).start(), at(start));
    }

    #[test]
    fn the_lock_is_the_following_monday_at_noon() {
        let week = Week::of_date(jiff::civil::date(2026, 11, 18));
        assert_eq!(week.lock(), at("2026-11-23T12:00:00Z"));
        assert_eq!(week.answer_until(), at("2026-11-28T00:00:00Z"));
        assert_eq!(week.slots().len(), 1_008);
    }

    proptest! {
        #[test]
        fn every_second_lies_in_exactly_one_week(second in 0i64..4_000_000_000) {
            let week = Week::of(Second(second));
            prop_assert!(week.start().0 <= second && second < week.end().0);
            prop_assert_eq!(Week::of(week.start()), week);
            prop_assert_eq!(Week::of(week.end()), week.next());
        }
    }
}
