//! The way in and out: a link that works once, the session after it, where the client is.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use workdiary_diary::law::Actor;

use super::guard::{cookie, count_wrong, off_thread, refuse_locked_out, refused};
use super::listen::{Clients, Peer};
use super::page;
use crate::caller::Caller;
use crate::form::Form;
use crate::guard::COOKIE_SECONDS;
use crate::html;
use crate::layout;
use crate::reply::Reply;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Link {
    once: String,
}

/// Asks whether to come in: programs that look at the links in mails open this page, and use nothing up by it.
pub(super) async fn ask(Path(contract): Path<String>, Query(link): Query<Link>) -> Response {
    let main = html! {
        p { "You were invited to the work diary of the contract " strong { (contract) } "." }
        form action=(address(&contract)) method="post" {
            input type="hidden" name="once" value=(link.once);
            input type="hidden" name="zone" data-zone;
            button.go { "Come in" }
        }
        p.small { "The link works once. This browser then stays in, by a cookie, while it is used every 30 days." }
    };
    layout::alone(StatusCode::OK, &main)
}

fn address(contract: &str) -> String {
    format!("/enter/{}", html::path(contract))
}

/// Lets a client in by the secret of a link.
pub(super) async fn enter(
    Extension(clients): Extension<Arc<Clients>>,
    Extension(Peer(from)): Extension<Peer>,
    Path(contract): Path<String>,
    body: Bytes,
) -> Response {
    if let Err(refusal) = refuse_locked_out(&clients, from, true) {
        return refused(refusal);
    }
    let (form, service) = (Form::read(&body), Arc::clone(clients.web.service()));
    let entered = off_thread(move || service.enter(form.get("once"), form.get("zone"))).await;
    match (entered, clients.web.share()) {
        (Ok(Some((secret, Actor::Invited { contract, .. }))), Some(share)) => {
            clients.limits.right(from);
            let cookie = cookie(share, contract.as_str(), &secret, COOKIE_SECONDS);
            with_cookie(Redirect::to(&page::diary_of(contract.as_str())).into_response(), &cookie)
        }
        (Err(failure), _) => layout::bare(&failure),
        _ => {
            count_wrong(&clients, from, &contract).await;
            let main = html! {
                p { "This link was used already, has waited for too long, or was taken back." }
                p { a href=(page::diary_of(&contract)) { "To the diary" } ", if this browser came in by it; or ask for a new one." }
            };
            layout::alone(StatusCode::UNAUTHORIZED, &main)
        }
    }
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The first page is the diary.
pub(super) async fn home(web: Caller) -> Response {
    web.reply(|desk| {
        let contracts = desk.contracts()?;
        Ok(Reply::See(contracts.first().map_or_else(String::new, |of| page::diary_of(html::text(of, "/id")))))
    })
    .await
}

/// Ends the session.
pub(super) async fn leave(web: Caller) -> Response {
    let (Some(session), Some(share)) = (web.session().cloned(), web.share()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let contract = match &session.actor {
        Actor::Invited { contract, .. } => contract.to_string(),
        _ => String::new(),
    };
    let service = Arc::clone(web.service());
    match off_thread(move || service.leave(&session)).await {
        Ok(()) => {
            let why = "You have left. This browser is not let in any more.";
            let left = layout::outside(StatusCode::OK, why, "ask for a new invitation to come back");
            with_cookie(left, &cookie(share, &contract, "", 0))
        }
        Err(failure) => layout::bare(&failure),
    }
}

/// Notes where the client is.
pub(super) async fn zone(web: Caller, body: Bytes) -> Response {
    let (session, service) = (web.session().cloned(), Arc::clone(web.service()));
    web.reply(move |desk| {
        if let Some(session) = session {
            service.place(&session, Form::read(&body).trimmed("zone"))?;
        }
        let contracts = desk.contracts()?;
        let id = contracts.first().map(|of| html::text(of, "/id")).unwrap_or_default();
        Ok(Reply::See(format!("{}?did=zone", page::contract_of(id))))
    })
    .await
}
