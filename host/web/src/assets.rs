//! Styles, scripts and pictures of the pages themselves, inside the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Name, type, contents.
const ASSETS: &[(&str, &str, &[u8])] = &[
    ("style.css", "text/css; charset=utf-8", include_bytes!("../assets/style.css")),
    ("early.js", "text/javascript; charset=utf-8", include_bytes!("../assets/early.js")),
    ("app.js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
    ("drop.js", "text/javascript; charset=utf-8", include_bytes!("../assets/drop.js")),
    ("select.js", "text/javascript; charset=utf-8", include_bytes!("../assets/select.js")),
    ("zoom.js", "text/javascript; charset=utf-8", include_bytes!("../assets/zoom.js")),
    ("htmx.min.js", "text/javascript; charset=utf-8", include_bytes!("../assets/htmx.min.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
];

/// Their address carries the version, so a browser may keep them.
const KEEP: &str = "public, max-age=31536000, immutable";

/// The address of an asset; another build has another.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", env!("WORKDIARY_ASSETS"))
}

/// Gives an asset.
pub(crate) async fn asset(Path(path): Path<String>) -> Response {
    let wanted = path.split_once('/').map_or(path.as_str(), |(_, name)| name);
    match ASSETS.iter().find(|(name, _, _)| *name == wanted) {
        Some((_, kind, bytes)) => {
            ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, KEEP)], *bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
