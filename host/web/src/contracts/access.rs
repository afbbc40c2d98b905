//! Who of the client's side is let in to a contract: invitations, and how they stand.

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::{Failure, Request};

use super::address;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::form::{Form, Line};
use crate::html::{self, list, number, text};
use crate::reply::{Page, Place, Reply, status_of};
use crate::share::Share;

/// So many days a link waits, where nothing else is said.
const DAYS: &str = "7";

pub(super) async fn show(web: Caller, Path(id): Path<String>) -> Response {
    let place = web.share().map(Way::of);
    web.reply(move |desk| Ok(page(desk, &id, place.as_ref(), &Extra::default())?.into())).await
}

/// Invites the client: the link is shown here, once.
pub(super) async fn invite(web: Caller, Path(id): Path<String>, body: Bytes) -> Response {
    let place = web.share().map(Way::of);
    web.reply(move |desk| {
        let form = Form::read(&body);
        let invited =
            place.as_ref().ok_or_else(|| Failure::usage("clients get in nowhere yet")).and_then(|_| {
                let days = form.trimmed("days").parse();
                let days = days.map_err(|_| Failure::usage("an invitation waits 1 to 90 days"))?;
                desk.json(Request::Invite { contract: Some(id.clone()), days })
            });
        answer(desk, &id, place.as_ref(), invited.map(Some))
    })
    .await
}

pub(super) async fn revoke(web: Caller, Path((id, number)): Path<(String, String)>) -> Response {
    let place = web.share().map(Way::of);
    web.reply(move |desk| {
        let number = number.parse().map_err(|_| Failure::usage(format!("`{number}` is no invitation")));
        let revoked = number.and_then(|number| desk.json(Request::InvitationRevoke { number }));
        answer(desk, &id, place.as_ref(), revoked.map(|_| None))
    })
    .await
}

fn answer(
    desk: &Desk,
    id: &str,
    place: Option<&Way>,
    done: Result<Option<Value>, Failure>,
) -> Result<Reply, Failure> {
    match done {
        Ok(None) => Ok(Reply::See(of(id))),
        Ok(Some(invited)) => {
            Ok(page(desk, id, place, &Extra { invited: Some(invited), failure: None })?.into())
        }
        Err(failure) => {
            let status = status_of(&failure);
            let extra = Extra { failure: Some(failure), invited: None };
            Ok(page(desk, id, place, &extra)?.with_status(status).into())
        }
    }
}

/// Where clients get in.
struct Way {
    origin: String,
    fingerprint: Option<String>,
}

impl Way {
    fn of(share: &Share) -> Self {
        Self { origin: share.origin().to_owned(), fingerprint: share.fingerprint().map(str::to_owned) }
    }
}

/// What just came of a form.
#[derive(Default)]
struct Extra {
    invited: Option<Value>,
    failure: Option<Failure>,
}

/// The page of invitations to a contract.
pub(super) fn of(id: &str) -> String {
    format!("/contracts/{}/invitations", html::path(id))
}

fn page(desk: &Desk, id: &str, place: Option<&Way>, extra: &Extra) -> Result<Page, Failure> {
    let contract = desk.contract(id)?;
    let all = desk.json(Request::InvitationList { contract: Some(id.to_owned()) })?;
    let zone = jiff::tz::TimeZone::get(text(&contract, "/time_zone")).unwrap_or(jiff::tz::TimeZone::UTC);
    let client = text(&contract, "/client/name");
    let main = html! {
        div.toolbar { h1 { "Client access to " (text(&contract, "/title")) } }
        p { a href=(address(id)) data-key="Escape" { "To the contract" } }
        @if let Some(failure) = &extra.failure { (html::failure(failure)) }
        @match place {
            None => (nowhere()),
            Some(place) => {
                @if let Some(invited) = &extra.invited { (link(invited, place, &zone)) }
                p { (client) " reads the diary, bills and statements of this contract, sets labels and terms, grants requests, countersigns and disputes: what the law of the diary says, and nothing of any other contract." }
                (form(id))
                (certificate(place))
            }
        }
        (table(id, list(&all, "/invitations"), &zone))
    };
    Ok(Page::new(Place::Contracts, format!("Client access, {}", text(&contract, "/title")), main).of(id))
}

fn nowhere() -> Markup {
    html! {
        div.note {
            p { strong { "Clients get in nowhere yet." } }
            p { "Say under " a href="/settings" { "Settings" } " where the host listens for them, then start it again." }
        }
    }
}

fn link(invited: &Value, place: &Way, zone: &jiff::tz::TimeZone) -> Markup {
    let address = format!("{}{}", place.origin, text(invited, "/path"));
    html! {
        div.note.good role="status" {
            p { strong { "Send this link to the client. It works once, until " (html::moment(text(invited, "/until"), zone)) ", and is not shown again." } }
            label { "Link" input readonly value=(address) autofocus; }
        }
    }
}

fn form(id: &str) -> Markup {
    let mut form = Form::default();
    form.set("days", DAYS);
    let note = "1 to 90. Whoever came in stays in while the session is used every 30 days.";
    html! {
        form.contract action=(of(id)) method="post" {
            div.form { (Line { name: "days", label: "Days that the link waits", required: true, mode: Some("numeric"), note, ..Line::default() }.show(&form)) }
            div.actions { button.go { "Invite the client" } }
        }
    }
}

fn certificate(place: &Way) -> Markup {
    html! {
        dl.facts.rows {
            div { dt { "Address" } dd { (place.origin) } }
            @if let Some(fingerprint) = &place.fingerprint {
                div { dt { "Fingerprint of the certificate (SHA-256)" } dd.digest { (fingerprint) } }
            }
        }
        @if place.fingerprint.is_some() {
            p.small { "A browser that does not know the certificate warns. Let the client compare the fingerprint on another way, such as by phone." }
        }
    }
}

fn table(id: &str, all: &[Value], zone: &jiff::tz::TimeZone) -> Markup {
    let time = |of: &Value, name: &str| {
        let time = text(of, name).to_owned();
        html! { @if !time.is_empty() { (html::moment(&time, zone)) } }
    };
    html! {
        h2 { "Invitations" }
        @if all.is_empty() {
            p { "Nobody was invited yet." }
        } @else {
            div.scroll tabindex="0" role="group" aria-label="Invitations" {
                table {
                    thead { tr {
                        th.number scope="col" { "No." } th scope="col" { "State" } th scope="col" { "Made" } th scope="col" { "Came in" }
                        th scope="col" { "Seen last" } th scope="col" { "Good until" } th scope="col" { span.unseen { "Revoke" } }
                    } }
                    tbody { @for of in all.iter().rev() {
                        @let number = number(of, "/invitation").unwrap_or_default();
                        tr {
                            th.number scope="row" { (number) }
                            td { (text(of, "/state")) }
                            td { (time(of, "/made_at")) } td { (time(of, "/entered_at")) } td { (time(of, "/seen_at")) } td { (time(of, "/until")) }
                            td { @if text(of, "/revoked_at").is_empty() {
                                form action=(format!("{}/{number}", self::of(id))) method="post" {
                                    button.danger aria-label=(format!("Revoke invitation {number}")) { "Revoke" }
                                }
                            } }
                        }
                    } }
                }
            }
        }
    }
}
