//! A home in a temporary folder and the commands that are run on it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

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
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
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

    /// A real home with the contract `acme`, in this environment.
    #[must_use]
    #[track_caller]
    pub fn with_contract(environment: &[(&str, &str)]) -> Self {
        let mut home = Self::new();
        home.environment =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
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

impl Drop for Home {
    fn drop(&mut self) {
        if self.path().join("host.sock").exists() {
            drop(self.command(["stop", "--host"]).output());
        }
    }
}
