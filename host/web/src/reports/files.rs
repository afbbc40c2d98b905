//! The files of a report, to keep or to look at: what a plugin wrote runs no script and reaches nothing.

use std::io::Read;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use super::jobs::{File, Job, Part};
use super::no_job;
use crate::caller::Caller;
use crate::html;

/// A page of a report stands alone: no script, no form, nothing from elsewhere; framed by this server only.
const POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
const PIECE_BYTES: usize = 64 * 1024;

const TYPES: [(&str, &str); 14] = [
    ("html", "text/html; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("klg", "text/plain; charset=utf-8"),
    ("data", "text/plain; charset=utf-8"),
    ("json", "application/json"),
    ("ndjson", "application/x-ndjson"),
    ("xml", "application/xml"),
    ("pdf", "application/pdf"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("parquet", "application/vnd.apache.parquet"),
];

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

fn kind(name: &str) -> &'static str {
    let ending = ending(name);
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

/// Whether it is HTML.
pub(super) fn is_page(name: &str) -> bool {
    kind(name).starts_with("text/html")
}

/// Whether its contents can be shown on a page: as a page in a frame, anything else as its text.
pub(super) fn can_be_shown(name: &str) -> bool {
    let kind = kind(name);
    kind.starts_with("text/")
        || matches!(kind, "application/json" | "application/x-ndjson" | "application/xml")
}

/// The address of a file.
pub(super) fn address(job: &Job, what: &str, part: &Part, file: &File) -> String {
    format!("/reports/job/{}/{what}/{}/{}", job.number, html::path(&part.contract), html::path(&file.name))
}

type Named = Path<(String, String, String)>;

/// A file to keep.
pub(super) async fn download(web: Caller, Path((number, contract, name)): Named) -> Response {
    let found = web.jobs.find(&number).and_then(|job| Some((job.file(&contract, &name)?, job)));
    let Some((file, job)) = found else { return nothing(&web).await };
    let name =
        if job.asked.contracts.len() > 1 { format!("{contract}-{}", file.name) } else { file.name.clone() };
    let said = format!("attachment; filename=\"{}\"", plain(&name));
    let mut response = send(file).await;
    if let Ok(said) = HeaderValue::from_str(&said) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, said);
    }
    response
}

/// A page to look at, inside a frame of the report's own page.
pub(super) async fn preview(web: Caller, Path((number, contract, name)): Named) -> Response {
    let found = web.jobs.find(&number).and_then(|job| job.file(&contract, &name));
    match found.filter(|file| is_page(&file.name)) {
        Some(file) => send(file).await,
        None => nothing(&web).await,
    }
}

async fn nothing(web: &Caller) -> Response {
    web.reply(|_| Ok(no_job())).await
}

/// A name as it may stand in a header.
fn plain(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect()
}

/// A file in pieces, since a report may be as large as a quarter of a gigabyte.
async fn send(file: File) -> Response {
    let path = file.path;
    let opened = off_thread(move || std::fs::File::open(path)).await;
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let why = format!("the file cannot be read: {error}");
            return crate::layout::bare(&workdiary_service::Failure::environment(why));
        }
    };
    let pieces = futures_util::stream::unfold(Some(opened), |opened| async move {
        let mut opened = opened?;
        let piece = off_thread(move || {
            let mut piece = vec![0; PIECE_BYTES];
            let length = opened.read(&mut piece)?;
            piece.truncate(length);
            Ok((piece, opened))
        });
        match piece.await {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, opened)) => Some((Ok(piece), Some(opened))),
            Err(error) => Some((Err(error), None)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind(&file.name))),
        (header::CONTENT_LENGTH, HeaderValue::from(file.bytes)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    // Whoever packs it asks once more after its end.
    (headers, Body::from_stream(pieces.fuse())).into_response()
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_header_is_plain() {
        assert_eq!(plain("acme-report.html"), "acme-report.html");
        assert_eq!(plain("a\"\r\nX: y/..\u{202e}ä"), "a___X__y_..__");
    }

    #[test]
    fn what_is_shown_is_known_by_its_ending() {
        assert!(is_page("DEMO-report.HTML") && !is_page("html") && !is_page("x.html.csv"));
        for (shown, kept) in
            [("a.csv", "a.svg"), ("a.ICS", "a.xlsx"), ("a.data", "a.parquet"), ("a.xml", "a.pdf")]
        {
            assert!(can_be_shown(shown) && !can_be_shown(kept), "{shown}, {kept}");
        }
        assert!(!can_be_shown("a.xhtml") && !can_be_shown("a"));
    }
}
