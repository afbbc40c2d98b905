//! Invoices as pages: all of them, what waits to be invoiced, and each with its files and the way to take it back.

use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_service::{Failure, Request};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::html::{self, list, money, text};
use crate::reply::{Page, Place};
use crate::routes::Table;

mod issue;
mod one;
mod sheet;

pub(crate) fn routes() -> Table {
    Table::new()
        .route("/invoices", get(show).post(issue::issue))
        .route("/invoices/{number}", get(one::show))
        .route("/invoices/{number}/cancel", get(one::show).post(one::take_back))
        .route("/invoices/{number}/report", get(one::show).post(one::report))
}

/// The page of an invoice; its number may have a `/`.
pub(crate) fn address(number: &str) -> String {
    format!("/invoices/{}", html::path(number))
}

/// Where an invoice is issued over the week that begins on this Monday.
pub(crate) fn to_issue(contract: &str, monday: &str) -> String {
    format!("/invoices?contract={}&from={}#issue", html::path(contract), html::path(monday))
}

/// The invoices of a contract that were not taken back, in the answer to a list.
pub(crate) fn in_force<'a>(all: &'a Value, contract: &'a str) -> impl Iterator<Item = &'a Value> {
    list(all, "/invoices").iter().filter(move |invoice| {
        text(invoice, "/contract") == contract
            && text(invoice, "/kind") == "invoice"
            && text(invoice, "/taken_back_by").is_empty()
    })
}

/// Which weeks are chosen: the first day of the first and the last day of the last.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    contract: String,
    from: String,
    to: String,
}

async fn show(web: Caller, Query(wanted): Query<Wanted>) -> Response {
    web.reply(move |desk| Ok(page(desk, &wanted, None)?.into())).await
}

fn page(desk: &Desk, wanted: &Wanted, failure: Option<&Failure>) -> Result<Page, Failure> {
    let contracts = desk.contracts()?;
    let all = desk.json(Request::InvoiceList { contract: None })?;
    let main = html! {
        div.toolbar { h1 { "Invoices" } }
        @if let Some(failure) = failure {
            (html::failure(failure))
            (issue::mend(failure, &wanted.contract))
        }
        (table(&contracts, list(&all, "/invoices")))
        (issue::section(&contracts, &all, wanted))
        (settings(&contracts))
    };
    Ok(Page::new(Place::Invoices, "Invoices", main))
}

fn table(contracts: &[Value], all: &[Value]) -> Markup {
    html! {
        @if all.is_empty() {
            p { "No invoice was issued yet." }
        } @else {
            div.scroll tabindex="0" role="group" aria-label="All invoices" {
                table.invoices {
                    thead { tr {
                        th scope="col" { "Number" } th scope="col" { "Date" } th scope="col" { "Contract" }
                        th scope="col" { "Period" } th.number scope="col" { "Total" } th scope="col" { "State" }
                    } }
                    tbody { @for invoice in all.iter().rev() { (row(contracts, invoice)) } }
                }
            }
        }
    }
}

fn row(contracts: &[Value], invoice: &Value) -> Markup {
    let (number, id) = (text(invoice, "/number"), text(invoice, "/contract"));
    let title = contracts.iter().find(|contract| text(contract, "/id") == id);
    // What is given back counts the other way.
    let sign = if text(invoice, "/takes_back").is_empty() { "" } else { "-" };
    html! {
        tr {
            th scope="row" { a href=(address(number)) { (number) } }
            td { time { (text(invoice, "/date")) } }
            td { (title.map_or(id, |contract| text(contract, "/title"))) }
            td { (text(invoice, "/from")) " to " (text(invoice, "/to")) }
            td.number { (sign) (money(invoice.get("gross"))) }
            td { (state(invoice)) }
        }
    }
}

/// Whether it takes another back or was taken back itself.
fn state(invoice: &Value) -> Markup {
    let link = |number: &str| html! { a href=(address(number)) { (number) } };
    html! {
        @match (text(invoice, "/takes_back"), text(invoice, "/taken_back_by")) {
            ("", "") => "issued",
            ("", by) => { "taken back by " (link(by)) },
            (taken, _) => { "credit note: takes " (link(taken)) " back" },
        }
    }
}

fn settings(contracts: &[Value]) -> Markup {
    html! {
        @if !contracts.is_empty() {
            h2 { "What stands on them" }
            p { "Parties, tax, payment, numbers and language are set for each contract:" }
            ul { @for contract in contracts {
                li { a href=(crate::contracts::invoice_settings(text(contract, "/id"))) { (text(contract, "/title")) } }
            } }
        }
    }
}
