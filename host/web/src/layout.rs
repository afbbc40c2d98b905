//! What every page has: its head, the menu, the tracker bar; and pages for what went wrong.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{DOCTYPE, Markup, html};
use workdiary_service::{Failure, Request};

use crate::assets;
use crate::bar::{self, Bar};
use crate::desk::Desk;
use crate::html;
use crate::reply::{Page, Place, Reply, status_of};
use crate::server::Web;

/// htmx, without what a strict policy forbids: answers that say no are shown as well.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"attributesToSettle":[],"defaultSettleDelay":0,"historyCacheSize":0,"scrollIntoViewOnBoost":false,"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}"#;

/// Makes an answer a response.
pub(crate) fn respond(desk: &Desk, reply: Reply) -> Response {
    match reply {
        Reply::Page(page) => match Bar::read(desk, None, page.contract.as_deref()) {
            Ok(bar) => {
                (page.status, Html(whole(&page, Some(&bar), theme(desk)).into_string())).into_response()
            }
            Err(failure) => bare(&failure),
        },
        Reply::See(address) => Redirect::to(&address).into_response(),
        Reply::Part(status, part) => (status, Html(part.into_string())).into_response(),
    }
}

/// What went wrong, as a page.
pub(crate) fn failed(desk: &Desk, failure: &Failure) -> Response {
    let main = html! { h1 { "That did not work" } (html::failure(failure)) };
    respond(desk, Page::new(Place::Nowhere, "That did not work", main).with_status(status_of(failure)).into())
}

/// The same where not even the tracker can be asked.
pub(crate) fn bare(failure: &Failure) -> Response {
    let main = html! { h1 { "That did not work" } (html::failure(failure)) };
    let page = Page::new(Place::Nowhere, "That did not work", main);
    (status_of(failure), Html(whole(&page, None, None).into_string())).into_response()
}

/// What somebody is told who is not let in: nothing of the diary.
pub(crate) fn outside(status: StatusCode, why: &str, hint: &str) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head("Work Diary"))
            body.outside {
                main { h1 { "Work Diary" } p { (why) } p { (html::sentence(hint)) } }
            }
        }
    };
    (status, Html(page.into_string())).into_response()
}

/// No page has this address.
pub(crate) async fn nothing_here(State(web): State<Arc<Web>>, uri: Uri) -> Response {
    let path = uri.path().to_owned();
    web.reply(move |_| Ok(missing(&format!("there is no page `{path}`")).into())).await
}

/// What was asked for does not exist.
pub(crate) fn missing(what: &str) -> Page {
    let main = html! {
        h1 { "Nothing here" }
        p { (html::sentence(what)) " " a href="/" { "To the diary" } }
    };
    Page::new(Place::Nowhere, "Nothing here", main).with_status(StatusCode::NOT_FOUND)
}

/// Light or dark, where the person has said so.
fn theme(desk: &Desk) -> Option<&'static str> {
    // Settings that cannot be read are told on their own page.
    let settings = desk.json(Request::Settings).ok()?;
    match html::text(&settings, "/web/theme") {
        "light" => Some("light"),
        "dark" => Some("dark"),
        _ => None,
    }
}

fn whole(page: &Page, bar: Option<&Bar>, theme: Option<&str>) -> Markup {
    let contract = bar.and_then(Bar::contract);
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[theme] {
            (head(&page.title))
            body {
                a.skip href="#main" { "To the page" }
                header.top {
                    a.brand href="/" { img src=(assets::address("icon.svg")) alt="" width="22" height="22"; "Work Diary" }
                    (menu(page.place, contract))
                    @if bar.is_some_and(Bar::is_demo) {
                        span.demo title="This diary holds sample data" { "DEMO" }
                    }
                }
                @if let Some(bar) = bar { (bar::bar(bar, None)) }
                main #main tabindex="-1" { (page.main) }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="htmx-config" content=(HTMX);
            title { (title) " · Work Diary" }
            link rel="icon" href=(assets::address("icon.svg"));
            script src=(assets::address("early.js")) {}
            link rel="stylesheet" href=(assets::address("style.css"));
            script src=(assets::address("htmx.min.js")) defer {}
            script type="module" src=(assets::address("app.js")) {}
        }
    }
}

fn menu(here: Place, contract: Option<&str>) -> Markup {
    let of =
        |start: &str| contract.map_or_else(|| "/".to_owned(), |id| format!("/{start}/{}", html::path(id)));
    let places = [
        (Place::Diary, of("diary"), "Diary"),
        (Place::Bill, of("bill"), "Bill"),
        (Place::Reports, "/reports".to_owned(), "Reports"),
        (Place::Contracts, "/contracts".to_owned(), "Contracts"),
        (Place::Plugins, "/plugins".to_owned(), "Plugins"),
        (Place::Settings, "/settings".to_owned(), "Settings"),
    ];
    html! {
        nav.menu aria-label="Pages" {
            @for (place, address, name) in places {
                a href=(address) aria-current=[(place == here).then_some("page")] { (name) }
            }
        }
    }
}
