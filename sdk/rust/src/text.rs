//! Texts that people wrote, in files where characters can have a meaning.

use std::borrow::Cow;

/// A text as a cell of a CSV file that a spreadsheet does not take for a formula.
///
/// One apostrophe is put before a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage
/// return, as spreadsheets have it, and before one that would otherwise look as if that had been
/// done: an apostrophe followed by one of these or by another apostrophe. So [`from_cell`] gives
/// every text back.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(LIKE_A_FORMULA) || is_quoted(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of which [`cell`] made this: without one apostrophe, where it begins with one that is
/// followed by `=`, `+`, `-`, `@`, a tab, a carriage return or another apostrophe.
#[must_use]
pub fn from_cell(cell: &str) -> &str {
    if is_quoted(cell) { &cell[1..] } else { cell }
}

const LIKE_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_quoted(text: &str) -> bool {
    text.strip_prefix('\'').is_some_and(|rest| rest.starts_with('\'') || rest.starts_with(LIKE_A_FORMULA))
}

/// A text without control characters but line feed and tab, for formats that cannot have them: their pictures
/// (`␀`, `␍`, `␛`) stand for those of ASCII, and U+FFFD for the others.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |it: char| it.is_control() && it != '\n' && it != '\t';
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let picture = |it: char| match u32::from(it) {
        0x7f => '\u{2421}',
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(|it| if hidden(it) { picture(it) } else { it }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_gives_its_text_back() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=1", "''=1"),
            ("''", "'''"),
            ("''=1", "'''=1"),
            ("'tis", "'tis"),
            ("'", "'"),
            ("", ""),
            ("a=b", "a=b"),
        ] {
            assert_eq!(cell(text), expected);
            assert_eq!(from_cell(expected), text);
        }
    }

    #[test]
    fn control_characters_are_seen() {
        assert_eq!(visible("a\0\r\u{1b}[1m\u{7f}\u{9b}\n\té"), "a␀␍␛[1m␡\u{fffd}\n\té");
        assert!(matches!(visible("plain\n"), Cow::Borrowed(_)));
    }
}
