//! One process at a time works on a diary: the lock file says which.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::home::Home;

/// What the holder of the lock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It is the host: it stays and answers on the socket.
    Host,
    /// It is a single command and is done in a moment.
    Command,
}

/// Who holds the lock, as the lock file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id; 0 where the file could not be read.
    pub process: u32,
    /// What it does.
    pub purpose: Purpose,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.purpose, self.process) {
            (_, 0) => f.write_str("another process"),
            (Purpose::Host, process) => write!(f, "a host (process {process})"),
            (Purpose::Command, process) => write!(f, "another command (process {process})"),
        }
    }
}

/// The lock, held as long as this lives. The system lets it go when the process ends, however it
/// ends, so a killed host leaves no stale lock.
#[derive(Debug)]
pub struct HomeLock {
    _file: File,
}

impl HomeLock {
    /// Takes the lock of a home whose folder exists, waiting for at most `patience`.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process holds it.
    pub fn take(home: &Home, purpose: Purpose, patience: Duration) -> Result<Self> {
        const STEP: Duration = Duration::from_millis(20);
        let path = home.lock();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(Error::file("open the lock", &path))?;
        let mut tries = patience.as_millis() / STEP.as_millis();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tries > 0 => {
                    tries -= 1;
                    // The system can wait for a lock, but not for a time: so it is asked again.
                    std::thread::park_timeout(STEP);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::InUse { home: home.folder().to_owned(), holder: holder(&mut file) });
                }
                Err(TryLockError::Error(source)) => return Err(Error::file("lock", &path)(source)),
            }
        }
        let me = Holder { process: std::process::id(), purpose };
        write_holder(&mut file, &me).map_err(Error::file("write the lock", &path))?;
        Ok(Self { _file: file })
    }
}

fn write_holder(file: &mut File, holder: &Holder) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    serde_json::to_writer(&mut *file, holder)?;
    file.flush()
}

fn holder(file: &mut File) -> Holder {
    let unknown = Holder { process: 0, purpose: Purpose::Command };
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    // The other process may be just writing it: then it is known only that there is one.
    read.ok().and_then(|_| serde_json::from_str(&text).ok()).unwrap_or(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let first = HomeLock::take(&home, Purpose::Host, Duration::ZERO).unwrap();
        let refused = HomeLock::take(&home, Purpose::Command, Duration::from_millis(60)).unwrap_err();
        let said = refused.to_string();
        assert!(said.contains(&format!("a host (process {})", std::process::id())), "{said}");
        drop(first);
        HomeLock::take(&home, Purpose::Command, Duration::ZERO).unwrap();
    }
}
