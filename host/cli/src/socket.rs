//! The local socket between a command and the host: one line of JSON each way.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use workdiary_diary::law::Actor;
use workdiary_service::{Answer, Failure, Request};
use workdiary_store::Home;

/// What goes to the host.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    /// The version of the program that asks; the host refuses another than its own.
    pub version: String,
    /// Who asks.
    pub actor: Actor,
    pub request: Request,
}

/// What comes back.
pub(crate) type Reply = Result<Answer, Failure>;

/// The version on both sides of the socket.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How long the host may take to answer.
fn patience(request: &Request) -> Duration {
    Duration::from_secs(match request {
        Request::Backup { .. } | Request::Bundle(_) | Request::Report(_) => 3_600,
        // Large files are read, and memos asked of a label scheme.
        Request::Import(_) | Request::History { .. } | Request::HistoryRemove { .. } => 120,
        // On waits until it is known whether input comes in.
        Request::Start(_) => 45,
        // Compiling a large plugin may take a minute of the processor; the first list compiles all that are built in.
        Request::PluginAdd { .. } | Request::PluginList | Request::PluginShow { .. } => 120,
        Request::Doctor { .. } | Request::Verify | Request::Respond(_) => 120,
        _ => 15,
    })
}

/// Asks the host of this home; `None` when none runs.
///
/// # Errors
/// When the host cannot be reached or does not answer, or with what the host says.
pub(crate) fn call(home: &Home, actor: &Actor, request: &Request) -> Result<Option<Answer>, Failure> {
    let path = home.socket();
    let stream = match UnixStream::connect(&path) {
        Ok(stream) => stream,
        // No socket, one left by a killed host, or a path too long for any host to listen on.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::ConnectionRefused | ErrorKind::InvalidInput
            ) =>
        {
            return Ok(None);
        }
        Err(error) => {
            return Err(Failure::environment(format!(
                "the host's socket `{}` cannot be reached: {error}",
                path.display()
            ))
            .hint("a security tool may deny it; check the rights of the home"));
        }
    };
    match exchange(stream, actor, request) {
        Ok(reply) => reply.map(Some),
        Err(error) if has_ended(&error) && request.may_be_repeated() => Ok(None),
        Err(error) if has_ended(&error) => Err(Failure::environment("the host ended before it answered")
            .hint("look whether it was done before you do it again")),
        Err(error) => {
            let why = match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => "it does not answer".to_owned(),
                _ => error.to_string(),
            };
            Err(Failure::environment(format!("the host was reached but failed: {why}")).hint(
                "is it stopped or very busy? `workdiary status` says its process; end it and start again",
            ))
        }
    }
}

/// A host that is killed closes its connections before it is quite gone.
fn has_ended(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof)
}

fn exchange(mut stream: UnixStream, actor: &Actor, request: &Request) -> std::io::Result<Reply> {
    stream.set_read_timeout(Some(patience(request)))?;
    stream.set_write_timeout(Some(Duration::from_secs(15)))?;
    let call = Call { version: VERSION.to_owned(), actor: actor.clone(), request: request.clone() };
    let mut line = serde_json::to_vec(&call)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut reply = String::new();
    if BufReader::new(stream).read_line(&mut reply)? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_str(&reply)?)
}
