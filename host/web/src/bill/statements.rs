//! The statements of a contract, the newest first.

use axum::extract::{Path, Query};
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::Request;

use super::{At, Shown};
use crate::caller::Caller;
use crate::diary::{Options, read_date};
use crate::html::{self, hours, list, minutes, money, number, text};
use crate::reply::{Page, Place};

/// So many are on the page of a bill.
const NEWEST: usize = 8;

/// The newest ones, and the way to all.
pub(super) fn newest(shown: &Shown<'_>) -> Markup {
    let all = list(&shown.statements, "/statements");
    let address = format!("/bill/{}/statements", html::path(&shown.at.contract));
    html! {
        section aria-labelledby="statements" {
            h2 #statements { "Statements" }
            (table(&shown.at.contract, all, NEWEST, &shown.at.options))
            @if all.len() > NEWEST { p { a href=(address) { "All " (all.len()) " statements" } } }
        }
    }
}

/// All of them, as a page.
pub(super) async fn show(
    web: Caller,
    Path(contract): Path<String>,
    Query(options): Query<Options>,
) -> Response {
    web.reply(move |desk| {
        let described = desk.contract(&contract)?;
        let all = desk.json(Request::StatementList { contract: Some(contract.clone()) })?;
        let title = format!("Statements, {}", text(&described, "/title"));
        let main = html! {
            h1 { "Statements of " (text(&described, "/title")) }
            p { a href=(format!("/bill/{}", html::path(&contract))) data-key="Escape" { "Bill of this week" } }
            (table(&contract, list(&all, "/statements"), usize::MAX, &options))
        };
        Ok(Page::new(Place::Bill, title, main).of(&contract).into())
    })
    .await
}

fn table(contract: &str, all: &[Value], most: usize, options: &Options) -> Markup {
    let mut all: Vec<&Value> = all.iter().collect();
    all.sort_by_key(|statement| std::cmp::Reverse(text(statement, "/week")));
    html! {
        @if all.is_empty() {
            p { "No week is closed yet: each closes by itself at its lock." }
        } @else {
            div.scroll {
                table.statements {
                    thead { tr { th.number scope="col" { "No." } th scope="col" { "Week" } th.number scope="col" { "Hours" } th.number scope="col" { "Total" } th scope="col" { "Answer" } } }
                    tbody { @for statement in all.into_iter().take(most) { (row(contract, statement, options)) } }
                }
            }
        }
    }
}

fn row(contract: &str, statement: &Value, options: &Options) -> Markup {
    let week = text(statement, "/week");
    let named =
        read_date(week).map(|date| (html::week(date), At::new(contract, date, options.clone()).address()));
    let fault = text(statement, "/fault/message");
    html! {
        tr {
            td.number { @match number(statement, "/number") { Some(number) => (number), None => "–" } }
            th scope="row" { @if let Ok((name, address)) = named { a href=(address) { (name) } } }
            @if fault.is_empty() {
                td.number { (hours(minutes(statement, "/billable_minutes"))) }
                td.number { (money(statement.get("total"))) }
                td { (answer(statement)) }
            } @else {
                td.number {} td.number {}
                td.warn { "Not closed: " (html::sentence(fault)) }
            }
        }
    }
}

fn answer(statement: &Value) -> Markup {
    let (verdict, words) = (text(statement, "/verdict"), text(statement, "/words"));
    html! {
        @match verdict {
            "" if text(statement, "/answer_until").is_empty() => "not answered",
            "" => "can be answered",
            _ => { (verdict) @if !words.is_empty() { ": " (words) } },
        }
    }
}
