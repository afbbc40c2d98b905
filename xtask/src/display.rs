//! The display that a try is made on: the person's own, or a virtual one with a window to work in.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::failure::Result;
use crate::interrupts::Interrupts;
use crate::process::{Running, answers, command, output};

const PATIENCE: Duration = Duration::from_secs(15);

/// Whether the person's own display answers.
pub(crate) fn own_display_answers() -> bool {
    std::env::var_os("DISPLAY").is_some_and(|name| !name.is_empty())
        && (answers(command("xset").arg("q")) || answers(&mut command("xdpyinfo")))
}

/// A display without a screen, its window manager, and one terminal. Dropped, all of it is ended.
pub(crate) struct VirtualDisplay {
    pub(crate) name: String,
    /// The terminal's number, as `xdotool` wants it.
    pub(crate) window: String,
    // Ended in this order: the display last.
    _terminal: Running,
    _manager: Running,
    _server: Running,
}

impl VirtualDisplay {
    /// Starts it, with a terminal that writes what is typed into `notes`.
    pub(crate) fn open(interrupts: &Interrupts, notes: &Path) -> Result<Self> {
        let (server, name) = start_server(interrupts)?;
        let manager = Running::start("openbox", on(&name, &mut quiet("openbox")))?;
        interrupts.wait_for("the window manager", PATIENCE, || {
            let mut ask = command("xprop");
            ask.args(["-root", "_NET_SUPPORTING_WM_CHECK"]);
            Ok(output(on(&name, &mut ask)).is_ok_and(|says| says.contains("window id")).then_some(()))
        })?;
        let mut terminal = quiet("xterm");
        terminal.args(["-geometry", "100x30", "-e", "sh", "-c", "cat > \"$1\"", "sh"]).arg(notes);
        let terminal = Running::start("xterm", on(&name, &mut terminal))?;
        let window = interrupts.wait_for("the terminal's window", PATIENCE, || {
            let mut ask = command("xdotool");
            ask.args(["search", "--onlyvisible", "--class", "xterm"]);
            let says = output(on(&name, &mut ask)).unwrap_or_default();
            Ok(says.lines().next().map(str::to_owned))
        })?;
        let display = Self { name, window, _terminal: terminal, _manager: manager, _server: server };
        display.xdotool(&["windowactivate", "--sync", &display.window])?;
        Ok(display)
    }

    /// Does something at this display as a person would.
    pub(crate) fn xdotool(&self, arguments: &[&str]) -> Result<()> {
        let mut xdotool = command("xdotool");
        xdotool.args(arguments);
        output(on(&self.name, &mut xdotool)).map(drop)
    }

    /// What a program needs in its environment to be on this display and no other; an empty value stands for none.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        environment(&self.name)
    }
}

fn environment(name: &str) -> Vec<(&'static str, String)> {
    vec![
        ("DISPLAY", name.to_owned()),
        ("XDG_SESSION_TYPE", "x11".to_owned()),
        ("WAYLAND_DISPLAY", String::new()),
        ("XAUTHORITY", String::new()),
    ]
}

fn on<'a>(name: &str, command: &'a mut Command) -> &'a mut Command {
    for (key, value) in environment(name) {
        if value.is_empty() {
            command.env_remove(key)
        } else {
            command.env(key, value)
        };
    }
    command
}

fn quiet(program: &str) -> Command {
    let mut command = command(program);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Starts the X server on the first free number, which it chooses itself and says when it is ready.
fn start_server(interrupts: &Interrupts) -> Result<(Running, String)> {
    let mut xvfb = quiet("Xvfb");
    xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
    let mut server = Running::start("Xvfb", xvfb.stdout(Stdio::piped()))?;
    let number = server.first_line(interrupts, PATIENCE)?;
    Ok((server, format!(":{number}")))
}
