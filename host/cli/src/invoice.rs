//! `workdiary invoice`: what stands on invoices, issuing them and taking them back.

use std::process::ExitCode;

use jiff::civil::Date;
use serde_json::Value;
use workdiary_diary::week::Week;
use workdiary_service::invoice::{InvoiceChanges, period};
use workdiary_service::shown::{hours, list, minutes, money, text};
use workdiary_service::{Failure, Request};

use crate::args::InvoiceCommand;
use crate::client::Client;
use crate::output::{self, CARE, FAINT, STRONG};

pub(crate) fn run(client: &Client, command: InvoiceCommand) -> Result<ExitCode, Failure> {
    match command {
        InvoiceCommand::Settings { contract, set, like, logo, no_logo, output } => {
            let changed: Vec<String> = set.iter().map(|(path, _)| path.clone()).collect();
            let logo = logo.as_deref().map(crate::absolute).transpose()?;
            let changes = InvoiceChanges { set, like, logo, no_logo };
            let settings = client.ask_json(match changes == InvoiceChanges::default() {
                true => Request::InvoiceSettings { contract },
                false => Request::InvoiceSettingsSet { contract, changes },
            })?;
            output::done(output, &settings_page(&settings, &changed), &settings)
        }
        InvoiceCommand::Issue { contract, week, from, to, output } => {
            let (from, to) = days(week, from.zip(to))?;
            let issued = client.ask_json(Request::InvoiceIssue { contract, from, to })?;
            output::done(output, &page(&issued), &issued)
        }
        InvoiceCommand::Cancel { number, output } => {
            let note = client.ask_json(Request::InvoiceCancel { number })?;
            output::done(output, &page(&note), &note)
        }
        InvoiceCommand::List { contract, output } => {
            let all = client.ask_json(Request::InvoiceList { contract })?;
            let lines: String = list(&all, "/invoices").iter().map(list_line).collect();
            let lines = if lines.is_empty() { "no invoice was issued yet\n".to_owned() } else { lines };
            output::done(output, &lines, &all)
        }
        InvoiceCommand::Show { number, output } => {
            let invoice = client.ask_json(Request::InvoiceShow { number })?;
            output::done(output, &page(&invoice), &invoice)
        }
    }
}

fn days(week: Option<Date>, period_named: Option<(Date, Date)>) -> Result<(Date, Date), Failure> {
    let of_week = |date| period(Week::of_date(date));
    period_named.or_else(|| week.map(of_week)).ok_or_else(|| Failure::usage("no period was named"))
}

/// Those that were changed, or, where none was, all.
fn settings_page(settings: &Value, changed: &[String]) -> String {
    let mut page = format!("{STRONG}{}{STRONG:#}\n", text(settings, "/contract"));
    for (path, own) in settings.get("settings").and_then(Value::as_object).into_iter().flatten() {
        if !changed.is_empty() && !changed.contains(path) {
            continue;
        }
        let of_contract = settings.get("of_contract").and_then(|all| all.get(path)).and_then(Value::as_str);
        let value = match of_contract {
            Some(value) => format!("{FAINT}{value} (of the contract){FAINT:#}"),
            None => own.as_str().unwrap_or_default().to_owned(),
        };
        page.push_str(&format!("  {path:<28} {}\n", value.replace('\n', " / ")));
    }
    let logo = if settings.get("logo") == Some(&Value::Bool(true)) { "yes" } else { "no" };
    page.push_str(&format!("  {:<28} {logo}\n", "logo"));
    page
}

fn list_line(invoice: &Value) -> String {
    let text = |pointer: &str| text(invoice, pointer);
    let state = match (text("/takes_back"), text("/taken_back_by")) {
        ("", "") => String::new(),
        ("", by) => format!("  {CARE}taken back by {by}{CARE:#}"),
        (invoice, _) => format!("  {FAINT}takes {invoice} back{FAINT:#}"),
    };
    // What is given back counts the other way.
    let sign = if text("/takes_back").is_empty() { "" } else { "-" };
    let gross = format!("{sign}{}", money(invoice.get("gross")));
    let words = format!("{}  {}  {} to {}", text("/date"), text("/contract"), text("/from"), text("/to"));
    format!("{STRONG}{:<14}{STRONG:#} {words:<48} {:>16}{state}\n", text("/number"), gross)
}

fn page(invoice: &Value) -> String {
    let text = |pointer: &str| text(invoice, pointer);
    let kind = if text("/kind") == "credit-note" { "credit note" } else { "invoice" };
    let mut page = format!(
        "{STRONG}{kind} {}{STRONG:#}  {}, {} to {}\n",
        text("/number"),
        text("/contract"),
        text("/from"),
        text("/to")
    );
    let due = if text("/due").is_empty() { String::new() } else { format!(", due {}", text("/due")) };
    page.push_str(&format!("  {} to {}, {}{due}\n", text("/seller"), text("/buyer"), text("/date")));
    match (text("/takes_back"), text("/taken_back_by")) {
        ("", "") => {}
        ("", by) => page.push_str(&format!("  {CARE}taken back by {by}{CARE:#}\n")),
        (taken, _) => page.push_str(&format!("  takes {taken} back\n")),
    }
    for line in list(invoice, "/lines") {
        let time = line.get("rate").filter(|rate| !rate.is_null()).map_or_else(String::new, |rate| {
            format!("{} × {}", hours(minutes(line, "/minutes")), money(Some(rate)))
        });
        let words = line.get("text").and_then(Value::as_str).unwrap_or_default();
        page.push_str(&format!("  {words:<34} {time:>22} {:>16}\n", money(line.get("amount"))));
    }
    let sum = |name: &str, field: &str| format!("  {name:<57} {:>16}\n", money(invoice.get(field)));
    page.push_str(&sum("Net", "net"));
    page.push_str(&sum("Tax", "tax_amount"));
    page.push_str(&format!("{STRONG}{}{STRONG:#}", sum("Total", "gross")));
    for week in list(invoice, "/disputed_weeks") {
        let week = week.as_str().unwrap_or_default();
        page.push_str(&format!("{CARE}the client disputes the statement of the week of {week}{CARE:#}\n"));
    }
    page
}
