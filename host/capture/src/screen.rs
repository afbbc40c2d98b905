//! The source of pictures: one module per platform behind one small trait.

use image::RgbaImage;

use crate::state::SourceState;

mod x11;

/// A platform's screens.
pub(crate) trait Screen: Sync {
    /// Names of the monitors that are there now.
    ///
    /// # Errors
    /// The state of the source, when they cannot be had.
    fn monitors(&self) -> Result<Vec<String>, SourceState>;

    /// What a monitor shows now.
    ///
    /// # Errors
    /// In the platform's words.
    fn grab(&self, monitor: &str) -> Result<RgbaImage, String>;

    /// Whether the window that is active now belongs to one of these applications.
    ///
    /// # Errors
    /// Why that cannot be told, in words that name no window.
    fn is_active(&self, applications: &[String]) -> Result<bool, String>;
}

/// The screens of this platform.
pub(crate) fn source() -> &'static dyn Screen {
    &x11::X11
}
