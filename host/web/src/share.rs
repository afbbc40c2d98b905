//! The clients' way in: a listener of its own, whose table of routes has nothing but what a client may use.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use rustls::ServerConfig;
use workdiary_service::Failure;
use workdiary_service::config::Share as Settings;
use workdiary_store::Home;

use crate::plugins::READ_BYTES;
use crate::routes::Table;
use crate::{assets, bill, diary, pictures, segment};

mod answers;
mod certificate;
mod enter;
mod guard;
mod limits;
mod listen;
pub(crate) mod page;
mod terms;

pub use listen::listen;

/// Where clients get in, and by what it is known.
pub struct Share {
    at: SocketAddr,
    origin: String,
    behind_proxy: bool,
    tls: Option<(Arc<ServerConfig>, String)>,
}

impl Share {
    /// What the settings say of a listener at `at`: by TLS wherever others could listen. The certificate is made
    /// where there is none.
    ///
    /// # Errors
    /// When the certificate cannot be used or made.
    pub fn of(home: &Home, settings: &Settings, at: SocketAddr) -> Result<Self, Failure> {
        let is_plain =
            at.ip().is_loopback() && (settings.behind_proxy || !settings.origin.starts_with("https:"));
        let origin = match (settings.origin.as_str(), is_plain) {
            ("", true) => format!("http://{at}"),
            ("", false) => format!("https://{at}"),
            (origin, _) => origin.to_owned(),
        };
        let tls = match is_plain {
            true => None,
            false => Some(certificate::of(home, settings, &origin)?),
        };
        Ok(Self { at, origin, behind_proxy: settings.behind_proxy, tls })
    }

    /// Where it listens.
    #[must_use]
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// By which address clients reach it, such as `https://diary.example.org`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// SHA-256 of its certificate, as browsers show it; none where a proxy shows another.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&str> {
        self.tls.as_ref().map(|(_, fingerprint)| fingerprint.as_str())
    }

    fn name(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, name)| name)
    }

    /// Whether browsers come by TLS, to this host or to the proxy before it.
    fn is_secure(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

/// Every route of clients. What a page offers is decided by the law; what is done, too.
pub(crate) fn table() -> Table {
    let upload = post(terms::upload).layer(DefaultBodyLimit::max(READ_BYTES));
    Table::new()
        .route("/", get(enter::home))
        .route("/enter/{contract}", get(enter::ask).post(enter::enter))
        .route("/leave", post(enter::leave))
        .route("/zone", post(enter::zone))
        .route("/assets/{*name}", get(assets::asset))
        .merge(diary::shared())
        .merge(segment::routes())
        .merge(bill::routes())
        .merge(pictures::routes())
        .route("/requests/{contract}/{number}", post(answers::request))
        .route("/statements/{contract}/{date}", post(answers::statement))
        .route("/terms/{contract}", get(terms::show).post(terms::save))
        .route("/terms/{contract}/labels", upload)
}
