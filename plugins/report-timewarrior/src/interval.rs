//! An interval as Timewarrior writes it: `inc 20261116T090000Z - 20261116T092000Z # dev # "a memo"`.

use std::fmt::Write;

use workdiary_sdk::{Stretch, time};

pub(crate) fn line(stretch: Stretch<'_>, is_demo: bool) -> String {
    let mut line = format!("inc {} - {}", instant(stretch.start()), instant(stretch.end()));
    let billed = (stretch.billed_minutes() != stretch.minutes())
        .then(|| format!("billed {} minutes", stretch.billed_minutes()));
    let tags: Vec<String> = stretch
        .label()
        .into_iter()
        .chain(billed.as_deref())
        .chain(is_demo.then_some("DEMO"))
        .map(quoted)
        .collect();
    let hash = |needed| if needed { " #" } else { "" };
    line += hash(!tags.is_empty() || !stretch.memo().is_empty());
    for tag in &tags {
        line += " ";
        line += tag;
    }
    line += hash(!stretch.memo().is_empty());
    if !stretch.memo().is_empty() {
        line += " ";
        line += &quoted(stretch.memo());
    }
    line + "\n"
}

fn instant(slot: u32) -> String {
    time::start(slot).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// In quotes, with the escapes that Timewarrior's reader takes back. It also takes `U+0041` for a
/// character, so that `U` is escaped too. It knows no character 0: U+FFFD stands for that.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for (at, it) in text.char_indices() {
        match it {
            '"' | '\\' => quoted.extend(['\\', it]),
            '\n' => quoted.push_str("\\n"),
            '\0' => quoted.push(char::REPLACEMENT_CHARACTER),
            'U' if text[at..].starts_with("U+") => quoted.push_str("\\u0055"),
            it if it.is_control() => drop(write!(quoted, "\\u{:04x}", u32::from(it))),
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_is_one_line_without_a_bare_quote() {
        let quoted = super::quoted("a \"b\"\\\n\r\u{1b}\u{9b}\0 U+0041 Up \u{1f600}");
        assert_eq!(
            quoted,
            r#""a \"b\"\\\n\u000d\u001b\u009b"#.to_owned() + "\u{fffd}" + r#" \u0055+0041 Up 😀""#
        );
    }
}
