//! Screens on X11: the monitors of RandR, through `xcap`.

use image::RgbaImage;
use xcap::{Monitor, XCapError};

use super::Screen;
use crate::display::Display;
use crate::state::SourceState;

pub(super) struct X11;

impl Screen for X11 {
    fn monitors(&self) -> Result<Vec<String>, SourceState> {
        // `xcap` would try other displays where the one that is named does not answer.
        Display::open()?;
        let names = || Monitor::all()?.iter().map(Monitor::name).collect::<Result<Vec<_>, XCapError>>();
        names()
            .map_err(|error| SourceState::Failed { why: format!("the monitors cannot be listed: {error}") })
    }

    fn grab(&self, monitor: &str) -> Result<RgbaImage, String> {
        let grab = || {
            for candidate in Monitor::all()? {
                if candidate.name()? == monitor {
                    return candidate.capture_image().map(Some);
                }
            }
            Ok(None)
        };
        grab().map_err(|error: XCapError| error.to_string())?.ok_or_else(|| "it is gone".to_owned())
    }

    fn is_active(&self, applications: &[String]) -> Result<bool, String> {
        Display::open().map_err(|why| why.what())?.is_active(applications)
    }
}
