//! Who is let in and what every answer says: nobody but the browsers that the person opened, from pages of this
//! server alone.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::caller::Visitor;
use crate::layout;
use crate::server::Web;

/// Pages run this server's scripts and styles alone, are framed by nobody and send forms nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";
/// A browser keeps no cookie longer than this: 400 days.
pub(crate) const COOKIE_SECONDS: u32 = 400 * 86_400;

/// Every request passes here.
pub(crate) async fn guard(State(web): State<Arc<Web>>, mut request: Request, next: Next) -> Response {
    strict(match refuse(&web, &request) {
        Some((status, why, hint)) => layout::outside(status, why, hint),
        None => {
            request.extensions_mut().insert(Visitor::Freelancer);
            next.run(request).await
        }
    })
}

/// What every answer says.
pub(crate) fn strict(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // What the diary shows stays out of the browser's cache: what is removed is gone there too.
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Forms of this server have to name it as their origin; others learn nothing.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

type Refusal = (StatusCode, &'static str, &'static str);

fn refuse(web: &Web, request: &Request) -> Option<Refusal> {
    let headers = request.headers();
    let Some(host) = own_name(web, headers) else {
        let hint = "open it by the address that `workdiary open` prints";
        return Some((StatusCode::MISDIRECTED_REQUEST, "This is not the name of the web diary.", hint));
    };
    if is_fetched_by_others(headers) || is_sent_by_others(request, &format!("http://{host}")) {
        return Some((
            StatusCode::FORBIDDEN,
            FOREIGN,
            "type the address of the web diary, or run `workdiary open`",
        ));
    }
    let path = request.uri().path();
    let is_open = path == "/enter" || path.starts_with("/assets/");
    (!is_open && !is_in(web, headers)).then_some((
        StatusCode::UNAUTHORIZED,
        "This browser was not let in yet.",
        "run `workdiary open` in a terminal: it opens the web diary here",
    ))
}

pub(crate) const FOREIGN: &str = "Another page has asked for this, and was refused.";

/// Other ports of this machine count as the same site for cookies: the browser tells them apart here.
pub(crate) fn is_fetched_by_others(headers: &HeaderMap) -> bool {
    text(headers, "sec-fetch-site").is_some_and(|from| from != "same-origin" && from != "none")
}

/// Whether a form does not name our own origin as its own.
pub(crate) fn is_sent_by_others(request: &Request, origin: &str) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    !reads && text(request.headers(), "origin") != Some(origin)
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The name by which the request calls this server, where that is one of its own: a foreign name that leads here
/// would let a foreign page in (DNS rebinding).
fn own_name<'a>(web: &Web, headers: &'a HeaderMap) -> Option<&'a str> {
    let host = text(headers, "host")?;
    let port = web.at().port();
    let own = [
        web.at().to_string(),
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
    ];
    own.iter().any(|own| own == host).then_some(host)
}

fn is_in(web: &Web, headers: &HeaderMap) -> bool {
    let name = web.key.cookie();
    cookies(headers).any(|(known, value)| known == name && web.key.is(value))
}

/// All cookies of a request, by name.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

#[derive(Deserialize)]
pub(crate) struct Invitation {
    #[serde(default)]
    once: String,
}

/// Lets a browser in that was invited.
pub(crate) async fn enter(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    Query(invitation): Query<Invitation>,
) -> Response {
    if !web.key.admit(&invitation.once) {
        // The back button, or a tab that was restored: whoever is in already goes on.
        if is_in(&web, &headers) {
            return Redirect::to("/").into_response();
        }
        let why = "This address was used already, or has waited for too long.";
        return layout::outside(StatusCode::UNAUTHORIZED, why, "run `workdiary open` again");
    }
    let cookie = format!(
        "{}={}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Strict",
        web.key.cookie(),
        web.key.secret()
    );
    let mut response = Redirect::to("/").into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
