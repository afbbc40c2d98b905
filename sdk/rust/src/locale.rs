//! Numbers and dates as the client reads them: as [`crate::Diary::number_format`] and
//! [`crate::Diary::date_format`] show by an example.

use jiff::civil::Date;

use crate::money;

/// Between digits where the example has a blank: narrow, and no line ends there.
const NARROW_BLANK: char = '\u{202f}';

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Before every three digits of the whole part; none: digits stand together.
    group: Option<char>,
    /// Before the decimals.
    point: char,
}

impl Numbers {
    /// By the example of 1234.5: `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50` or `1234.50`,
    /// which any other is taken for.
    #[must_use]
    pub fn new(example: &str) -> Self {
        let (group, point) = match example {
            "1,234.50" => (Some(','), '.'),
            "1.234,50" => (Some('.'), ','),
            "1 234,50" => (Some(NARROW_BLANK), ','),
            "1'234.50" => (Some('\''), '.'),
            _ => (None, '.'),
        };
        Self { group, point }
    }

    /// An amount in minor units of a currency with so many digits.
    #[must_use]
    pub fn amount(self, minor: i64, digits: u8) -> String {
        let plain = money::show(minor, digits);
        let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
        let mut text = sign.to_owned();
        for (place, digit) in whole.char_indices() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.extend(self.group);
            }
            text.push(digit);
        }
        if !part.is_empty() {
            text.push(self.point);
            text.push_str(part);
        }
        text
    }

    /// A share in hundredths of a percent, without its sign and without zeros at the end: 1900 is `19`.
    #[must_use]
    pub fn percent(self, hundredths: u32) -> String {
        let text = self.amount(hundredths.into(), 2);
        text.trim_end_matches('0').trim_end_matches(self.point).to_owned()
    }
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates(&'static str);

impl Dates {
    /// By an example: `YYYY-MM-DD`, which any other is taken for, `DD.MM.YYYY`, `DD/MM/YYYY` or `MM/DD/YYYY`.
    #[must_use]
    pub fn new(example: &str) -> Self {
        Self(match example {
            "DD.MM.YYYY" => "%d.%m.%Y",
            "DD/MM/YYYY" => "%d/%m/%Y",
            "MM/DD/YYYY" => "%m/%d/%Y",
            _ => "%Y-%m-%d",
        })
    }

    /// A date.
    #[must_use]
    pub fn show(self, date: Date) -> String {
        date.strftime(self.0).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_example() {
        for (example, minor, digits, expected) in [
            ("1,234.50", 123_450, 2, "1,234.50"),
            ("1.234,50", 123_456_789, 2, "1.234.567,89"),
            ("1 234,50", -123_450, 2, "-1\u{202f}234,50"),
            ("1'234.50", 100_000_000, 2, "1'000'000.00"),
            ("1234.50", 123_450, 2, "1234.50"),
            ("1.234,50", 123_450, 0, "123.450"),
            ("1,234.50", 999, 3, "0.999"),
            ("1,234.50", -5, 2, "-0.05"),
            ("1,234.50", i64::MIN, 0, "-9,223,372,036,854,775,808"),
            ("something else", 123_450, 2, "1234.50"),
        ] {
            assert_eq!(Numbers::new(example).amount(minor, digits), expected, "{example} {minor} {digits}");
        }
    }

    #[test]
    fn percents_have_no_zeros_at_the_end() {
        for (hundredths, expected) in [(1_900, "19"), (1_950, "19,5"), (0, "0"), (5, "0,05"), (2_000, "20")] {
            assert_eq!(Numbers::new("1.234,50").percent(hundredths), expected);
        }
    }

    #[test]
    fn dates_are_written_as_the_example() {
        let date = jiff::civil::date(2026, 2, 1);
        for (example, expected) in [
            ("YYYY-MM-DD", "2026-02-01"),
            ("DD.MM.YYYY", "01.02.2026"),
            ("DD/MM/YYYY", "01/02/2026"),
            ("MM/DD/YYYY", "02/01/2026"),
            ("something else", "2026-02-01"),
        ] {
            assert_eq!(Dates::new(example).show(date), expected);
        }
    }
}
