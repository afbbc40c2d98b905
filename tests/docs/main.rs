//! What the documents and the help say is run: each command of a page, each example of a command.

mod examples;
mod pages;

use std::path::{Path, PathBuf};
use std::process::Output;

use workdiary_test_support::display::Display;
use workdiary_test_support::home::{Home, said};

/// A newcomer: an empty folder, a display, a shell that finds `workdiary`.
struct Newcomer {
    home: Home,
    display: Display,
    folder: tempfile::TempDir,
}

impl Newcomer {
    fn new() -> Self {
        Self { home: Home::new(), display: Display::new(), folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn type_in(&self, line: &str) -> Output {
        let binary = workdiary_test_support::binary();
        let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
        let mut shell = self.home.command_of(Path::new("sh"), ["-c", line]);
        shell.current_dir(self.folder.path()).env("HOME", self.folder.path()).env("PATH", path);
        // What plugins are made of is built once for all tests.
        shell.env("CARGO_TARGET_DIR", workdiary_test_support::root().join("target/authors"));
        for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let mine = || Path::new(&std::env::var_os("HOME").unwrap()).join(folder).into_os_string();
            shell.env(variable, std::env::var_os(variable).unwrap_or_else(mine));
        }
        // What is asked for at the terminal: a passphrase, and once more.
        let passphrase = self.file("passphrase");
        std::fs::write(&passphrase, "correct horse\ncorrect horse\n").unwrap();
        shell.stdin(std::fs::File::open(passphrase).unwrap());
        shell.envs(self.display.environment()).output().unwrap()
    }

    /// Types a line that must work.
    #[track_caller]
    fn types(&self, line: &str) {
        let said = said(&self.type_in(line));
        assert_eq!(said.code, 0, "`{line}` says\n{}{}", said.out, said.err);
    }
}
