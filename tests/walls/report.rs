//! How a wall that was broken is told: every break at once, each with its file, what was found, what to do.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_path_buf()
}

/// What broke one wall.
#[derive(Default)]
pub(crate) struct Breaks(Vec<String>);

impl Breaks {
    pub(crate) fn add(&mut self, file: &Path, found: &str, hint: &str) {
        let file = file.strip_prefix(root()).unwrap_or(file).display();
        self.0.push(format!("{file}: {found}\n  hint: {hint}"));
    }

    /// Fails the test when there is a break.
    pub(crate) fn none(self, wall: &str) {
        let mut message = format!("{wall}\n");
        for break_ in &self.0 {
            write!(message, "\n{break_}\n").expect("a string takes all");
        }
        assert!(self.0.is_empty(), "{message}");
    }
}
