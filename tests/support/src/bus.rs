//! A message bus of a test's own, with a service that stands in for one of the desktop.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::Program;

/// Debian's Python, which has the modules.
pub(crate) const PYTHON: &str = "/usr/bin/python3";

/// Ends with its service when dropped.
pub struct Bus {
    /// Where it listens.
    pub address: String,
    _service: Program,
    _daemon: Program,
}

impl Bus {
    /// With the service of a template of python-dbusmock, which writes the calls it gets into `log`. `kind` is
    /// `SESSION` or `SYSTEM`.
    #[must_use]
    pub fn with(kind: &str, template: &str, log: &Path) -> Self {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--print-address=1", "--nofork"]).stdout(Stdio::piped());
        let mut daemon = Program::start(&mut daemon);
        let mut address = String::new();
        BufReader::new(daemon.output()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let flag = format!("--{}", kind.to_lowercase());
        let mut service = Command::new(PYTHON);
        service.args(["-m", "dbusmock", &flag, "--template", template, "--logfile"]).arg(log);
        service.env(format!("DBUS_{kind}_BUS_ADDRESS"), &address).stdout(Stdio::null());
        let service = Program::start(&mut service);
        Self { address, _service: service, _daemon: daemon }
    }

    /// The person presses the button of a notification, by the desktop's number and the key of the action.
    ///
    /// # Panics
    /// When the bus does not take the signal.
    pub fn press(&self, notification: u32, action: &str) {
        let script = format!(
            "import dbus, sys
bus = dbus.bus.BusConnection(sys.argv[1])
desktop = bus.get_object('org.freedesktop.Notifications', '/org/freedesktop/Notifications')
dbus.Interface(desktop, 'org.freedesktop.DBus.Mock').EmitSignal(
    'org.freedesktop.Notifications', 'ActionInvoked', 'us', [dbus.UInt32({notification}), '{action}'])"
        );
        assert!(Command::new(PYTHON).args(["-c", &script, &self.address]).status().unwrap().success());
    }
}
