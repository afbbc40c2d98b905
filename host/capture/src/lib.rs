//! Capture: input counts, pictures of the screens, idle and lock state.
//!
//! All of it is gathered in a child process (`child`), since the libraries that listen to a display
//! cannot be stopped and end their process when the display goes away. The host holds the other end
//! (`parent`). Over the pipe between them (`pipe`) go counts, an age, state words and names of
//! finished files: which key was pressed never leaves the callback in `input/x11.rs`, and which window is
//! active never leaves `display/active.rs`.

pub mod child;
mod display;
mod input;
mod notice;
mod parent;
mod picture;
mod pipe;
mod presence;
mod probe;
mod screen;
mod state;
mod stopwatch;
mod tally;

pub use notice::Notice;
pub use parent::{Capture, Error, Options, Reading};
pub use picture::{
    Monitors, Picture, PictureFault, PictureOptions, Taken, Withheld, blurred, thumbnail, webp,
};
pub use presence::Presence;
pub use probe::{Grab, Probe, probe};
pub use state::SourceState;
