//! `workdiary import` and `workdiary history`: what was recorded elsewhere.

use std::process::ExitCode;

use serde_json::Value;
use workdiary_service::import::ImportWanted;
use workdiary_service::shown::{self, stopwatch};
use workdiary_service::{Failure, Kind, Request};

use crate::args::{HistoryCommand, ImportCommand};
use crate::client::Client;
use crate::output::{self, BAD, CARE, FAINT, STRONG, short, text};

/// So many lines of a kind are shown; `--json` has all.
const MOST: usize = 40;
/// So much of a memo is shown.
const MEMO: usize = 60;

pub(crate) fn import(client: &Client, command: &ImportCommand) -> Result<ExitCode, Failure> {
    let wanted = ImportWanted {
        contract: command.contract.clone(),
        file: crate::absolute(&command.file)?,
        format: command.format.map(|format| format.0),
        time_zone: command.time_zone.clone(),
        date_order: command.date_order.map(Into::into),
        day_starts: command.day_starts,
        label: command.label.clone(),
        history: command.history,
        apply: command.apply,
        skip_refused: command.skip_refused,
    };
    let told = client.ask_json(Request::Import(wanted))?;
    let shown = output::done(command.output, &page(command, &told), &told)?;
    if let Some(Ok(warning)) = told.get("warning").map(|it| serde_json::from_value::<Failure>(it.clone())) {
        output::failure(&warning);
    }
    match shown::list(&told, "/refused") {
        [] => Ok(shown),
        refused => Err(refusal(&told, refused)),
    }
}

/// That lines were refused, with what can be done.
fn refusal(told: &Value, refused: &[Value]) -> Failure {
    let rule = refused.first().map(|line| text(line, "/rule")).unwrap_or_default();
    let is_written = told.get("applied") == Some(&Value::Bool(true));
    let then = if is_written { "the others went in" } else { "nothing was written" };
    let of = shown::number(told, "/lines").unwrap_or_default();
    let message = format!("{} of {of} lines refused, {then} (rule `{rule}`)", refused.len());
    let hints: Vec<_> = shown::list(told, "/hints").iter().filter_map(Value::as_str).collect();
    let hint = (!hints.is_empty()).then(|| hints.join("\n      "));
    Failure { hint, ..Failure::new(Kind::Refused, message) }
}

/// What came, or would come, of it.
fn page(command: &ImportCommand, told: &Value) -> String {
    let is_done = told.get("applied") == Some(&Value::Bool(true));
    let mut page = demo(told);
    page.push_str(&format!(
        "{STRONG}{}{STRONG:#}: {}, times of {}\n",
        output::plain(&command.file.display().to_string()),
        text(told, "/format"),
        text(told, "/time_zone")
    ));
    let seconds = |pointer: &str| shown::number(told, pointer).unwrap_or_default();
    page.push_str(&format!(
        "  {}, {} in the file\n",
        count(usize::try_from(seconds("/lines")).unwrap_or_default(), "line", "lines"),
        stopwatch(seconds("/file_seconds"))
    ));
    page.push_str(&taken(told, is_done));
    page.push_str(&beside(told));
    page.push_str(&listed(told, "/refused", "refused", &|line| {
        let column = text(line, "/column");
        let column = if column.is_empty() { column } else { format!("`{}`: ", short(&column, 40)) };
        format!("{column}{} (rule `{}`)", text(line, "/why"), text(line, "/rule"))
    }));
    if !is_done {
        page.push_str(&next(command, told));
    }
    page
}

/// That it is sample data, where it is.
fn demo(told: &Value) -> String {
    match told.get("demo") == Some(&Value::Bool(true)) {
        true => format!("{CARE}DEMO{CARE:#}\n"),
        false => String::new(),
    }
}

/// What goes in.
fn taken(told: &Value, is_done: bool) -> String {
    let lines = shown::list(told, "/taken");
    let as_history = text(told, "/as") == "history";
    let would = match (is_done, lines.len()) {
        (true, 1) => "goes in",
        (true, _) => "go in",
        (false, _) => "would go in",
    };
    let number = |pointer: &str| shown::number(told, pointer).unwrap_or_default();
    let seconds: i64 = lines.iter().filter_map(|line| shown::number(line, "/seconds")).sum();
    let mut page = format!("  {} {would}", count(lines.len(), "line", "lines"));
    match as_history {
        true => page.push_str(&format!(" as history, {}", stopwatch(seconds))),
        false => {
            let segments = number("/segments");
            let made = count(usize::try_from(segments).unwrap_or_default(), "segment", "segments");
            page.push_str(&format!(" as manual time: {made}, {}", stopwatch(segments * 600)));
        }
    }
    let made = if as_history { ("/import", "import") } else { ("/edit", "edit") };
    if let Some(number) = shown::number(told, made.0) {
        page.push_str(&format!(" ({} {number})", made.1));
    }
    page.push('\n');
    for line in lines.iter().take(MOST) {
        let segments =
            shown::number(line, "/segments").map_or_else(String::new, |it| format!("  {it:>3} ×10 min"));
        page.push_str(&format!(
            "    {FAINT}{}{FAINT:#}  {} to {}{segments}  {}\n",
            numbered(line),
            text(line, "/start"),
            text(line, "/end"),
            short(&text(line, "/memo"), MEMO)
        ));
    }
    page + &more(lines.len())
}

/// What neither goes in nor is refused.
fn beside(told: &Value) -> String {
    let mut page = String::new();
    if let Some(difference) = shown::number(told, "/difference_seconds").filter(|difference| *difference != 0)
    {
        let which = if difference > 0 { "more" } else { "less" };
        page.push_str(&format!(
            "  whole segments make {} {which} than the {} of these lines\n",
            stopwatch(difference.abs()),
            stopwatch(shown::number(told, "/good_seconds").unwrap_or_default())
        ));
    }
    let duplicates = shown::list(told, "/duplicates");
    if !duplicates.is_empty() {
        let numbers: Vec<_> = duplicates.iter().take(MOST).map(Value::to_string).collect();
        let dots = if duplicates.len() > MOST { ", …" } else { "" };
        let are = if duplicates.len() == 1 { "is" } else { "are" };
        let lines = count(duplicates.len(), "line", "lines");
        page.push_str(&format!("  {lines} {are} there already: {}{dots}\n", numbers.join(", ")));
    }
    page.push_str(&listed(told, "/repeated", "said twice in the file", &|line| {
        format!("says again what line {} says", shown::number(line, "/of").unwrap_or_default())
    }));
    page + &listed(told, "/left_out", "too short to make a segment of", &|line| text(line, "/why"))
}

/// Lines of a kind, each with its number.
fn listed(told: &Value, pointer: &str, words: &str, shown: &dyn Fn(&Value) -> String) -> String {
    let lines = shown::list(told, pointer);
    if lines.is_empty() {
        return String::new();
    }
    let style = if pointer == "/refused" { BAD } else { CARE };
    let mut page = format!("  {style}{} {words}{style:#}\n", count(lines.len(), "line", "lines"));
    for line in lines.iter().take(MOST) {
        page.push_str(&format!("    {FAINT}{}{FAINT:#}  {}\n", numbered(line), shown(line)));
    }
    page + &more(lines.len())
}

fn numbered(line: &Value) -> String {
    format!("line {:<4}", shown::number(line, "/line").unwrap_or_default())
}

fn more(lines: usize) -> String {
    match lines.saturating_sub(MOST) {
        0 => String::new(),
        rest => format!("    … and {rest} more; `--json` tells all\n"),
    }
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// That nothing was written, and the command that does it.
fn next(command: &ImportCommand, told: &Value) -> String {
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

pub(crate) fn history(client: &Client, command: HistoryCommand) -> Result<ExitCode, Failure> {
    let HistoryCommand { contract, from, to, remove, output } = command;
    if let Some(number) = remove {
        let told = client.ask_json(Request::HistoryRemove { contract, number })?;
        let stretches = shown::number(&told, "/stretches").unwrap_or_default();
        let stretches = count(usize::try_from(stretches).unwrap_or_default(), "stretch", "stretches");
        let page = format!("removed import {number}: {stretches} of history\n");
        let shown = output::done(output, &page, &told)?;
        if let Some(Ok(warning)) = told.get("warning").map(|it| serde_json::from_value::<Failure>(it.clone()))
        {
            output::failure(&warning);
        }
        return Ok(shown);
    }
    let told = client.ask_json(Request::History { contract, from, to })?;
    output::done(output, &history_page(&told), &told)
}

fn history_page(told: &Value) -> String {
    let stretches = shown::list(told, "/stretches");
    if shown::list(told, "/imports").is_empty() {
        return format!("`{}` has no history from elsewhere\n", text(told, "/contract"));
    }
    let mut page = demo(told);
    page.push_str(&format!(
        "{STRONG}history of {}{STRONG:#}, from elsewhere: read only, never billed\n",
        text(told, "/contract")
    ));
    for stretch in stretches {
        let label = text(stretch, "/label");
        let label = if label.is_empty() { label } else { format!("  {CARE}{}{CARE:#}", short(&label, 30)) };
        page.push_str(&format!(
            "{} to {}  {:>8}  {}{label}\n",
            text(stretch, "/start"),
            text(stretch, "/end"),
            stopwatch(shown::number(stretch, "/seconds").unwrap_or_default()),
            short(&text(stretch, "/memo"), MEMO)
        ));
    }
    page.push_str(&format!(
        "{} together {}\n",
        count(stretches.len(), "stretch,", "stretches,"),
        stopwatch(shown::number(told, "/seconds").unwrap_or_default())
    ));
    for import in shown::list(told, "/imports") {
        page.push_str(&format!(
            "{FAINT}import {}: {} from `{}` ({}), {}{FAINT:#}\n",
            shown::number(import, "/import").unwrap_or_default(),
            shown::number(import, "/stretches").unwrap_or_default(),
            text(import, "/file"),
            text(import, "/format"),
            text(import, "/imported_at"),
        ));
    }
    page
}
