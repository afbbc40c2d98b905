//! Which segments an edit is about: a stretch, or picked ones.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use workdiary_diary::time::{Second, Slot};

use crate::failure::Failure;

/// Segments as a person names them; times are RFC 3339, or as the clock shows them in the
/// freelancer's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// All that begin in `from..to`.
    Range {
        /// The first slot's beginning.
        from: String,
        /// The end of the last slot.
        to: String,
    },
    /// Those that begin at these times.
    Picked(Vec<String>),
}

impl Selection {
    /// The slots that are meant, rising.
    ///
    /// # Errors
    /// When a time cannot be read, or is not where a slot begins.
    pub fn slots(&self, zone: &TimeZone) -> Result<Vec<Slot>, Failure> {
        match self {
            Self::Range { from, to } => {
                let (from, to) = (slot_at(from, zone)?, slot_at(to, zone)?);
                if to <= from {
                    return Err(Failure::usage(format!(
                        "from {} to {} is no time",
                        from.start(),
                        to.start()
                    ))
                    .hint("the end comes after the beginning"));
                }
                // A stretch that is meant has at most some weeks; one over years is a slip of the pen.
                if to.0 - from.0 > MOST_SLOTS {
                    return Err(Failure::usage(format!(
                        "from {} to {} is longer than two weeks",
                        from.start(),
                        to.start()
                    ))
                    .hint("what can be edited lies in the last two weeks"));
                }
                Ok((from.0..to.0).map(Slot).collect())
            }
            Self::Picked(times) => {
                let mut slots =
                    times.iter().map(|time| slot_at(time, zone)).collect::<Result<Vec<_>, _>>()?;
                slots.sort();
                slots.dedup();
                Ok(slots)
            }
        }
    }
}

/// Slots of two weeks and a lock.
const MOST_SLOTS: u32 = 15 * 144;

/// Reads a time: RFC 3339, or what the clock shows in `zone`.
///
/// # Errors
/// When it is neither.
pub fn time(text: &str, zone: &TimeZone) -> Result<Second, Failure> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Ok(instant.into());
    }
    let bad = |_| {
        Failure::usage(format!("`{text}` is not a time"))
            .hint("such as `2026-11-16T09:00Z`, or `2026-11-16T10:00` on the clock of the contract's zone")
    };
    let civil: DateTime = text.parse().map_err(bad)?;
    Ok(civil.to_zoned(zone.clone()).map_err(bad)?.timestamp().into())
}

/// The slot that begins at this time.
///
/// # Errors
/// When it is no time, or none begins there.
pub(crate) fn slot_at(text: &str, zone: &TimeZone) -> Result<Slot, Failure> {
    let at = time(text, zone)?;
    let slot = at.slot();
    if slot.start() != at {
        let shown =
            |at: Second| jiff::Timestamp::from(at).to_zoned(zone.clone()).strftime("%FT%R%:z").to_string();
        return Err(Failure::usage(format!("no segment begins at `{text}`")).hint(format!(
            "the next ones begin at {} and {}",
            shown(slot.start()),
            shown(slot.end())
        )));
    }
    Ok(slot)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(from: &str, to: &str, zone: &str) -> Result<Vec<String>, String> {
        let selection = Selection::Range { from: from.to_owned(), to: to.to_owned() };
        let found = selection.slots(&TimeZone::get(zone).unwrap());
        let shown = |slots: Vec<Slot>| slots.iter().map(|slot| slot.start().to_string()).collect();
        found
            .map(shown)
            .map_err(|failure| format!("{}; {}", failure.message, failure.hint.unwrap_or_default()))
    }

    #[test]
    fn a_stretch_is_the_slots_that_begin_in_it() {
        let expected = ["2026-11-16T09:00:00Z", "2026-11-16T09:10:00Z"].map(str::to_owned);
        assert_eq!(slots("2026-11-16T09:00Z", "2026-11-16T09:20Z", "UTC").unwrap(), expected);
        assert_eq!(slots("2026-11-16T11:00", "2026-11-16T11:20", "Europe/Kyiv").unwrap(), expected);
        assert_eq!(slots("2026-11-16T11:00+02:00", "2026-11-16T09:20Z", "UTC").unwrap(), expected);
    }

    #[test]
    fn what_is_no_slot_is_told_with_those_that_are() {
        let told = slots("2026-11-16T15:00", "2026-11-16T16:00", "Asia/Kathmandu").unwrap_err();
        assert!(told.contains("2026-11-16T14:55+05:45 and 2026-11-16T15:05+05:45"), "{told}");
        for (from, to, why) in [
            ("nine", "2026-11-16T09:00Z", "`nine` is not a time"),
            ("2026-11-16T09:00Z", "2026-11-16T09:00Z", "is no time"),
            ("2026-11-16T09:00Z", "2027-11-16T09:00Z", "longer than two weeks"),
        ] {
            let told = slots(from, to, "UTC").unwrap_err();
            assert!(told.contains(why), "{told}");
        }
    }
}
