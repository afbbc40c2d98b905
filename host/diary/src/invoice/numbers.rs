//! Numbers of invoices: in order and without gaps within their series.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// How a number is written: plain text with `{n}`, the number itself, or `{n:4}`, the same with at least so
/// many digits; `{year}`, `{yy}` and `{month}` are those of the invoice's date. What stands around `{n}` makes
/// the series: `{year}-{n:4}` begins anew each year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    before: Vec<Part>,
    digits: usize,
    after: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    ShortYear,
    Month,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// No number, or two.
    #[error("it needs `{{n}}` once, the number itself")]
    Number,
    /// Something else in braces.
    #[error("`{{{0}}}` is none of `{{n}}`, `{{n:4}}`, `{{year}}`, `{{yy}}` and `{{month}}`")]
    Field(String),
    /// It may not be written so.
    #[error("it may have 40 of A-Z, a-z, 0-9, space and `-_/.#` around its fields")]
    Text,
}

/// A series of numbers and its next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    before: String,
    digits: usize,
    after: String,
}

impl Pattern {
    /// The series to which invoices of a date belong.
    #[must_use]
    pub fn series(&self, date: Date) -> Series {
        let text = |parts: &[Part]| parts.iter().map(|part| part.of(date)).collect();
        Series { before: text(&self.before), digits: self.digits, after: text(&self.after) }
    }
}

impl Part {
    fn of(&self, date: Date) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Year => format!("{:04}", date.year()),
            Self::ShortYear => format!("{:02}", date.year().rem_euclid(100)),
            Self::Month => format!("{:02}", date.month()),
        }
    }
}

impl Series {
    /// The number as it stands on the invoice.
    #[must_use]
    pub fn number(&self, n: u32) -> String {
        format!("{}{n:0digits$}{}", self.before, self.after, digits = self.digits)
    }
}

/// The name of the series: two with the same one share their numbers.
impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{n}}{}", self.before, self.after)
    }
}

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut pattern = Self { before: Vec::new(), digits: 0, after: Vec::new() };
        let (mut seen, mut rest) = (false, text);
        while !rest.is_empty() {
            let part = match rest.strip_prefix('{') {
                None => {
                    let end = rest.find('{').unwrap_or(rest.len());
                    let (plain, after) = rest.split_at(end);
                    rest = after;
                    Part::Text(plain_text(plain)?)
                }
                Some(field) => {
                    let (field, after) = field.split_once('}').ok_or(BadPattern::Text)?;
                    rest = after;
                    match field {
                        "year" => Part::Year,
                        "yy" => Part::ShortYear,
                        "month" => Part::Month,
                        number => {
                            let digits = digits_of(number)?;
                            if seen {
                                return Err(BadPattern::Number);
                            }
                            (seen, pattern.digits) = (true, digits);
                            continue;
                        }
                    }
                }
            };
            if seen { pattern.after.push(part) } else { pattern.before.push(part) }
        }
        if seen { Ok(pattern) } else { Err(BadPattern::Number) }
    }
}

fn plain_text(text: &str) -> Result<String, BadPattern> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" -_/.#".contains(&byte);
    if text.len() <= 40 && text.bytes().all(plain) { Ok(text.to_owned()) } else { Err(BadPattern::Text) }
}

fn digits_of(field: &str) -> Result<usize, BadPattern> {
    let unknown = || BadPattern::Field(field.to_owned());
    match field.strip_prefix('n').ok_or_else(unknown)? {
        "" => Ok(1),
        digits => {
            let digits = digits.strip_prefix(':').and_then(|digits| digits.parse().ok());
            digits.filter(|digits| (1..=9).contains(digits)).ok_or_else(unknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rstest::rstest;

    #[rstest]
    #[case("{year}-{n:4}", 7, "2026-0007")]
    #[case("RE {yy}{month}/{n}", 12, "RE 2611/12")]
    #[case("{n}", 1, "1")]
    #[case("{n:3}-{year}", 12_345, "12345-2026")]
    fn numbers_are_written_by_their_pattern(#[case] pattern: &str, #[case] n: u32, #[case] number: &str) {
        let series = pattern.parse::<Pattern>().unwrap().series(date(2026, 11, 25));
        assert_eq!(series.number(n), number);
    }

    #[test]
    fn a_series_is_what_stands_around_the_number() {
        let series =
            |pattern: &str, year| pattern.parse::<Pattern>().unwrap().series(date(year, 1, 1)).to_string();
        assert_eq!(series("{year}-{n:4}", 2026), "2026-{n}");
        assert_ne!(series("{year}-{n:4}", 2026), series("{year}-{n:4}", 2027));
        assert_eq!(series("R{n:4}", 2026), series("R{n:2}", 2027));
    }

    #[rstest]
    #[case("2026", BadPattern::Number)]
    #[case("{n}{n}", BadPattern::Number)]
    #[case("{day}-{n}", BadPattern::Field("day".to_owned()))]
    #[case("{n:0}", BadPattern::Field("n:0".to_owned()))]
    #[case("{n", BadPattern::Text)]
    #[case("№{n}", BadPattern::Text)]
    #[case("a\"{n}", BadPattern::Text)]
    fn other_texts_are_no_patterns(#[case] text: &str, #[case] why: BadPattern) {
        assert_eq!(text.parse::<Pattern>(), Err(why));
    }
}
