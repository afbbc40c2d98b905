//! Whether the person's session is locked or asleep: what logind says on the system bus.

use serde::{Deserialize, Serialize};
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::OwnedObjectPath;

/// Whether somebody can be at the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// There is no logind to ask.
    #[default]
    Unknown,
    /// Neither locked nor asleep.
    Here,
    /// The screen is locked.
    Locked,
    /// The machine went to sleep since capture began.
    Asleep,
}

const SERVICE: &str = "org.freedesktop.login1";
const MANAGER: (&str, &str) = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager");
const SESSION: &str = "org.freedesktop.login1.Session";

/// Tells whether the screen is locked, now and at every change, until the bus goes away.
pub(crate) fn watch_lock(mut tell: impl FnMut(Presence)) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let manager = Proxy::new(&bus, SERVICE, MANAGER.0, MANAGER.1)?;
    // "auto" is the caller's session, or the one at the user's display.
    let id = std::env::var("XDG_SESSION_ID").unwrap_or_else(|_| "auto".to_owned());
    let path: OwnedObjectPath = manager.call("GetSession", &(id,))?;
    let session = Proxy::new(&bus, SERVICE, path, SESSION)?;
    let said = |locked| if locked { Presence::Locked } else { Presence::Here };
    let changes = session.receive_property_changed::<bool>("LockedHint");
    tell(said(session.get_property("LockedHint")?));
    for change in changes {
        tell(said(change.get()?));
    }
    Ok(())
}

/// Tells when the machine is about to sleep, until the bus goes away.
pub(crate) fn watch_sleep(mut tell: impl FnMut()) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let manager = Proxy::new(&bus, SERVICE, MANAGER.0, MANAGER.1)?;
    for signal in manager.receive_signal("PrepareForSleep")? {
        if signal.body().deserialize::<bool>()? {
            tell();
        }
    }
    Ok(())
}
