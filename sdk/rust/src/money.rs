//! Amounts of money in whole minor units, and how they are rounded and shown.

/// How an amount that is no whole minor unit becomes one.
pub use crate::bindings::billing::workdiary::plugin::types::Rounding;

/// What `minutes` cost at an hourly rate, in the same minor units. `None` when it is larger than
/// can be counted.
#[must_use]
pub fn amount(hourly_rate: i64, minutes: u32, rounding: Rounding) -> Option<i64> {
    divide(i128::from(hourly_rate) * i128::from(minutes), 60, rounding)
}

/// A rate or an amount times a factor of so many thousandths: 1500 is one and a half.
#[must_use]
pub fn scale(amount: i64, thousandths: u32, rounding: Rounding) -> Option<i64> {
    divide(i128::from(amount) * i128::from(thousandths), 1_000, rounding)
}

/// A share of an amount in hundredths of a percent, as taxes are said: 1900 is 19 %.
#[must_use]
pub fn share(amount: i64, hundredths_of_percent: u32, rounding: Rounding) -> Option<i64> {
    divide(i128::from(amount) * i128::from(hundredths_of_percent), 10_000, rounding)
}

/// Reads a decimal such as `85.00` as whole units of its last digit: `8500` where there are two.
/// `None` for anything but digits and one point, or for more digits after it.
#[must_use]
pub fn parse(text: &str, digits: u8) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = usize::from(digits);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || text.ends_with('.') || part.len() > digits || !plain(whole) || !plain(part) {
        return None;
    }
    format!("{whole}{part:0<digits$}").parse().ok()
}

fn divide(dividend: i128, divisor: i128, rounding: Rounding) -> Option<i64> {
    let (whole, rest) = (dividend / divisor, (dividend % divisor).abs());
    let away = match rounding {
        Rounding::HalfAwayFromZero => 2 * rest >= divisor,
        Rounding::HalfEven => 2 * rest > divisor || (2 * rest == divisor && whole % 2 != 0),
        Rounding::Up => rest > 0,
        Rounding::Down => false,
    };
    i64::try_from(if away { whole + dividend.signum() } else { whole }).ok()
}

/// An amount as people read it: `1,417` minor units of a currency with two digits are `14.17`.
#[must_use]
pub fn show(minor: i64, digits: u8) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let unit = 10u64.pow(u32::from(digits));
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:0width$}", width = usize::from(digits)),
    }
}

/// Hours and minutes as people read them: 95 minutes are `1:35`.
#[must_use]
pub fn hours(minutes: u64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_as_said() {
        use Rounding::{Down, HalfAwayFromZero, HalfEven, Up};
        for (rate, minutes, rounding, expected) in [
            (8_500, 10, HalfAwayFromZero, 1_417),
            (1, 30, HalfAwayFromZero, 1),
            (-1, 30, HalfAwayFromZero, -1),
            (1, 30, HalfEven, 0),
            (3, 30, HalfEven, 2),
            (1, 1, Up, 1),
            (-1, 1, Up, -1),
            (119, 30, Down, 59),
            (i64::MAX, 60, Down, i64::MAX),
        ] {
            assert_eq!(amount(rate, minutes, rounding), Some(expected), "{rate} {minutes} {rounding:?}");
        }
        assert_eq!(amount(i64::MAX, 61, HalfEven), None);
        assert_eq!(scale(8_500, 1_250, HalfEven), Some(10_625));
        assert_eq!(share(10_050, 1_900, HalfAwayFromZero), Some(1_910));
        assert_eq!(share(-10_050, 1_900, HalfAwayFromZero), Some(-1_910));
    }

    #[test]
    fn decimals_are_read() {
        for (text, digits, expected) in [
            ("85.00", 2, Some(8_500)),
            ("85", 0, Some(85)),
            ("1.5", 3, Some(1_500)),
            ("1.", 2, None),
            ("-1", 2, None),
            ("1.005", 2, None),
            (".5", 1, None),
            ("99999999999999999999", 0, None),
        ] {
            assert_eq!(parse(text, digits), expected, "{text}");
        }
    }

    #[test]
    fn amounts_and_hours_are_shown() {
        assert_eq!(
            [show(1_417, 2), show(-5, 2), show(85, 0), show(1_005, 3)],
            ["14.17", "-0.05", "85", "1.005"]
        );
        assert_eq!([hours(0), hours(95), hours(2_235)], ["0:00", "1:35", "37:15"]);
    }
}
