//! What every page has: its head, the menu, the tracker bar; and pages for what went wrong.

use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{DOCTYPE, Markup, html};
use workdiary_service::{Failure, Request};

use crate::assets;
use crate::bar::{self, Bar};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::html;
use crate::reply::{Page, Place, Reply, status_of};
use crate::share;

/// htmx, without what a strict policy forbids: answers that say no are shown as well.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"attributesToSettle":[],"defaultSettleDelay":0,"historyCacheSize":0,"scrollIntoViewOnBoost":false,"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}"#;

/// Makes an answer a response.
pub(crate) fn respond(desk: &Desk, reply: Reply) -> Response {
    match reply {
        Reply::Page(page) if desk.is_client() => match share::page::head(desk, page.place) {
            Ok((menu, bar)) => {
                let frame = Frame { menu: &menu, bar: &bar, is_demo: desk.is_demo(), theme: None };
                (page.status, Html(whole(&page, &frame).into_string())).into_response()
            }
            Err(failure) => bare(&failure),
        },
        Reply::Page(page) => match Bar::read(desk, None, page.contract.as_deref()) {
            Ok(bar) => {
                let (menu, is_demo) = (menu(page.place, bar.contract()), bar.is_demo());
                let bar = bar::bar(&bar, None);
                let frame = Frame { menu: &menu, bar: &bar, is_demo, theme: theme(desk) };
                (page.status, Html(whole(&page, &frame).into_string())).into_response()
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
    let nothing = html! {};
    let frame = Frame { menu: &nothing, bar: &nothing, is_demo: false, theme: None };
    (status_of(failure), Html(whole(&page, &frame).into_string())).into_response()
}

/// What somebody is told who is not let in: nothing of the diary.
pub(crate) fn outside(status: StatusCode, why: &str, hint: &str) -> Response {
    alone(status, &html! { p { (why) } p { (html::sentence(hint)) } })
}

/// A page for somebody who is not in.
pub(crate) fn alone(status: StatusCode, main: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head("Work Diary"))
            body.outside {
                main { h1 { "Work Diary" } (main) }
            }
        }
    };
    (status, Html(page.into_string())).into_response()
}

/// No page has this address.
pub(crate) async fn nothing_here(web: Caller, uri: Uri) -> Response {
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

/// What stands around a page.
struct Frame<'a> {
    menu: &'a Markup,
    bar: &'a Markup,
    is_demo: bool,
    theme: Option<&'a str>,
}

fn whole(page: &Page, frame: &Frame<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[frame.theme] {
            (head(&page.title))
            body {
                a.skip href="#main" { "To the page" }
                header.top {
                    a.brand href="/" { img src=(assets::address("icon.svg")) alt="" width="22" height="22"; "Work Diary" }
                    (frame.menu)
                    @if frame.is_demo {
                        span.demo title="This diary holds sample data" { "DEMO" }
                    }
                }
                (frame.bar)
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
        (Place::Invoices, "/invoices".to_owned(), "Invoices"),
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
