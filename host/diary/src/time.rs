//! The units of time of the diary: seconds, UTC minutes and ten-minute slots.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds in a slot.
pub const SLOT_SECONDS: i64 = 600;
/// Minutes in a slot.
pub const SLOT_MINUTES: usize = 10;
/// Slots of a day.
pub const DAY_SLOTS: u32 = 144;

/// A whole second of Unix time (UTC, leap seconds not counted).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Second(pub i64);

impl Second {
    /// The slot in which this second falls. Seconds before 1970 fall into slot 0.
    #[must_use]
    pub fn slot(self) -> Slot {
        let slot = self.0.div_euclid(SLOT_SECONDS).max(0);
        Slot(u32::try_from(slot).unwrap_or(u32::MAX))
    }

    /// The UTC minute in which this second falls.
    #[must_use]
    pub fn minute(self) -> Minute {
        Minute(self.0.div_euclid(60))
    }

    /// This second moved by `seconds`.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this one; negative when it lies before.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<Timestamp> for Second {
    fn from(timestamp: Timestamp) -> Self {
        // Rounds down also before 1970, unlike `as_second`.
        Self(timestamp.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(i64::MAX))
    }
}

impl From<Second> for Timestamp {
    /// The instant; what lies outside jiff's years −9999 to 9999 is held at the border.
    fn from(second: Second) -> Self {
        Self::from_second(second.0).unwrap_or(if second.0 < 0 { Self::MIN } else { Self::MAX })
    }
}

/// RFC 3339 in UTC, such as `2026-11-16T09:03:00Z`.
impl fmt::Display for Second {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from(*self).fmt(f)
    }
}

/// A UTC minute: `floor(unix / 60)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i64);

impl Minute {
    /// Its first second.
    #[must_use]
    pub fn start(self) -> Second {
        Second(self.0.saturating_mul(60))
    }

    /// The first second after it.
    #[must_use]
    pub fn end(self) -> Second {
        self.start().plus(60)
    }

    /// The slot it belongs to.
    #[must_use]
    pub fn slot(self) -> Slot {
        self.start().slot()
    }

    /// Which of the slot's ten minutes it is, 0 to 9.
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0.rem_euclid(10)).unwrap_or_default()
    }
}

/// A ten-minute slot: `floor(unix / 600)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(pub u32);

impl Slot {
    /// Its first second.
    #[must_use]
    pub fn start(self) -> Second {
        Second(i64::from(self.0) * SLOT_SECONDS)
    }

    /// The first second after it.
    #[must_use]
    pub fn end(self) -> Second {
        self.start().plus(SLOT_SECONDS)
    }

    /// Its minute with this index, 0 to 9.
    #[must_use]
    pub fn minute(self, index: usize) -> Minute {
        Minute(i64::from(self.0) * 10 + i64::try_from(index).unwrap_or_default())
    }

    /// The slots whose first second lies in `from..to`.
    #[must_use]
    pub fn starting_in(from: Second, to: Second) -> std::ops::Range<u32> {
        let first_at_or_after = |second: Second| second.plus(SLOT_SECONDS - 1).slot().0;
        let from = first_at_or_after(from);
        from..first_at_or_after(to).max(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-11-16T09:00:00Z", 0, 0)]
    #[case("2026-11-16T09:09:59Z", 9, 599)]
    #[case("2026-11-16T09:03:07Z", 3, 187)]
    #[case("1970-01-01T00:00:00Z", 0, 0)]
    fn a_second_falls_into_its_minute_and_slot(#[case] at: &str, #[case] index: usize, #[case] into: i64) {
        let second = Second::from(at.parse::<Timestamp>().unwrap());
        assert_eq!(second.to_string(), at);
        assert_eq!(second.minute().index(), index);
        assert_eq!(second.since(second.slot().start()), into);
        assert_eq!(second.minute().slot(), second.slot());
        assert_eq!(second.slot().minute(index), second.minute());
    }

    #[rstest]
    #[case(0, 600, 0..1)]
    #[case(1, 600, 1..1)]
    #[case(1, 601, 1..2)]
    #[case(900, 2_400, 2..4)]
    #[case(2_400, 900, 4..4)]
    fn a_slot_belongs_to_where_it_starts(
        #[case] from: i64,
        #[case] to: i64,
        #[case] slots: std::ops::Range<u32>,
    ) {
        assert_eq!(Slot::starting_in(Second(from), Second(to)), slots);
    }

    proptest! {
        #[test]
        fn neighbouring_ranges_share_no_slot_and_miss_none(from in 0i64..1_000_000, cut in 0i64..100_000, rest in 0i64..100_000) {
            let (a, b, c) = (Second(from), Second(from + cut), Second(from + cut + rest));
            let (left, right, whole) = (Slot::starting_in(a, b), Slot::starting_in(b, c), Slot::starting_in(a, c));
            prop_assert_eq!(left.len() + right.len(), whole.len());
        }
    }
}
