//! Asking the diary: the host where one runs, else this process under the same lock.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use workdiary_diary::law::Actor;
use workdiary_service::{Answer, Failure, Kind, Request, Service};
use workdiary_store::Home;

use crate::{host, output, socket};

/// A log that has grown past this is begun anew at the next start of a host.
const LOG_BYTES: u64 = 1_000_000;

/// Whoever can answer requests about one home.
pub(crate) struct Client {
    home: Home,
    program: PathBuf,
    actor: Actor,
}

/// An answer of another kind than the request's: a fault of this program.
pub(crate) fn unexpected() -> Failure {
    Failure::new(Kind::Internal, "the diary gave an answer of another kind")
}

impl Client {
    pub(crate) fn new(home: Home, actor: Actor) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| {
            Failure::environment(format!("the path of this program is not known: {error}"))
        })?;
        Ok(Self { home, program, actor })
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    fn call(&self, request: &Request) -> Result<Option<Answer>, Failure> {
        socket::call(&self.home, &self.actor, request)
    }

    /// Asks the host, or does the same work here where no host runs.
    pub(crate) fn ask(&self, request: Request) -> Result<Answer, Failure> {
        match self.call(&request)? {
            Some(answer) => Ok(answer),
            None => {
                let creates = matches!(
                    request,
                    Request::ContractAdd(_) | Request::PluginAdd { .. } | Request::Respond(_)
                );
                Service::open(&self.home, &self.program, creates)?.handle(&self.actor, request)
            }
        }
    }

    /// Asks for what comes as JSON.
    pub(crate) fn ask_json(&self, request: Request) -> Result<Value, Failure> {
        match self.ask(request)? {
            Answer::Json(value) => Ok(value),
            _ => Err(unexpected()),
        }
    }

    /// Asks the host, which is started where none runs.
    pub(crate) fn ask_host(&self, request: &Request) -> Result<Answer, Failure> {
        if let Some(answer) = self.call(request)? {
            return Ok(answer);
        }
        if matches!(request, Request::Start(_)) && self.home.has_diary() {
            // A demo home tracks nothing: no host is started to say so.
            let service = Service::open(&self.home, &self.program, false)?;
            if service.is_demo() {
                return service.handle(&self.actor, request.clone());
            }
        }
        self.start_host(None, None)?;
        self.call(request)?.ok_or_else(|| self.host_is_gone())
    }

    /// Asks the host if one runs.
    pub(crate) fn ask_running_host(&self, request: &Request) -> Result<Option<Answer>, Failure> {
        self.call(request)
    }

    fn host_is_gone(&self) -> Failure {
        let hint = format!("see `{}`", self.home.log().display());
        Failure::environment("the host ended right after its start").hint(hint)
    }

    /// Starts a host in the background and waits until it answers. One that runs already is fine.
    pub(crate) fn start_host(
        &self,
        listen: Option<SocketAddr>,
        share: Option<SocketAddr>,
    ) -> Result<(), Failure> {
        if self.call(&Request::Status)?.is_some() {
            return Ok(());
        }
        self.home.make()?;
        let cannot = |error: std::io::Error| Failure::environment(format!("cannot start the host: {error}"));
        let mut command = Command::new(&self.program);
        command.arg("serve").arg("--home").arg(self.home.folder());
        command.args(listen.map(|at| format!("--listen={at}")));
        command.args(share.map(|at| format!("--share={at}")));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(self.log().map_err(cannot)?);
        // A group of its own: Ctrl-C in this terminal is not meant for it.
        command.process_group(0).current_dir("/");
        let mut child = command.spawn().map_err(cannot)?;
        let mut said = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut said).map_err(cannot)?;
        }
        if said.trim_end() == host::READY {
            return Ok(());
        }
        let ended = child.wait().map_err(cannot)?;
        Err(self.last_words(output::kind_of(ended.code())))
    }

    fn log(&self) -> std::io::Result<std::fs::File> {
        let path = self.home.log();
        let long = std::fs::metadata(&path).is_ok_and(|found| found.len() > LOG_BYTES);
        let mut options = std::fs::OpenOptions::new();
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.create(true).write(true).truncate(long).append(!long).open(path)
    }

    /// What the host said before it ended.
    fn last_words(&self, kind: Kind) -> Failure {
        let log = std::fs::read_to_string(self.home.log()).unwrap_or_default();
        let last =
            |prefix: &str| log.lines().rev().find_map(|line| line.strip_prefix(prefix).map(str::to_owned));
        let why = last("error: ").unwrap_or_else(|| "it said nothing".to_owned());
        let hint = last("hint: ").unwrap_or_else(|| format!("see `{}`", self.home.log().display()));
        Failure::new(kind, format!("the host did not start: {why}")).hint(hint)
    }
}

/// By these a program finds its display and its session.
const DISPLAY_VARIABLES: &[&str] = &[
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_SESSION_TYPE",
    "XDG_SESSION_ID",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "DBUS_SYSTEM_BUS_ADDRESS",
];

/// Those of this terminal, for a host that was started elsewhere.
pub(crate) fn display_environment() -> Vec<(String, String)> {
    let variable = |name: &&str| std::env::var(name).ok().map(|value| ((*name).to_owned(), value));
    DISPLAY_VARIABLES.iter().filter_map(variable).collect()
}
