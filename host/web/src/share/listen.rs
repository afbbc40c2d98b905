//! The listener for clients: TLS where others could listen, and an end to everything that a peer can hold on to.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router, middleware};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;

use super::guard;
use super::limits::Limits;
use crate::server::{self, Web};

/// Connections at once.
const CONNECTIONS: usize = 256;
/// A handshake takes a second on a bad line.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// So long a connection may be silent before the head of a request is there.
const HEAD: Duration = Duration::from_secs(30);
/// Where the system has no more connections to give, it is asked again after this.
const PAUSE: Duration = Duration::from_secs(1);

/// What all connections share.
pub(super) struct Clients {
    pub(super) web: Arc<Web>,
    pub(super) limits: Limits,
}

/// From where a connection came.
#[derive(Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Serves clients until the runtime ends, where the web diary has a place for them.
pub async fn listen(listener: TcpListener, web: Arc<Web>) {
    let clients = Arc::new(Clients { limits: Limits::new(Instant::now()), web: Arc::clone(&web) });
    let tls = web.share().and_then(|share| share.tls.as_ref());
    let tls = tls.map(|(config, _)| TlsAcceptor::from(Arc::clone(config)));
    let app = routes(&clients);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(_) => {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Whoever finds no place is hung up on: the line of those who wait would have no end.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let Some(guest) = Guest::of(&clients, from.ip(), place) else { continue };
        tokio::spawn(serve(stream, tls.clone(), app.clone(), guest));
    }
}

/// A connection, as long as it is there.
struct Guest {
    clients: Arc<Clients>,
    from: IpAddr,
    _place: OwnedSemaphorePermit,
}

impl Guest {
    fn of(clients: &Arc<Clients>, from: IpAddr, place: OwnedSemaphorePermit) -> Option<Self> {
        // A proxy on this machine asks for everybody.
        let counted = from.is_loopback() || clients.limits.connects(from, Instant::now());
        counted.then(|| Self { clients: Arc::clone(clients), from, _place: place })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.clients.limits.hung_up(self.from);
    }
}

async fn serve(stream: TcpStream, tls: Option<TlsAcceptor>, app: Router, guest: Guest) {
    let app = app.layer(Extension(Peer(guest.from)));
    match tls {
        None => answer(stream, app).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(HANDSHAKE, tls.accept(stream)).await {
                answer(stream, app).await;
            }
        }
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, app: Router) {
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    // Whoever hangs up in the middle of something has heard enough.
    drop(served.await);
}

fn routes(clients: &Arc<Clients>) -> Router {
    server::packed(super::table())
        .layer(middleware::from_fn_with_state(Arc::clone(clients), guard::guard))
        .layer(Extension(Arc::clone(clients)))
        .with_state(Arc::clone(&clients.web))
}
