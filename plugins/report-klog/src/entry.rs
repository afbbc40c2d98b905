//! An entry of a record: its range and tags on one line, and under it the memo, further in.

use workdiary_sdk::{Stretch, text};

pub(crate) fn lines(stretch: Stretch<'_>) -> String {
    let (start, end) = (stretch.local_start(), stretch.local_end());
    let mut lines = format!("    {} - {}", start.strftime("%H:%M"), end.strftime("%H:%M"));
    if start.date() != end.date() {
        lines.push('>');
    }
    if let Some(label) = stretch.label() {
        lines += &format!(" #label={}", value(label));
    }
    if stretch.billed_minutes() != stretch.minutes() {
        lines += &format!(" #billed={}m", stretch.billed_minutes());
    }
    lines.push('\n');
    if !stretch.memo().is_empty() {
        for line in text::visible(stretch.memo()).split('\n') {
            lines += &format!("        {line}{}\n", if is_blank(line) { "␤" } else { "" });
        }
    }
    lines
}

/// A tag's value: in quotes, unless there is no need.
fn value(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
        return text.to_owned();
    }
    format!("\"{}\"", text::visible(text).replace('"', "'").replace('\n', "␤"))
}

/// A line of these alone ends a record.
fn is_blank(line: &str) -> bool {
    line.chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{is_blank, value};

    #[test]
    fn a_value_has_quotes_where_it_needs_them() {
        assert_eq!(value("dev_1-a"), "dev_1-a");
        assert_eq!(value("a b"), "\"a b\"");
        assert_eq!(value("\"a\"\n#b\r"), "\"'a'␤#b␍\"");
    }

    #[test]
    fn a_line_is_blank_whatever_blanks_it_is_made_of() {
        assert!([" ", "", "\t", "\u{a0}\u{2003}\u{3000}"].into_iter().all(is_blank));
        assert!(!is_blank(" a "));
    }
}
