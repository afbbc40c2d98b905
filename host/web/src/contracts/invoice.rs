//! What stands on invoices of a contract: one form over all settings.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_service::invoice::InvoiceChanges;
use workdiary_service::{Failure, Request};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::form::Form;
use crate::html::{self, text};
use crate::reply::{Page, Place, Reply, status_of};

mod fields;
pub(super) mod logo;

pub(crate) use fields::named;

/// What was just done, as the address tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    did: String,
}

/// The page of the settings; each field has its path as its id.
pub(crate) fn address(id: &str) -> String {
    format!("/contracts/{}/invoice", html::path(id))
}

pub(super) async fn show(web: Caller, Path(id): Path<String>, Query(note): Query<Note>) -> Response {
    web.reply(move |desk| {
        let settings = known(desk, &id)?;
        let was = typed(&settings);
        Ok(page(desk, &id, (&settings, &was), &was, &told(&note.did))?.into())
    })
    .await
}

pub(super) async fn save(web: Caller, Path(id): Path<String>, body: Bytes) -> Response {
    web.reply(move |desk| {
        let (form, settings) = (Form::read(&body), known(desk, &id)?);
        // What is compared is what the page showed: what was changed elsewhere since stays.
        let was = form.said("was").map_or_else(|| typed(&settings), |was| Form::read(was.as_bytes()));
        let changes = changes(&form, &was);
        if changes == InvoiceChanges::default() {
            return Ok(Reply::See(format!("{}?did=same", address(&id))));
        }
        let set = desk.json(Request::InvoiceSettingsSet { contract: Some(id.clone()), changes });
        // The form that takes over from another contract has no fields.
        let typed = form.said("was").is_some().then_some((&form, &was));
        answer(desk, &id, set.map(drop), typed)
    })
    .await
}

/// What comes of a change; `typed` is what a form said, and what it was made from.
fn answer(
    desk: &Desk,
    id: &str,
    set: Result<(), Failure>,
    typed: Option<(&Form, &Form)>,
) -> Result<Reply, Failure> {
    let Err(failure) = set else { return Ok(Reply::See(format!("{}?did=saved", address(id)))) };
    let settings = known(desk, id)?;
    let fresh = self::typed(&settings);
    let (form, was) = typed.unwrap_or((&fresh, &fresh));
    let page = page(desk, id, (&settings, was), form, &failed(&failure))?;
    Ok(page.with_status(status_of(&failure)).into())
}

fn known(desk: &Desk, id: &str) -> Result<Value, Failure> {
    desk.json(Request::InvoiceSettings { contract: Some(id.to_owned()) })
}

/// The settings as their fields hold them.
fn typed(settings: &Value) -> Form {
    let mut form = Form::default();
    for (path, _) in fields::all() {
        form.set(path, of(settings, "settings", path));
    }
    form
}

/// The setting with this path; `whose` is `settings` for what was said, `of_contract` for what is taken from there.
fn of<'a>(settings: &'a Value, whose: &str, path: &str) -> &'a str {
    settings.get(whose).and_then(|all| all.get(path)).and_then(Value::as_str).unwrap_or_default()
}

fn changes(form: &Form, was: &Form) -> InvoiceChanges {
    let changed = |path: &str| {
        let said = form.said(path)?.trim();
        (said != was.get(path).trim()).then(|| (path.to_owned(), said.to_owned()))
    };
    InvoiceChanges {
        set: fields::all().filter_map(|(path, _)| changed(path)).collect(),
        like: form.said("like").map(str::to_owned),
        ..InvoiceChanges::default()
    }
}

fn told(did: &str) -> Markup {
    let words = match did {
        "saved" => "Saved. It stands on invoices that are issued from now on.",
        "same" => "Nothing was changed: it says the same as before.",
        _ => return html! {},
    };
    html! { p.note.good role="status" { (words) } }
}

/// What cannot be, with the way to its field.
fn failed(failure: &Failure) -> Markup {
    let path = failure.message.split('`').nth(1).unwrap_or_default();
    html! {
        (html::failure(failure))
        @if let Some(label) = named(path) { p { "Its field: " a href=(format!("#{path}")) { (label) } "." } }
    }
}

fn page(
    desk: &Desk,
    id: &str,
    (settings, was): (&Value, &Form),
    form: &Form,
    head: &Markup,
) -> Result<Page, Failure> {
    let contract = desk.contract(id)?;
    let title = text(&contract, "/title");
    let others: Vec<Value> = desk.contracts()?.into_iter().filter(|other| text(other, "/id") != id).collect();
    let main = html! {
        div.toolbar { h1 { "Invoices of " (title) } }
        p { a href=(super::address(id)) data-key="Escape" { "To the contract" } " · " a href="/invoices" { "All invoices" } }
        (head)
        (missing(settings))
        p { "A field that is empty is left out; where it shows something pale, that is taken from the contract." }
        form.contract.invoicing action=(address(id)) method="post" {
            input type="hidden" name="was" value=(super::edit::encoded(was));
            (fields::show(form, &|path| of(settings, "of_contract", path)))
            div.actions { button.go { "Save" } }
        }
        (logo::form(id, settings))
        (like(id, &others))
    };
    Ok(Page::new(Place::Contracts, format!("Invoices of {title}"), main).of(id))
}

/// What no invoice can do without.
fn missing(settings: &Value) -> Markup {
    let is_said =
        |path: &&str| !["settings", "of_contract"].iter().all(|whose| of(settings, whose, path).is_empty());
    let missing: Vec<_> =
        ["seller.name", "buyer.name", "tax.category"].into_iter().filter(|path| !is_said(path)).collect();
    html! {
        @if !missing.is_empty() {
            p.note {
                "Before an invoice can be issued, say: "
                @for (at, path) in missing.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(format!("#{path}")) { (named(path).unwrap_or(path)) }
                }
                "."
            }
        }
    }
}

/// Taking over what was said for another contract.
fn like(id: &str, others: &[Value]) -> Markup {
    html! {
        @if !others.is_empty() {
            h2 { "As for another contract" }
            p { "All but the buyer is taken over from it, over what is saved here." }
            form.like action=(address(id)) method="post" {
                div.actions {
                    label { "Contract " select name="like" {
                        @for other in others { option value=(text(other, "/id")) { (text(other, "/title")) } }
                    } }
                    button { "Take over" }
                }
            }
        }
    }
}
