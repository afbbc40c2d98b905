//! What the black-box suites share: the binary, homes, displays, browsers, waiting.

pub mod browser;
pub mod bus;
pub mod clock;
pub mod display;
pub mod home;
pub mod http;
pub mod logind;
pub mod program;
pub mod tls;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The `workdiary` under test: `WORKDIARY_BIN`, or the one of the same profile.
///
/// # Panics
/// When there is none: `cargo build --workspace --bins` makes it.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("WORKDIARY_BIN") {
        return named.into();
    }
    let program = std::env::current_exe().unwrap();
    // Tests lie in `deps` under the folder of the profile, other programs in that folder itself.
    let built = program.ancestors().skip(1).take(2).map(|folder| folder.join("workdiary"));
    built
        .into_iter()
        .find(|built| built.is_file())
        .expect("no `workdiary`: `cargo build --workspace --bins` makes it")
}

/// The folder of the project.
///
/// # Panics
/// Never: this crate lies in it.
#[must_use]
pub fn root() -> PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

/// Asks again until `condition` holds.
///
/// # Panics
/// When it does not hold within `patience`; `what` says what was waited for.
#[track_caller]
pub fn wait_until(what: &str, patience: Duration, condition: impl FnMut() -> bool) {
    assert!(comes_true(patience, condition), "waited {patience:?} in vain until {what}");
}

/// Asks again until `condition` holds, and says whether it did within `patience`.
#[must_use]
pub fn comes_true(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    ask_again(patience, || condition().then_some(()).ok_or(())).is_ok()
}

/// Asks again until there is an answer, and gives it.
///
/// # Panics
/// When there is none within `patience`: with what was waited for, and what was there instead.
#[track_caller]
pub fn wait_for<T>(what: &str, patience: Duration, answer: impl FnMut() -> Result<T, String>) -> T {
    ask_again(patience, answer)
        .unwrap_or_else(|instead| panic!("waited {patience:?} in vain until {what}: {instead}"))
}

fn ask_again<T, E>(patience: Duration, mut answer: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    #[expect(clippy::disallowed_methods, reason = "the patience of a test")]
    let start = Instant::now();
    loop {
        match answer() {
            Err(_) if start.elapsed() < patience => std::thread::park_timeout(Duration::from_millis(20)),
            answer => return answer,
        }
    }
}

/// Where cargo puts what it builds, and `cargo xtask setup` what else tests need.
///
/// # Panics
/// When the program that runs was not built by cargo.
#[must_use]
pub fn target_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let marked = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked.expect("tests lie under the folder that cargo builds into").to_path_buf()
}

/// Lets time pass: for tests of what happens at some moment, never to wait for something to be done.
pub fn pass(time: Duration) {
    #[expect(clippy::disallowed_methods, reason = "the time is what is tested")]
    let start = Instant::now();
    while let Some(left) = time.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}
