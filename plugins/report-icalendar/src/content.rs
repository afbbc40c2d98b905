//! Content lines of iCalendar (RFC 5545, 3.1): escaped, folded, ended by CRLF.

use workdiary_sdk::{OutputFile, text};

/// A line has so many octets at most, without its end.
const OCTETS: usize = 75;

/// A file of content lines.
pub(crate) struct Content {
    file: OutputFile,
}

impl Content {
    pub(crate) fn new(file: OutputFile) -> Self {
        Self { file }
    }

    /// A property whose value is written as it is.
    pub(crate) fn line(&mut self, name: &str, value: &str) {
        self.file.text(&folded(&format!("{name}:{value}")));
    }

    /// A property whose value is a text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }
}

fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for it in text::visible(value).chars() {
        match it {
            '\\' | ';' | ',' => escaped.extend(['\\', it]),
            '\n' => escaped.push_str("\\n"),
            it => escaped.push(it),
        }
    }
    escaped
}

/// Each line but the first begins with a blank, which counts; no character is torn apart.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + line.len() / OCTETS * 3 + 2);
    let mut octets = 0;
    for it in line.chars() {
        if octets + it.len_utf8() > OCTETS {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(it);
        octets += it.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let long = "é😀x".repeat(100);
        let lines = folded(&long);
        assert!(lines.split("\r\n").all(|line| line.len() <= OCTETS), "{lines}");
        assert!(lines.split("\r\n").next().is_some_and(|line| line.len() > OCTETS - 4));
        assert_eq!(lines.replace("\r\n ", ""), long + "\r\n");
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a;b,c\\n\n\r\t:\"x\""), "a\\;b\\,c\\\\n\\n␍\t:\"x\"");
    }
}
