//! The picture for the head of invoices: from a file through a private folder to the settings.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::invoice::InvoiceChanges;
use workdiary_service::{Failure, Request};

use super::{address, answer};
use crate::caller::Caller;
use crate::html;
use crate::plugins::Arrived;

/// What it may be.
const KIND: &str = "PNG or JPEG of 512 KiB at most";

/// What came: a picture, or the word that there is to be none.
enum Sent {
    Picture(Arrived),
    None,
}

pub(in crate::contracts) async fn save(
    web: Caller,
    Path(id): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let came = match sent {
        Ok(sent) => read(&web.incoming, sent).await,
        Err(_) => Err(Failure::usage("the form does not bring a file")),
    };
    web.reply(move |desk| {
        let set = came.and_then(|came| {
            let (logo, folder) = match &came {
                Sent::Picture(file) => (Some(file.path()), file.path().with_file_name("")),
                Sent::None => (None, std::path::PathBuf::new()),
            };
            let changes = InvoiceChanges { no_logo: logo.is_none(), logo, ..InvoiceChanges::default() };
            let set = desk.json(Request::InvoiceSettingsSet { contract: Some(id.clone()), changes });
            // People know it by its own name alone.
            set.map_err(|failure| Failure {
                message: failure.message.replace(&*folder.to_string_lossy(), ""),
                ..failure
            })
        });
        answer(desk, &id, set.map(drop), None)
    })
    .await
}

async fn read(place: &std::path::Path, mut sent: Multipart) -> Result<Sent, Failure> {
    while let Some(field) = sent.next_field().await.map_err(|error| Arrived::broken(&error))? {
        match field.name() {
            Some("none") => return Ok(Sent::None),
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                let kept = Arrived::keep(place, field).await;
                return kept.map(Sent::Picture).map_err(|failure| failure.hint(KIND));
            }
            _ => {}
        }
    }
    Err(Failure::usage("no file was chosen").hint(format!("choose a picture: {KIND}")))
}

pub(super) fn form(id: &str, settings: &Value) -> Markup {
    let is_there = settings.get("logo") == Some(&Value::Bool(true));
    let action = format!("{}/logo", address(id));
    html! {
        h2 { "Logo" }
        p { @if is_there { "There is a picture for the head of invoices." } @else { "There is no picture for the head of invoices." } }
        form.logo action=(action) method="post" enctype="multipart/form-data" {
            label.drop {
                span { (html::sentence(KIND)) }
                input type="file" name="file" accept="image/png,image/jpeg" required;
                span.small.dropped { "Or drop it here." }
            }
            div.actions { button { @if is_there { "Take this one instead" } @else { "Add it" } } }
        }
        @if is_there {
            form action=(action) method="post" enctype="multipart/form-data" {
                button.danger name="none" value="yes" { "Take the picture away" }
            }
        }
    }
}
