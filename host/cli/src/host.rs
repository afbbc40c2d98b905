//! The host: owns the diary, tracks, and answers on the local socket until it is ended.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use workdiary_diary::law::Actor;
use workdiary_plugins::Watch;
use workdiary_service::{Answer, Failure, Kind, Request, Service};
use workdiary_store::Home;
use workdiary_web::{Share, Web};

use crate::output;
use crate::share;
use crate::socket::{Call, Reply, VERSION};

/// What a host prints when it answers.
pub(crate) const READY: &str = "ready";
/// How often the host looks whether the lock of a week has passed.
const EVERY: Duration = Duration::from_secs(20);
/// The longest request: memos are typed by people.
const LONGEST_REQUEST: u64 = 1 << 20;

/// Runs the host until a signal or a request ends it.
///
/// # Errors
/// When the diary is in use or damaged, or the socket cannot be made.
pub(crate) fn serve(
    home: &Home,
    program: &Path,
    listen: Option<SocketAddr>,
    share: Option<SocketAddr>,
) -> Result<ExitCode, Failure> {
    let page = web_listener(listen)?;
    let clients = client_listener(home, share)?;
    let service = Service::open_host(home, program)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::environment(format!("cannot start the host: {error}")))?;
    let service = Arc::new(service);
    let listened = runtime.block_on(listen_on(home, Arc::clone(&service), page, clients));
    // A plugin that is being compiled is not waited for.
    runtime.shutdown_background();
    // Whatever ended it: what was tracked is saved.
    service.end()?;
    listened.map(|()| ExitCode::SUCCESS)
}

/// Where the web diary listens by default.
const WEB: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7117);

/// The web diary's place: the one that was named, or else the usual one, or else any that is free.
fn web_listener(named: Option<SocketAddr>) -> Result<TcpListener, Failure> {
    let at = named.unwrap_or(WEB);
    if !at.ip().is_loopback() {
        return Err(Failure::usage(format!(
            "the web diary does not listen on `{at}`: others could reach it"
        ))
        .hint("an address of this machine alone, such as `127.0.0.1:7117` or `[::1]:7117`"));
    }
    let bound = TcpListener::bind(at).or_else(|error| match named {
        None => TcpListener::bind((WEB.ip(), 0)),
        Some(_) => Err(error),
    });
    let cannot = |error: std::io::Error| {
        Failure::environment(format!("the web diary cannot listen on `{at}`: {error}"))
            .hint("choose another port with `--listen`; port 0 takes any that is free")
    };
    let listener = bound.map_err(cannot)?;
    listener.set_nonblocking(true).map_err(cannot)?;
    Ok(listener)
}

/// A listener for clients, and what is said of it.
type ClientListener = (TcpListener, Share);

/// The place where clients get in: the one that was named, or else that of the settings, or else none.
fn client_listener(home: &Home, named: Option<SocketAddr>) -> Result<Option<ClientListener>, Failure> {
    match bound_for_clients(home, named) {
        // What stands in the settings keeps nobody from tracking.
        Err(failure) if named.is_none() => {
            output::log(&format!("clients do not get in: {failure}"));
            Ok(None)
        }
        bound => bound,
    }
}

fn bound_for_clients(home: &Home, named: Option<SocketAddr>) -> Result<Option<ClientListener>, Failure> {
    let settings = share::settings(home, named)?;
    let Some(at) = settings.at() else { return Ok(None) };
    let cannot = |error: std::io::Error| {
        Failure::environment(format!("the diary cannot listen for clients on `{at}`: {error}"))
            .hint("name another address: `listen` under `[share]` in config.toml, or `--share`")
    };
    let listener = TcpListener::bind(at).map_err(cannot)?;
    listener.set_nonblocking(true).map_err(cannot)?;
    let share = Share::of(home, &settings, listener.local_addr().map_err(cannot)?)?;
    Ok(Some((listener, share)))
}

async fn listen_on(
    home: &Home,
    service: Arc<Service>,
    page: TcpListener,
    clients: Option<ClientListener>,
) -> Result<(), Failure> {
    let listener = bind(home)?;
    let (end, mut ended) = mpsc::channel(1);
    let web = serve_web(home, &service, page, clients, end.clone())?;
    let cannot = |error: std::io::Error| Failure::environment(format!("cannot wait for signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(cannot)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(cannot)?;
    let mut hang_up = signal(SignalKind::hangup()).map_err(cannot)?;
    ready(home, &web);
    let _watch = watch_plugins(home, &service);
    let mut lock = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            incoming = listener.accept() => match incoming {
                Ok((stream, _)) => drop(tokio::spawn(answer(stream, Arc::clone(&service), Arc::clone(&web), end.clone()))),
                Err(error) => output::log(&format!("a connection failed: {error}")),
            },
            _ = lock.tick() => settle(&service),
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hang_up.recv() => break,
            _ = ended.recv() => break,
        }
    }
    drop(std::fs::remove_file(home.socket()));
    Ok(())
}

fn serve_web(
    home: &Home,
    service: &Arc<Service>,
    page: TcpListener,
    clients: Option<ClientListener>,
    end: mpsc::Sender<()>,
) -> Result<Arc<Web>, Failure> {
    let cannot =
        |error: std::io::Error| Failure::environment(format!("the web diary cannot be served: {error}"));
    let at = page.local_addr().map_err(cannot)?;
    let (clients, share) = clients.unzip();
    let web = Arc::new(Web::new(Arc::clone(service), home, at, share, end)?);
    if let Some(clients) = clients {
        let clients = tokio::net::TcpListener::from_std(clients).map_err(cannot)?;
        tokio::spawn(workdiary_web::listen(clients, Arc::clone(&web)));
    }
    let page = tokio::net::TcpListener::from_std(page).map_err(cannot)?;
    let served = Arc::clone(&web);
    tokio::spawn(async move {
        if let Err(error) = workdiary_web::serve(page, served).await {
            output::log(&format!("the web diary has ended: {error}"));
        }
    });
    Ok(web)
}

/// Closes the weeks whose lock has passed: by the clock, since a machine that slept missed the moment.
fn settle(service: &Arc<Service>) {
    let service = Arc::clone(service);
    tokio::task::spawn_blocking(move || {
        if let Err(failure) = service.settle() {
            output::log(&format!("closing weeks: {failure}"));
        }
    });
}

/// Takes what is new in the folder of plugins, now and at every change.
fn watch_plugins(home: &Home, service: &Arc<Service>) -> Option<Watch> {
    let service = Arc::clone(service);
    let look = move || {
        if let Err(failure) = service.look_at_plugins() {
            output::log(&format!("the folder of plugins: {failure}"));
        }
    };
    // Compiling takes long, and commands are answered meanwhile.
    tokio::task::spawn_blocking(look.clone());
    let watch = Watch::start(&home.plugins(), false, move |_| look());
    // Without it new plugins are taken at the next start.
    watch.map_err(|why| output::log(&why)).ok()
}

/// The lock is ours, so a socket that is there was left by a killed host.
fn bind(home: &Home) -> Result<UnixListener, Failure> {
    let path = home.socket();
    drop(std::fs::remove_file(&path));
    let bound = UnixListener::bind(&path).and_then(|listener| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map(|()| listener)
    });
    bound.map_err(|error| {
        Failure::environment(format!("cannot listen on `{}`: {error}", path.display()))
            .hint("a socket's path has at most 107 bytes and lies on a local disk: choose another `--home`")
    })
}

fn ready(home: &Home, web: &Web) {
    let mut out = anstream::stdout();
    // Whoever started the host may be gone already; it runs all the same.
    drop(writeln!(out, "{READY}").and_then(|()| out.flush()));
    output::log(&format!(
        "host {VERSION}, process {}, diary `{}`, web diary on http://{}",
        std::process::id(),
        home.folder().display(),
        web.at()
    ));
    if let Some(share) = web.share() {
        let print = share.fingerprint().map_or_else(String::new, |print| format!(", certificate {print}"));
        output::log(&format!("clients get in by {} on {}{print}", share.origin(), share.at()));
    }
}

async fn answer(stream: UnixStream, service: Arc<Service>, web: Arc<Web>, end: mpsc::Sender<()>) {
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    let read = BufReader::new(reader.take(LONGEST_REQUEST)).read_line(&mut line).await;
    let reply = match read {
        Ok(0) => return,
        Ok(_) => reply(&line, service, web, end).await,
        Err(error) => Err(Failure::usage(format!("the request cannot be read: {error}"))),
    };
    let mut bytes = serde_json::to_vec(&reply).unwrap_or_default();
    bytes.push(b'\n');
    if let Err(error) = writer.write_all(&bytes).await {
        output::log(&format!("an answer was not taken: {error}"));
    }
}

async fn reply(line: &str, service: Arc<Service>, web: Arc<Web>, end: mpsc::Sender<()>) -> Reply {
    let other = |version: &str| {
        Failure::environment(format!("the host is workdiary {VERSION}, this command is {version}"))
            .hint("end the host with its own `workdiary stop --host`, then start it again")
    };
    // Another version's request may not even be readable here: its version comes first.
    #[derive(serde::Deserialize)]
    struct Version {
        version: String,
    }
    match serde_json::from_str::<Version>(line) {
        Ok(Version { version }) if version != VERSION => return Err(other(&version)),
        _ => {}
    }
    let call: Call = serde_json::from_str(line)
        .map_err(|error| Failure::usage(format!("the request makes no sense: {error}")))?;
    if let (Request::Open { environment }, Actor::Freelancer) = (&call.request, &call.actor) {
        let address = web.invite(environment.clone())?;
        return Ok(Answer::Json(serde_json::json!({ "address": address })));
    }
    if let (Request::Share, Actor::Freelancer) = (&call.request, &call.actor) {
        let share = web.share().ok_or_else(share::off)?;
        return Ok(Answer::Json(share::described(share, true)));
    }
    let ends = matches!(call.request, Request::End);
    let work = move || service.handle(&call.actor, call.request);
    let reply = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    if ends {
        // A full channel means that it is ending already.
        let _ending = end.try_send(());
    }
    reply
}
