//! How values are told: small parts of text that the command line and the web both show.

use serde_json::Value;
use workdiary_diary::money::Money;

/// The text at this JSON pointer; empty where there is none.
#[must_use]
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The list at this JSON pointer; empty where there is none.
#[must_use]
pub fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The number at this JSON pointer.
#[must_use]
pub fn number(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer).and_then(Value::as_i64)
}

/// The minutes at this JSON pointer; none are none.
#[must_use]
pub fn minutes(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or_default()
}

/// An amount with its currency, such as `85.00 EUR`; empty where there is none.
#[must_use]
pub fn money(value: Option<&Value>) -> String {
    let parts = value.and_then(|money| {
        let currency = money.get("currency")?.as_str()?.parse().ok()?;
        Some(Money { minor: money.get("minor")?.as_i64()?, currency })
    });
    parts.map_or_else(String::new, |money| money.to_string())
}

/// Hours and minutes of so many minutes: `37:15`.
#[must_use]
pub fn hours(minutes: u64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Hours, minutes and seconds: `0:07:31`.
#[must_use]
pub fn stopwatch(seconds: i64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// How long it is in words, to its second unit: `3 days 4 hours`, `5 hours 12 minutes`, `1 minute`.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    let count = |count: i64, word: &str| match count {
        0 => String::new(),
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    let (large, small) = match minutes {
        0 => return "less than a minute".to_owned(),
        1..60 => (String::new(), count(minutes, "minute")),
        60..1_440 => (count(minutes / 60, "hour"), count(minutes % 60, "minute")),
        _ => (count(minutes / 1_440, "day"), count(minutes / 60 % 24, "hour")),
    };
    format!("{large} {small}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_duration_is_told_to_its_second_unit() {
        for (seconds, told) in [
            (-5, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (3_599, "59 minutes"),
            (3_600, "1 hour"),
            (7_260, "2 hours 1 minute"),
            (86_399, "23 hours 59 minutes"),
            (86_400, "1 day"),
            (3 * 86_400 + 4 * 3_600 + 59 * 60, "3 days 4 hours"),
        ] {
            assert_eq!(duration(seconds), told);
        }
    }

    #[test]
    fn what_is_not_there_is_shown_as_nothing() {
        let value = json!({ "price": { "minor": 8500, "currency": "EUR" }, "name": "Parser", "count": 7 });
        assert_eq!(money(value.get("price")), "85.00 EUR");
        assert_eq!((text(&value, "/name"), number(&value, "/count")), ("Parser", Some(7)));
        assert_eq!(
            (money(value.get("rate")), text(&value, "/count"), list(&value, "/name").len()),
            (String::new(), "", 0)
        );
        assert_eq!((hours(2_235), stopwatch(451)), ("37:15".to_owned(), "0:07:31".to_owned()));
    }
}
