//! Ctrl-C and the like, turned into a failure, so that whatever was started is ended on the way out.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::{Failure, Result};
use crate::stopwatch::Stopwatch;

/// From its making on, the signals that end a program no longer end this one.
pub(crate) struct Interrupts(Receiver<()>);

impl Interrupts {
    pub(crate) fn watch() -> Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])
            .map_err(|error| Failure::new(format!("cannot watch for ctrl-c: {error}")))?;
        let (sender, receiver) = channel();
        thread::spawn(move || {
            for _ in signals.forever() {
                // Nobody listens any more: this program is ending already.
                let _ = sender.send(());
            }
        });
        Ok(Self(receiver))
    }

    /// Lets the time pass; fails as soon as the person interrupts.
    pub(crate) fn pause(&self, time: Duration) -> Result<()> {
        match self.0.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Ok(()) | Err(RecvTimeoutError::Disconnected) => Err(Failure::interrupted()),
        }
    }

    /// Asks every 50 ms until there is an answer, for at most `time`; `what` names what is waited for.
    pub(crate) fn wait_for<T>(
        &self,
        what: &str,
        time: Duration,
        mut answer: impl FnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let watch = Stopwatch::start();
        loop {
            if let Some(found) = answer()? {
                return Ok(found);
            }
            if watch.elapsed() >= time {
                return Err(Failure::new(format!("waited {} s for {what} in vain", time.as_secs())));
            }
            self.pause(Duration::from_millis(50))?;
        }
    }
}
