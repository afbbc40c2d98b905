//! Says when the folder of plugins changes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify_debouncer_mini::notify::RecursiveMode;
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer, notify};

/// A file that is being copied changes many times: it is looked at when it has been quiet so long.
const QUIET: Duration = Duration::from_millis(200);

/// A watched folder, as long as this lives.
pub struct Watch {
    _debouncer: Debouncer<notify::RecommendedWatcher>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Watch {
    /// Calls `changed` on a thread of its own with the files that changed in a folder or, where
    /// `deep`, below it.
    ///
    /// # Errors
    /// When the system does not watch the folder.
    pub fn start(
        folder: &Path,
        deep: bool,
        mut changed: impl FnMut(Vec<PathBuf>) + Send + 'static,
    ) -> Result<Self, String> {
        let told = move |events: DebounceEventResult| match events {
            Ok(events) => changed(events.into_iter().map(|event| event.path).collect()),
            // What was lost may be anything: look at everything.
            Err(_) => changed(Vec::new()),
        };
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let started = new_debouncer(QUIET, told).and_then(|mut debouncer| {
            debouncer.watcher().watch(folder, mode)?;
            Ok(Self { _debouncer: debouncer })
        });
        started.map_err(|error| format!("cannot watch `{}`: {error}", folder.display()))
    }
}
