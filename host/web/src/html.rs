//! Small parts that many pages are made of.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::{Markup, html};
use workdiary_service::Failure;

pub(crate) use workdiary_service::shown::{hours, list, money, number, stopwatch, text};

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
