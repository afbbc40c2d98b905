//! Cells: texts, numbers with their meaning, and formulas with the value that they have.

use workdiary_sdk::money;

use crate::style::{Look, Weight};
use crate::text;

/// What a cell holds.
#[derive(Debug, Clone)]
pub(crate) enum Cell<'c> {
    Empty,
    Text(&'c str),
    Number(Number),
    /// Without its `=`, and what it comes to.
    Formula(String, Number),
}

/// A number and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    Count(u64),
    /// In minutes; a spreadsheet counts time in days.
    Hours(u64),
    /// Minor units and the currency's digits.
    Money(i64, u8),
    /// Days since 1970.
    Date(i64),
    /// Minutes since 1970, UTC.
    Instant(i64),
    /// Minutes since 1970 on the freelancer's clock.
    Local(i64),
}

pub(crate) const DAY_MINUTES: i64 = 1_440;
/// The day of 1970-01-01 as spreadsheets count them.
const EPOCH: i64 = 25_569;

impl Number {
    pub(crate) fn look(self) -> Look {
        match self {
            Self::Count(_) => Look::Count,
            Self::Hours(_) => Look::Hours,
            Self::Money(..) => Look::Money,
            Self::Date(_) => Look::Date,
            Self::Instant(_) => Look::Instant,
            Self::Local(_) => Look::Local,
        }
    }

    /// As it stands in the file.
    fn show(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Hours(minutes) => days(i64::try_from(minutes).unwrap_or(i64::MAX)),
            Self::Money(minor, digits) => money::show(minor, digits),
            Self::Date(day) => (EPOCH + day).to_string(),
            Self::Instant(minutes) | Self::Local(minutes) => days(EPOCH * DAY_MINUTES + minutes),
        }
    }
}

/// Minutes as days with their part, as near as a spreadsheet's own numbers come.
fn days(minutes: i64) -> String {
    (minutes as f64 / DAY_MINUTES as f64).to_string()
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
pub(crate) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, b'A' + u8::try_from(column % 26).unwrap_or_default());
        match column / 26 {
            0 => return String::from_utf8(letters).unwrap_or_default(),
            more => column = more - 1,
        }
    }
}

impl Cell<'_> {
    /// Adds the cell to XML, and says what of its text is left for another cell.
    pub(crate) fn write(&self, xml: &mut String, column: usize, row: u32, weight: Weight) -> &str {
        let place = |look: Look| format!("<c r=\"{}{row}\" s=\"{}\"", letters(column), look.index(weight));
        match self {
            Self::Text("") | Self::Empty if weight == Weight::Plain => {}
            Self::Text("") | Self::Empty => *xml += &format!("{}/>", place(Look::Text)),
            Self::Text(text) => {
                let (piece, rest) = text::piece(text);
                *xml += &format!("{} t=\"inlineStr\"><is><t xml:space=\"preserve\">", place(Look::Text));
                text::escape(xml, piece);
                *xml += "</t></is></c>";
                return rest;
            }
            Self::Number(number) => *xml += &format!("{}><v>{}</v></c>", place(number.look()), number.show()),
            Self::Formula(formula, number) => {
                *xml += &format!("{}><f>", place(number.look()));
                text::escape(xml, formula);
                *xml += &format!("</f><v>{}</v></c>", number.show());
            }
        }
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn numbers_are_what_a_spreadsheet_counts() {
        let shown = [
            (Number::Count(2_400), "2400"),
            (Number::Hours(2_235), "1.5520833333333333"),
            (Number::Money(-1_417, 2), "-14.17"),
            (Number::Money(85, 0), "85"),
            (Number::Date(0), "25569"),
            // 2026-11-16T09:00
            (Number::Instant(29_913_660), "46342.375"),
        ];
        for (number, expected) in shown {
            assert_eq!(number.show(), expected, "{number:?}");
        }
    }

    #[test]
    fn a_text_is_never_a_formula() {
        let mut xml = String::new();
        assert_eq!(Cell::Text("=1+1").write(&mut xml, 1, 7, Weight::Plain), "");
        assert!(
            xml.starts_with("<c r=\"B7\" s=\"") && xml.contains("t=\"inlineStr\"") && !xml.contains("<f>"),
            "{xml}"
        );
    }
}
