//! Spans of time as people type them: `30s`, `5m`.

use std::time::Duration;

use crate::failure::{Failure, Result};

/// The longest time to try out: a working day.
const LONGEST_SECONDS: u64 = 8 * 3600;

/// Reads whole seconds or minutes, from ten seconds to eight hours.
pub(crate) fn parse(text: &str) -> Result<Duration> {
    let wrong = |what: &str| {
        Failure::usage(format!("`{text}` {what}")).hint("say seconds or minutes, 10s at least: `30s`, `2m`")
    };
    let (digits, unit) = match text.strip_suffix('m') {
        Some(digits) => (digits, 60),
        None => (text.strip_suffix('s').ok_or_else(|| wrong("has no unit"))?, 1),
    };
    let number: u64 = digits.parse().map_err(|_| wrong("is no whole number of seconds or minutes"))?;
    match number.checked_mul(unit) {
        Some(seconds @ 10..=LONGEST_SECONDS) => Ok(Duration::from_secs(seconds)),
        _ => Err(wrong("is not between 10 seconds and 8 hours")),
    }
}

/// `95` as `1 m 35 s`.
pub(crate) fn show(time: Duration) -> String {
    match (time.as_secs() / 60, time.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} m"),
        (minutes, seconds) => format!("{minutes} m {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_minutes_are_read() {
        for (text, seconds) in [("10s", 10), ("30s", 30), ("2m", 120), ("480m", 28_800)] {
            assert_eq!(parse(text).unwrap(), Duration::from_secs(seconds), "{text}");
        }
    }

    #[test]
    fn anything_else_is_usage() {
        for text in ["", "s", "2", "2h", "-2m", "1.5m", "9s", "0m", "481m", "99999999999999999999m", " 2m"] {
            assert_eq!(parse(text).unwrap_err().code, 2, "{text}");
        }
    }

    #[test]
    fn spans_are_shown_in_words() {
        for (seconds, text) in [(9, "9 s"), (60, "1 m"), (95, "1 m 35 s")] {
            assert_eq!(show(Duration::from_secs(seconds)), text);
        }
    }
}
