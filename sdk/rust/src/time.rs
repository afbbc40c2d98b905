//! Slots as dates and times. All of it is UTC unless a function says otherwise.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

pub use jiff;

/// Seconds of a slot.
pub const SLOT_SECONDS: i64 = 600;
/// Slots of a day.
pub const DAY_SLOTS: u32 = 144;
/// Slots of a week.
pub const WEEK_SLOTS: u32 = 1_008;

/// When a slot begins.
#[must_use]
pub fn start(slot: u32) -> Timestamp {
    // A slot of any number lies before the year 83,000: jiff ends at 9999.
    Timestamp::from_second(i64::from(slot) * SLOT_SECONDS).unwrap_or(Timestamp::MAX)
}

/// The day in which a slot lies.
#[must_use]
pub fn date(slot: u32) -> Date {
    civil(slot, 0).date()
}

/// The date and time at which a slot begins on a clock so many minutes east of UTC.
#[must_use]
pub fn civil(slot: u32, offset_minutes: i16) -> DateTime {
    let offset = Offset::from_seconds(i32::from(offset_minutes) * 60).unwrap_or(Offset::UTC);
    offset.to_datetime(start(slot))
}

/// As in RFC 3339: `2026-11-16T09:00:00Z`.
#[must_use]
pub fn rfc3339(slot: u32) -> String {
    start(slot).to_string()
}

/// The slot in which an instant lies; none before 1970.
#[must_use]
pub fn slot_of(instant: Timestamp) -> Option<u32> {
    u32::try_from(instant.as_second().div_euclid(SLOT_SECONDS)).ok()
}

/// The first slot of a UTC day; none before 1970.
#[must_use]
pub fn slot_of_date(date: Date) -> Option<u32> {
    slot_of(Offset::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok()?)
}

/// The last day of a stretch of slots: `until` is the first slot after it.
#[must_use]
pub fn last_date(until: u32) -> Date {
    date(until.saturating_sub(1))
}

/// The week, Monday to Sunday, that begins with a slot, as people read it: `2026-11-16 to 2026-11-22`.
#[must_use]
pub fn week_words(week: u32) -> String {
    let monday = date(week);
    format!("{monday} to {}", monday.saturating_add(6.days()))
}

/// Minutes as decimal hours, one amount after the other, each rounded so that together they are always
/// the rounded sum of the minutes: six times ten minutes with two digits are `0.17`, `0.16`, … and
/// sum to `1.00`.
#[derive(Debug)]
pub struct DecimalHours {
    digits: u8,
    minutes: u64,
}

impl DecimalHours {
    /// None so far.
    #[must_use]
    pub fn new(digits: u8) -> Self {
        Self { digits, minutes: 0 }
    }

    /// So many minutes more, in hours.
    pub fn next(&mut self, minutes: u32) -> String {
        let before = self.units();
        self.minutes += u64::from(minutes);
        crate::money::show(self.units() - before, self.digits)
    }

    /// The sum in units of the last digit, a half going up.
    fn units(&self) -> i64 {
        let unit = 10u64.pow(u32::from(self.digits));
        i64::try_from((self.minutes * unit + 30) / 60).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_hours_sum_to_the_minutes() {
        let mut hours = DecimalHours::new(2);
        let parts = [10, 10, 10, 10, 10, 10, 95, 0].map(|minutes| hours.next(minutes));
        assert_eq!(parts, ["0.17", "0.16", "0.17", "0.17", "0.16", "0.17", "1.58", "0.00"]);
        let mut hours = DecimalHours::new(4);
        assert_eq!([10, 10, 10].map(|minutes| hours.next(minutes)), ["0.1667", "0.1666", "0.1667"]);
    }

    #[test]
    fn a_slot_is_ten_minutes_of_a_day() {
        let slot = slot_of("2026-11-16T09:19:59Z".parse().unwrap()).unwrap();
        assert_eq!(rfc3339(slot), "2026-11-16T09:10:00Z");
        assert_eq!(slot_of_date(date(slot)).unwrap() + 9 * 6 + 1, slot);
        assert_eq!(civil(slot, 345).to_string(), "2026-11-16T14:55:00");
        assert_eq!(week_words(slot), "2026-11-16 to 2026-11-22");
    }
}
