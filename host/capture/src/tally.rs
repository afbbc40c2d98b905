//! What the input callback leaves behind: three counts and the age of the last input.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use workdiary_diary::counts::Counts;

use crate::stopwatch::Stopwatch;

/// Counts since the child started. They wrap at `u32::MAX`; differences stay right.
#[derive(Debug)]
pub(crate) struct Tally {
    keystrokes: AtomicU32,
    clicks: AtomicU32,
    scrolls: AtomicU32,
    /// Events of any kind, motion too: proof that the source delivers.
    heard: AtomicU64,
    /// When the last of them came: milliseconds of `since`.
    last: AtomicU64,
    /// What comes up to here may be the child's own test event and nobody's input: milliseconds of
    /// `since`. Without end until the test is over.
    own: AtomicU64,
    since: Stopwatch,
}

/// So long after it was seen a test event may still have parts to come.
const OWN: Duration = Duration::from_millis(250);

impl Tally {
    pub(crate) fn new() -> Self {
        let zero = AtomicU32::default;
        Self {
            keystrokes: zero(),
            clicks: zero(),
            scrolls: zero(),
            heard: AtomicU64::new(0),
            last: AtomicU64::new(0),
            own: AtomicU64::new(u64::MAX),
            since: Stopwatch::start(),
        }
    }

    pub(crate) fn keystroke(&self) {
        self.keystrokes.fetch_add(1, Relaxed);
    }

    pub(crate) fn click(&self) {
        self.clicks.fetch_add(1, Relaxed);
    }

    pub(crate) fn scroll(&self) {
        self.scrolls.fetch_add(1, Relaxed);
    }

    /// Something came in.
    pub(crate) fn hear(&self) {
        self.last.store(millis(self.since.elapsed()), Relaxed);
        self.heard.fetch_add(1, Relaxed);
    }

    /// The child's test of its own is over: what came in so far was nobody's input.
    pub(crate) fn disown(&self) {
        self.own.store(millis(self.since.elapsed() + OWN), Relaxed);
    }

    /// How many events came in so far.
    pub(crate) fn heard(&self) -> u64 {
        self.heard.load(Relaxed)
    }

    /// How long ago the person's last input was; none before the first.
    pub(crate) fn age(&self) -> Option<Duration> {
        let last = self.last.load(Relaxed);
        let theirs = last > self.own.load(Relaxed);
        theirs.then(|| self.since.elapsed().saturating_sub(Duration::from_millis(last)))
    }

    /// All counted so far.
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            keystrokes: self.keystrokes.load(Relaxed),
            clicks: self.clicks.load(Relaxed),
            scrolls: self.scrolls.load(Relaxed),
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
