//! A home in a temporary folder and the commands that are run on it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;

use crate::wait_for;

/// A home that is gone when the test ends; its host, if one runs, is ended first.
pub struct Home {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// What was said, where the command must have worked.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// The JSON that was said, where the command must have worked.
    #[track_caller]
    pub fn json(self) -> Value {
        serde_json::from_str(&self.ok()).unwrap()
    }

    /// What was said on standard output, where the command must have failed with this code.
    #[track_caller]
    pub fn failed_out(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self.out
    }

    /// The complaint, where the command must have failed with this code.
    #[track_caller]
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self.err
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// A home that does not exist yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Vec::new())
    }

    /// The same, whose commands run in this environment.
    #[must_use]
    pub fn with(environment: Vec<(String, String)>) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment }
    }

    /// A demo home of these minutes.
    #[must_use]
    #[track_caller]
    pub fn demo(minutes: &str, now: &str) -> Self {
        let home = Self::new();
        let file = home.folder.path().join("minutes.ndjson");
        std::fs::write(&file, minutes).unwrap();
        home.run(["demo", "--now", now, "--minutes", file.to_str().unwrap()]).ok();
        home
    }

    /// A real home with the contract `acme`, whose commands run in this environment.
    #[must_use]
    #[track_caller]
    pub fn with_contract(environment: Vec<(String, String)>) -> Self {
        let home = Self::with(environment);
        let add =
            "contract add acme --title Parser --client Acme --rate 85.00 --currency EUR --time-zone UTC";
        home.run(add.split(' ')).ok();
        home
    }

    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The command, ready to run: no display and no colour but what the test gives.
    pub fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        self.command_of(&crate::binary(), args)
    }

    /// The same for another program that runs ours, such as `strace`.
    pub fn command_of<A: AsRef<OsStr>>(&self, program: &Path, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(program);
        command.args(args).env("WORKDIARY_HOME", self.path()).env("TZ", "UTC");
        for name in
            ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "DBUS_SYSTEM_BUS_ADDRESS"]
        {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Said {
        said(&self.command(args).output().unwrap())
    }
}

/// What a finished command said.
#[must_use]
pub fn said(output: &Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Copies a folder with all that is in it.
pub fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let place = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copied(&entry.path(), &place),
            false => drop(std::fs::copy(entry.path(), place).unwrap()),
        }
    }
}

/// Asking about what is tracked.
impl Home {
    #[must_use]
    #[track_caller]
    pub fn status(&self) -> Value {
        self.run(["status", "--json"]).json()
    }

    /// The segments of `acme` on a UTC day.
    #[must_use]
    #[track_caller]
    pub fn segments(&self, day: &str) -> Vec<Value> {
        let diary = self.run(["diary", "--contract", "acme", "--day", day, "--tz", "utc", "--json"]).json();
        diary["segments"].as_array().unwrap().clone()
    }

    /// Waits until the status is as it should be, and gives it.
    #[track_caller]
    pub fn until(&self, what: &str, patience: Duration, holds: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, patience, || {
            let status = self.status();
            if holds(&status) { Ok(status) } else { Err(status.to_string()) }
        })
    }

    /// The processes that a process has started and that still run.
    #[must_use]
    pub fn children(process: u64) -> Vec<u64> {
        let mut children = Vec::new();
        for task in std::fs::read_dir(format!("/proc/{process}/task")).unwrap().flatten() {
            let list = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            children.extend(list.split_whitespace().map(|id| id.parse::<u64>().unwrap()));
        }
        children
    }

    /// The one among them that gathers input and pictures.
    #[must_use]
    pub fn capture_child(process: u64) -> u64 {
        let gathers = |id: &u64| {
            std::fs::read_to_string(format!("/proc/{id}/cmdline"))
                .is_ok_and(|line| line.contains("capture-child"))
        };
        Self::children(process).into_iter().find(gathers).unwrap()
    }
}

/// All of this field, in every segment.
#[must_use]
pub fn sum(segments: &[Value], field: &str) -> u64 {
    segments.iter().map(|segment| segment[field].as_u64().unwrap()).sum()
}

impl Drop for Home {
    fn drop(&mut self) {
        if self.path().join("host.sock").exists() {
            drop(self.command(["stop", "--host"]).output());
        }
    }
}
