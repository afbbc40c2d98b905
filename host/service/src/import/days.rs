//! Entries that tell a day and no time of day, laid on it.

use std::collections::HashMap;

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::entry::{Line, Refused};
use super::moment::Stretch;

/// Lays those of a day one after another, from a time of that day on, in the order of the file.
pub(super) fn lay(lines: &mut [Line], zone: &TimeZone, starts: Time) {
    let mut reached = HashMap::new();
    for line in lines {
        let Ok(entry) = line else { continue };
        let Some(day) = entry.day else { continue };
        let of_day = || {
            let zoned = day.to_datetime(starts).to_zoned(zone.clone());
            zoned.map_or(entry.stretch.start, |zoned| zoned.timestamp().into())
        };
        let start = *reached.entry(day).or_insert_with(of_day);
        let until = start.plus(entry.stretch.seconds);
        if until > entry.stretch.until {
            let why = format!("laid from {starts} on, its day is over before it");
            *line = Err(Refused::unreadable(entry.line, None, why));
            continue;
        }
        entry.stretch = Stretch { start, until, ..entry.stretch };
        entry.day = None;
        reached.insert(day, until);
    }
}
