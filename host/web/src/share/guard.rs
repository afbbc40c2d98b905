//! Who of the clients is let in: by the name of this place, from pages of its own, with a session that is good.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::{Instant, timeout};
use workdiary_service::{Failure, Kind};

use super::Share;
use super::listen::{Clients, Peer};
use crate::caller::Visitor;
use crate::guard::{self, cookies, strict, text};
use crate::layout;

/// An answer takes a second, an upload a minute; then the place is somebody else's.
const PATIENCE: Duration = Duration::from_secs(120);

/// Every request of a client passes here.
pub(super) async fn guard(
    State(clients): State<Arc<Clients>>,
    Extension(Peer(from)): Extension<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(share) = clients.web.share() else { return strict(refused(SHUT)) };
    let from = peer(share, from, request.headers());
    request.extensions_mut().insert(Peer(from));
    let visitor = match look(&clients, share, from, &request) {
        Ok(None) => Ok(None),
        Ok(Some((contract, secret))) => match admit(&clients, from, &contract, secret).await {
            Ok(None) => return strict(without_cookie(share, &contract, refused(STRANGER))),
            admitted => admitted,
        },
        Err(refusal) => Err(refusal),
    };
    strict(match visitor {
        Ok(visitor) => {
            if let Some(visitor) = visitor {
                request.extensions_mut().insert(visitor);
            }
            timeout(PATIENCE, next.run(request)).await.unwrap_or_else(|_| refused(SLOW))
        }
        Err(refusal) => refused(refusal),
    })
}

/// Status, why, what to do.
pub(super) type Refusal = (StatusCode, &'static str, &'static str);

const LATER: &str = "wait for a while, then try again";
const SHUT: Refusal = (StatusCode::NOT_FOUND, "There is nothing here.", "ask for another address");
const SLOW: Refusal = (StatusCode::REQUEST_TIMEOUT, "This took too long.", LATER);
pub(super) const TOO_MUCH: Refusal = (StatusCode::TOO_MANY_REQUESTS, "Too much was asked from here.", LATER);
const LOCKED_OUT: Refusal =
    (StatusCode::TOO_MANY_REQUESTS, "Too many wrong keys were shown from here.", LATER);
const NOT_OURS: Refusal = (
    StatusCode::MISDIRECTED_REQUEST,
    "This is not the name of the diary.",
    "use the address that you were sent",
);
const FOREIGN: Refusal = (StatusCode::FORBIDDEN, guard::FOREIGN, "type the address of the diary");
const FAILED: Refusal = (StatusCode::SERVICE_UNAVAILABLE, "The diary cannot do this now.", LATER);
const STRANGER: Refusal = (
    StatusCode::UNAUTHORIZED,
    "This browser was not let in, or not for this, or its time is over.",
    "open the link of an invitation, or ask for a new one",
);

/// A refusal as a page; whoever is too fast hears when to come again.
pub(super) fn refused((status, why, hint): Refusal) -> Response {
    let mut response = layout::outside(status, why, hint);
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// From where a request came: what a proxy on this machine says last, where the settings say that there is one.
fn peer(share: &Share, from: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !(share.behind_proxy && from.is_loopback()) {
        return from;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let said = lines.flat_map(|line| line.split(',')).last().and_then(|said| said.trim().parse().ok());
    said.unwrap_or(from)
}

/// What a request shows to be let in: a contract and a secret.
type Shown = (String, String);

/// Looks at a request before anything is looked up; gives what it shows, nothing where it is open to all.
fn look(clients: &Clients, share: &Share, from: IpAddr, request: &Request) -> Result<Option<Shown>, Refusal> {
    if !clients.limits.admit(from, Instant::now()) {
        return Err(TOO_MUCH);
    }
    let headers = request.headers();
    if text(headers, "host") != Some(share.name()) {
        return Err(NOT_OURS);
    }
    let path = request.uri().path();
    let fetched = guard::is_fetched_by_others(headers) && !follows_a_link(request);
    if fetched || guard::is_sent_by_others(request, share.origin()) {
        return Err(FOREIGN);
    }
    if path.starts_with("/enter/") || path.starts_with("/assets/") {
        return Ok(None);
    }
    shown(share, headers, path).map(Some).ok_or(STRANGER)
}

/// An invitation is opened from a mail: that page shows nothing of the diary and does nothing by itself.
fn follows_a_link(request: &Request) -> bool {
    let headers = request.headers();
    *request.method() == Method::GET
        && request.uri().path().starts_with("/enter/")
        && text(headers, "sec-fetch-mode") == Some("navigate")
        && text(headers, "sec-fetch-dest") == Some("document")
}

/// The name of the cookie of a contract: a client of two contracts has two.
pub(super) fn cookie_name(share: &Share, contract: &str) -> String {
    // Browsers take this prefix only by TLS and for this very name.
    let prefix = if share.is_secure() { "__Host-" } else { "" };
    format!("{prefix}workdiary-client-{contract}")
}

/// The secret that a request shows, and for which contract: that of its path, or the first.
fn shown(share: &Share, headers: &HeaderMap, path: &str) -> Option<Shown> {
    let prefix = cookie_name(share, "");
    let named = path.split('/').nth(2).unwrap_or_default();
    let all: Vec<_> =
        cookies(headers).filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?, value))).collect();
    let of_path = all.iter().find(|(contract, _)| *contract == named);
    of_path.or(all.first()).map(|(contract, secret)| ((*contract).to_owned(), (*secret).to_owned()))
}

/// The client whose session has this secret; nobody where it is wrong, which counts, and locks out in the end.
async fn admit(
    clients: &Clients,
    from: IpAddr,
    contract: &str,
    secret: String,
) -> Result<Option<Visitor>, Refusal> {
    refuse_locked_out(clients, from, false)?;
    let service = Arc::clone(clients.web.service());
    let found = off_thread(move || service.session(&secret)).await.map_err(|_| FAILED)?;
    if found.is_none() {
        count_wrong(clients, from, contract).await;
    }
    Ok(found.map(Visitor::Client))
}

/// Whoever is locked out is told so, whatever they show. Sessions go on where many strangers try to enter.
pub(super) fn refuse_locked_out(clients: &Clients, from: IpAddr, enters: bool) -> Result<(), Refusal> {
    let now = Instant::now();
    match clients.limits.is_locked_out(from, now) || enters && clients.limits.is_shut(now) {
        true => Err(LOCKED_OUT),
        false => Ok(()),
    }
}

/// Counts a wrong secret for the pages of a contract. The journal gets a line for each lock-out, not for each try.
pub(super) async fn count_wrong(clients: &Clients, from: IpAddr, contract: &str) {
    if let Some(tries) = clients.limits.wrong(from, Instant::now()) {
        let (service, contract) = (Arc::clone(clients.web.service()), contract.to_owned());
        // A diary that cannot be written now locks out all the same.
        drop(off_thread(move || service.locked_out(&contract, tries)).await);
    }
}

pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let fault = || Failure::new(Kind::Internal, "the diary cannot do this now");
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| fault())?;
    // What keeps the diary from working names files of this machine.
    done.map_err(|_| fault())
}

/// A cookie that lets nobody in is taken back, so that it is not shown, and counted, again and again.
fn without_cookie(share: &Share, contract: &str, mut response: Response) -> Response {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if contract.chars().all(plain)
        && let Ok(cookie) = HeaderValue::from_str(&cookie(share, contract, "", 0))
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// What a browser is told to keep; for how long a session is good, the diary says.
pub(super) fn cookie(share: &Share, contract: &str, secret: &str, seconds: u32) -> String {
    let secure = if share.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(share, contract);
    format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}
