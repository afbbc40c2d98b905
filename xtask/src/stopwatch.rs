//! How long a step of xtask took: the one place here that reads a clock.
#![allow(clippy::disallowed_methods, reason = "times a build or a wait; no minute of a diary comes from it")]

use std::time::{Duration, Instant};

/// Started when made.
#[derive(Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
