//! What lets the person's browser in: an invitation that works once, then a cookie that nobody else can know.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use workdiary_service::Failure;
use workdiary_store::Home;

/// How long an invitation may wait for its browser.
const INVITED_FOR: Duration = Duration::from_secs(60);
/// Invitations that wait at once; an older one falls out.
const MOST_INVITED: usize = 8;

/// The key of one home. It lies in the home, so that a browser that was let in stays in over a restart of the host.
pub(crate) struct Key {
    secret: String,
    invited: Mutex<VecDeque<(String, Instant)>>,
}

impl Key {
    /// The key of this home, made where there is none.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub(crate) fn of(home: &Home) -> Result<Self, Failure> {
        let path = home.web_key();
        let secret = read_or_make(&path).map_err(|error| {
            let what = format!("the key of the web diary, `{}`, cannot be used: {error}", path.display());
            Failure::environment(what).hint("take the file away: a new one is made, and browsers enter anew")
        })?;
        Ok(Self { secret, invited: Mutex::default() })
    }

    /// The name of the cookie: each home has its own, since browsers send cookies to every port of a machine.
    pub(crate) fn cookie(&self) -> String {
        let digest = Sha256::digest(self.secret.as_bytes());
        let short: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("workdiary-{short}")
    }

    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// Whether this is the secret; takes as long whatever is wrong with it.
    pub(crate) fn is(&self, shown: &str) -> bool {
        same(&self.secret, shown)
    }

    fn invited(&self) -> MutexGuard<'_, VecDeque<(String, Instant)>> {
        self.invited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A word that lets one browser in.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub(crate) fn invite(&self) -> Result<String, Failure> {
        let word = random().map_err(|error| Failure::environment(format!("no randomness: {error}")))?;
        let mut invited = self.invited();
        invited.truncate(MOST_INVITED - 1);
        invited.push_front((word.clone(), now()));
        Ok(word)
    }

    /// Takes an invitation: it is good for nothing any more.
    pub(crate) fn admit(&self, word: &str) -> bool {
        let mut invited = self.invited();
        invited.retain(|(_, since)| since.elapsed() < INVITED_FOR);
        let found = invited.iter().position(|(waiting, _)| same(waiting, word));
        found.and_then(|at| invited.remove(at)).is_some()
    }
}

/// An invitation may be a moment older where the machine slept.
fn now() -> Instant {
    Instant::now()
}

fn same(a: &str, b: &str) -> bool {
    // Compared by their digests under a key, in constant time.
    let seal = |text: &str| {
        Hmac::<Sha256>::new_from_slice(a.as_bytes()).map(|mut hmac| {
            hmac.update(text.as_bytes());
            hmac
        })
    };
    match (seal(a), seal(b)) {
        (Ok(a), Ok(b)) => b.verify(&a.finalize().into_bytes()).is_ok(),
        _ => false,
    }
}

fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn read_or_make(path: &Path) -> std::io::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(secret) if secret.len() == 64 => return Ok(secret),
        Ok(_) => return Err(std::io::Error::other("it is damaged")),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let secret = random().map_err(|error| std::io::Error::other(error.to_string()))?;
    write_private(path, &secret)?;
    Ok(secret)
}

/// Writes what is its owner's alone; it appears whole or not at all.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
    }
    let unfinished = path.with_extension("new");
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create(true).truncate(true).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(folder: &Path) -> Key {
        Key::of(&Home::at(folder)).unwrap()
    }

    #[test]
    fn an_invitation_works_once() {
        let folder = tempfile::tempdir().unwrap();
        let key = key(folder.path());
        let word = key.invite().unwrap();
        assert!(!key.admit("another"));
        assert!(key.admit(&word));
        assert!(!key.admit(&word));
        let old = key.invite().unwrap();
        (0..MOST_INVITED).for_each(|_| drop(key.invite().unwrap()));
        assert!(!key.admit(&old), "more of them wait than may");
    }

    #[test]
    fn a_browser_stays_in_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let secret = key(folder.path()).secret().to_owned();
        let again = key(folder.path());
        assert!(again.is(&secret));
        assert!(!again.is(&secret[1..]) && !again.is(""));
        let other = tempfile::tempdir().unwrap();
        assert_ne!(key(other.path()).cookie(), again.cookie());
        std::fs::write(Home::at(folder.path()).web_key(), "short").unwrap();
        assert!(Key::of(&Home::at(folder.path())).is_err());
    }
}
