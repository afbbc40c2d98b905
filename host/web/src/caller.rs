//! Who asks for a page. The guard of a listener says so, and no handler works for anybody else.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use workdiary_diary::law::Actor;
use workdiary_service::Failure;
use workdiary_service::clients::Session;

use crate::desk::Desk;
use crate::layout;
use crate::reply::Reply;
use crate::server::Web;

/// Who was let in.
#[derive(Debug, Clone)]
pub(crate) enum Visitor {
    /// The person at this machine.
    Freelancer,
    /// A client, for one contract.
    Client(Session),
}

impl Visitor {
    pub(crate) fn actor(&self) -> Actor {
        match self {
            Self::Freelancer => Actor::Freelancer,
            Self::Client(session) => session.actor.clone(),
        }
    }
}

/// The web diary as one visitor asks it.
pub(crate) struct Caller {
    web: Arc<Web>,
    visitor: Visitor,
}

impl Deref for Caller {
    type Target = Web;

    fn deref(&self) -> &Web {
        &self.web
    }
}

impl FromRequestParts<Arc<Web>> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Response> {
        match parts.extensions.get::<Visitor>() {
            Some(visitor) => Ok(Self { web: Arc::clone(web), visitor: visitor.clone() }),
            // No guard stood before it: then it is nobody's.
            None => Err(layout::outside(StatusCode::UNAUTHORIZED, "Nobody was let in here.", "try again")),
        }
    }
}

impl Caller {
    /// The web diary, for what outlives the request.
    pub(crate) fn web(&self) -> Arc<Web> {
        Arc::clone(&self.web)
    }

    /// The client's session, where a client asks.
    pub(crate) fn session(&self) -> Option<&Session> {
        match &self.visitor {
            Visitor::Freelancer => None,
            Visitor::Client(session) => Some(session),
        }
    }

    /// Works on the diary off the threads that serve, a few at once.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.web.work(self.visitor.clone(), work).await
    }

    /// What a handler answers: a page, another address, a part of a page; or what went wrong, as a page.
    pub(crate) async fn reply(
        &self,
        make: impl FnOnce(&Desk) -> Result<Reply, Failure> + Send + 'static,
    ) -> Response {
        let made = self.work(move |desk| {
            Ok(match make(desk) {
                Ok(reply) => layout::respond(desk, reply),
                Err(failure) => layout::failed(desk, &failure),
            })
        });
        made.await.unwrap_or_else(|failure| layout::bare(&failure))
    }
}
