//! `workdiary bill`, `labels` and `report`.

use std::path::Path;
use std::process::ExitCode;

use jiff::civil::Date;
use serde_json::Value;
use workdiary_service::report::ReportWanted;
use workdiary_service::shown::{hours, list, minutes, money, text};
use workdiary_service::{Failure, Request};

use crate::args::{Output, ReportCommand};
use crate::client::Client;
use crate::output::{self, CARE, FAINT, STRONG};

pub(crate) fn bill(
    client: &Client,
    contract: Option<String>,
    week: Date,
    output: Output,
) -> Result<ExitCode, Failure> {
    let bill = client.ask_json(Request::Bill { contract, week })?;
    output::done(output, &bill_page(&bill), &bill)
}

fn bill_page(bill: &Value) -> String {
    let text = |pointer: &str| text(bill, pointer);
    let demo = if bill.get("demo").is_some() { format!("  {CARE}DEMO{CARE:#}") } else { String::new() };
    let mut page = format!(
        "{STRONG}{}{STRONG:#}  week of {}, {}{demo}\n",
        text("/contract"),
        text("/week"),
        match bill.get("statement").and_then(Value::as_u64) {
            Some(number) => format!("closed, statement {number}"),
            None => text("/state").to_owned(),
        }
    );
    for line in list(bill, "/lines") {
        let time = line.get("rate").filter(|rate| !rate.is_null()).map_or_else(String::new, |rate| {
            format!("{} × {}", hours(minutes(line, "/minutes")), money(Some(rate)))
        });
        let words = line.get("text").and_then(Value::as_str).unwrap_or_default();
        page.push_str(&format!("  {words:<34} {time:>22} {:>16}\n", money(line.get("amount"))));
    }
    page.push_str(&format!(
        "  {STRONG}{:<34} {:>22} {:>16}{STRONG:#}\n",
        "Total",
        hours(minutes(bill, "/billable_minutes")),
        money(bill.get("total"))
    ));
    if minutes(bill, "/over_limit_minutes") > 0 {
        let over = hours(minutes(bill, "/over_limit_minutes"));
        page.push_str(&format!("  {CARE}over the weekly limit, not billed: {over}{CARE:#}\n"));
    }
    let digest = text("/rule/digest").get(..12).unwrap_or_default();
    page.push_str(&format!(
        "{FAINT}rule {} {} ({digest}), amounts rounded {}{FAINT:#}\n",
        text("/rule/name"),
        text("/rule/version"),
        text("/rounding").replace('-', " ")
    ));
    page
}

pub(crate) fn labels(
    client: &Client,
    contract: Option<String>,
    memo: Option<String>,
    output: Output,
) -> Result<ExitCode, Failure> {
    let labels = client.ask_json(Request::Labels { contract, memo })?;
    let each = |name: &str| labels.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let all = each("labels");
    let mut page: String = all.iter().map(|label| label_line(label, &all)).collect();
    if labels.get("suggested").is_some_and(Value::is_array) {
        let ids: Vec<String> =
            each("suggested").iter().filter_map(Value::as_str).map(str::to_owned).collect();
        page = if ids.is_empty() { "no label suits that memo\n".to_owned() } else { ids.join("\n") + "\n" };
    }
    output::done(output, &page, &labels)
}

fn label_line(label: &Value, all: &[Value]) -> String {
    let text = |name: &str| label.get(name).and_then(Value::as_str).unwrap_or_default();
    let archived = if label.get("archived") == Some(&Value::Bool(true)) { "  archived" } else { "" };
    let indent = "  ".repeat(depth(label, all));
    format!("{indent}{STRONG}{}{STRONG:#}  {}{FAINT}{archived}{FAINT:#}\n", text("id"), text("title"))
}

/// How many labels stand above one; the host has seen that they make trees.
fn depth(label: &Value, all: &[Value]) -> usize {
    let above = label.get("parent").filter(|parent| parent.is_string());
    let parent = above.and_then(|id| all.iter().find(|other| other.get("id") == Some(id)));
    parent.map_or(0, |parent| 1 + depth(parent, all))
}

pub(crate) fn report(client: &Client, command: ReportCommand) -> Result<ExitCode, Failure> {
    let config = command.config.as_deref().map(config).transpose()?.unwrap_or_else(|| "{}".to_owned());
    let ReportCommand { format, contract, from, to, invoice, folder, snapshots, output, .. } = command;
    let (contract, from, to) = match (contract.zip(from).zip(to), &invoice) {
        (Some(((contract, from), to)), _) => (contract, from, to),
        (None, Some(number)) => of_invoice(client, number)?,
        (None, None) => return Err(Failure::usage("neither a period nor an invoice was named")),
    };
    let folder = crate::absolute(&folder)?;
    let wanted = ReportWanted { format, contract, from, to, folder, config, snapshots, invoice };
    let written = client.ask_json(Request::Report(wanted))?;
    let file = |file: &Value| {
        let name = file.get("file").and_then(Value::as_str).unwrap_or_default();
        let bytes = file.get("bytes").and_then(Value::as_u64).unwrap_or_default();
        format!("wrote `{name}`: {bytes} bytes\n")
    };
    let files = written.get("files").and_then(Value::as_array);
    let text: String = files.into_iter().flatten().map(file).collect();
    output::done(output, if text.is_empty() { "the report wrote no file" } else { &text }, &written)
}

/// The contract and the period of an invoice.
fn of_invoice(client: &Client, number: &str) -> Result<(String, Date, Date), Failure> {
    let invoice = client.ask_json(Request::InvoiceShow { number: number.to_owned() })?;
    let day =
        |pointer: &str| text(&invoice, pointer).parse::<Date>().map_err(|_| crate::client::unexpected());
    Ok((text(&invoice, "/contract").to_owned(), day("/from")?, day("/to")?))
}

/// Reads a config, JSON or, where the file ends in `.toml`, TOML, as JSON.
pub(crate) fn config(path: &Path) -> Result<String, Failure> {
    let bad = |why: String| Failure::usage(format!("cannot read the config `{}`: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    if path.extension().is_none_or(|ending| ending != "toml") {
        return Ok(text);
    }
    let table: toml::Table =
        toml::from_str(&text).map_err(|error| bad(error.to_string().trim_end().to_owned()))?;
    serde_json::to_string(&table).map_err(|error| bad(error.to_string()))
}
