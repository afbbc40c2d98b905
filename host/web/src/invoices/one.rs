//! One invoice or credit note: what stands on it, its files, and taking it back.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_service::{Failure, Request};

use super::{address, sheet};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::form::Form;
use crate::html::{self, text};
use crate::reply::{Page, Place, Reply, status_of};
use crate::reports;

/// What was just done, as the address tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    did: String,
}

pub(super) async fn show(web: Caller, Path(number): Path<String>, Query(note): Query<Note>) -> Response {
    web.reply(move |desk| Ok(page(desk, &number, &told(&note.did), &Form::default())?.into())).await
}

pub(super) async fn take_back(web: Caller, Path(number): Path<String>) -> Response {
    web.reply(move |desk| match desk.json(Request::InvoiceCancel { number: number.clone() }) {
        Ok(note) => Ok(Reply::See(format!("{}?did=taken-back", address(text(&note, "/number"))))),
        Err(failure) => failed(desk, &number, &failure, &Form::default()),
    })
    .await
}

/// Lets a file of it be written.
pub(super) async fn report(web: Caller, Path(number): Path<String>, body: Bytes) -> Response {
    let shared = web.web();
    // Jobs are begun where the runtime is known.
    let runtime = tokio::runtime::Handle::current();
    web.reply(move |desk| {
        let (form, invoice) =
            (Form::read(&body), desk.json(Request::InvoiceShow { number: number.clone() })?);
        let again = address(&number);
        match reports::start_document(desk, (&shared, &runtime), &invoice, &form, again) {
            Ok(job) => Ok(Reply::See(format!("/reports/job/{job}"))),
            Err(failure) => failed(desk, &number, &failure, &form),
        }
    })
    .await
}

fn failed(desk: &Desk, number: &str, failure: &Failure, typed: &Form) -> Result<Reply, Failure> {
    Ok(page(desk, number, &html::failure(failure), typed)?.with_status(status_of(failure)).into())
}

fn told(did: &str) -> Markup {
    let (mood, words) = match did {
        "issued" => ("note good", "The invoice is issued, and stays as it is."),
        "issued-disputed" => {
            ("note", "The invoice is issued, though the client disputes the statement of a week on it.")
        }
        "taken-back" => {
            ("note good", "This credit note takes the invoice back. Its weeks can be invoiced anew.")
        }
        _ => return html! {},
    };
    html! { p class=(mood) role="status" { (words) } }
}

fn page(desk: &Desk, number: &str, head: &Markup, typed: &Form) -> Result<Page, Failure> {
    let invoice = desk.json(Request::InvoiceShow { number: number.to_owned() })?;
    let id = text(&invoice, "/contract");
    let is_note = text(&invoice, "/kind") == "credit-note";
    let title = format!("{} {number}", if is_note { "Credit note" } else { "Invoice" });
    let contract = desk.contract(id)?;
    let main = html! {
        div.toolbar { h1 { (title) } }
        p { a href="/invoices" data-key="Escape" { "All invoices" } }
        (head)
        (standing(&invoice))
        (sheet::sheet(&invoice, text(&contract, "/title")))
        h2 { "Files" }
        (reports::documents(desk, &format!("{}/report", address(number)), typed)?)
        @if !is_note && text(&invoice, "/taken_back_by").is_empty() { (taking_back(number)) }
    };
    Ok(Page::new(Place::Invoices, title, main).of(id))
}

fn standing(invoice: &Value) -> Markup {
    let link = |number: &str| html! { a href=(address(number)) { (number) } };
    html! {
        @match (text(invoice, "/takes_back"), text(invoice, "/taken_back_by")) {
            ("", "") => {},
            ("", by) => p.note { "Credit note " (link(by)) " took it back: it is not to be paid." },
            (taken, _) => p.note { "It takes invoice " (link(taken)) " back: the amounts are given back." },
        }
    }
}

/// Taking back, after a second word.
fn taking_back(number: &str) -> Markup {
    html! {
        h2 { "Take back" }
        form action=(format!("{}/cancel", address(number))) method="post" {
            p { "An invoice that is wrong is taken back by a credit note over all of it; then its weeks can be invoiced anew." }
            button.danger type="button" popovertarget="sure" { "Take back…" }
            div #sure popover {
                p { strong { "Take " (number) " back?" } }
                p { "A credit note with a number of its own is issued. Nothing is deleted: both stay in the list, and neither can be changed." }
                button.danger { "Take it back" }
                " "
                button type="button" popovertarget="sure" popovertargetaction="hide" { "Leave it" }
            }
        }
    }
}
