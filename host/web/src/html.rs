//! Small parts that many pages are made of.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::{Markup, html};
use serde_json::Value;
use workdiary_diary::money::Money;
use workdiary_service::Failure;

/// The text at this JSON pointer; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The list at this JSON pointer; empty where there is none.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The number at this JSON pointer.
pub(crate) fn number(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer).and_then(Value::as_i64)
}

/// An amount with its currency, such as `85.00 EUR`.
pub(crate) fn money(value: Option<&Value>) -> String {
    let parts = value.and_then(|money| {
        let currency = money.get("currency")?.as_str()?.parse().ok()?;
        Some(Money { minor: money.get("minor")?.as_i64()?, currency })
    });
    parts.map_or_else(String::new, |money| money.to_string())
}

/// Hours and minutes of so many minutes: `37:15`.
pub(crate) fn hours(minutes: u64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Hours, minutes and seconds: `0:07:31`.
pub(crate) fn stopwatch(seconds: i64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A time of the service's as a clock in this zone shows it.
pub(crate) fn local(time: &str, zone: &TimeZone) -> Option<Zoned> {
    time.parse::<Timestamp>().ok().map(|time| time.to_zoned(zone.clone()))
}

/// A time of the service's, for people, in the zone of a page.
pub(crate) fn moment(time: &str, zone: &TimeZone) -> Markup {
    match local(time, zone) {
        Some(local) => html! { time datetime=(time) { (local.strftime("%-d %b %Y, %H:%M")) } },
        None => html! { (time) },
    }
}

/// What went wrong and what to do, at the head of a page.
pub(crate) fn failure(failure: &Failure) -> Markup {
    html! {
        div.note.bad role="alert" {
            p { strong { (sentence(&failure.message)) } }
            @if !failure.details.is_empty() {
                ul { @for detail in &failure.details { li { (detail) } } }
            }
            @if let Some(hint) = &failure.hint { p { (sentence(hint)) } }
        }
    }
}

/// A message of the service's as a sentence.
pub(crate) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut sentence: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

/// Percent-encodes what stands in a path.
pub(crate) fn path(segment: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
    segment
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
