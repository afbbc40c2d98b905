//! The X display: whether it lets us in, what it offers, who else records.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use xcb::{res, x, xtest};

use crate::state::SourceState;

mod active;

/// A connection to the display that the environment names.
pub(crate) struct Display {
    name: String,
    connection: xcb::Connection,
    /// Which of its screens, should it have several.
    screen: usize,
}

impl Display {
    /// Connects.
    ///
    /// # Errors
    /// The state of every source that needs the display, when it cannot be had.
    pub(crate) fn open() -> Result<Self, SourceState> {
        if is_wayland() {
            return Err(SourceState::Wayland);
        }
        let name = std::env::var("DISPLAY").unwrap_or_default();
        if name.is_empty() {
            return Err(SourceState::NoDisplay);
        }
        let extensions = [xcb::Extension::Test, xcb::Extension::Res];
        match xcb::Connection::connect_with_extensions(None, &[], &extensions) {
            Ok((connection, screen)) => {
                Ok(Self { name, connection, screen: usize::try_from(screen).unwrap_or_default() })
            }
            Err(_) if answers(&name) => Err(SourceState::Refused { display: name }),
            Err(_) => Err(SourceState::Unreachable { display: name }),
        }
    }

    /// Its name, such as `:0`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether its RECORD extension is there for us.
    pub(crate) fn records(&self) -> bool {
        let ask = self.connection.send_request(&x::QueryExtension { name: b"RECORD" });
        self.connection.wait_for_reply(ask).is_ok_and(|reply| reply.present())
    }

    /// Moves the pointer by one pixel and back: events that every listener gets and nobody notices. (By
    /// nothing would do no harm at all, but makes no event.) False where the display makes no test events.
    pub(crate) fn nudge(&self) -> bool {
        let Some(root) = self.connection.get_setup().roots().next().map(x::Screen::root) else {
            return false;
        };
        let ask = self.connection.send_request(&x::QueryPointer { window: root });
        let Ok(pointer) = self.connection.wait_for_reply(ask) else { return false };
        // At the edge only the way inwards is free.
        let step = if pointer.root_x() > 0 { -1 } else { 1 };
        self.has(xcb::Extension::Test) && self.push(step) && self.push(-step)
    }

    /// Moves the pointer sideways by so many pixels.
    fn push(&self, pixels: i16) -> bool {
        /// `MotionNotify`, by a distance rather than to a place.
        const MOTION: (u8, u8) = (6, 1);
        let push = xtest::FakeInput {
            r#type: MOTION.0,
            detail: MOTION.1,
            time: x::CURRENT_TIME,
            root: x::WINDOW_NONE,
            root_x: pixels,
            root_y: 0,
            deviceid: 0,
        };
        self.connection.send_and_check_request(&push).is_ok()
    }

    /// The processes that record this display's input, other than this program's, where it tells.
    pub(crate) fn recorders(&self) -> Vec<u32> {
        if !self.has(xcb::Extension::Res) {
            return Vec::new();
        }
        let ask = self.connection.send_request(&res::QueryClients {});
        let Ok(clients) = self.connection.wait_for_reply(ask) else { return Vec::new() };
        let mut processes: Vec<u32> = clients
            .clients()
            .iter()
            .filter(|client| self.holds_record(client.resource_base))
            .filter_map(|client| self.process(client.resource_base))
            .collect();
        processes.sort_unstable();
        processes.dedup();
        processes.retain(|process| program(&process.to_string()) != program("self"));
        processes
    }

    fn has(&self, extension: xcb::Extension) -> bool {
        self.connection.active_extensions().any(|active| active == extension)
    }

    fn holds_record(&self, client: u32) -> bool {
        let ask = self.connection.send_request(&res::QueryClientResources { xid: client });
        let Ok(held) = self.connection.wait_for_reply(ask) else { return false };
        held.types().iter().any(|held| {
            let ask = self.connection.send_request(&x::GetAtomName { atom: held.resource_type });
            self.connection.wait_for_reply(ask).is_ok_and(|reply| reply.name().to_utf8() == "RecordContext")
        })
    }

    fn process(&self, client: u32) -> Option<u32> {
        let spec = res::ClientIdSpec { client, mask: res::ClientIdMask::LOCAL_CLIENT_PID };
        let ask = self.connection.send_request(&res::QueryClientIds { specs: &[spec] });
        let reply = self.connection.wait_for_reply(ask).ok()?;
        reply.ids().next()?.value().first().copied()
    }
}

/// What a process runs.
fn program(process: &str) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{process}/exe")).ok()
}

/// Whether the desktop is one whose windows show nothing to X listeners.
fn is_wayland() -> bool {
    let says = |name: &str, word: &str| std::env::var(name).is_ok_and(|value| value.contains(word));
    says("XDG_SESSION_TYPE", "wayland") || says("WAYLAND_DISPLAY", "wayland")
}

/// Whether a local server listens at this name, such as `:0` or `unix:0.1`, whether or not it lets us in.
fn answers(name: &str) -> bool {
    let Some((_, number)) = name.rsplit_once(':') else { return false };
    let number = number.split('.').next().unwrap_or_default();
    let socket = PathBuf::from(format!("/tmp/.X11-unix/X{number}"));
    UnixStream::connect(socket).is_ok()
}
