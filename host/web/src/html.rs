//! Small parts that many pages are made of.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::{Markup, html};
use workdiary_diary::week::Week;
use workdiary_service::Failure;

pub(crate) use workdiary_service::shown::{duration, hours, list, minutes, money, number, stopwatch, text};

/// The size of a file, for people: `870 bytes`, `12 kB`, `3.4 MB`.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_499 => format!("{} kB", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
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

/// A time of the service's to the minute, in the zone of a page and in UTC.
pub(crate) fn exact(time: &str, zone: &TimeZone) -> Markup {
    let (Some(here), Some(utc)) = (local(time, zone), local(time, &TimeZone::UTC)) else {
        return html! { (time) };
    };
    html! {
        time datetime=(time) {
            (here.strftime("%a %-d %b %Y, %H:%M"))
            @match zone.iana_name() {
                Some("UTC") | None => { " UTC" }
                Some(name) => { " " (name) " (" (utc.strftime("%a %H:%M")) " UTC)" }
            }
        }
    }
}

/// From when to when, as a clock in this zone shows it: `Tue 17 Nov, 09:00–10:20`.
pub(crate) fn stretch(from: &str, to: &str, zone: &TimeZone) -> String {
    let (Some(begins), Some(ends)) = (local(from, zone), local(to, zone)) else {
        return format!("{from}–{to}");
    };
    let same = begins.date() == ends.date();
    let ends = ends.strftime(if same { "–%H:%M" } else { " – %a %-d %b, %H:%M" });
    format!("{}{ends}", begins.strftime("%a %-d %b, %H:%M"))
}

/// The UTC week of a date: `16 November to 22 November 2026`.
pub(crate) fn week(date: Date) -> String {
    let from = monday(date);
    let to = from.checked_add(jiff::Span::new().days(6)).unwrap_or(from);
    format!("{} to {}", from.strftime("%-d %B"), to.strftime("%-d %B %Y"))
}

/// The Monday of a date's week.
pub(crate) fn monday(date: Date) -> Date {
    Timestamp::from(Week::of_date(date).start()).to_zoned(TimeZone::UTC).date()
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
