//! What a plugin has to say to its author: shown by `workdiary plugin test` and `plugin dev`.

use crate::bindings::billing::workdiary::plugin::log::Level;
use crate::imports;

/// For the author while writing the plugin.
pub fn debug(message: impl AsRef<str>) {
    imports::log(Level::Debug, message.as_ref());
}

/// Worth knowing.
pub fn info(message: impl AsRef<str>) {
    imports::log(Level::Info, message.as_ref());
}

/// Something looks wrong.
pub fn warn(message: impl AsRef<str>) {
    imports::log(Level::Warn, message.as_ref());
}

/// Something is wrong.
pub fn error(message: impl AsRef<str>) {
    imports::log(Level::Error, message.as_ref());
}

/// Sends the message and place of a panic to the log: the trap itself says only `unreachable`.
pub(crate) fn panics() {
    std::panic::set_hook(Box::new(|info| error(info.to_string())));
}
