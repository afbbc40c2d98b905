//! The diary on disk: SQLite, the evidence folder, the journal and the lock.
//!
//! What a call here has answered is on disk (fsynced); what it could not keep it says.

mod backup;
mod clients;
mod contracts;
mod database;
mod destroy;
mod edits;
mod error;
mod evidence;
mod handover;
mod history;
mod home;
mod invoices;
mod journal;
mod keys;
mod lock;
mod plugins;
mod requests;
mod seal;
mod segments;
mod sessions;
mod snapshots;
mod statements;
mod verify;

#[cfg(test)]
mod tests;

pub use backup::Saved;
pub use database::{Integrity, Store};
pub use edits::{Edit, EditKind, EditedSegment, GivenLabel, ManualSegment, SegmentChange};
pub use error::{Error, Result};
pub use evidence::{Evidence, EvidenceFault};
pub use history::{HistoryFile, HistoryImport, HistoryStretch};
pub use home::Home;
pub use invoices::Numbering;
pub use journal::{Entry, JournalFault, NewEntry};
pub use keys::KeyState;
pub use lock::{Holder, HomeLock, Purpose};
pub use plugins::{AddedPlugin, RefusedPlugin};
pub use segments::ImportedSegment;
pub use sessions::{ImportedSession, NewSession, Recorder};
pub use snapshots::{NewSnapshot, Snapshot};
pub use statements::{NewAnswer, StatementAnswer};
pub use verify::{Broken, Verified};
