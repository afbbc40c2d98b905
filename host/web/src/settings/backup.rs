//! A backup as a download: written to a private file, streamed from it, gone afterwards.

use std::fs::{DirBuilder, File};
use std::io::Read;
use std::os::unix::fs::DirBuilderExt;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use workdiary_service::{Failure, Request};
use workdiary_store::Home;

use super::{Extra, page};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::reply::{Reply, status_of};

/// So much is read ahead of the browser: pieces of this size, this many.
const PIECE: usize = 256 << 10;
const AHEAD: usize = 4;

pub(super) async fn download(web: Caller) -> Response {
    let home = web.home().clone();
    match web.work(move |desk| written(desk, &home)).await {
        Ok((file, name, bytes)) => {
            let headers = [
                // Pictures are packed already: this type is not packed again.
                (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                (header::CONTENT_LENGTH, bytes.to_string()),
            ];
            (headers, streamed(file)).into_response()
        }
        Err(failure) => {
            let home = web.home().clone();
            web.reply(move |desk| {
                let status = status_of(&failure);
                let extra = Extra { failure: Some(failure), ..Extra::default() };
                Ok(Reply::Page(page(desk, &home, &extra)?.with_status(status)))
            })
            .await
        }
    }
}

/// The backup, open and without a name on the disk: whatever happens, nothing is left of it.
fn written(desk: &Desk, home: &Home) -> Result<(File, String, u64), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::environment(format!("the backup cannot be written: {error}"))
            .hint("`workdiary backup FILE` writes one to a place of your own")
    };
    DirBuilder::new().recursive(true).mode(0o700).create(home.cache()).map_err(cannot)?;
    let folder = tempfile::Builder::new().prefix("backup-").tempdir_in(home.cache()).map_err(cannot)?;
    let path = folder.path().join("diary.tar");
    desk.ask(Request::Backup { file: path.clone() })?;
    let file = File::open(&path).map_err(cannot)?;
    let bytes = file.metadata().map_err(cannot)?.len();
    Ok((file, format!("workdiary-{}.tar", desk.today()?), bytes))
}

/// The file, a piece at a time as the browser takes them.
fn streamed(mut file: File) -> Body {
    let (pieces, taken) = mpsc::channel::<std::io::Result<Bytes>>(AHEAD);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = Vec::new();
            let read = file.by_ref().take(PIECE as u64).read_to_end(&mut piece);
            if matches!(read, Ok(0)) {
                break;
            }
            let is_broken = read.is_err();
            // A browser that went away takes no more.
            if pieces.blocking_send(read.map(|_| Bytes::from(piece))).is_err() || is_broken {
                break;
            }
        }
    });
    Body::from_stream(futures_util::stream::unfold(taken, |mut taken| async move {
        let piece = taken.recv().await?;
        Some((piece, taken))
    }))
}
