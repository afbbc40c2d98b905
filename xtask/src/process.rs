//! Other programs: run to their end, asked for an answer, or kept running and ended by their process id.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// A program run in the workspace's folder.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments);
    cargo
}

/// A program as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains([' ', '"', '$', '*', '&', '|', ';']) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}

/// Runs a program with its output shown; fails unless it ends well.
pub(crate) fn finish(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| unstartable(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{}`: {status}", shown(command)))) }
}

/// What a program prints; fails, with what it said, unless it ends well.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| unstartable(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{}`: {}\n{}", shown(command), output.status, said.trim_end())))
}

/// Whether a program is there and ends well; its output is dropped.
pub(crate) fn answers(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn unstartable(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start `{}`: {error}", shown(command)))
}

/// A program that runs beside this one and never outlives it: dropped, it is ended.
///
/// It leads a process group of its own, so that ctrl-c reaches this program alone, which then ends what it started
/// in order.
pub(crate) struct Running {
    name: String,
    child: Child,
}

impl Running {
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn().map_err(|error| unstartable(command, &error))?;
        Ok(Self { name: name.to_owned(), child })
    }

    /// Waits for the first line that the program prints, by which it says that it is ready; its output must be piped.
    pub(crate) fn first_line(&mut self, interrupts: &Interrupts, patience: Duration) -> Result<String> {
        let name = self.name.clone();
        let says = self.child.stdout.take();
        let says = says.ok_or_else(|| Failure::new(format!("{name} has no piped output")))?;
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(says).read_line(&mut line);
            // Nobody listens any more when the wait was given up.
            let _ = sender.send(read.map(|_| line));
        });
        let line =
            interrupts.wait_for(&format!("{name} to be ready"), patience, || Ok(receiver.try_recv().ok()))?;
        match line {
            Ok(line) if line.ends_with('\n') => Ok(line.trim().to_owned()),
            _ => Err(Failure::new(format!("{name} ended before it was ready"))),
        }
    }

    /// Fails if the program has ended by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(Failure::new(format!("{} ended by itself: {status}", self.name))),
            Err(error) => Err(Failure::new(format!("{} cannot be watched: {error}", self.name))),
        }
    }

    /// Asks the program to end and waits for it; fails if it does not, or not well.
    pub(crate) fn end(mut self, interrupts: &Interrupts, patience: Duration) -> Result<()> {
        self.check()?;
        signal("TERM", &self.child.id().to_string());
        let name = self.name.clone();
        let status = interrupts.wait_for(&format!("{name} to end"), patience, || {
            self.child.try_wait().map_err(|error| Failure::new(format!("{name} cannot be watched: {error}")))
        })?;
        if status.success() { Ok(()) } else { Err(Failure::new(format!("{name} ended badly: {status}"))) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(Some(_)) = self.child.try_wait() {
            return;
        }
        // Asked first and then, a second later, told; its group with it, before its id can be another's.
        let (id, group) = (self.child.id().to_string(), format!("-{}", self.child.id()));
        signal("TERM", &id);
        let (sender, receiver) = channel::<()>();
        for _ in 0..20 {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            let _ = receiver.recv_timeout(Duration::from_millis(50));
        }
        drop(sender);
        signal("KILL", &group);
        let _ = self.child.wait();
    }
}

/// Sends a signal to one process, or to one group (`-ID`), by its id.
fn signal(name: &str, id: &str) {
    answers(Command::new("sh").args(["-c", "kill -s \"$1\" -- \"$2\"", "sh", name, id]).stdin(Stdio::null()));
}
