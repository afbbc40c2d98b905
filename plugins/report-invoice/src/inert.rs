//! Texts of others made inert and kept whole: what cannot be drawn, or would turn the text around, is shown as
//! its code point.

use std::borrow::Cow;
use std::ops::Range;

/// A text without characters that steer: of control characters only the line feed is left.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|letter| letter == '\t' || letter == '\r' || steers(letter)) {
        return Cow::Borrowed(text);
    }
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', "    ");
    let mut whole = String::with_capacity(text.len());
    for letter in text.chars() {
        if steers(letter) { push_code(&mut whole, letter) } else { whole.push(letter) }
    }
    Cow::Owned(whole)
}

/// A text with code points instead of what no font can draw at these places, which rise.
pub(crate) fn spelled(text: &str, missing: &[Range<usize>]) -> String {
    let mut whole = String::with_capacity(text.len() + 8 * missing.len());
    let mut done = 0;
    for range in missing.iter().filter(|range| range.start < range.end) {
        if range.start < done {
            continue;
        }
        whole.push_str(&text[done..range.start]);
        for letter in text[range.clone()].chars() {
            if letter.is_ascii() { whole.push(letter) } else { push_code(&mut whole, letter) }
        }
        done = range.end;
    }
    whole.push_str(&text[done..]);
    whole
}

fn push_code(text: &mut String, letter: char) {
    text.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter)));
}

/// Controls, whatever turns the direction of text, and what a PDF cannot map back to a character.
fn steers(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown() {
        for (text, expected) in [
            ("plain, Привіт, مرحبا", "plain, Привіт, مرحبا"),
            ("a\u{202e}b\u{2066}", "a⟨U+202E⟩b⟨U+2066⟩"),
            ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
            ("\0\u{7f}\u{9b}", "⟨U+0000⟩⟨U+007F⟩⟨U+009B⟩"),
            ("a\tb", "a    b"),
            ("\u{feff}x", "⟨U+FEFF⟩x"),
        ] {
            assert_eq!(inert(text), expected);
        }
    }

    #[test]
    fn what_no_font_has_is_spelled() {
        assert_eq!(spelled("a𓂀b", &[1..5, 1..5]), "a⟨U+13080⟩b");
        assert_eq!(spelled("e\u{1ab0}", &[0..4, 0..4]), "e⟨U+1AB0⟩");
        assert_eq!(spelled("abc", &[]), "abc");
    }
}
