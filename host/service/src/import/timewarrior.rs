//! Timewarrior: its data files (`2026-11.data`), and the JSON of `timew export`; both in UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;
use workdiary_diary::time::Second;

use super::entry::{Entry, Line, Refused, Unreadable, short};
use super::moment::Stretch;
use super::table::MOST_LINES;

/// Whether this is a data file or an export of Timewarrior.
pub(super) fn fits(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('[')
        || text == "inc"
        || ["inc ", "inc\n", "inc\r"].iter().any(|begin| text.starts_with(begin))
}

/// Reads each interval.
///
/// # Errors
/// When the JSON is broken, or there are too many lines.
pub(super) fn read(text: &str) -> Result<Vec<Line>, Unreadable> {
    let lines = match text.trim_start().strip_prefix('[') {
        Some(rest) => json(text, rest)?,
        None => {
            let lines = (1..).zip(text.lines());
            // `exc` are times off, that earlier versions kept there.
            let said = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("exc"));
            said.take(MOST_LINES + 1).map(|(number, line)| data(number, line)).collect()
        }
    };
    match lines.len() > MOST_LINES {
        true => Err(Unreadable { why: format!("it has more than {MOST_LINES} lines"), hint: None }),
        false => Ok(lines),
    }
}

/// A line of a data file: `inc BEGIN - END # tag "another tag" # annotation`.
fn data(line: u64, text: &str) -> Line {
    let bad = |why: String| Refused::unreadable(line, None, why);
    let words = words(text).ok_or_else(|| bad("a quotation mark is left open".to_owned()))?;
    let mut words = words.into_iter().peekable();
    if words.next().as_deref() != Some("inc") {
        return Err(bad(format!("`{}` is no interval", short(text))));
    }
    let begin = words.next_if(|word| word != "#");
    let end = match words.next_if(|word| word == "-") {
        Some(_) => words.next(),
        None => None,
    };
    let mut tags = Vec::new();
    if words.next_if(|word| word == "#").is_some() {
        while let Some(tag) = words.next_if(|word| word != "#") {
            tags.push(tag);
        }
    }
    words.next_if(|word| word == "#");
    let annotation = words.collect::<Vec<_>>().join(" ");
    entry(line, begin.as_deref(), end.as_deref(), &tags, annotation).map_err(bad)
}

/// Words between blanks; in quotation marks blanks are part of them, and a backslash takes the next letter as it is.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            continue;
        }
        let mut word = String::new();
        if letter == '"' {
            loop {
                match letters.next()? {
                    '"' => break,
                    '\\' => word.push(escaped(&mut letters)?),
                    letter => word.push(letter),
                }
            }
        } else {
            word.push(letter);
            while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace()) {
                word.push(letter);
            }
        }
        words.push(word);
    }
    Some(words)
}

/// The letter that stands behind a backslash.
fn escaped(letters: &mut impl Iterator<Item = char>) -> Option<char> {
    Some(match letters.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let digits: String = letters.take(4).collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
        }
        letter => letter,
    })
}

/// The intervals of an export; `rest` is what follows its opening bracket.
fn json(text: &str, mut rest: &str) -> Result<Vec<Line>, Unreadable> {
    let line_of = |rest: &str| {
        let before = text.len().saturating_sub(rest.len());
        let breaks = text.bytes().take(before).filter(|byte| *byte == b'\n').count();
        u64::try_from(breaks).unwrap_or_default() + 1
    };
    let (mut line, mut counted, mut lines) = (1, text, Vec::new());
    loop {
        rest = rest.trim_start();
        // Only what was not counted yet is: a long file is gone through once.
        let between = counted.len().saturating_sub(rest.len());
        let breaks = counted.bytes().take(between).filter(|byte| *byte == b'\n').count();
        line += u64::try_from(breaks).unwrap_or_default();
        counted = rest;
        if (rest.starts_with(']') && lines.is_empty()) || lines.len() > MOST_LINES {
            return Ok(lines);
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let broken = |why: String| Unreadable { why, hint: None };
        let value = match values.next() {
            Some(Ok(value)) => value,
            Some(Err(error)) => {
                let at = line_of(rest) + u64::try_from(error.line()).unwrap_or_default().saturating_sub(1);
                return Err(broken(format!("the JSON is broken on line {at}: {}", in_words(&error))));
            }
            None => return Err(broken(format!("the JSON ends on line {line} before its `]`"))),
        };
        lines.push(interval(line, &value).map_err(|why| Refused::unreadable(line, None, why)));
        rest = rest.get(values.byte_offset()..).unwrap_or_default().trim_start();
        rest = match (rest.strip_prefix(','), rest.strip_prefix(']')) {
            (Some(rest), _) => rest,
            (_, Some(after)) if after.trim().is_empty() => return Ok(lines),
            _ => {
                return Err(broken(format!(
                    "the JSON is broken on line {}: `,` or `]` is missing",
                    line_of(rest)
                )));
            }
        };
    }
}

/// What is wrong, without the place, which is that of a part.
fn in_words(error: &serde_json::Error) -> String {
    let told = error.to_string();
    told.split(" at line ").next().unwrap_or_default().to_owned()
}

fn interval(line: u64, value: &Value) -> Result<Entry, String> {
    let text = |name: &str| match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(format!("`{name}` is not a text")),
    };
    if !value.is_object() {
        return Err("it is no interval".to_owned());
    }
    let tags = match value.get("tags") {
        None => Vec::new(),
        Some(Value::Array(tags)) => tags
            .iter()
            .map(|tag| tag.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or("`tags` are not texts")?,
        Some(_) => return Err("`tags` is not a list".to_owned()),
    };
    let annotation = text("annotation")?.unwrap_or_default().to_owned();
    entry(line, text("start")?, text("end")?, &tags, annotation)
}

/// An annotation is the memo, and the tags are the label; without one the tags are the memo.
fn entry(
    line: u64,
    begin: Option<&str>,
    end: Option<&str>,
    tags: &[String],
    annotation: String,
) -> Result<Entry, String> {
    let start = time(begin.ok_or("its begin is missing")?)?;
    let until = time(end.ok_or("it has no end: it is still running")?)?;
    if until < start {
        return Err("it ends before it begins".to_owned());
    }
    let tags = tags.join(", ");
    let (memo, label) = if annotation.trim().is_empty() { (tags, String::new()) } else { (annotation, tags) };
    let stretch = Stretch { start, until, seconds: until.since(start) }.plausible()?;
    Ok(Entry { line, stretch, day: None, memo, label, not_billable: None })
}

/// `20261116T090000Z`
fn time(text: &str) -> Result<Second, String> {
    let bad = || format!("`{}` is not a time such as `20261116T090000Z`", short(text));
    let civil = text.strip_suffix('Z').filter(|rest| rest.len() == 15).ok_or_else(bad)?;
    let civil: DateTime = civil.parse().map_err(|_| bad())?;
    let at: Timestamp = TimeZone::UTC.to_timestamp(civil).map_err(|_| bad())?;
    Ok(at.into())
}
