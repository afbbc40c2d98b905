//! Dates as services write them in their exports, where day and month may change places.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::entry::Unreadable;

/// In which order day and month stand where only numbers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `16/11/2026`
    Dmy,
    /// `11/16/2026`
    Mdy,
}

/// A date as it is written: what it means with the day first, and with the month first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    day_first: Option<Date>,
    month_first: Option<Date>,
}

impl Written {
    /// The order in which it must be written, where only one of them makes a date.
    pub(super) fn order(self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (Some(_), None) => Some(DateOrder::Dmy),
            (None, Some(_)) => Some(DateOrder::Mdy),
            _ => None,
        }
    }

    /// Whether it means another day in the other order.
    pub(super) fn is_ambiguous(self) -> bool {
        self.order().is_none() && self.day_first != self.month_first
    }

    /// The date, read in this order.
    pub(super) fn in_order(self, order: DateOrder) -> Option<Date> {
        match order {
            DateOrder::Dmy => self.day_first,
            DateOrder::Mdy => self.month_first,
        }
    }
}

/// Dates that can be read in one way alone; two digits of a year go before four, of which they would be a part.
const PLAIN: [&str; 10] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d.%m.%y",
    "%d.%m.%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%y",
    "%d-%b-%Y",
];
/// Those where only numbers tell, in either order.
const DAY_FIRST: [&str; 4] = ["%d/%m/%y", "%d/%m/%Y", "%d-%m-%y", "%d-%m-%Y"];
const MONTH_FIRST: [&str; 4] = ["%m/%d/%y", "%m/%d/%Y", "%m-%d-%y", "%m-%d-%Y"];

/// Reads a date: `2026-11-16`, `16.11.2026`, `11/16/2026`, `16/11/26`, `Nov 16, 2026`, `16 November 2026`.
pub(super) fn date(text: &str) -> Option<Written> {
    let read = |ways: &[&str]| ways.iter().find_map(|way| Date::strptime(way, text).ok());
    let plain = read(&PLAIN);
    let written = Written {
        day_first: plain.or_else(|| read(&DAY_FIRST)),
        month_first: plain.or_else(|| read(&MONTH_FIRST)),
    };
    written.day_first.or(written.month_first).map(|_| written)
}

/// The order of day and month in a file, by those of its dates, each with its line, that tell it.
///
/// # Errors
/// When none tells, or they do not agree.
pub(super) fn order_of<'a>(dates: impl Iterator<Item = (u64, &'a str)>) -> Result<DateOrder, Unreadable> {
    let (mut day_first, mut month_first, mut doubtful) = (None, None, None);
    for (line, text) in dates {
        let Some(written) = date(text) else { continue };
        let seen = match written.order() {
            Some(DateOrder::Dmy) => &mut day_first,
            Some(DateOrder::Mdy) => &mut month_first,
            None if written.is_ambiguous() => &mut doubtful,
            None => continue,
        };
        seen.get_or_insert((line, text));
    }
    let hint = Some("say which: `--date-order dmy` or `--date-order mdy`".to_owned());
    match (day_first, month_first, doubtful) {
        (Some((a, first)), Some((b, second)), _) => Err(Unreadable {
            why: format!(
                "`{first}` on line {a} begins with the day and `{second}` on line {b} with the month"
            ),
            hint,
        }),
        (None, None, Some((line, text))) => Err(Unreadable {
            why: format!(
                "`{text}` on line {line} may begin with the day or the month, and no other date tells"
            ),
            hint,
        }),
        (_, Some(_), _) => Ok(DateOrder::Mdy),
        _ => Ok(DateOrder::Dmy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-11-16", Some("2026-11-16"))]
    #[case("2026/11/16", Some("2026-11-16"))]
    #[case("16.11.2026", Some("2026-11-16"))]
    #[case("6.1.26", Some("2026-01-06"))]
    #[case("Nov 16, 2026", Some("2026-11-16"))]
    #[case("16 November 2026", Some("2026-11-16"))]
    #[case("16-Nov-2026", Some("2026-11-16"))]
    #[case("9999-12-31", Some("9999-12-31"))]
    #[case("2026-02-29", None)]
    #[case("2026-13-01", None)]
    #[case("31.11.2026", None)]
    #[case("13/13/2026", None)]
    #[case("16 Nowhere 2026", None)]
    #[case("2026-11", None)]
    #[case("2026-11-16-17", None)]
    #[case("tomorrow", None)]
    #[case("", None)]
    fn a_date_that_says_which_is_which(#[case] text: &str, #[case] expected: Option<&str>) {
        let found = date(text).map(|written| (written.day_first, written.month_first));
        let expected = expected.map(|text| text.parse().ok());
        assert_eq!(found, expected.map(|date| (date, date)));
    }

    #[rstest]
    #[case("16/11/2026", Some(DateOrder::Dmy), false)]
    #[case("11/16/2026", Some(DateOrder::Mdy), false)]
    #[case("7/27/22", Some(DateOrder::Mdy), false)]
    #[case("11-12-2026", None, true)]
    #[case("11/11/2026", None, false)]
    fn numbers_may_tell_the_order(
        #[case] text: &str,
        #[case] order: Option<DateOrder>,
        #[case] ambiguous: bool,
    ) {
        let written = date(text).unwrap();
        assert_eq!((written.order(), written.is_ambiguous()), (order, ambiguous));
    }

    #[rstest]
    #[case("11/12/2026", DateOrder::Dmy, Some("2026-12-11"))]
    #[case("11/12/2026", DateOrder::Mdy, Some("2026-11-12"))]
    #[case("13/12/2026", DateOrder::Mdy, None)]
    #[case("31/11/2026", DateOrder::Dmy, None)]
    #[case("2026-11-12", DateOrder::Dmy, Some("2026-11-12"))]
    fn the_order_makes_numbers_a_date(
        #[case] text: &str,
        #[case] order: DateOrder,
        #[case] expected: Option<&str>,
    ) {
        let found = date(text).and_then(|written| written.in_order(order)).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expected);
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_a_date_or_none(text in "\\PC*") {
            let _ = date(&text);
        }

        #[test]
        fn a_date_is_read_back_in_each_order(year in 2000i16..2100, month in 1i8..=12, day in 1i8..=28) {
            let expected = Date::new(year, month, day).unwrap();
            for text in [format!("{year}-{month:02}-{day:02}"), format!("{day}.{month}.{year}")] {
                let (day_first, month_first) = (Some(expected), Some(expected));
                prop_assert_eq!(date(&text), Some(Written { day_first, month_first }));
            }
            let read = |text: String, order| date(&text).unwrap().in_order(order);
            prop_assert_eq!(read(format!("{day}/{month}/{year}"), DateOrder::Dmy), Some(expected));
            prop_assert_eq!(read(format!("{month:02}-{day:02}-{year}"), DateOrder::Mdy), Some(expected));
        }
    }
}
