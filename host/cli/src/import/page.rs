//! The page that tells people what came, or would come, of an import.

use serde_json::Value;
use workdiary_service::shown::{self, stopwatch};

use super::again;
use crate::args::ImportCommand;
use crate::output::{self, BAD, CARE, FAINT, STRONG, count, short, text};

/// So many lines of a kind are shown; `--json` has all.
const MOST: usize = 40;
/// So much of a memo is shown.
const MEMO: usize = 60;

/// What came, or would come, of it.
pub(super) fn page(command: &ImportCommand, told: &Value) -> String {
    let is_done = told.get("applied") == Some(&Value::Bool(true));
    let mut page = output::demo(told);
    page.push_str(&format!(
        "{STRONG}{}{STRONG:#}: {}, times of {}\n",
        output::plain(&command.file.display().to_string()),
        text(told, "/format"),
        text(told, "/time_zone")
    ));
    page.push_str(&format!(
        "  {}, {} in the file\n",
        count(number(told, "/lines"), "line", "lines"),
        stopwatch(number(told, "/file_seconds"))
    ));
    page.push_str(&taken(told, is_done));
    page.push_str(&beside(told));
    page.push_str(&listed(told, "/refused", "refused", &|line| {
        let column = text(line, "/column");
        let column = if column.is_empty() { column } else { format!("`{}`: ", short(&column, 40)) };
        format!("{column}{} (rule `{}`)", text(line, "/why"), text(line, "/rule"))
    }));
    if !is_done {
        page.push_str(&again::next(command, told));
    }
    page
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
    let seconds: i64 = lines.iter().filter_map(|line| shown::number(line, "/seconds")).sum();
    let mut page = format!("  {} {would}", count(lines.len(), "line", "lines"));
    match as_history {
        true => page.push_str(&format!(" as history, {}", stopwatch(seconds))),
        false => {
            let segments = number(told, "/segments");
            let made = count(segments, "segment", "segments");
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
            stopwatch(number(told, "/good_seconds"))
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
        format!("says again what line {} says", number(line, "/of"))
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
    format!("line {:<4}", number(line, "/line"))
}

fn more(lines: usize) -> String {
    match lines.saturating_sub(MOST) {
        0 => String::new(),
        rest => format!("    … and {rest} more; `--json` tells all\n"),
    }
}

/// The number there; none is nought.
fn number(told: &Value, pointer: &str) -> i64 {
    shown::number(told, pointer).unwrap_or_default()
}
