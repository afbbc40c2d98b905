//! Texts in fields that a pipe ends, in lines that two brackets end.

use crate::Characters;

/// What a description may have of bytes.
const DESCRIPTION: usize = 15 * 1024;
/// Stands at the end of one that was longer.
const CUT: &str = " ...";

/// A text that people wrote, on one line, without a pipe and the end of a line in it.
///
/// `\u{7c}` stands for the character of that number: for a pipe, the second bracket of `[]`, control characters,
/// what is not ASCII where that is wanted, and the backslash of a text that has such a sequence itself.
pub(crate) fn description(text: &str, characters: Characters) -> String {
    let mut line = String::with_capacity(text.len());
    // Where it can be cut: after the last character that leaves room for the mark.
    let mut cut = 0;
    for (at, it) in text.char_indices() {
        let rest = &text[at..];
        let is_plain = match it {
            '|' => false,
            ']' => !text[..at].ends_with('['),
            '\\' => !rest.starts_with("\\u{"),
            it => !it.is_control() && (it.is_ascii() || is_wanted(it, characters)),
        };
        if is_plain {
            line.push(it);
        } else {
            line.push_str(&format!("\\u{{{:x}}}", u32::from(it)));
        }
        if line.len() > DESCRIPTION {
            line.truncate(cut);
            return line + CUT;
        }
        if line.len() + CUT.len() <= DESCRIPTION {
            cut = line.len();
        }
    }
    line
}

/// Not what ends a line, or turns the direction of writing, in the reader's viewer.
fn is_wanted(it: char, characters: Characters) -> bool {
    let turns =
        matches!(it, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    characters == Characters::Utf8 && !turns
}

/// What is wrong with a number or code, which must come out as it is; none: nothing.
pub(crate) fn bad_code(name: &str, text: &str, most: usize) -> Option<String> {
    let is_bad = |it: char| !(' '..='~').contains(&it) || "|[]".contains(it);
    let wrong = match text.contains(is_bad) {
        true => "which has more than ASCII, or one of `|`, `[` and `]`".to_owned(),
        false if text.len() > most => format!("which is longer than {most} characters"),
        false => return None,
    };
    Some(format!("{name} is `{}`, {wrong}", text.escape_debug()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_ends_no_field_and_no_line() {
        for (text, ascii, utf8) in [
            ("plain [1] C:\\new", "plain [1] C:\\new", "plain [1] C:\\new"),
            ("a|b[]c[[]]", "a\\u{7c}b[\\u{5d}c[[\\u{5d}]", "a\\u{7c}b[\\u{5d}c[[\\u{5d}]"),
            ("\\u{7c}", "\\u{5c}u{7c}", "\\u{5c}u{7c}"),
            ("x\r\n\0", "x\\u{d}\\u{a}\\u{0}", "x\\u{d}\\u{a}\\u{0}"),
            ("für 😀\u{202e}", "f\\u{fc}r \\u{1f600}\\u{202e}", "für 😀\\u{202e}"),
        ] {
            assert_eq!(description(text, Characters::Ascii), ascii);
            assert_eq!(description(text, Characters::Utf8), utf8);
        }
    }

    #[test]
    fn a_description_is_as_long_as_it_may_be() {
        let whole = "x".repeat(DESCRIPTION);
        assert_eq!(description(&whole, Characters::Ascii), whole);
        let cut = description(&(whole + "y"), Characters::Ascii);
        assert_eq!((cut.len(), &cut[DESCRIPTION - 5..]), (DESCRIPTION, "x ..."));
        let cut = description(&"я".repeat(DESCRIPTION), Characters::Ascii);
        assert!(cut.len() <= DESCRIPTION && cut.ends_with("\\u{44f} ..."), "{}", cut.len());
    }
}
