//! Times of day, durations, yes and no as services write them in their exports.

use jiff::civil::Time;
use jiff::fmt::friendly::SpanParser;

use super::entry::short;

/// Reads a time of day: `9:00`, `09:00:00`, `01:26:00 PM`, `9:00 a.m.`
pub(super) fn clock(text: &str) -> Option<Time> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '.').collect();
    ["%H:%M", "%H:%M:%S", "%I:%M%p", "%I:%M:%S%p"].iter().find_map(|way| Time::strptime(way, &plain).ok())
}

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// So many seconds.
    Seconds(i64),
    /// A whole number without a unit: hours for most services.
    Number(i64),
}

/// Longer is no work of one person: 366 days.
const LONGEST: i64 = 366 * 86_400;

/// Reads a duration: `1:30`, `01:30:00`, `1.5`, `1,5` (hours), `1h 30m`, `90 min`; a whole number stays one.
///
/// Hours with up to two decimals are told to 36 seconds, so they mean whole minutes.
///
/// # Errors
/// What is wrong with it.
pub(super) fn duration(text: &str) -> Result<Length, &'static str> {
    let text = text.trim();
    if text.starts_with(['-', '−']) {
        return Err("it is less than nothing");
    }
    let length = match () {
        () if text.contains(':') => colons(text).map(Length::Seconds),
        () if is_digits(text) => text.parse().ok().map(Length::Number),
        () if text.chars().any(char::is_alphabetic) => units(text).map(Length::Seconds),
        () => decimal(text).map(Length::Seconds),
    };
    match length {
        Some(Length::Seconds(seconds) | Length::Number(seconds)) if seconds > LONGEST => {
            Err("it is longer than a year")
        }
        Some(length) => Ok(length),
        None => Err("it is not a duration such as `1:30`, `1.5` or `1h 30m`"),
    }
}

fn colons(text: &str) -> Option<i64> {
    let part = |text: &str| (text.len() <= 6 && is_digits(text)).then(|| text.parse::<i64>().ok())?;
    let parts: Vec<i64> = text.split(':').map(part).collect::<Option<_>>()?;
    match parts.as_slice() {
        [hours, minutes @ 0..60] => Some(hours * 3_600 + minutes * 60),
        [hours, minutes @ 0..60, seconds @ 0..60] => Some(hours * 3_600 + minutes * 60 + seconds),
        _ => None,
    }
}

/// Hours with decimals.
fn decimal(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', ','])?;
    if !(is_digits(part) && part.len() <= 9 && whole.len() <= 6 && (whole.is_empty() || is_digits(whole))) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let scale = 10i64.pow(u32::try_from(part.len()).ok()?);
    let rounded = |units: i64| {
        (part.parse::<i64>().ok()?.checked_mul(units)?.checked_add(scale / 2)?).checked_div(scale)
    };
    match part.len() {
        1 | 2 => Some(whole * 3_600 + rounded(60)? * 60),
        _ => Some(whole * 3_600 + rounded(3_600)?),
    }
}

/// Numbers, each with its unit: `1h 30m`, `25 min`, `1 hour 5 minutes 3 seconds`.
fn units(text: &str) -> Option<i64> {
    Some(SpanParser::new().parse_duration(text).ok()?.as_secs())
}

/// Reads yes or no; none where nothing stands.
///
/// # Errors
/// When it is neither.
pub(super) fn yes(text: &str) -> Result<Option<bool>, String> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "y" | "true" | "1" | "billable" => Ok(Some(true)),
        "no" | "n" | "false" | "0" | "non-billable" | "not billable" => Ok(Some(false)),
        _ => Err(format!("`{}` is neither yes nor no", short(text.trim()))),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("9:00", Some("09:00:00"))]
    #[case("09:00:30", Some("09:00:30"))]
    #[case("01:26:00 PM", Some("13:26:00"))]
    #[case("12:00 AM", Some("00:00:00"))]
    #[case("12:05pm", Some("12:05:00"))]
    #[case("9:00\u{202f}a.m.", Some("09:00:00"))]
    #[case("13:00 PM", None)]
    #[case("0:30 AM", None)]
    #[case("24:00", None)]
    #[case("9:60", None)]
    #[case("9", None)]
    #[case("nine", None)]
    #[case("", None)]
    fn a_time_of_day(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(clock(text).map(|time| time.to_string()).as_deref(), expected);
    }

    #[rstest]
    #[case("01:30:15", Some(5_415))]
    #[case("1:30", Some(5_400))]
    #[case("123:00:00", Some(442_800))]
    #[case("1.5", Some(5_400))]
    #[case("1,5", Some(5_400))]
    #[case("0.17", Some(600))]
    #[case("0.33", Some(1_200))]
    #[case("0.1667", Some(600))]
    #[case("1.2503", Some(4_501))]
    #[case(".5", Some(1_800))]
    #[case("1h 30m", Some(5_400))]
    #[case("1h30m10s", Some(5_410))]
    #[case("90 min", Some(5_400))]
    #[case("1 hour 5 minutes", Some(3_900))]
    #[case("1.5h", Some(5_400))]
    #[case("-01:00:00", None)]
    #[case("-1.5", None)]
    #[case("1:75", None)]
    #[case("1.500,5", None)]
    #[case("1.", None)]
    #[case("1h 30", None)]
    #[case("1 week", None)]
    #[case("99999:00:00", None)]
    #[case("99999999999999999999.5", None)]
    #[case("", None)]
    fn a_duration(#[case] text: &str, #[case] expected: Option<i64>) {
        assert_eq!(duration(text).ok(), expected.map(Length::Seconds));
    }

    #[test]
    fn a_whole_number_has_no_unit() {
        assert_eq!(duration("7260"), Ok(Length::Number(7_260)));
        assert!(duration("99999999999999999999").is_err());
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_read_or_refused(text in "\\PC*") {
            let _ = (clock(&text), duration(&text));
        }

        #[test]
        fn minutes_come_back_from_hours_with_two_decimals(minutes in 0i64..6_000) {
            let hundredths = (minutes * 100 + 30) / 60;
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            prop_assert_eq!(duration(&text), Ok(Length::Seconds(minutes * 60)));
        }
    }
}
