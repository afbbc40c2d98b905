//! Settings, and what keeps a diary safe: backup, checks, the journal and its key.

use axum::body::Bytes;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use workdiary_service::{Failure, Request};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::form::Form;
use crate::html;
use crate::reply::{Page, Place, Reply, status_of};
use crate::routes::Table;

mod backup;
mod keeping;
mod person;

pub(crate) fn routes() -> Table {
    let back = || async { Redirect::to("/settings") };
    Table::new()
        .route("/settings", get(show).post(save))
        .route("/settings/doctor", get(back).post(doctor))
        .route("/settings/verify", get(back).post(verify))
        .route("/settings/key", get(back).post(key))
        .route("/settings/backup", get(back).post(backup::download))
        .route("/settings/end", get(back).post(keeping::end))
}

/// What was just done, as the address tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Note {
    did: String,
}

/// What a page of the settings has beside what is always there.
#[derive(Default)]
struct Extra {
    did: String,
    failure: Option<Failure>,
    /// What was typed and not taken.
    typed: Option<Form>,
    /// The findings of the doctor, or of the journal's check, where they were asked for.
    found: Option<Markup>,
}

async fn show(web: Caller, Query(note): Query<Note>) -> Response {
    let home = web.home().clone();
    web.reply(move |desk| Ok(page(desk, &home, &Extra { did: note.did, ..Extra::default() })?.into())).await
}

async fn save(web: Caller, body: Bytes) -> Response {
    let home = web.home().clone();
    web.reply(move |desk| {
        let form = Form::read(&body);
        let saved = person::wanted(desk, &form).and_then(|config| desk.json(Request::SettingsSet(config)));
        answer(desk, &home, saved.map(|_| "saved"), Some(form))
    })
    .await
}

async fn doctor(web: Caller) -> Response {
    let (home, environment) = (web.home().clone(), web.display());
    web.reply(move |desk| {
        let found = keeping::findings(&desk.doctor(environment)?);
        Ok(page(desk, &home, &Extra { found: Some(found), ..Extra::default() })?.into())
    })
    .await
}

async fn verify(web: Caller) -> Response {
    let home = web.home().clone();
    web.reply(move |desk| {
        let found = keeping::verdict(&desk.json(Request::Verify)?);
        Ok(page(desk, &home, &Extra { found: Some(found), ..Extra::default() })?.into())
    })
    .await
}

async fn key(web: Caller, body: Bytes) -> Response {
    let home = web.home().clone();
    web.reply(move |desk| {
        let form = Form::read(&body);
        let done = keeping::key_request(&form).and_then(|(request, did)| desk.json(request).map(|_| did));
        // A passphrase is not shown again.
        answer(desk, &home, done, None)
    })
    .await
}

fn answer(
    desk: &Desk,
    home: &workdiary_store::Home,
    done: Result<&str, Failure>,
    typed: Option<Form>,
) -> Result<Reply, Failure> {
    match done {
        Ok(did) => Ok(Reply::See(format!("/settings?did={did}"))),
        Err(failure) => {
            let status = status_of(&failure);
            let extra = Extra { failure: Some(failure), typed, ..Extra::default() };
            Ok(page(desk, home, &extra)?.with_status(status).into())
        }
    }
}

fn page(desk: &Desk, home: &workdiary_store::Home, extra: &Extra) -> Result<Page, Failure> {
    let main = html! {
        div.toolbar { h1 { "Settings" } }
        (told(&extra.did))
        @if let Some(failure) = &extra.failure { (html::failure(failure)) }
        @if let Some(found) = &extra.found { (found) }
        (person::form(desk, extra.typed.as_ref()))
        (keeping::sections(desk, home))
    };
    Ok(Page::new(Place::Settings, "Settings", main))
}

fn told(did: &str) -> Markup {
    let words = match did {
        "saved" => "Saved. Settings for tracking hold from the next On.",
        "protected" => "The key is encrypted with your passphrase. Keep it: nobody can bring it back.",
        "plain" => "The key is kept without a passphrase.",
        "unlocked" => "The key signs again until the host ends.",
        _ => return html! {},
    };
    html! { p.note.good role="status" { (words) } }
}
