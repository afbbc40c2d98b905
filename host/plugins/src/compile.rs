//! Compiling a component, in a process of its own: code can be written so that compiling it takes
//! hours or all memory, and nothing but the end of its process stops it.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use rustix::process::{Resource, Rlimit, Signal};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::engine;
use crate::error::{Found, Gate};
use crate::limits;

/// The command of this program that is the child's.
pub const CHILD: &str = "compile-child";

/// The child: compiles the component on its input to its output, within the limits.
#[must_use]
pub fn child() -> ExitCode {
    match compile_within_limits() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // The host reads it; one that has gone away needs no answer.
            drop(writeln!(std::io::stderr(), "{}", why.replace('\n', " ")));
            ExitCode::FAILURE
        }
    }
}

fn compile_within_limits() -> Result<(), String> {
    let limit = |resource, most| {
        // With a maximum of the same size a process out of time is killed, as by anybody, and not told.
        let limit = Rlimit { current: Some(most), maximum: Some(most + 1) };
        rustix::process::setrlimit(resource, limit).map_err(|error| error.to_string())
    };
    limit(Resource::Cpu, limits::COMPILE_SECONDS)?;
    limit(Resource::Data, limits::COMPILE_BYTES)?;
    limit(Resource::Core, 0)?;
    // Nobody wants what it compiles when the host has ended.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| error.to_string())?;
    let mut component = Vec::new();
    std::io::stdin().read_to_end(&mut component).map_err(|error| error.to_string())?;
    let engine = Engine::new(&engine::config()).map_err(|error| format!("{error:#}"))?;
    let compiled = engine.precompile_component(&component).map_err(|error| format!("{error:#}"))?;
    std::io::stdout().write_all(&compiled).map_err(|error| error.to_string())
}

/// What a component compiles to; `program` is this program, for the child.
pub(crate) fn compile(program: &Path, component: &[u8]) -> Result<Vec<u8>, Found> {
    let cannot = |error: std::io::Error| {
        let found = format!("`{}` cannot compile it: {error}", program.display());
        Found::new(Gate::Compile, found, "was Work Diary moved or replaced while it ran? start it again")
    };
    let mut command = Command::new(program);
    command.arg(CHILD).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(cannot)?;
    if let Some(mut stdin) = child.stdin.take()
        && let Err(error) = stdin.write_all(component)
        // One that has ended already says why itself.
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        return Err(cannot(error));
    }
    let ended = child.wait_with_output().map_err(cannot)?;
    if ended.status.success() {
        return Ok(ended.stdout);
    }
    Err(found(ended.status, String::from_utf8_lossy(&ended.stderr).trim()))
}

/// What it was that could not be compiled.
fn found(ended: ExitStatus, said: &str) -> Found {
    const SPLIT: &str = "no common compiler makes such code; its author can split its functions";
    let found = |found, hint: &str| Found::new(Gate::Compile, found, hint);
    let is = |signal: Signal| ended.signal() == Some(signal.as_raw());
    if is(Signal::XCPU) {
        let seconds = limits::COMPILE_SECONDS;
        return found(format!("compiling it takes over {seconds} s of processor time"), SPLIT);
    }
    if is(Signal::ABORT) && said.contains("memory allocation of") {
        let megabytes = limits::COMPILE_BYTES >> 20;
        return found(format!("compiling it takes over {megabytes} MiB of memory"), SPLIT);
    }
    match ended.code() {
        Some(1) if !said.is_empty() => found(said.to_owned(), "build it with `workdiary plugin build`"),
        _ => found(format!("compiling it failed: {ended}: {said}"), "try again; is the memory full?"),
    }
}

/// Code that was compiled, for running.
#[expect(unsafe_code, reason = "compiled code is run as it is")]
pub(crate) fn code(engine: &Engine, compiled: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `compiled` comes from `compile`, which is this program with the same engine, or from
    // the cache, which gives only what this host put there, under the engine's compatibility hash.
    unsafe { Component::deserialize(engine, compiled) }
}
