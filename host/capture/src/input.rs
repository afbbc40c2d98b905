//! The source of input counts: one module per platform behind one small trait.

use std::time::Duration;

use crate::state::SourceState;
use crate::tally::Tally;

mod x11;

/// A platform's input.
pub(crate) trait Input: Sync {
    /// Counts into the tally; comes back only when it cannot go on, with the reason.
    fn listen(&self, tally: &'static Tally) -> SourceState;

    /// Makes a test event and waits until it has come through `listen`: how long that took, or what is wrong.
    fn prove(&self, tally: &Tally) -> Result<Duration, SourceState>;
}

/// The input of this platform.
pub(crate) fn source() -> &'static dyn Input {
    &x11::X11
}
