//! Days as people see them: from midnight to midnight of a time zone.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::time::{Second, Slot};

/// The first second of `date` in `zone` and the first second after it: 23, 24 or 25 hours.
///
/// A slot belongs to the day in which it starts, so in zones off the ten-minute grid no slot is
/// shown twice or on no day (SPEC.md §5). `None` for days at the end of jiff's calendar.
#[must_use]
pub fn day(date: Date, zone: &TimeZone) -> Option<(Second, Second)> {
    // Where a change of the clock skips midnight, `start_of_day` gives the first instant after it.
    let midnight = |date: Date| {
        let zoned = date.to_zoned(zone.clone()).ok()?.start_of_day().ok()?;
        Some(Second::from(zoned.timestamp()))
    };
    Some((midnight(date)?, midnight(date.tomorrow().ok()?)?))
}

/// The date that a clock in `zone` shows at this second.
#[must_use]
pub fn date(second: Second, zone: &TimeZone) -> Date {
    Timestamp::from(second).to_zoned(zone.clone()).date()
}

/// Minutes east of UTC on a clock in `zone` when a slot begins. Zones of the last hundred years are
/// whole minutes away; the seconds of older ones are cut off.
#[must_use]
pub fn offset_minutes(slot: Slot, zone: &TimeZone) -> i16 {
    let seconds = zone.to_offset(Timestamp::from(slot.start())).seconds();
    i16::try_from(seconds / 60).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as civil;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case::ordinary("Europe/Kyiv", civil(2026, 11, 16), 24)]
    #[case::spring("Europe/Kyiv", civil(2026, 3, 29), 23)]
    #[case::autumn("Europe/Kyiv", civil(2026, 10, 25), 25)]
    #[case::no_midnight("America/Santiago", civil(2026, 9, 6), 23)]
    #[case::off_the_grid("Asia/Kathmandu", civil(2026, 11, 16), 24)]
    #[case::half_hour_shift("Australia/Lord_Howe", civil(2026, 10, 4), 23)]
    fn days_have_their_hours(#[case] zone: &str, #[case] of: Date, #[case] hours: i64) {
        let (from, to) = day(of, &TimeZone::get(zone).unwrap()).unwrap();
        assert_eq!(to.since(from) / 3_600, hours);
    }

    #[test]
    fn a_day_at_five_forty_five_starts_off_the_grid() {
        let (from, _) = day(civil(2026, 11, 16), &TimeZone::get("Asia/Kathmandu").unwrap()).unwrap();
        assert_eq!(from.to_string(), "2026-11-15T18:15:00Z");
    }

    proptest! {
        #[test]
        fn a_second_lies_in_the_day_of_its_date(second in 0i64..4_000_000_000, zone in prop::sample::select(vec![
            "UTC", "Europe/Kyiv", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Gaza",
        ])) {
            let zone = TimeZone::get(zone).unwrap();
            let (from, to) = day(date(Second(second), &zone), &zone).unwrap();
            prop_assert!(from.0 <= second && second < to.0);
        }
    }
}
