//! The pictures of snapshots.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use workdiary_service::Failure;
use workdiary_service::picture::PictureWanted;

use crate::caller::Caller;
use crate::html;
use crate::layout;
use crate::routes::Table;

pub(crate) fn routes() -> Table {
    Table::new()
        .route("/pictures/{contract}/{digest}", get(whole))
        .route("/pictures/{contract}/{digest}/small", get(small))
}

/// The address of a picture.
pub(crate) fn address(contract: &str, digest: &str, small: bool) -> String {
    let small = if small { "/small" } else { "" };
    format!("/pictures/{}/{}{small}", html::path(contract), html::path(digest))
}

async fn whole(web: Caller, Path((contract, digest)): Path<(String, String)>) -> Response {
    picture(&web, PictureWanted { contract, digest, small: false }).await
}

async fn small(web: Caller, Path((contract, digest)): Path<(String, String)>) -> Response {
    picture(&web, PictureWanted { contract, digest, small: true }).await
}

async fn picture(web: &Caller, wanted: PictureWanted) -> Response {
    match web.work(move |desk| desk.picture(&wanted)).await {
        Ok(Some(bytes)) => ([(header::CONTENT_TYPE, "image/webp")], bytes).into_response(),
        Ok(None) => {
            let gone = Failure::usage("the diary has no such picture");
            (StatusCode::NOT_FOUND, layout::bare(&gone)).into_response()
        }
        Err(failure) => layout::bare(&failure),
    }
}
