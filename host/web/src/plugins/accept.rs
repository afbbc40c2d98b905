//! A new version of a rule for a contract: what it would change, and the yes to it.

use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_service::contracts::Changes;
use workdiary_service::{Failure, Request};

use super::missing;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::html::{self, hours, list, minutes, money, number, text};
use crate::reply::{Page, Place, Reply, status_of};

/// So many of the segments are shown that come out otherwise.
const MOST_SEGMENTS: usize = 20;

/// The address of the page that asks for the yes.
pub(super) fn address(plugin: &str, contract: &str) -> String {
    format!("{}/accept/{}", super::address(plugin), html::path(contract))
}

/// For which week the bills are shown: this one, or the one before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    week: String,
}

pub(super) async fn show(
    web: Caller,
    Path((name, contract)): Path<(String, String)>,
    Query(shown): Query<Shown>,
) -> Response {
    web.reply(move |desk| page(desk, &name, &contract, &shown, None)).await
}

pub(super) async fn accept(web: Caller, Path((name, contract)): Path<(String, String)>) -> Response {
    web.reply(move |desk| {
        let changes = Changes { rule: Some(name.clone()), ..Changes::default() };
        match desk.ask(Request::ContractEdit { id: contract.clone(), changes }) {
            Ok(_) => {
                let (page, contract) = (super::address(&name), html::path(&contract));
                Ok(Reply::See(format!("{page}?did=accepted&contract={contract}")))
            }
            Err(failure) => page(desk, &name, &contract, &Shown::default(), Some(&failure)),
        }
    })
    .await
}

fn page(
    desk: &Desk,
    name: &str,
    id: &str,
    shown: &Shown,
    failure: Option<&Failure>,
) -> Result<Reply, Failure> {
    let all = desk.json(Request::PluginList)?;
    let Some(plugin) = list(&all, "/plugins").iter().find(|plugin| text(plugin, "/name") == name) else {
        return Ok(missing(name));
    };
    let contract = desk.contract(id)?;
    let waits = list(plugin, "/waits_for").iter().any(|waiting| waiting.as_str() == Some(id));
    let title = format!("A new version of {name}");
    let main = html! {
        h1 { (title) }
        @if let Some(failure) = failure { (html::failure(failure)) }
        @if waits {
            (compared(desk, plugin, &contract, shown)?)
        } @else {
            p { "Contract " code { (id) } " does not wait for a version of " code { (name) } ". " a href=(super::address(name)) { "To the plugin" } }
        }
    };
    let page = Page::new(Place::Plugins, title, main).of(id);
    Ok(match failure {
        Some(failure) => page.with_status(status_of(failure)).into(),
        None => page.into(),
    })
}

fn compared(desk: &Desk, plugin: &Value, contract: &Value, shown: &Shown) -> Result<Markup, Failure> {
    let (name, id) = (text(plugin, "/name"), text(contract, "/id"));
    let today = desk.today()?;
    let is_last = shown.week == "last";
    let day = if is_last { today.checked_sub(Span::new().days(7)).unwrap_or(today) } else { today };
    let request = Request::BillTrial { contract: Some(id.to_owned()), week: day, rule: name.to_owned() };
    let trial = desk.json(request)?;
    let here = address(name, id);
    Ok(html! {
        p {
            "Contract " strong { (text(contract, "/title")) } " is bound to an earlier version. Nothing changes before you say so. "
            strong { "Version " (text(plugin, "/version")) " applies from next Monday, " (monday_after(today)) ", 00:00 UTC on" }
            "; this week and all before it stay with the rule that they have."
        }
        nav.tabs aria-label="Week" {
            a href=(here) aria-current=[(!is_last).then_some("page")] { "This week" }
            a href=(format!("{here}?week=last")) aria-current=[is_last.then_some("page")] { "Last week" }
        }
        h2 { "The week of " (text(&trial, "/week")) " as it is, and as it would be" }
        div.sides {
            (side("As it is", trial.pointer("/is").unwrap_or(&Value::Null)))
            (side("By the new version", trial.pointer("/would_be").unwrap_or(&Value::Null)))
        }
        (changed(&trial))
        @if trial.pointer("/would_be/failure").is_some() {
            p.note { "The new version cannot bill this week. Mend its config on the page of the contract, or wait for another version." }
        } @else {
            form action=(here) method="post" { div.actions {
                button.go { "Accept it from next Monday on" }
                a.button href=(super::address(name)) { "Not now" }
            } }
        }
    })
}

fn monday_after(day: Date) -> Date {
    let days = 7 - i32::from(day.weekday().to_monday_zero_offset());
    day.checked_add(Span::new().days(days)).unwrap_or(day)
}

fn side(title: &str, bill: &Value) -> Markup {
    let failure = bill.get("failure").and_then(|failure| Failure::deserialize(failure).ok());
    html! {
        section {
            h3 { (title) }
            @if let Some(failure) = failure {
                (html::failure(&failure))
            } @else {
                p.small { (text(bill, "/rule/name")) " " (text(bill, "/rule/version")) " " span.digest { (super::short(text(bill, "/rule/digest"))) } }
                table {
                    thead { tr { th scope="col" { "Line" } th scope="col" .number { "Hours" } th scope="col" .number { "Amount" } } }
                    tbody { @for line in list(bill, "/lines") { tr {
                        th scope="row" { (text(line, "/text")) }
                        td.number { (hours(minutes(line, "/minutes"))) }
                        td.number { (money(line.get("amount"))) }
                    } } }
                    tfoot {
                        tr { th scope="row" { "Total" } td.number { (hours(minutes(bill, "/billable_minutes"))) } td.number { (money(bill.get("total"))) } }
                        tr { th scope="row" { "Over the limit" } td.number { (hours(minutes(bill, "/over_limit_minutes"))) } td {} }
                    }
                }
            }
        }
    }
}

fn changed(trial: &Value) -> Markup {
    let changed = list(trial, "/changed");
    let failed = ["/is/failure", "/would_be/failure"].iter().any(|side| trial.pointer(side).is_some());
    let said = |value: &Value, side: &str| {
        let of = |what: &str| text(value, &format!("/{side}/{what}")).to_owned();
        let (status, reason) = (of("status").replace('-', " "), of("reason"));
        let minutes = number(value, &format!("/{side}/billed_minutes")).unwrap_or_default();
        html! { (status) @if !reason.is_empty() { ", " (reason) } @if minutes > 0 { ", " (minutes) " min" } }
    };
    let at = |value: &Value| {
        html::local(text(value, "/start"), &TimeZone::UTC)
            .map(|at| at.strftime("%a %-d %b, %H:%M").to_string())
    };
    html! {
        @if failed {
        } @else if changed.is_empty() {
            p { "No segment comes out otherwise." }
        } @else {
            h2 { @if changed.len() == 1 { "One segment comes" } @else { (changed.len()) " segments come" } " out otherwise" }
            table {
                thead { tr { th scope="col" { "Segment, UTC" } th scope="col" { "As it is" } th scope="col" { "By the new version" } } }
                tbody { @for segment in changed.iter().take(MOST_SEGMENTS) { tr {
                    th scope="row" { (at(segment).unwrap_or_default()) }
                    td { (said(segment, "is")) }
                    td { (said(segment, "would_be")) }
                } } }
            }
            @if changed.len() > MOST_SEGMENTS { p.small { "These are the first " (MOST_SEGMENTS) "." } }
        }
    }
}
