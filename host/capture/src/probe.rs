//! A trial of everything capture needs, for `doctor`.

use std::time::Duration;

use crate::parent::{Capture, Error, Options};
use crate::picture::{self, Picture, PictureFault, Taken, Withheld};
use crate::presence::Presence;
use crate::state::SourceState;
use crate::stopwatch::Stopwatch;

/// What the trial found.
#[derive(Debug)]
pub struct Probe {
    /// The source of input.
    pub input: SourceState,
    /// How long our own test event took to arrive.
    pub delivered: Option<Duration>,
    /// The source of pictures.
    pub screen: SourceState,
    /// A picture of all wanted monitors, taken and destroyed.
    pub grab: Result<Grab, PictureFault>,
    /// Whether the session is locked, where that can be known.
    pub presence: Presence,
    /// Processes of others that record input at this display.
    pub recorders: Vec<u32>,
}

/// A picture as it was taken.
#[derive(Debug)]
pub struct Grab {
    /// From the request to the finished files.
    pub took: Duration,
    /// Of all files together.
    pub bytes: u64,
    /// Each monitor with the size of its picture, such as `DP-1 1280×720`.
    pub monitors: Vec<String>,
    /// Why there was none in the end, if so.
    pub withheld: Option<Withheld>,
}

/// Tries it all with a child of its own, at most so long.
///
/// # Errors
/// When the child cannot be started.
pub fn probe(options: Options, wait: Duration) -> Result<Probe, Error> {
    let mut capture = Capture::start(options)?;
    let reading = capture.settle(wait);
    let delivered = capture.proof();
    let recorders = capture.recorders(wait);
    let grab = grab(&mut capture, wait);
    Ok(Probe {
        input: reading.input,
        delivered,
        screen: reading.screen,
        grab,
        presence: reading.presence,
        recorders,
    })
}

fn grab(capture: &mut Capture, wait: Duration) -> Result<Grab, PictureFault> {
    let begun = Stopwatch::start();
    capture.snapshot();
    capture.wait(wait);
    let taken = capture.take_pictures().unwrap_or(Err(PictureFault::GivenUp { seconds: wait.as_secs() }))?;
    let took = begun.elapsed();
    let pictures = match taken {
        Taken::Pictures(pictures) => pictures,
        Taken::Withheld { monitors, why } => {
            return Ok(Grab { took, bytes: 0, monitors, withheld: Some(why) });
        }
    };
    let bytes = pictures
        .iter()
        .filter_map(|picture| std::fs::metadata(&picture.path).ok())
        .map(|file| file.len())
        .sum();
    picture::discard(&pictures);
    let blurred = |picture: &Picture| if picture.blurred { " blurred" } else { "" };
    let size = |p: &Picture| format!("{} {}×{}{}", p.monitor, p.width, p.height, blurred(p));
    let monitors = pictures.iter().map(size).collect();
    Ok(Grab { took, bytes, monitors, withheld: None })
}
