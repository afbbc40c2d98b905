//! Says when the folder of plugins changes, once it is quiet.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// A file that is being copied changes many times: it is looked at when it has been quiet so long.
const QUIET: Duration = Duration::from_millis(200);

/// A watched folder, as long as this lives.
#[derive(Debug)]
pub struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Calls `changed` on a thread of its own with the files that changed in a folder or, where
    /// `deep`, below it; with none where that is not known. Being read is no change.
    ///
    /// # Errors
    /// When the system does not watch the folder.
    pub fn start(
        folder: &Path,
        deep: bool,
        changed: impl FnMut(Vec<PathBuf>) + Send + 'static,
    ) -> Result<Self, String> {
        let cannot = |why: &dyn std::fmt::Display| format!("cannot watch `{}`: {why}", folder.display());
        let (tell, told) = mpsc::channel();
        let hear = move |event: notify::Result<Event>| {
            let paths = match event {
                // Whoever looks at a file opens and reads it.
                Ok(event) if event.kind.is_access() => return,
                Ok(event) => event.paths,
                // What was lost may be anything.
                Err(_) => Vec::new(),
            };
            // Nobody listens any more when the watch ends.
            let _ended = tell.send(paths);
        };
        let mut watcher = notify::recommended_watcher(hear).map_err(|error| cannot(&error))?;
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        watcher.watch(folder, mode).map_err(|error| cannot(&error))?;
        let listener = std::thread::Builder::new().name("plugin-watch".to_owned());
        listener.spawn(move || listen(&told, changed)).map_err(|error| cannot(&error))?;
        Ok(Self { _watcher: watcher })
    }
}

fn listen(told: &Receiver<Vec<PathBuf>>, mut changed: impl FnMut(Vec<PathBuf>)) {
    while let Ok(mut paths) = told.recv() {
        while let Ok(more) = told.recv_timeout(QUIET) {
            paths.extend(more);
        }
        changed(paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_a_reading_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.wasm");
        std::fs::write(&file, "one").unwrap();
        let (tell, told) = mpsc::channel();
        let _watch = Watch::start(folder.path(), false, move |paths| tell.send(paths).unwrap()).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"one");
        std::fs::write(folder.path().join("b.wasm"), "two").unwrap();
        std::fs::write(folder.path().join("b.wasm"), "three").unwrap();
        let paths = told.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(paths.iter().all(|path| path.ends_with("b.wasm")) && !paths.is_empty(), "{paths:?}");
        assert_eq!(std::fs::read(&file).unwrap(), b"one");
        told.recv_timeout(4 * QUIET).unwrap_err();
    }
}
