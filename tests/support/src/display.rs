//! Displays for tests: a real X server each, with a window manager and a terminal where they are wanted.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::program::Program;
use crate::wait_until;

/// How long a server or a window may take to be there.
const PATIENCE: Duration = Duration::from_secs(20);

/// An X server of the test's own. It and all that was started on it end with it.
pub struct Display {
    /// Such as `:7`.
    pub name: String,
    folder: tempfile::TempDir,
    clients: Vec<Program>,
    server: Option<Program>,
    arguments: Vec<String>,
}

impl Default for Display {
    fn default() -> Self {
        Self::new()
    }
}

impl Display {
    /// 1280×800 pixels, with nothing on it.
    #[must_use]
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// The same with more arguments for the server.
    #[must_use]
    pub fn with(arguments: &[&str]) -> Self {
        Self::virtual_one("1280x800x24", arguments)
    }

    /// One whose server may crash and come back: its number is so high that no other server chooses it meanwhile.
    #[must_use]
    pub fn that_may_crash() -> Self {
        Self::with(&[&format!(":{}", 1_000 + std::process::id() % 50_000)])
    }

    /// So many pixels, with nothing on it.
    #[must_use]
    pub fn of_size(width: u32, height: u32) -> Self {
        Self::virtual_one(&format!("{width}x{height}x24"), &[])
    }

    fn virtual_one(size: &str, arguments: &[&str]) -> Self {
        let fixed = ["-screen", "0", size, "-nolisten", "tcp", "-noreset"];
        let arguments = fixed.iter().chain(arguments).map(|argument| (*argument).to_owned()).collect();
        Self::start("Xvfb", tempfile::tempdir().unwrap(), arguments)
    }

    /// Two monitors beside each other: `DUMMY0` of 1280×800 and `DUMMY1` of 1024×768 pixels.
    #[must_use]
    pub fn of_two_monitors() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("xorg.conf");
        std::fs::write(&config, include_str!("two_monitors.conf")).unwrap();
        let log = folder.path().join("xorg.log");
        let (config, log) = (config.to_str().unwrap(), log.to_str().unwrap());
        let arguments =
            ["-config", config, "-logfile", log, "-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts"];
        let display = Self::start("Xorg", folder, arguments.map(str::to_owned).to_vec());
        display.run("xrandr", &["--addmode", "DUMMY1", "1024x768"]);
        let first = ["--output", "DUMMY0", "--mode", "1280x800"];
        let second = ["--output", "DUMMY1", "--mode", "1024x768", "--right-of", "DUMMY0"];
        display.run("xrandr", &[first.as_slice(), &second].concat());
        display
    }

    fn start(program: &str, folder: tempfile::TempDir, arguments: Vec<String>) -> Self {
        let (server, name) = server(program, &arguments);
        Self { name, folder, clients: Vec::new(), server: Some(server), arguments }
    }

    /// What a program needs in its environment to be on this display.
    #[must_use]
    pub fn environment(&self) -> [(&str, &str); 1] {
        [("DISPLAY", &self.name)]
    }

    /// A file of its own that is gone with it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A window manager and a blue terminal that writes what is typed into `notes`.
    pub fn desktop(&mut self) {
        self.client("openbox", &[]);
        self.wait_for("the window manager", "xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"], "window id");
        let notes = self.file("notes");
        File::create(&notes).unwrap();
        let look = [
            "-geometry",
            "90x25+60+60",
            "-bg",
            "#1e78c8",
            "-fg",
            "white",
            "-e",
            "sh",
            "-c",
            "cat > \"$1\"",
            "sh",
        ];
        self.client("xterm", &[look.as_slice(), &[notes.to_str().unwrap()]].concat());
        self.activate("xterm");
    }

    /// Another application, which is active from now on; the terminal stays in sight.
    pub fn another_application(&mut self) {
        let look = ["-class", "Other", "-name", "other", "-geometry", "40x10+700+450", "-e", "cat"];
        self.client("xterm", &look);
        self.activate("other");
    }

    /// Waits for the window of this class and activates it.
    fn activate(&self, class: &str) {
        let search = ["search", "--onlyvisible", "--class", class];
        self.wait_for(class, "xdotool", &search, "");
        let window = self.ask("xdotool", &search).unwrap();
        self.xdotool(&["windowactivate", "--sync", window.trim()]);
    }

    /// The window manager crashes; what it told last still stands at the display.
    pub fn lose_window_manager(&mut self) {
        drop(self.clients.remove(0));
    }

    /// A terminal from edge to edge that shows this file in ordinary type.
    pub fn show(&mut self, file: &Path) {
        let show = "cat \"$1\"; touch \"$1.shown\"; exec cat";
        let look =
            ["-geometry", "400x200+0+0", "-fa", "Monospace", "-fs", "10", "-e", "sh", "-c", show, "sh"];
        self.client("xterm", &[look.as_slice(), &[file.to_str().unwrap()]].concat());
        wait_until("the page is shown", PATIENCE, || {
            PathBuf::from(format!("{}.shown", file.display())).exists()
        });
    }

    /// What was typed into the terminal, once it has all arrived.
    #[must_use]
    pub fn notes(&self, whole: &str) -> String {
        let notes = || std::fs::read_to_string(self.file("notes")).unwrap();
        wait_until("the terminal has all that was typed", PATIENCE, || notes().contains(whole));
        notes()
    }

    /// Does something as a person would.
    #[track_caller]
    pub fn xdotool(&self, arguments: &[&str]) {
        self.run("xdotool", arguments);
    }

    /// Presses and releases a key so many times, at a thousand a second: the server itself keeps the pace.
    pub fn press_at_a_thousand_a_second(&self, times: u32) {
        const KEY: u8 = 38;
        let (connection, _) =
            xcb::Connection::connect_with_extensions(Some(&self.name), &[xcb::Extension::Test], &[]).unwrap();
        let fake = |r#type, time| xcb::xtest::FakeInput {
            r#type,
            detail: KEY,
            time,
            root: xcb::x::WINDOW_NONE,
            root_x: 0,
            root_y: 0,
            deviceid: 0,
        };
        let (press, release) = (2, 3);
        for _ in 0..times {
            connection.send_request(&fake(press, 1));
            connection.send_request(&fake(release, 0));
        }
        // An answer comes only when all before it is done.
        let done = connection.send_request(&xcb::x::GetInputFocus {});
        connection.wait_for_reply(done).unwrap();
    }

    /// Ends the server as a crash would; for one `that_may_crash`.
    pub fn crash(&mut self) {
        self.server = None;
    }

    /// Starts the server again under the same name.
    pub fn come_back(&mut self) {
        self.server = Some(server("Xvfb", &self.arguments).0);
    }

    /// Sends the server a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        self.server.as_ref().unwrap().signal(name);
    }

    fn client(&mut self, program: &str, arguments: &[&str]) {
        let client =
            Program::start(self.on(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()));
        self.clients.push(client);
    }

    fn wait_for(&self, what: &str, program: &str, arguments: &[&str], says: &str) {
        wait_until(what, PATIENCE, || self.ask(program, arguments).is_some_and(|said| said.contains(says)));
    }

    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str]) {
        assert!(self.ask(program, arguments).is_some(), "{program} {arguments:?} failed on {}", self.name);
    }

    fn ask(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.on(program).args(arguments).stderr(Stdio::null()).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    fn on(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment()).env_remove("XAUTHORITY").env_remove("WAYLAND_DISPLAY");
        command
    }
}

/// Starts an X server and waits until it is ready; with no number among the arguments it chooses a free one.
fn server(program: &str, arguments: &[String]) -> (Program, String) {
    let mut command = Command::new(program);
    command.args(["-displayfd", "1"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Program::start(&mut command);
    let mut number = String::new();
    BufReader::new(server.output()).read_line(&mut number).unwrap();
    assert!(!number.trim().is_empty(), "{program} {arguments:?} did not start");
    (server, format!(":{}", number.trim()))
}

impl Drop for Display {
    fn drop(&mut self) {
        // Windows first, or they complain of the display.
        self.clients.clear();
    }
}

/// A picture as it is in the diary.
pub struct Shot {
    pub width: u32,
    pub height: u32,
    rgb: Vec<[u8; 3]>,
}

impl Shot {
    /// Opens a WebP file.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        let decoded = webp::Decoder::new(&std::fs::read(path).unwrap()).decode().unwrap();
        let bytes_a_pixel = if decoded.is_alpha() { 4 } else { 3 };
        let rgb = decoded.chunks(bytes_a_pixel).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Self { width: decoded.width(), height: decoded.height(), rgb }
    }

    /// How many hundredths of the picture have about this colour.
    #[must_use]
    pub fn share_of(&self, colour: [u8; 3]) -> usize {
        let like = |pixel: &&[u8; 3]| pixel.iter().zip(colour).all(|(is, wanted)| is.abs_diff(wanted) < 24);
        self.rgb.iter().filter(like).count() * 100 / self.rgb.len()
    }
}
