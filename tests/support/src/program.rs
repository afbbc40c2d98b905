//! Programs that tests start, and end by their id.

use std::process::{Child, ChildStdin, ChildStdout, Command};

/// A program that is ended with what started it.
pub struct Program(Child);

impl Program {
    /// Starts it; what it says is thrown away unless the caller redirected it.
    #[must_use]
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        Self(command.spawn().unwrap_or_else(|error| panic!("cannot start {name:?}: {error}")))
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// What it reads, where that was piped.
    pub fn input(&mut self) -> ChildStdin {
        self.0.stdin.take().unwrap()
    }

    /// What it writes, where that was piped.
    pub fn output(&mut self) -> ChildStdout {
        self.0.stdout.take().unwrap()
    }

    /// Sends a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        signal(self.id().into(), name);
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        drop(self.0.kill());
        self.0.wait().unwrap();
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Waits until it has ended.
    pub fn wait(&mut self) -> std::process::ExitStatus {
        self.0.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether a process has ended, waited for by its parent or not.
#[must_use]
pub fn has_ended(process: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_none_or(|(_, fields)| fields.starts_with(" Z"))
}

/// Sends a signal, such as `STOP`, to a process that the test has started.
#[track_caller]
pub fn signal(process: u64, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &process.to_string()]).status().unwrap().success());
}
