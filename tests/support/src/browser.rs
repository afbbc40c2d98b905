//! A real Chromium for tests: its pages are opened, used by mouse and keyboard, looked at and listened to.

mod axe;
mod files;
mod hands;
mod keys;
mod looks;
mod page;
mod record;
mod wire;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

pub use looks::Timings;
pub use page::Page;
pub use record::RequestSeen;
use wire::{Wire, answered};

use crate::comes_true;
use crate::program::Program;

/// How long a page may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// It is told what to do on descriptor 3 and answers on 4, which the shell makes of its own input and output.
const ON_PIPES: &str = "exec chromium \"$@\" 3<&0 4>&1 </dev/null 1>&2";

/// Alone and quiet: no update, no account, nothing that is asked of the network by itself.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-sandbox",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-breakpad",
    // As wide as the window, on every machine.
    "--hide-scrollbars",
    // Containers have little of that memory.
    "--disable-dev-shm-usage",
    // A page behind another one is a page all the same.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--password-store=basic",
];

/// A Chromium with a new profile. It ends when this is dropped, and its profile is gone then.
pub struct Browser {
    wire: Arc<Wire>,
    program: Program,
    profile: tempfile::TempDir,
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Browser {
    /// Starts it, with no page open, in American English and in UTC.
    ///
    /// # Panics
    /// When it does not start, with what it said.
    #[must_use]
    #[track_caller]
    pub fn new() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let said = std::fs::File::create(profile.path().join("said")).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", ON_PIPES, "chromium"]).args(ARGUMENTS);
        command.arg(format!("--user-data-dir={}", profile.path().join("data").display()));
        // What it would write into the home and show on the display of who runs the tests.
        command.env("HOME", profile.path()).env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(said);
        let mut program = Program::start(&mut command);
        let wire = Wire::new(program.input(), program.output());
        let browser = Self { wire, program, profile };
        if let Err(error) = browser.wire.call(None, "Browser.getVersion", &Value::Null) {
            panic!("Chromium does not start: {error}\n{}", browser.complaints());
        }
        browser
    }

    /// What Chromium wrote about itself.
    fn complaints(&self) -> String {
        let said = std::fs::read(self.file("said")).unwrap_or_default();
        format!("{}(`cargo xtask setup` installs it)", String::from_utf8_lossy(&said))
    }

    /// A file of its own that is gone with it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.profile.path().join(name)
    }

    /// Opens an empty page of 1280×800 pixels, which shares its cookies with the others.
    #[must_use]
    #[track_caller]
    pub fn page(&self) -> Page {
        Page::open(&self.wire, None)
    }

    /// Opens an empty page of someone else: it knows no cookie of the others.
    #[must_use]
    #[track_caller]
    pub fn page_of_a_stranger(&self) -> Page {
        let made = answered(self.wire.call(None, "Target.createBrowserContext", &json!({})));
        Page::open(&self.wire, Some(made["browserContextId"].as_str().unwrap()))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked first: so it ends all its processes before its profile is taken away.
        self.wire.send(None, "Browser.close", &json!({}));
        let _ = comes_true(Duration::from_secs(5), || self.program.has_ended());
    }
}
