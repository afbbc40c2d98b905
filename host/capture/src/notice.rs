//! Telling the person: a notification of the desktop, where there is one.

use std::collections::HashMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::Value;

/// What the person is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened, in a few words.
    pub summary: String,
    /// More of it; desktops take it as markup, so it must hold none of `<>&`.
    pub body: String,
    /// A picture to show beside it.
    pub picture: Option<PathBuf>,
}

/// Shows it through the session bus (Desktop Notifications Specification 1.2).
pub(crate) fn show(notice: &Notice) -> zbus::Result<()> {
    const NAME: &str = "org.freedesktop.Notifications";
    const BY_THE_DESKTOP: i32 = -1;
    let bus = Connection::session()?;
    let desktop = Proxy::new(&bus, NAME, "/org/freedesktop/Notifications", NAME)?;
    let picture = notice.picture.as_ref().map(|path| path.to_string_lossy());
    let mut hints = HashMap::from([("urgency", Value::U8(0)), ("transient", Value::Bool(true))]);
    hints.extend(picture.as_ref().map(|path| ("image-path", Value::from(path.as_ref()))));
    let (replaces, icon, actions) = (0_u32, "", Vec::<&str>::new());
    let arguments =
        ("Work Diary", replaces, icon, &notice.summary, &notice.body, actions, hints, BY_THE_DESKTOP);
    desktop.call::<_, _, u32>("Notify", &arguments).map(drop)
}
