//! What lets the other party check a diary: seals, chains, signatures, and the files that pass between the two.
//!
//! Nothing here knows a database, a plugin or a clock. What comes from files is read within bounds.

pub mod account;
pub mod answer;
pub mod archive;
pub mod bundle;
pub mod chain;
pub mod envelope;
pub mod hex;
pub mod key;
pub mod minutes;
pub mod record;
pub mod seal;
