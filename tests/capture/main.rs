//! The capture child on real X servers: each known trap of the libraries it uses, and every way to have no display.

mod counting;
mod missing;
mod pictures;
mod presence;
mod trial;
