//! `workdiary contract`: its subcommands, asked and shown.

use std::process::ExitCode;

use serde_json::Value;
use workdiary_service::contracts::{Changes, NewContract, PartyChanges};
use workdiary_service::shown::{hours, money};
use workdiary_service::{Answer, Failure, Request};

use crate::args::{Contract, ContractFields, Output};
use crate::bill;
use crate::client::{Client, unexpected};
use crate::output::{self, FAINT, STRONG, text};

pub(crate) fn run(client: &Client, command: Contract) -> Result<ExitCode, Failure> {
    match command {
        Contract::Add { id, client: party, currency, rate, title, more, output } => {
            let new = NewContract { id, title, client: party, rate, currency, more: changes(more)? };
            show(client, Request::ContractAdd(new), output)
        }
        Contract::List { output } => list(client, output),
        Contract::Show { id, output } => show(client, Request::ContractShow { id }, output),
        Contract::Edit { id, title, rate, client: party, more, output } => {
            let mut changes = changes(more)?;
            (changes.title, changes.rate, changes.client.name) = (title, rate, party);
            if changes == Changes::default() {
                return Err(Failure::usage("nothing to change was named")
                    .hint("see `workdiary contract edit --help`"));
            }
            show(client, Request::ContractEdit { id, changes }, output)
        }
        Contract::Close { id, output } => show(client, Request::ContractClose { id }, output),
        Contract::Reopen { id, output } => show(client, Request::ContractReopen { id }, output),
    }
}

fn changes(fields: ContractFields) -> Result<Changes, Failure> {
    Ok(Changes {
        title: None,
        rate: None,
        weekly_limit: fields.weekly_limit,
        manual: fields.manual.map(Into::into),
        time_zone: fields.time_zone,
        rule: fields.rule,
        rule_config: fields.rule_config.as_deref().map(bill::config).transpose()?,
        labels: fields.labels,
        labels_config: fields.labels_config.as_deref().map(bill::config).transpose()?,
        client: PartyChanges {
            name: None,
            address: fields.client_address,
            tax_id: fields.client_tax_id,
            email: fields.client_email,
        },
        freelancer: PartyChanges {
            name: fields.freelancer,
            address: fields.freelancer_address,
            tax_id: fields.freelancer_tax_id,
            email: fields.freelancer_email,
        },
    })
}

fn list(client: &Client, output: Output) -> Result<ExitCode, Failure> {
    let Answer::Contracts(contracts) = client.ask(Request::ContractList)? else { return Err(unexpected()) };
    let line = |contract: &Value| {
        let (id, title, party) =
            (text(contract, "/id"), text(contract, "/title"), text(contract, "/client/name"));
        let closed = if text(contract, "/status") == "closed" { "  closed" } else { "" };
        format!(
            "{STRONG}{id:<12}{STRONG:#} {title} · {party} · {} an hour · limit {}{closed}\n",
            rate(contract),
            limit(contract)
        )
    };
    let lines: String = contracts.iter().map(line).collect();
    let none = "no contracts yet; `workdiary contract add --help` tells how to make one";
    output::done(output, if lines.is_empty() { none } else { &lines }, &contracts)
}

fn show(client: &Client, request: Request, output: Output) -> Result<ExitCode, Failure> {
    let Answer::Contract(contract) = client.ask(request)? else { return Err(unexpected()) };
    output::done(output, &page(&contract), &contract)
}

fn page(contract: &Value) -> String {
    let mut page = format!("{STRONG}{}{STRONG:#} · {}\n", text(contract, "/id"), text(contract, "/title"));
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            page.push_str(&format!("  {FAINT}{name:<14}{FAINT:#} {value}\n"));
        }
    };
    for (name, party) in [("client", "/client"), ("freelancer", "/freelancer")] {
        let fields =
            ["name", "address", "tax_id", "email"].map(|field| text(contract, &format!("{party}/{field}")));
        row(name, fields.into_iter().filter(|field| !field.is_empty()).collect::<Vec<_>>().join(", "));
    }
    row(
        "rate",
        format!("{} an hour{}", rate(contract), coming(contract, "rates", |said| money(said.get("rate")))),
    );
    row(
        "weekly limit",
        format!(
            "{}{}",
            limit(contract),
            coming(contract, "weekly_limits", |said| minutes(said.get("minutes")))
        ),
    );
    row("manual time", text(contract, "/manual"));
    row("time zone", text(contract, "/time_zone"));
    let rule = |rule: Option<&Value>| {
        let field = |name: &str| rule.and_then(|rule| rule.get(name)).unwrap_or(&Value::Null);
        let word = |name: &str| field(name).as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", word("name"), word("version"), field("config"))
    };
    row(
        "billing rule",
        format!("{}{}", rule(contract.get("rule")), coming(contract, "rules", |said| rule(said.get("rule")))),
    );
    if let Some(labels) = contract.get("labels").filter(|labels| labels.is_object()) {
        row("label scheme", rule(Some(labels)).replace("  ", " "));
    }
    row("status", text(contract, "/status"));
    page
}

/// What was said last, where it begins at a date: it may still be to come.
fn coming(contract: &Value, history: &str, show: impl Fn(&Value) -> String) -> String {
    let last = contract
        .pointer(&format!("/history/{history}"))
        .and_then(Value::as_array)
        .and_then(|said| said.last());
    let from = last.and_then(|said| Some((said, said.get("from")?.as_str()?.get(..10)?)));
    from.map_or_else(String::new, |(said, from)| format!(" ({} from the week of {from})", show(said)))
}

fn rate(contract: &Value) -> String {
    Some(money(contract.get("rate"))).filter(|rate| !rate.is_empty()).unwrap_or_else(|| "none".to_owned())
}

fn limit(contract: &Value) -> String {
    minutes(contract.get("weekly_limit_minutes"))
}

fn minutes(value: Option<&Value>) -> String {
    value
        .and_then(Value::as_u64)
        .map_or_else(|| "none".to_owned(), |minutes| format!("{} hours", hours(minutes)))
}
