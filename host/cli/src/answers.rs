//! `workdiary request`, `grant`, `refuse` and `statement`: what freelancer and client say to each other.

use std::process::ExitCode;

use serde_json::Value;
use workdiary_diary::statement::Verdict;
use workdiary_service::select::Selection;
use workdiary_service::shown::{hours, minutes, money};
use workdiary_service::{Failure, Request};

use crate::args::{Answer, Output, RequestCommand, StatementCommand, WeekCommand};
use crate::client::Client;
use crate::output::{self, CARE, FAINT, STRONG, text};

pub(crate) fn request(client: &Client, command: RequestCommand) -> Result<ExitCode, Failure> {
    match command {
        RequestCommand::Ask { contract, from, to, reason, output } => {
            let selection = Selection::Range { from, to };
            show_request(client, Request::RequestManual { contract, selection, reason }, output)
        }
        RequestCommand::List { contract, output } => {
            let all = client.ask_json(Request::RequestList { contract })?;
            let lines: String = each(&all, "requests").map(request_line).collect();
            output::done(output, if lines.is_empty() { "no requests" } else { &lines }, &all)
        }
    }
}

pub(crate) fn answer(client: &Client, command: Answer, granted: bool) -> Result<ExitCode, Failure> {
    let Answer { number, message: words, output } = command;
    show_request(client, Request::RequestAnswer { number, granted, words }, output)
}

fn show_request(client: &Client, request: Request, output: Output) -> Result<ExitCode, Failure> {
    let request = client.ask_json(request)?;
    output::done(output, &request_line(&request), &request)
}

fn request_line(request: &Value) -> String {
    let number = request.get("request").and_then(Value::as_i64).unwrap_or_default();
    let words = text(request, "/words");
    let words = if words.is_empty() { String::new() } else { format!(": {words}") };
    let expires = text(request, "/expires");
    let expires =
        if expires.is_empty() { String::new() } else { format!("{FAINT}, expires {expires}{FAINT:#}") };
    format!(
        "{STRONG}{number}{STRONG:#}  {} to {}  {CARE}{}{CARE:#}{words}{expires}\n   {}\n",
        text(request, "/from"),
        text(request, "/to"),
        text(request, "/state"),
        text(request, "/reason"),
    )
}

pub(crate) fn statement(client: &Client, command: StatementCommand) -> Result<ExitCode, Failure> {
    match command {
        StatementCommand::List { contract, output } => {
            let all = client.ask_json(Request::StatementList { contract })?;
            let lines: String = each(&all, "statements").map(statement_line).collect();
            output::done(output, if lines.is_empty() { "no week is closed yet" } else { &lines }, &all)
        }
        StatementCommand::Show { contract, week } => {
            let statement = client.ask_json(Request::StatementShow { contract, week })?;
            output::done(Output { json: true }, "", &statement)
        }
        StatementCommand::Countersign { of, message } => say(client, of, Verdict::Countersigned, message),
        StatementCommand::Dispute { of, message } => say(client, of, Verdict::Disputed, message),
    }
}

fn say(client: &Client, of: WeekCommand, verdict: Verdict, words: String) -> Result<ExitCode, Failure> {
    let WeekCommand { contract, week, output } = of;
    let statement = client.ask_json(Request::StatementAnswer { contract, week, verdict, words })?;
    output::done(output, &statement_line(&statement), &statement)
}

fn statement_line(statement: &Value) -> String {
    let week = text(statement, "/week");
    let Some(number) = statement.get("number").and_then(Value::as_u64) else {
        let fault = text(statement, "/fault/message");
        return format!("{CARE}-{CARE:#}  week of {week}  {CARE}locked and not closed: {fault}{CARE:#}\n");
    };
    let said = match (text(statement, "/verdict").as_str(), text(statement, "/answer_until")) {
        ("", until) if until.is_empty() => "not answered".to_owned(),
        ("", until) => format!("to be answered until {until}"),
        (verdict, _) => match text(statement, "/words").as_str() {
            "" => verdict.to_owned(),
            words => format!("{verdict}: {words}"),
        },
    };
    format!(
        "{STRONG}{number}{STRONG:#}  week of {week}  {:>7}  {:>14}  {said}\n",
        hours(minutes(statement, "/billable_minutes")),
        money(statement.get("total"))
    )
}

fn each<'a>(all: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    all.get(name).and_then(Value::as_array).into_iter().flatten()
}
