//! People's texts in Markdown: nothing in them is markup, and nothing of them is lost.

use workdiary_sdk::text;

/// A text as one line of CommonMark that shows it and does nothing else, in a table cell of GFM too.
///
/// What could be markup has a backslash before it. A pipe, white space that could end the line or be trimmed, and
/// what turns the direction of writing are character references; control characters that Markdown cannot have are
/// shown as their pictures.
pub(crate) fn inert(text: &str) -> String {
    let text = text::visible(text);
    let mut line = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        let next = rest.peek().copied();
        let is_at_edge = line.is_empty() || next.is_none();
        match it {
            '|' => reference(&mut line, it),
            ' ' if !is_at_edge => line.push(it),
            it if it.is_whitespace() || turns_writing(it) => reference(&mut line, it),
            it if is_markup(it, next) => line.extend(['\\', it]),
            it => line.push(it),
        }
    }
    line
}

fn reference(line: &mut String, it: char) {
    line.push_str(&format!("&#{};", u32::from(it)));
}

/// A point, colon or at sign makes links of what follows it.
fn is_markup(it: char, next: Option<char>) -> bool {
    match it {
        '.' | ':' | '@' => next.is_some_and(|next| !next.is_whitespace()),
        _ => "\\`*_[]<>&~!#$^=".contains(it),
    }
}

/// Marks, embeddings, overrides and isolates.
fn turns_writing(it: char) -> bool {
    matches!(it, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn texts_are_shown_and_do_nothing() {
        for (text, expected) in [
            ("error recovery (part 2), 50 %", "error recovery (part 2), 50 %"),
            ("fix: the end.", "fix: the end."),
            ("a|b\\|c", "a&#124;b\\\\&#124;c"),
            ("`x` *y* __z__ ~~q~~", "\\`x\\` \\*y\\* \\_\\_z\\_\\_ \\~\\~q\\~\\~"),
            ("<b>&amp;", "\\<b\\>\\&amp;"),
            ("[a](http://x.de)", "\\[a\\](http\\://x\\.de)"),
            ("me@x.de www.x.de", "me\\@x\\.de www\\.x\\.de"),
            (" two\nlines\t ", "&#32;two&#10;lines&#9;&#32;"),
            ("\u{1b}[1m\0", "␛\\[1m␀"),
            ("\u{202e}evil\u{2028}", "&#8238;evil&#8232;"),
            ("😀 Київ", "😀 Київ"),
        ] {
            assert_eq!(inert(text), expected);
        }
    }
}
