//! Files that are made for one browser: written into a private folder, streamed from there, gone afterwards.

use std::fs::{DirBuilder, File};
use std::io::Read;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use workdiary_service::Failure;
use workdiary_store::Home;

/// So much is read ahead of the browser: pieces of this size, this many.
const PIECE: usize = 256 << 10;
const AHEAD: usize = 4;

/// A file that is open and has no name on the disk any more: whatever happens, nothing is left of it.
pub(crate) struct Download {
    file: File,
    name: String,
    bytes: u64,
}

impl Download {
    /// Lets `write` make the file, which the browser will know by `name`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn made(
        home: &Home,
        name: String,
        write: impl FnOnce(&Path) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let cannot = |error: std::io::Error| {
            Failure::environment(format!("`{name}` cannot be written: {error}"))
                .hint("make room on the disk of the diary")
        };
        DirBuilder::new().recursive(true).mode(0o700).create(home.cache()).map_err(cannot)?;
        let folder = tempfile::Builder::new().prefix("download-").tempdir_in(home.cache()).map_err(cannot)?;
        let path = folder.path().join("file");
        write(&path)?;
        let file = File::open(&path).map_err(cannot)?;
        let bytes = file.metadata().map_err(cannot)?.len();
        Ok(Self { file, name, bytes })
    }

    /// The answer that brings it.
    pub(crate) fn answer(self) -> Response {
        let headers = [
            // What is in it is packed already: this type is not packed again.
            (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name)),
            (header::CONTENT_LENGTH, self.bytes.to_string()),
        ];
        (headers, streamed(self.file)).into_response()
    }
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
