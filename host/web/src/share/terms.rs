//! The contract as its client sees and sets it: limit, rate, policy for manual time, label scheme, time zone.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Extension, Multipart, Path, Query};
use axum::response::Response;
use jiff::tz;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;
use workdiary_diary::law::Action;
use workdiary_service::contracts::Changes;
use workdiary_service::{Failure, Request};

use super::guard::{TOO_MUCH, refused};
use super::listen::{Clients, Peer};
use super::page::contract_of;
use crate::caller::Caller;
use crate::contracts::{limit_field, policy_field, saved_changes, terms};
use crate::desk::Desk;
use crate::form::{Form, Line, choice};
use crate::html::{self, text};
use crate::plugins::Arrived;
use crate::reply::{Page, Place, Reply, status_of};

/// What was just done, as the address tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    did: String,
}

pub(super) async fn show(web: Caller, Path(id): Path<String>, Query(note): Query<Note>) -> Response {
    web.reply(move |desk| Ok(page(desk, &id, None, &note.did, None)?.into())).await
}

pub(super) async fn save(web: Caller, Path(id): Path<String>, body: Bytes) -> Response {
    web.reply(move |desk| {
        let (form, contract) = (Form::read(&body), desk.contract(&id)?);
        let saved = saved_changes(desk, &form, &contract)
            .and_then(|changes| desk.json(Request::ContractEdit { id: id.clone(), changes }).map(drop));
        answer(desk, &id, saved, Some(&form))
    })
    .await
}

/// A label scheme: one that everybody has, or one of the client's own from a file.
pub(super) async fn upload(
    web: Caller,
    Extension(clients): Extension<Arc<Clients>>,
    Extension(Peer(from)): Extension<Peer>,
    Path(id): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let came = match sent {
        Ok(sent) => Scheme::read(&web.incoming, sent).await,
        Err(_) => Err(Failure::usage("the form does not bring a label scheme")),
    };
    let brings = came.as_ref().is_ok_and(|came| came.file.is_some());
    if brings && !clients.limits.takes_scheme(from, Instant::now()) {
        return refused(TOO_MUCH);
    }
    web.reply(move |desk| {
        let bound = came.and_then(|came| came.bind(desk, &id));
        answer(desk, &id, bound, None)
    })
    .await
}

fn answer(desk: &Desk, id: &str, done: Result<(), Failure>, typed: Option<&Form>) -> Result<Reply, Failure> {
    match done {
        Ok(()) => Ok(Reply::See(format!("{}?did=saved", contract_of(id)))),
        Err(failure) => {
            Ok(page(desk, id, typed, "", Some(&failure))?.with_status(status_of(&failure)).into())
        }
    }
}

/// What the form of a label scheme brings.
#[derive(Default)]
struct Scheme {
    chosen: String,
    config: String,
    file: Option<Arrived>,
}

impl Scheme {
    async fn read(place: &std::path::Path, mut sent: Multipart) -> Result<Self, Failure> {
        let mut came = Self::default();
        while let Some(field) = sent.next_field().await.map_err(|error| Arrived::broken(&error))? {
            match field.name() {
                Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                    came.file = Some(Arrived::keep(place, field).await?);
                }
                Some("scheme") => came.chosen = text_of(field).await?,
                Some("config") => came.config = text_of(field).await?,
                _ => {}
            }
        }
        Ok(came)
    }

    fn bind(self, desk: &Desk, id: &str) -> Result<(), Failure> {
        let config = Some(self.config.trim().to_owned()).filter(|config| !config.is_empty());
        if let Some(file) = self.file {
            let (contract, path) = (id.to_owned(), file.path());
            return desk.json(Request::LabelsUpload { contract, file: path, config }).map(drop);
        }
        // The scheme that is bound stays by its digest: only its config is another.
        let labels = Some(self.chosen).filter(|chosen| chosen != KEEP && !chosen.is_empty());
        let config = config.filter(|_| labels.as_deref() != Some(FREE));
        let changes = Changes { labels, labels_config: config, ..Changes::default() };
        desk.json(Request::ContractEdit { id: id.to_owned(), changes }).map(drop)
    }
}

async fn text_of(mut field: axum::extract::multipart::Field<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| Arrived::broken(&error))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LONGEST_CONFIG {
            return Err(Failure::usage("the config is longer than 256 kB"));
        }
    }
    String::from_utf8(bytes).map_err(|_| Failure::usage("the config is no text"))
}

const LONGEST_CONFIG: usize = 256 * 1024;
/// The scheme that is bound.
const KEEP: &str = "keep";
/// The word for free labels.
const FREE: &str = "none";

fn page(
    desk: &Desk,
    id: &str,
    typed: Option<&Form>,
    did: &str,
    failure: Option<&Failure>,
) -> Result<Page, Failure> {
    let contract = desk.contract(id)?;
    let closed = text(&contract, "/status") == "closed";
    let was = terms::typed(&contract);
    let main = html! {
        div.toolbar { h1 { (text(&contract, "/title")) @if closed { " (closed)" } } }
        (told(did))
        @if let Some(failure) = failure { (html::failure(failure)) }
        (terms::facts(&contract))
        @if closed { p { "The contract is closed: it can be read and not changed." } }
        @if desk.may(Action::SetTerms) { (terms_form(&contract, typed.unwrap_or(&was), closed)) }
        @if desk.may(Action::SetLabels) { (labels_form(&contract, closed)) }
        (zone_form(desk))
        (terms::history(&contract))
    };
    Ok(Page::new(Place::Contracts, text(&contract, "/title"), main).of(id))
}

fn told(did: &str) -> Markup {
    let words = match did {
        "saved" => "Saved. What applies now and what from next Monday stands below.",
        "zone" => "Saved. Days and times are shown as your clock has them.",
        _ => return html! {},
    };
    html! { p.note.good role="status" { (words) } }
}

fn terms_form(contract: &Value, form: &Form, closed: bool) -> Markup {
    let next = terms::day(text(contract, "/next_week/from"));
    let rate = format!("In {}. A change applies from {next}.", text(contract, "/currency"));
    let limit = format!("Empty: none. A higher one applies at once, a lower one from {next}.");
    let rate = Line { name: "rate", label: "Hourly rate", required: true, note: &rate, ..Line::default() };
    html! {
        form.contract action=(contract_of(text(contract, "/id"))) method="post" {
            fieldset disabled[closed] {
                legend { "Terms" }
                div.form {
                    (Line { mode: Some("decimal"), ..rate }.show(form))
                    (limit_field(form, &limit))
                    (policy_field(form))
                }
            }
            @if !closed { div.actions { button.go { "Save" } } }
        }
    }
}

fn labels_form(contract: &Value, closed: bool) -> Markup {
    let labels = contract.get("labels").filter(|labels| !labels.is_null());
    let name = labels.map(|labels| text(labels, "/name")).unwrap_or_default();
    let own = labels.is_some_and(|labels| !text(labels, "/digest").is_empty());
    let now = match (name, own) {
        ("", _) => "As now: labels are free".to_owned(),
        (name, true) => format!("As now: {name}, this contract's own"),
        (name, false) => format!("As now: {name}"),
    };
    let options = [
        (KEEP, now.as_str()),
        (FREE, "None: labels are free"),
        ("fixed-list", "fixed-list: a list of labels"),
        ("ticket-pattern", "ticket-pattern: a ticket number in the memo"),
    ];
    let config = labels.and_then(|labels| serde_json::to_string_pretty(labels.get("config")?).ok());
    html! {
        form.contract action=(format!("{}/labels", contract_of(text(contract, "/id")))) method="post" enctype="multipart/form-data" {
            fieldset disabled[closed] {
                legend { "Labels" }
                div.form {
                    (choice(&Form::default(), "scheme", "Label scheme", &options, "What decides which labels there are. A change applies at once, to this contract alone."))
                    label {
                        "Or one of your own"
                        input type="file" name="file" accept=".wasm,application/wasm";
                        span.small { "A component of 10 MiB at most. It passes the gates first: form, imports, limits, its own examples." }
                    }
                    label.wide {
                        "Its config, JSON"
                        textarea name="config" rows="8" spellcheck="false" { "\n" (config.unwrap_or_default()) }
                    }
                }
            }
            @if !closed { div.actions { button.go { "Set labels" } } }
        }
        @if let Some(digest) = labels.map(|labels| text(labels, "/digest")).filter(|digest| !digest.is_empty()) {
            p.small { "SHA-256 of the scheme: " span.digest { (digest) } }
        }
    }
}

fn zone_form(desk: &Desk) -> Markup {
    let mut form = Form::default();
    form.set("zone", desk.client_zone().unwrap_or_default());
    let note = "Where you are. Weeks and locks are UTC all the same.";
    let zone = Line { name: "zone", label: "Your time zone", note, required: true, ..Line::default() };
    html! {
        form.contract #zone action="/zone" method="post" {
            fieldset {
                legend { "You" }
                div.form {
                    (Line { list: Some("zones"), ..zone }.show(&form))
                    datalist #zones { @for name in tz::db().available() { option value=(name) {} } }
                }
            }
            div.actions { button { "Set time zone" } }
        }
    }
}
