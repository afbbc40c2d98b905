//! `workdiary import`: asks for it, and tells what came of it.

mod again;
mod page;

use std::process::ExitCode;

use serde_json::Value;
use workdiary_service::import::ImportWanted;
use workdiary_service::{Failure, Kind, Request, shown};

use crate::args::ImportCommand;
use crate::client::Client;
use crate::output::{self, text};

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
    let shown = output::done(command.output, &page::page(command, &told), &told)?;
    output::warning(&told);
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
