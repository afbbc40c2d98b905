//! The routes of a listener as a table: what is served and what tests go through are made from the same one.

use std::sync::Arc;

use axum::Router;
use axum::routing::MethodRouter;

use crate::server::Web;

/// Addresses, as axum writes them, and what answers there.
pub(crate) struct Table(Vec<(&'static str, MethodRouter<Arc<Web>>)>);

impl Table {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn route(mut self, path: &'static str, answers: MethodRouter<Arc<Web>>) -> Self {
        self.0.push((path, answers));
        self
    }

    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// What serves it.
    pub(crate) fn router(self) -> Router<Arc<Web>> {
        self.0.into_iter().fold(Router::new(), |router, (path, answers)| router.route(path, answers))
    }

    /// The addresses alone.
    pub(crate) fn paths(&self) -> Vec<&'static str> {
        self.0.iter().map(|(path, _)| *path).collect()
    }
}
