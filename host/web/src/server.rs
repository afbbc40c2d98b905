//! The server: its state, its routes, and one task that tells open pages what goes on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use workdiary_service::{Failure, Kind, Service};
use workdiary_store::Home;

use crate::caller::Visitor;
use crate::desk::Desk;
use crate::key::Key;
use crate::layout;
use crate::reports::Jobs;
use crate::routes::Table;
use crate::share::Share;
use crate::{
    assets, bill, contracts, diary, guard, invoices, pictures, plugins, reports, segment, settings, tracker,
};

/// The longest form that people fill in.
const FORM_BYTES: usize = 1 << 20;
/// So many requests work on the diary at once; others wait, so that tracking never does.
const AT_ONCE: usize = 2;
/// Clients have one more, so that they keep nobody here waiting.
const CLIENTS_AT_ONCE: usize = 1;
/// How often open pages are told what goes on.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// So long a browser has to take the last answer.
const LAST_ANSWER: Duration = Duration::from_millis(500);

/// The web diary of one home.
pub struct Web {
    service: Arc<Service>,
    home: Home,
    /// By this the host is ended.
    end: mpsc::Sender<()>,
    pub(crate) key: Key,
    /// Where it listens.
    at: SocketAddr,
    at_once: Arc<Semaphore>,
    clients_at_once: Arc<Semaphore>,
    share: Option<Share>,
    /// By these variables the display is found: those of the terminal that opened the web diary last.
    display: Mutex<Vec<(String, String)>>,
    pub(crate) news: watch::Sender<Arc<str>>,
    pub(crate) jobs: Jobs,
    /// Where a plugin lies while it is brought in.
    pub(crate) incoming: PathBuf,
}

impl Web {
    /// The web diary of this home, to be served at `at`, and to clients where `share` says; `end` ends the host.
    ///
    /// # Errors
    /// When the key that lets the person in cannot be read or made.
    pub fn new(
        service: Arc<Service>,
        home: &Home,
        at: SocketAddr,
        share: Option<Share>,
        end: mpsc::Sender<()>,
    ) -> Result<Self, Failure> {
        let incoming = home.cache().join("incoming");
        // A host that was killed may have left something.
        drop(std::fs::remove_dir_all(&incoming));
        Ok(Self {
            service,
            home: home.clone(),
            end,
            key: Key::of(home)?,
            at,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            clients_at_once: Arc::new(Semaphore::new(CLIENTS_AT_ONCE)),
            share,
            display: Mutex::default(),
            news: watch::Sender::new(Arc::from("")),
            jobs: Jobs::of(home),
            incoming,
        })
    }

    /// An address that lets one browser in, once and within a minute. `display` is what the person's terminal knows
    /// of its display.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn invite(&self, display: Vec<(String, String)>) -> Result<String, Failure> {
        *self.display.lock().unwrap_or_else(PoisonError::into_inner) = display;
        Ok(format!("http://{}/enter?once={}", self.at, self.key.invite()?))
    }

    /// Where it listens.
    #[must_use]
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Ends the host when the browser has had time to take the answer.
    pub(crate) fn end_soon(&self) {
        let end = self.end.clone();
        tokio::spawn(async move {
            tokio::time::sleep(LAST_ANSWER).await;
            // A full channel means that it is ending already.
            let _ending = end.try_send(());
        });
    }

    pub(crate) fn display(&self) -> Vec<(String, String)> {
        self.display.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The service as the person at this machine asks it.
    pub(crate) fn desk(&self) -> Desk {
        Desk::new(Arc::clone(&self.service), &Visitor::Freelancer)
    }

    /// Where clients get in, where they do.
    #[must_use]
    pub fn share(&self) -> Option<&Share> {
        self.share.as_ref()
    }

    pub(crate) fn service(&self) -> &Arc<Service> {
        &self.service
    }

    /// Works on the diary for somebody off the threads that serve, a few at once.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        visitor: Visitor,
        work: impl FnOnce(&Desk) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let fault = |why: String| Failure::new(Kind::Internal, why);
        let at_once = match visitor {
            Visitor::Freelancer => &self.at_once,
            Visitor::Client(_) => &self.clients_at_once,
        };
        let permit = Arc::clone(at_once).acquire_owned().await.map_err(|error| fault(error.to_string()))?;
        let desk = Desk::new(Arc::clone(&self.service), &visitor);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&desk);
            drop(permit);
            done
        });
        done.await.unwrap_or_else(|error| Err(fault(error.to_string())))
    }
}

/// Serves the web diary until the runtime ends.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, web: Arc<Web>) -> std::io::Result<()> {
    tokio::spawn(tell(Arc::clone(&web)));
    axum::serve(listener, routes(web)).await
}

/// Tells open pages what goes on, while there are any.
async fn tell(web: Arc<Web>) {
    let mut every = tokio::time::interval(TELL_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if web.news.receiver_count() > 0 {
            // A diary that cannot be read now is asked again in a second; pages say that they hear nothing.
            if let Ok(news) = web.work(Visitor::Freelancer, tracker::news).await {
                web.news.send_replace(Arc::from(news));
            }
        }
    }
}

/// Every route of the person at this machine.
pub(crate) fn table() -> Table {
    diary::routes()
        .merge(segment::routes())
        .merge(bill::routes())
        .merge(invoices::routes())
        .merge(contracts::routes())
        .merge(settings::routes())
        .merge(tracker::routes())
        .merge(pictures::routes())
        .merge(reports::routes())
        .merge(plugins::routes())
        .route("/enter", get(guard::enter))
        .route("/assets/{*name}", get(assets::asset))
}

fn routes(web: Arc<Web>) -> Router {
    packed(table()).layer(middleware::from_fn_with_state(Arc::clone(&web), guard::guard)).with_state(web)
}

/// A table with what every listener has: an answer where there is no page, an end of bodies, packed answers.
pub(crate) fn packed(table: Table) -> Router<Arc<Web>> {
    let packed = SizeAbove::new(1_024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("text/event-stream"))
        .and(NotForContentType::const_new("application/octet-stream"));
    table
        .router()
        .fallback(layout::nothing_here)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(CompressionLayer::new().compress_when(packed))
}
