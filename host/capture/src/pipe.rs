//! What goes over the pipe between host and child: one line of JSON each.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use workdiary_diary::counts::Counts;

use crate::notice::Notice;
use crate::picture::{PictureFault, Taken};
use crate::presence::Presence;
use crate::state::SourceState;

/// From the host. The very first line of all is not one of these but the `PictureOptions`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ask {
    /// Say what was counted and how the sources are.
    Read(u64),
    /// Take a picture of every wanted monitor into the working folder.
    Pictures(u64),
    /// Say who else records input.
    Recorders,
    /// Tell the person something.
    Notify(Notice),
}

/// From the child.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tell {
    /// The answer to a `Read`, or unasked, when a state has changed.
    Heard(Heard),
    /// The answer to a `Pictures`.
    Pictures(u64, Result<Taken, PictureFault>),
    /// The answer to `Recorders`: process ids.
    Recorders(Vec<u32>),
    /// The person has answered the notice with this number: its picture is not wanted.
    Unwanted(u64),
}

/// All that is known of the person's input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Heard {
    /// The `Read` that this answers; none: unasked.
    pub(crate) answers: Option<u64>,
    /// Counted since the child started.
    pub(crate) counts: Counts,
    /// Milliseconds since the last input; none before the first.
    pub(crate) age_ms: Option<u64>,
    /// How long the child's own test event took, in milliseconds.
    pub(crate) proof_ms: Option<u64>,
    pub(crate) input: SourceState,
    pub(crate) screen: SourceState,
    pub(crate) presence: Presence,
}

/// Writes one message.
pub(crate) fn send(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.flush()
}
