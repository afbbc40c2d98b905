//! Issuing an invoice: the closed weeks that wait, and what keeps one from being issued.

use axum::body::Bytes;
use axum::response::Response;
use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::{Value, json};
use workdiary_service::{Failure, Request};

use super::{Wanted, address, in_force, page};
use crate::bill;
use crate::caller::Caller;
use crate::contracts;
use crate::desk::Desk;
use crate::diary::read_date;
use crate::form::Form;
use crate::html::{self, hours, list, minutes, money, number, text};
use crate::reply::{Reply, status_of};

pub(super) async fn issue(web: Caller, body: Bytes) -> Response {
    web.reply(move |desk| {
        let form = Form::read(&body);
        let said = |name: &str| form.get(name).to_owned();
        let wanted = Wanted { contract: said("contract"), from: said("from"), to: said("to") };
        Ok(match issued(desk, &wanted) {
            Ok(issued) => {
                let disputed = !list(&issued, "/disputed_weeks").is_empty();
                let did = if disputed { "issued-disputed" } else { "issued" };
                Reply::See(format!("{}?did={did}", address(text(&issued, "/number"))))
            }
            Err(failure) => page(desk, &wanted, Some(&failure))?.with_status(status_of(&failure)).into(),
        })
    })
    .await
}

fn issued(desk: &Desk, wanted: &Wanted) -> Result<Value, Failure> {
    let (from, to) = (read_date(&wanted.from)?, read_date(&wanted.to)?);
    desk.json(Request::InvoiceIssue { contract: Some(wanted.contract.clone()), from, to })
}

/// The way to mend what kept an invoice from being issued.
pub(super) fn mend(failure: &Failure, contract: &str) -> Markup {
    let is = |rule: &str| failure.message.ends_with(&format!("(rule `{rule}`)"));
    let quoted = failure.message.split('`').nth(1).unwrap_or_default();
    html! {
        @if is("missing-data") {
            p { a.button href=(format!("{}#{quoted}", contracts::invoice_settings(contract))) {
                "Say it: " (contracts::named_setting(quoted).unwrap_or(quoted))
            } }
        } @else if is("already-invoiced") {
            p { a.button href=(address(quoted)) { "Look at " (quoted) } }
        } @else if is("open-week") {
            p { a.button href=(format!("/bill/{}/statements", html::path(contract))) { "See which weeks are closed" } }
        }
    }
}

/// A form for each contract with weeks that wait.
pub(super) fn section(contracts: &[Value], all: &Value, wanted: &Wanted) -> Markup {
    let of = |id: &str| -> Vec<&Value> {
        list(all, "/not_invoiced").iter().filter(|week| text(week, "/contract") == id).collect()
    };
    let waiting: Vec<_> = contracts
        .iter()
        .map(|contract| (contract, of(text(contract, "/id"))))
        .filter(|(_, weeks)| !weeks.is_empty())
        .collect();
    html! {
        section aria-labelledby="issue" {
            h2 #issue { "Not invoiced yet" }
            @if waiting.is_empty() {
                p { "No closed week waits for an invoice: a week closes by itself at its lock." }
            } @else {
                p.small { "An invoice gets the next number of its series and stays as it is: only a credit note takes it back." }
            }
            @for (contract, weeks) in waiting { (form(contract, &weeks, all, wanted)) }
        }
    }
}

fn form(contract: &Value, weeks: &[&Value], all: &Value, wanted: &Wanted) -> Markup {
    let id = text(contract, "/id");
    let (from, to) = chosen(id, weeks, all, wanted);
    let day = |date: &str| date.parse::<Date>().map(|date| date.strftime("%-d %b %Y").to_string());
    let days = |name: &'static str, label: &'static str, end: &'static str, chosen: &str| {
        html! {
            label { (label)
                select name=(name) { @for week in weeks {
                    @let date = text(week, end);
                    option value=(date) selected[date == chosen] { (day(date).unwrap_or_default()) }
                } }
            }
        }
    };
    html! {
        form.issue action="/invoices" method="post" {
            fieldset {
                legend { (text(contract, "/title")) }
                input type="hidden" name="contract" value=(id);
                p { (sum(weeks)) }
                div.form {
                    (days("from", "From the week that begins on", "/week", &from))
                    (days("to", "To the week that ends on", "/to", &to))
                }
                details.more { summary { "The weeks" } (table(id, weeks)) }
                div.actions { button.go { "Issue" } }
            }
        }
    }
}

/// What was chosen, or else all weeks up to the next that is on an invoice already.
fn chosen(id: &str, weeks: &[&Value], all: &Value, wanted: &Wanted) -> (String, String) {
    let ends = |at: Option<&&Value>, end: &str| at.map(|week| text(week, end).to_owned()).unwrap_or_default();
    let mine = wanted.contract == id && !wanted.from.is_empty();
    if mine {
        let of_week = weeks.iter().find(|week| text(week, "/week") == wanted.from);
        let to = if wanted.to.is_empty() { ends(of_week, "/to") } else { wanted.to.clone() };
        return (wanted.from.clone(), to);
    }
    let from = ends(weeks.first(), "/week");
    let next =
        in_force(all, id).map(|invoice| text(invoice, "/from")).filter(|begins| **begins > *from).min();
    let last = weeks.iter().rev().find(|week| next.is_none_or(|next| text(week, "/week") < next));
    (from, ends(last, "/to"))
}

fn sum(weeks: &[&Value]) -> String {
    let time: u64 = weeks.iter().map(|week| minutes(week, "/minutes")).sum();
    let minor: i64 = weeks.iter().filter_map(|week| number(week, "/total/minor")).sum();
    let currency = weeks.first().map_or("", |week| text(week, "/total/currency"));
    let total = money(Some(&json!({ "minor": minor, "currency": currency })));
    let weeks = if weeks.len() == 1 { "1 week".to_owned() } else { format!("{} weeks", weeks.len()) };
    format!("{weeks}, {} hours, {total} without tax.", hours(time))
}

fn table(id: &str, weeks: &[&Value]) -> Markup {
    let address = |week: &str| week.parse().map(|date| (html::week(date), bill::address(id, date, "")));
    html! {
        div.scroll tabindex="0" role="group" aria-label="Weeks that are not invoiced" {
            table.statements {
                thead { tr { th scope="col" { "Week" } th.number scope="col" { "Hours" } th.number scope="col" { "Total" } th scope="col" { "Answer" } } }
                tbody { @for week in weeks { tr {
                    th scope="row" { @if let Ok((name, address)) = address(text(week, "/week")) { a href=(address) { (name) } } }
                    td.number { (hours(minutes(week, "/minutes"))) }
                    td.number { (money(week.get("total"))) }
                    td class=[(text(week, "/verdict") == "disputed").then_some("warn")] {
                        @match text(week, "/verdict") { "" => "not answered", verdict => (verdict) }
                    }
                } } }
            }
        }
    }
}
