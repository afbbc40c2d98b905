//! How long things take inside this machine: ages and deadlines, never the time of day.

use std::time::Duration;

/// A moment of the machine's own clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts at zero.
    #[expect(clippy::disallowed_methods, reason = "an age within one process: suspend need not count")]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of `whole`; zero when it has passed.
    pub(crate) fn left_of(self, whole: Duration) -> Duration {
        whole.saturating_sub(self.elapsed())
    }
}
