//! What can go wrong with a diary on disk.

use std::path::{Path, PathBuf};

/// What can go wrong with a diary on disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no diary.
    #[error("there is no diary in `{}`", .0.display())]
    NoDiary(PathBuf),
    /// The folder holds one already.
    #[error("there is a diary in `{}` already", .0.display())]
    DiaryExists(PathBuf),
    /// Another process works on it.
    #[error("the diary in `{}` is in use by {holder}", .home.display())]
    InUse {
        /// Which home.
        home: PathBuf,
        /// Who uses it, as far as it is known.
        holder: crate::lock::Holder,
    },
    /// The file is damaged or no diary.
    #[error("the diary `{}` is damaged: {detail}", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A backup that cannot be brought back.
    #[error("the backup `{}` cannot be brought back: {detail}", .path.display())]
    BadBackup {
        /// Which file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A later version of the program wrote it.
    #[error("the diary `{}` has schema {found}, this program knows up to {known}", .path.display())]
    TooNew {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// No space is left for it.
    #[error("the disk of `{}` is full", .0.display())]
    DiskFull(PathBuf),
    /// A contract with this id exists.
    #[error("there is a contract `{0}` already")]
    ContractExists(String),
    /// No contract has this id.
    #[error("there is no contract `{0}`")]
    NoContract(String),
    /// An entry of another kind stands in the slot.
    #[error("contract `{contract}` has a {found} segment at {at} already")]
    SlotTaken {
        /// Whose slot.
        contract: String,
        /// Its first second.
        at: workdiary_diary::time::Second,
        /// What stands there: `tracked` or `manual`.
        found: &'static str,
    },
    /// The edit is not there, or not one of this contract.
    #[error("there is no edit {0} of this contract")]
    NoEdit(i64),
    /// What an edit did was changed again since, or is gone.
    #[error("the segment at {0} was changed since")]
    ChangedSince(workdiary_diary::time::Second),
    /// There is no such request.
    #[error("there is no request {0}")]
    NoRequest(i64),
    /// There is no such invitation.
    #[error("there is no invitation {0}")]
    NoInvitation(i64),
    /// There is no such invoice.
    #[error("there is no invoice `{0}`")]
    NoInvoice(String),
    /// A number that two series come to.
    #[error("the number `{0}` is that of an invoice already")]
    NumberTaken(String),
    /// There is no such import of history.
    #[error("there is no import {0} in the history of this contract")]
    NoHistory(i64),
    /// The file of the signing key is damaged.
    #[error("the key `{}` is damaged", .0.display())]
    BadKey(PathBuf),
    /// The key is locked, and this does not open it.
    #[error("the passphrase does not open the key")]
    WrongPassphrase,
    /// The key is locked: nothing can be signed.
    #[error("the key of the diary is locked")]
    KeyLocked,
    /// A file operation failed.
    #[error("cannot {doing} `{}`: {source}", .path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite failed in another way.
    #[error("the database `{}` failed: {source}", .path.display())]
    Database {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

/// The result of working on a diary.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Names `path` and what was being done to it, for `map_err`.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::DiskFull(path.to_owned())
            }
            _ => Self::File { doing, path: path.to_owned(), source },
        }
    }

    /// Sorts what SQLite says of the database at `path` into damage, lack of space and the rest.
    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match (&source, source.sqlite_error_code()) {
            (_, Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
            | (rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::IntegralValueOutOfRange(..), _)
            | (rusqlite::Error::FromSqlConversionFailure(..), _) => {
                Self::Damaged { path, detail: source.to_string() }
            }
            (_, Some(ErrorCode::DiskFull)) => Self::DiskFull(path),
            // Some of what SQLite writes beside the database fails as any write does.
            (_, Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen)) if has_no_room(&path) => {
                Self::DiskFull(path)
            }
            _ => Self::Database { path, source },
        }
    }
}

/// Whether not a block is left where this path lies.
fn has_no_room(path: &Path) -> bool {
    path.parent().and_then(|folder| rustix::fs::statvfs(folder).ok()).is_some_and(|disk| disk.f_bavail == 0)
}
