//! A capture child on trial.

use std::path::Path;
use std::time::Duration;

use workdiary_capture::{Capture, Monitors, Options, PictureOptions, Reading};
use workdiary_diary::counts::Counts;
use workdiary_test_support::{binary, wait_until};

pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Trial {
    pub folder: tempfile::TempDir,
    pub capture: Capture,
    pub counts: Counts,
}

impl Trial {
    /// A settled child in this environment; its first reading.
    pub fn of(environment: &[(&str, &str)], monitors: Monitors) -> (Self, Reading) {
        let folder = tempfile::tempdir().unwrap();
        // Nothing of the terminal in which the tests run.
        let none = ["DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"].map(|name| (name, ""));
        let all = none.iter().chain(environment);
        let options = Options {
            program: binary(),
            environment: all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            folder: folder.path().to_owned(),
            pictures: PictureOptions {
                monitors,
                longest_side: 1280,
                quality: 70,
                blur: false,
                exclude: Vec::new(),
            },
        };
        let mut capture = Capture::start(options).unwrap();
        let reading = capture.settle(PATIENCE);
        (Self { folder, capture, counts: Counts::default() }, reading)
    }

    pub fn on(environment: &[(&str, &str)]) -> Self {
        let (trial, reading) = Self::of(environment, Monitors::All);
        assert_eq!(reading.input.word(), "working", "{}", reading.input.what());
        assert_eq!(reading.screen.word(), "working", "{}", reading.screen.what());
        trial
    }

    /// Reads once more.
    pub fn read(&mut self) -> Reading {
        let reading = self.capture.read(PATIENCE);
        self.counts = self.counts.plus(reading.counts);
        reading
    }

    /// Reads until so much was counted, and then once more, so that anything too much is seen.
    #[track_caller]
    pub fn expect(&mut self, keystrokes: u32, clicks: u32, scrolls: u32) {
        let wanted = Counts { keystrokes, clicks, scrolls };
        let enough =
            |now: Counts| now.keystrokes >= keystrokes && now.clicks >= clicks && now.scrolls >= scrolls;
        wait_until(&format!("{wanted:?} are counted"), PATIENCE, || {
            self.read();
            enough(self.counts)
        });
        self.read();
        assert_eq!(self.counts, wanted);
    }

    /// Reads until the input source is in this state.
    #[track_caller]
    pub fn until_input_is(&mut self, word: &str) -> Reading {
        let mut last = self.read();
        wait_until(&format!("input is {word}"), PATIENCE, || {
            last = self.read();
            last.input.word() == word
        });
        last
    }
}

pub fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}
