//! The domain of the work diary: contracts, minutes, segments, weeks and money.
//!
//! Pure: no I/O, no clock, no randomness. Time, random bits and time zones come in as arguments.

pub mod assess;
pub mod contract;
pub mod counts;
pub mod cover;
pub mod decimal;
pub mod invitation;
pub mod invoice;
pub mod law;
pub mod minutes;
pub mod money;
pub mod ownership;
pub mod quality;
pub mod request;
pub mod segments;
pub mod session;
pub mod snapshot;
pub mod statement;
pub mod terms;
pub mod time;
pub mod tracking;
pub mod unusual;
pub mod week;
pub mod zone;
