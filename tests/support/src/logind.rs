//! A logind for tests, on a bus of its own: sessions that lock and machines that go to sleep.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::bus::{Bus, PYTHON};
use crate::wait_until;

const CALL: &str = "
import dbus, sys
bus = dbus.bus.BusConnection(sys.argv[1])
of = lambda path, interface: dbus.Interface(bus.get_object('org.freedesktop.login1', path), interface)
manager = of('/org/freedesktop/login1', 'org.freedesktop.DBus.Mock')
session = lambda: of('/org/freedesktop/login1/session/auto', 'org.freedesktop.login1.Session')
";

/// Ends with its bus when dropped.
pub struct Logind {
    /// Where its bus listens: `DBUS_SYSTEM_BUS_ADDRESS`.
    pub address: String,
    _bus: Bus,
}

impl Default for Logind {
    fn default() -> Self {
        Self::new()
    }
}

impl Logind {
    /// With one session, not locked.
    #[must_use]
    pub fn new() -> Self {
        let bus = Bus::with("SYSTEM", "logind", Path::new("/dev/null"));
        let logind = Self { address: bus.address.clone(), _bus: bus };
        let add = "manager.AddSession('auto', 'seat0', dbus.UInt32(1000), 'ada', True)";
        wait_until("logind answers", Duration::from_secs(20), || logind.call(add));
        logind
    }

    /// Locks or unlocks the session.
    pub fn lock(&self, locked: bool) {
        assert!(self.call(&format!("session().SetLockedHint({})", if locked { "True" } else { "False" })));
    }

    /// The machine is about to sleep.
    pub fn sleep(&self) {
        assert!(
            self.call("manager.EmitSignal('org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', [True])")
        );
    }

    fn call(&self, line: &str) -> bool {
        let script = format!("{CALL}{line}");
        let python = Command::new(PYTHON).args(["-c", &script, &self.address]).stderr(Stdio::null()).status();
        python.unwrap().success()
    }
}
