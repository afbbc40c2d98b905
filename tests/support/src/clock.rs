//! A wall clock that a test sets, for the programs it starts: libfaketime. Clocks that count what has passed
//! go on as they are.

use std::path::PathBuf;

/// Every program that starts with it begins at the time it shows.
pub struct Clock {
    file: tempfile::NamedTempFile,
}

impl Clock {
    /// Shows this UTC time, such as `2026-11-16 09:03:00`.
    #[must_use]
    pub fn at(time: &str) -> Self {
        let clock = Self { file: tempfile::NamedTempFile::new().unwrap() };
        clock.set(time);
        clock
    }

    /// Shows this time from now on: programs that are running jump, others begin at it.
    pub fn set(&self, time: &str) {
        // One write: a program may read it at any moment.
        std::fs::write(self.file.path(), format!("@{time}\n")).unwrap();
    }

    /// What a program needs in its environment to live by this clock.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let file = self.file.path().to_str().unwrap();
        let library = library();
        let pairs = [
            ("LD_PRELOAD", library.to_str().unwrap()),
            ("FAKETIME_TIMESTAMP_FILE", file),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("DONT_FAKE_MONOTONIC", "1"),
        ];
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }
}

fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let candidates = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    candidates.into_iter().find(|path| path.exists()).expect("libfaketime: `cargo xtask setup` installs it")
}
