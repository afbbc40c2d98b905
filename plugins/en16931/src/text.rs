//! Texts of people as XML can hold them, and the number of an invoice as the name of a file.

use std::borrow::Cow;

/// The text with all that XML 1.0 forbids, and what else controls a terminal, shown as a picture of it, and lines
/// that end in one way.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    if text.chars().all(|char| char != '\r' && is_allowed(char)) {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.chars().map(|char| if is_allowed(char) { char } else { picture(char) }).collect())
}

fn is_allowed(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r') || !(char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}'))
}

/// U+2400 and what follows are pictures of the control characters.
fn picture(char: char) -> char {
    match u32::from(char) {
        0x7f => '\u{2421}',
        control @ 0..0x20 => char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Whether there is nothing in it for a reader of XML.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// Terms of payment as XRechnung has them: a line that begins with `#` is one of its statements on cash
/// discount, whose line must end. Any other such line is made one of text, by a blank without width.
pub(crate) fn terms(text: &str) -> String {
    let line = |line: &str| match line.trim_start() {
        statement if statement.starts_with("#SKONTO#") => format!("{statement}\n"),
        other if other.starts_with('#') => format!("\u{200b}{line}\n"),
        _ => format!("{line}\n"),
    };
    let lines: String = inert(text).lines().map(line).collect();
    match text.contains("#SKONTO#") {
        true => lines,
        false => lines.trim_end_matches('\n').to_owned(),
    }
}

/// The name of the invoice's file: what a file system could take amiss becomes `-`.
#[must_use]
pub fn file_name(number: &str, ending: &str) -> String {
    let safe = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    let name: String = number.chars().map(|char| if safe(char) { char } else { '-' }).take(80).collect();
    match name.trim_start_matches(['.', '_', '-']) {
        "" => format!("invoice.{ending}"),
        name => format!("{name}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_shown() {
        assert_eq!(inert("a\0b\u{1b}[31m\u{ffff}\u{7f}\u{9b}"), "a␀b␛[31m\u{fffd}␡\u{fffd}");
        assert_eq!(inert("one\r\ntwo\rthree\tfour\n"), "one\ntwo\nthree\tfour\n");
        assert!(matches!(inert("שלום 👩‍💻 <&>"), Cow::Borrowed("שלום 👩‍💻 <&>")));
    }

    #[test]
    fn terms_are_a_discount_only_where_they_say_so() {
        assert_eq!(terms("net 14 days\n# 1 fan"), "net 14 days\n\u{200b}# 1 fan");
        assert_eq!(terms(" #SKONTO#TAGE=7#PROZENT=2.00#"), "#SKONTO#TAGE=7#PROZENT=2.00#\n");
    }

    #[test]
    fn a_number_becomes_the_name_of_a_file() {
        assert_eq!(file_name("DEMO-2026/001", "xml"), "DEMO-2026-001.xml");
        assert_eq!(file_name("../../etc", "xml"), "etc.xml");
        assert_eq!(file_name("№", "xml"), "invoice.xml");
        assert_eq!(file_name(&"7".repeat(300), "xml").len(), 84);
    }
}
