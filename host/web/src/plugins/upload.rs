//! A plugin from a file: through a private folder to the gates.

use std::io::Write;
use std::path::{Path, PathBuf};

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tempfile::TempDir;
use workdiary_service::{Failure, Request};

use super::{Note, address, page, status_of_file};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::html::text;
use crate::layout;
use crate::reply::{Reply, status_of};

/// The longest file that is taken: the gate for size lies below.
const MOST_BYTES: usize = 11 * 1024 * 1024;
/// So much is read all the same, so that a browser hears why.
pub(crate) const READ_BYTES: usize = 128 * 1024 * 1024;

pub(super) fn form() -> Markup {
    html! {
        h2 { "Add a plugin" }
        form action="/plugins" method="post" enctype="multipart/form-data" {
            label.drop {
                span { "A component, such as " code { "hours.wasm" } ", of 10 MiB at most" }
                input type="file" name="file" accept=".wasm,application/wasm" required;
                span.small.dropped { "Or drop it here." }
            }
            p.small { "It passes the gates first: form, imports, limits, and its own examples. What is there stays in use if it does not." }
            div.actions { button.go { "Add it" } }
        }
    }
}

pub(super) async fn add(
    web: Caller,
    sent: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Response {
    let came = match sent {
        Ok(sent) => Arrived::read(&web.incoming, sent).await,
        Err(_) => Err(Failure::usage("the form does not bring a file")),
    };
    let added = web.work(move |desk| {
        let failure = match came.and_then(|came| came.add(desk)) {
            Ok(name) => {
                return Ok(layout::respond(desk, Reply::See(format!("{}?did=added", address(&name)))));
            }
            Err(failure) => failure,
        };
        let page = page(desk, &Note::default(), Some(&failure))?;
        Ok(layout::respond(desk, page.with_status(status_of_file(&failure)).into()))
    });
    added.await.unwrap_or_else(|failure| (status_of(&failure), layout::bare(&failure)).into_response())
}

/// A file that came, in a folder that is gone with it.
pub(crate) struct Arrived {
    folder: TempDir,
    name: String,
}

impl Arrived {
    async fn read(place: &Path, mut sent: Multipart) -> Result<Self, Failure> {
        while let Some(field) = sent.next_field().await.map_err(|error| broken(&error))? {
            if field.name() == Some("file") {
                return Self::keep(place, field).await;
            }
        }
        Err(none())
    }

    /// Keeps the file of a field.
    ///
    /// # Errors
    /// When it is none, or too large, or cannot be kept.
    pub(crate) async fn keep(place: &Path, mut field: Field<'_>) -> Result<Self, Failure> {
        let named = field.file_name().unwrap_or_default().to_owned();
        if named.is_empty() {
            return Err(none());
        }
        let cannot =
            |error: std::io::Error| Failure::environment(format!("the file cannot be kept: {error}"));
        let folder = folder(place).map_err(cannot)?;
        let name = plain(&named);
        let mut file = std::fs::File::create_new(folder.path().join(&name)).map_err(cannot)?;
        let mut length = 0usize;
        while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
            length += piece.len();
            if length <= MOST_BYTES {
                file.write_all(&piece).map_err(cannot)?;
            }
        }
        match length {
            0 => Err(Failure::usage(format!("the file `{name}` is empty"))),
            1..=MOST_BYTES => Ok(Self { folder, name }),
            _ => Err(too_large()),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    /// Why a form did not come whole.
    pub(crate) fn broken(error: &MultipartError) -> Failure {
        broken(error)
    }

    /// Through the gates; gives the name that the plugin gives itself.
    fn add(self, desk: &Desk) -> Result<String, Failure> {
        let added = desk.json(Request::PluginAdd { file: self.path() });
        let added = added.map_err(|failure| Failure {
            // People know it by its own name alone.
            message: failure.message.replace(&format!("{}/", self.folder.path().display()), ""),
            ..failure
        })?;
        Ok(text(&added, "/name").to_owned())
    }
}

/// Readable by nobody else, on the disk of the diary.
fn folder(place: &Path) -> std::io::Result<TempDir> {
    let mut made = std::fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(made.recursive(true), 0o700).create(place)?;
    TempDir::new_in(place)
}

fn none() -> Failure {
    Failure::usage("no file was chosen").hint("choose a component: a file that ends in `.wasm`")
}

fn too_large() -> Failure {
    Failure::usage("the file is larger than 11 MiB").hint("a plugin has 10 MiB at most")
}

fn broken(error: &MultipartError) -> Failure {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Failure::usage(format!("the file did not come whole: {}", error.body_text())),
    }
}

/// A name as it is in a folder of ours: the last part of the name that was said, of plain letters.
fn plain(named: &str) -> String {
    let last = named.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let name: String =
        last.chars().take(100).map(|letter| if plain(letter) { letter } else { '_' }).collect();
    if name.trim_matches('.').is_empty() { "plugin.wasm".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_folder() {
        for (said, is) in [
            ("hours.wasm", "hours.wasm"),
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\y.wasm", "y.wasm"),
            ("..", "plugin.wasm"),
            ("a/", "plugin.wasm"),
            ("<b>\u{202e}\0.wasm", "_b___.wasm"),
        ] {
            assert_eq!(plain(said), is, "{said:?}");
        }
        assert_eq!(plain(&"x".repeat(10_000)).len(), 100);
    }
}
