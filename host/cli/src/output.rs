//! How answers and failures are shown: text for people, JSON for programs.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::Value;
use workdiary_service::{Failure, Kind, shown};

use crate::args::Output;

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const CARE: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const STRONG: Style = Style::new().bold();

/// Shows `text`, or `json` where that was asked for.
pub(crate) fn done(output: Output, text: &str, json: &impl Serialize) -> Result<ExitCode, Failure> {
    let shown = match output.json {
        true => escaped(
            &serde_json::to_string(json).map_err(|error| Failure::new(Kind::Internal, error.to_string()))?,
        ),
        false => text.trim_end().to_owned(),
    };
    // What takes colours out for a file would take control characters out of people's texts.
    let mut out: Box<dyn Write> =
        if output.json { Box::new(std::io::stdout()) } else { Box::new(anstream::stdout()) };
    match writeln!(out, "{shown}").and_then(|()| out.flush()) {
        // `workdiary diary | head`: the reader has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::environment(format!("cannot write the answer: {error}"))),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}

/// JSON without the control characters that may stand in its texts as they are (U+007F to U+009F): a terminal would take
/// them for its own, and where colours are stripped they would be lost.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter.is_control() {
            true => escaped.push_str(&format!("\\u{:04x}", u32::from(letter))),
            false => escaped.push(letter),
        }
    }
    escaped
}

/// Tells a failure on standard error and gives its exit code.
pub(crate) fn failure(failure: &Failure) -> ExitCode {
    let mut err = anstream::stderr();
    let mut text = format!("{BAD}error:{BAD:#} {}\n", failure.message);
    failure.details.iter().for_each(|detail| text.push_str(&format!("  {detail}\n")));
    text.extend(failure.hint.iter().map(|hint| format!("{CARE}hint:{CARE:#} {hint}\n")));
    // Nobody listens: the exit code still tells.
    drop(err.write_all(text.as_bytes()));
    ExitCode::from(exit_code(failure.kind))
}

/// Tells on standard error what went wrong beside what was asked for, which is done.
pub(crate) fn warning(done: &Value) {
    let warning = done.get("warning").map(|warning| serde_json::from_value::<Failure>(warning.clone()));
    if let Some(Ok(warning)) = warning {
        failure(&warning);
    }
}

/// The exit codes of SPEC.md §10.
fn exit_code(kind: Kind) -> u8 {
    match kind {
        Kind::Environment | Kind::Internal => 1,
        Kind::Usage => 2,
        Kind::Refused => 3,
        Kind::Plugin => 4,
    }
}

/// What a `workdiary` that ended with this code failed of.
pub(crate) fn kind_of(code: Option<i32>) -> Kind {
    let kinds = [Kind::Usage, Kind::Refused, Kind::Plugin];
    kinds.into_iter().find(|kind| code == Some(exit_code(*kind).into())).unwrap_or(Kind::Environment)
}

/// A line in the host's log.
pub(crate) fn log(line: &str) {
    // A log that cannot be written keeps nobody from tracking.
    drop(writeln!(anstream::stderr(), "{line}"));
}

/// What people wrote, as a terminal may show it: a control character could do anything to it.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '·' } else { letter }).collect()
}

/// As much of a text as there is room for; one that is cut ends in `…`.
pub(crate) fn short(text: &str, room: usize) -> String {
    match text.chars().count() <= room {
        true => text.to_owned(),
        false => text.chars().take(room.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// The text at this JSON pointer, plain; empty where there is none.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    plain(shown::text(value, pointer))
}

/// How many of what: `1 line`, `2 lines`.
pub(crate) fn count(count: impl Display, one: &str, many: &str) -> String {
    let count = count.to_string();
    let what = if count == "1" { one } else { many };
    format!("{count} {what}")
}

/// That an answer is of sample data, where it is.
pub(crate) fn demo(told: &Value) -> String {
    match told.get("demo") == Some(&Value::Bool(true)) {
        true => format!("{CARE}DEMO{CARE:#}\n"),
        false => String::new(),
    }
}
