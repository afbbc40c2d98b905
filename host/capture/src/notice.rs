//! Telling the person: notifications of the desktop, where there is one, and what they answer.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use zbus::blocking::proxy::SignalIterator;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::Value;

/// What the person is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, by which an answer names it.
    pub number: u64,
    /// What happened, in a few words.
    pub summary: String,
    /// More of it; desktops take it as markup, so it must hold none of `<>&`.
    pub body: String,
    /// A picture to show beside it, which the person may want deleted.
    pub picture: Option<PathBuf>,
}

/// The key of the one action that a notice with a picture has.
const DELETE: &str = "delete";
/// So many of the newest notices can still be answered.
const REMEMBERED: usize = 16;

/// The notifications of the session bus (Desktop Notifications Specification 1.2).
pub(crate) struct Desktop {
    service: Proxy<'static>,
    /// The desktop's number of each notice, and ours.
    shown: Mutex<Vec<(u32, u64)>>,
}

impl Desktop {
    /// Finds it, and what it signals from now on: on the same connection, since some desktops
    /// signal only to whom a notice came from.
    pub(crate) fn connect() -> zbus::Result<(Self, SignalIterator<'static>)> {
        const NAME: &str = "org.freedesktop.Notifications";
        let bus = Connection::session()?;
        let service = Proxy::new(&bus, NAME, "/org/freedesktop/Notifications", NAME)?;
        let answers = service.receive_signal("ActionInvoked")?;
        Ok((Self { service, shown: Mutex::default() }, answers))
    }

    /// Shows a notice.
    pub(crate) fn show(&self, notice: &Notice) -> zbus::Result<()> {
        const BY_THE_DESKTOP: i32 = -1;
        let picture = notice.picture.as_ref().map(|path| path.to_string_lossy());
        let mut hints = HashMap::from([("urgency", Value::U8(0)), ("transient", Value::Bool(true))]);
        hints.extend(picture.as_ref().map(|path| ("image-path", Value::from(path.as_ref()))));
        let delete = [DELETE, "Delete the picture"];
        let actions = if notice.picture.is_some() { delete.as_slice() } else { &[] };
        let (replaces, icon) = (0_u32, "");
        let arguments =
            ("Work Diary", replaces, icon, &notice.summary, &notice.body, actions, hints, BY_THE_DESKTOP);
        // Held until its number is known: an answer may be as quick as that.
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push((self.service.call("Notify", &arguments)?, notice.number));
        let old = shown.len().saturating_sub(REMEMBERED);
        shown.drain(..old);
        Ok(())
    }

    /// Gives the number of each notice that is answered with "delete", until the bus goes away.
    pub(crate) fn hear(&self, answers: SignalIterator<'_>, mut deleted: impl FnMut(u64)) -> zbus::Result<()> {
        for answer in answers {
            let (id, action): (u32, String) = answer.body().deserialize()?;
            let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            let ours = shown.iter().find(|(theirs, _)| *theirs == id).map(|(_, ours)| *ours);
            ours.filter(|_| action == DELETE).into_iter().for_each(&mut deleted);
        }
        Ok(())
    }
}
