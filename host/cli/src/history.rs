//! `workdiary history`: what imports kept of the past, to be read and never billed.

use std::process::ExitCode;

use serde_json::Value;
use workdiary_service::shown::{self, stopwatch};
use workdiary_service::{Failure, Request};

use crate::args::HistoryCommand;
use crate::client::Client;
use crate::output::{self, CARE, FAINT, STRONG, count, short, text};

/// So much of a memo is shown.
const MEMO: usize = 60;

pub(crate) fn history(client: &Client, command: HistoryCommand) -> Result<ExitCode, Failure> {
    let HistoryCommand { contract, from, to, remove, output } = command;
    if let Some(number) = remove {
        let told = client.ask_json(Request::HistoryRemove { contract, number })?;
        let stretches = shown::number(&told, "/stretches").unwrap_or_default();
        let stretches = count(stretches, "stretch", "stretches");
        let page = format!("removed import {number}: {stretches} of history\n");
        let shown = output::done(output, &page, &told)?;
        output::warning(&told);
        return Ok(shown);
    }
    let told = client.ask_json(Request::History { contract, from, to })?;
    output::done(output, &page(&told), &told)
}

fn page(told: &Value) -> String {
    let stretches = shown::list(told, "/stretches");
    if shown::list(told, "/imports").is_empty() {
        return format!("`{}` has no history from elsewhere\n", text(told, "/contract"));
    }
    let mut page = output::demo(told);
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
