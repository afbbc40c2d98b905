//! Who is let in and what every answer says: nobody but the browsers that the person opened, from pages of this
//! server alone.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::layout;
use crate::server::Web;

/// Pages run this server's scripts and styles alone, are framed by nobody and send forms nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";
/// A browser keeps no cookie longer than this: 400 days.
const COOKIE_SECONDS: u32 = 400 * 86_400;

/// Every request passes here.
pub(crate) async fn guard(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let mut response = match refuse(&web, &request) {
        Some((status, why, hint)) => layout::outside(status, why, hint),
        None => next.run(request).await,
    };
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
    let foreign = (
        StatusCode::FORBIDDEN,
        "Another page has asked for this, and was refused.",
        "type the address of the web diary, or run `workdiary open`",
    );
    // Other ports of this machine count as the same site for cookies: the browser tells them apart here.
    let fetched = text(headers, "sec-fetch-site");
    if fetched.is_some_and(|from| from != "same-origin" && from != "none") {
        return Some(foreign);
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && text(headers, "origin") != Some(&format!("http://{host}")) {
        return Some(foreign);
    }
    let path = request.uri().path();
    let is_open = path == "/enter" || path.starts_with("/assets/");
    (!is_open && !is_in(web, headers)).then_some((
        StatusCode::UNAUTHORIZED,
        "This browser was not let in yet.",
        "run `workdiary open` in a terminal: it opens the web diary here",
    ))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
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
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .any(|(known, value)| known == name && web.key.is(value))
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
