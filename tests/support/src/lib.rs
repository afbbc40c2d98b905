//! What the black-box suites share: the binary, homes, displays, waiting.

pub mod clock;
pub mod display;
pub mod home;
pub mod logind;
pub mod program;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The `workdiary` under test: `WORKDIARY_BIN`, or the one built beside the test.
///
/// # Panics
/// When there is none: `cargo build -p workdiary` makes it.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("WORKDIARY_BIN") {
        return named.into();
    }
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(|deps| deps.parent()).unwrap().join("workdiary");
    assert!(built.exists(), "`{}` is not there: `cargo build -p workdiary` makes it", built.display());
    built
}

/// Asks again until `condition` holds.
///
/// # Panics
/// When it does not hold within `patience`; `what` says what was waited for.
pub fn wait_until(what: &str, patience: Duration, mut condition: impl FnMut() -> bool) {
    #[expect(clippy::disallowed_methods, reason = "the patience of a test")]
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < patience, "waited {patience:?} in vain until {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Lets time pass: for tests of what happens at some moment, never to wait for something to be done.
pub fn pass(time: Duration) {
    #[expect(clippy::disallowed_methods, reason = "the time is what is tested")]
    let start = Instant::now();
    while let Some(left) = time.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}
