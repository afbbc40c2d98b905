//! What a handler answers.

use axum::http::StatusCode;
use maud::Markup;
use workdiary_service::{Failure, Kind};

/// An answer, before it is a response.
pub(crate) enum Reply {
    /// A whole page.
    Page(Page),
    /// The browser goes on to this address of ours.
    See(String),
    /// A part of a page, for one that is open.
    Part(StatusCode, Markup),
}

/// A page without what all pages have.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    pub(crate) place: Place,
    /// Whose it is, where it is one contract's: the way to its other pages.
    pub(crate) contract: Option<String>,
    pub(crate) main: Markup,
}

/// Where in the menu a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Diary,
    Bill,
    Invoices,
    Reports,
    Contracts,
    Plugins,
    Settings,
    Nowhere,
}

impl Page {
    pub(crate) fn new(place: Place, title: impl Into<String>, main: Markup) -> Self {
        Self { status: StatusCode::OK, title: title.into(), place, contract: None, main }
    }

    pub(crate) fn of(self, contract: &str) -> Self {
        Self { contract: Some(contract.to_owned()), ..self }
    }

    /// The page that a failure leaves: what was typed is still in it.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl From<Page> for Reply {
    fn from(page: Page) -> Self {
        Self::Page(page)
    }
}

/// The status code of a failure.
pub(crate) fn status_of(failure: &Failure) -> StatusCode {
    match failure.kind {
        Kind::Usage => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Refused => StatusCode::CONFLICT,
        Kind::Plugin => StatusCode::BAD_GATEWAY,
        Kind::Environment => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
