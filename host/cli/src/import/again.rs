//! After a dry run: the command that does it.

use serde_json::Value;
use workdiary_service::shown;

use crate::args::ImportCommand;
use crate::output::{self, STRONG};

/// That nothing was written, and the command that does it.
pub(super) fn next(command: &ImportCommand, told: &Value) -> String {
    let would = shown::list(told, "/taken").len();
    if would == 0 {
        return format!("{STRONG}nothing to bring in{STRONG:#}: nothing was written\n");
    }
    let is_whole = shown::list(told, "/refused").is_empty();
    let skip = if is_whole { None } else { Some("--skip-refused".to_owned()) };
    let option =
        |name: &str, value: Option<String>| value.map(|value| format!("--{name} {}", quoted(&value)));
    let parts = [
        Some(format!("workdiary import {}", quoted(&command.file.display().to_string()))),
        option("contract", Some(command.contract.clone())),
        option("format", command.format.map(|format| format.0.word().to_owned())),
        option("time-zone", command.time_zone.clone()),
        option("date-order", command.date_order.map(|order| order.word().to_owned())),
        option("day-starts", command.day_starts.map(|starts| starts.strftime("%R").to_string())),
        option("label", command.label.clone()),
        command.history.then(|| "--history".to_owned()),
        skip,
        Some("--apply".to_owned()),
    ];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    format!("nothing was written; this does it:\n  {STRONG}{line}{STRONG:#}\n")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+,".contains(letter);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", output::plain(word).replace('\'', "'\\''")),
    }
}
