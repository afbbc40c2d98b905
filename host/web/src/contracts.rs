//! Contracts as pages: all of them, a new one, and one with its terms and their history.

use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::tz;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::contracts::local_zone;

use crate::caller::Caller;
use crate::form::{Form, Line, choice};
use crate::html::{self, money, text};
use crate::plugins::READ_BYTES;
use crate::reply::{Page, Place};
use crate::routes::Table;

mod access;
mod binding;
mod edit;
mod invoice;
mod new;
pub(crate) mod terms;

pub(crate) use edit::saved_changes;
pub(crate) use invoice::{address as invoice_settings, named as named_setting};

pub(crate) fn routes() -> Table {
    let logo = post(invoice::logo::save).layer(DefaultBodyLimit::max(READ_BYTES));
    Table::new()
        .route("/contracts", get(all))
        .route("/contracts/new", get(new::show).post(new::make))
        .route("/contracts/new/plugins", get(new::plugins))
        .route("/contracts/{id}", get(edit::show))
        .route("/contracts/{id}/edit", get(edit::show).post(edit::save))
        .route("/contracts/{id}/status", get(edit::show).post(edit::set_status))
        .route("/contracts/{id}/invitations", get(access::show).post(access::invite))
        .route("/contracts/{id}/invitations/{number}", post(access::revoke))
        .route("/contracts/{id}/invoice", get(invoice::show).post(invoice::save))
        .route("/contracts/{id}/invoice/logo", get(invoice::show).merge(logo))
        .route("/contracts/{id}/config/{bound}", get(edit::config))
}

/// The page of a contract.
pub(crate) fn address(id: &str) -> String {
    // One may be called as the page for a new one is.
    let tail = if id == "new" { "/edit" } else { "" };
    format!("/contracts/{}{tail}", html::path(id))
}

/// What to do about time above the limit.
pub(crate) fn raise_limit(id: &str) -> Markup {
    html! { "With the client's word for it, " a href=(address(id)) { "raise the limit" } "." }
}

async fn all(web: Caller) -> Response {
    web.reply(|desk| {
        let contracts = desk.contracts()?;
        let main = html! {
            div.toolbar { h1 { "Contracts" } }
            @if contracts.is_empty() {
                p { "There is no contract yet: work is tracked and billed for one." }
            } @else {
                div.scroll tabindex="0" role="group" aria-label="All contracts" { (table(&contracts)) }
            }
            p.actions { a.button.go href="/contracts/new" { "New contract" } }
        };
        Ok(Page::new(Place::Contracts, "Contracts", main).into())
    })
    .await
}

fn table(contracts: &[Value]) -> Markup {
    let next = |contract: &Value| {
        let (now, then) = (contract.get("rate"), contract.pointer("/next_week/rate"));
        (now != then).then(|| money(then))
    };
    html! {
        table.contracts {
            thead { tr {
                th scope="col" { "Contract" } th scope="col" { "Client" } th.number scope="col" { "Hourly rate" }
                th.number scope="col" { "Weekly limit" } th scope="col" { "Manual time" } th scope="col" { "State" }
                th scope="col" { "Pages" }
            } }
            tbody {
                @for contract in contracts {
                    @let id = text(contract, "/id");
                    tr {
                        th scope="row" { a href=(address(id)) { (text(contract, "/title")) } br; code.small { (id) } }
                        td { (text(contract, "/client/name")) }
                        td.number {
                            (money(contract.get("rate")))
                            @if let Some(next) = next(contract) { br; span.small { (next) " from Monday" } }
                        }
                        td.number { (terms::limit(contract.get("weekly_limit_minutes"))) }
                        td { (terms::policy(contract)) }
                        td { (text(contract, "/status")) }
                        td { a href=(format!("/diary/{}", html::path(id))) { "Diary" } a href=(format!("/bill/{}", html::path(id))) { "Bill" } }
                    }
                }
            }
        }
    }
}

/// The policies for manual time, with what each means.
const POLICIES: &[(&str, &str)] = &[
    ("on-request", "On request: the client grants each"),
    ("allowed", "Allowed"),
    ("denied", "Not allowed"),
];

pub(crate) fn policy_field(form: &Form) -> Markup {
    choice(form, "manual", "Manual time", POLICIES, "Time that was not tracked, added by hand.")
}

pub(crate) fn limit_field(form: &Form, note: &str) -> Markup {
    let limit =
        Line { name: "weekly_limit", label: "Weekly limit in hours", hint: "none", note, ..Line::default() };
    Line { mode: Some("decimal"), ..limit }.show(form)
}

fn zone_field(form: &Form) -> Markup {
    let note =
        format!("Where you work. This machine says {}. Weeks and locks are UTC all the same.", local_zone());
    let zone = Line { name: "time_zone", label: "Your time zone", note: &note, ..Line::default() };
    html! {
        (Line { list: Some("zones"), ..zone }.show(form))
        datalist #zones { @for name in tz::db().available() { option value=(name) {} } }
    }
}

/// The fields of a party; `whose` is `client` or `freelancer`. A name that is asked for elsewhere is left out.
fn party_fields(form: &Form, whose: &str, with_name: bool) -> Markup {
    let name = |what: &str| format!("{whose}.{what}");
    html! {
        @if with_name {
            (Line { name: &name("name"), label: "Name", required: whose == "client", ..Line::default() }.show(form))
        }
        (Line { name: &name("tax_id"), label: "Tax id", note: "VAT number or the like.", ..Line::default() }.show(form))
        (Line { name: &name("email"), label: "E-mail", mode: Some("email"), ..Line::default() }.show(form))
        label.wide {
            "Address"
            textarea name=(name("address")) rows="3" autocomplete="off" { "\n" (form.get(&name("address"))) }
        }
    }
}
