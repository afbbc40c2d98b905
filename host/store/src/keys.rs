//! The host's key: it signs the journal, so that nobody without it can write another one. It lies in the
//! home as PKCS#8, which other programs read too; a passphrase encrypts it.

use std::fs;
use std::io::Write;
use std::path::Path;

use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::json;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_proof::envelope::Envelope;
use workdiary_proof::key::{Key, is_encrypted};
use workdiary_proof::record::kind;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::evidence::sync_folder;
use crate::home::{Home, private_folder};
use crate::journal::{self, NewEntry};

/// How the key of a diary stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyState {
    /// Its public half, hexadecimal.
    pub public: String,
    /// Whether its file is encrypted.
    pub is_protected: bool,
    /// Whether it can sign now.
    pub is_unlocked: bool,
}

/// The key's file, as it stands; none where there is none yet.
fn read(home: &Home) -> Result<Option<String>> {
    let path = home.journal_key();
    match fs::read_to_string(&path) {
        Ok(pem) => Ok(Some(pem)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(Error::BadKey(path)),
        Err(error) => Err(Error::file("read the key", &path)(error)),
    }
}

/// Makes a key; it is on disk, for its owner only, when this returns.
fn make(home: &Home) -> Result<Key> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| {
        Error::file("make the key", &home.journal_key())(std::io::Error::other(error.to_string()))
    })?;
    let key = Key::of_seed(&seed);
    write(home, &key, None)?;
    Ok(key)
}

/// Writes a key; one that a power cut leaves half written would be no key: it appears whole.
fn write(home: &Home, key: &Key, passphrase: Option<&str>) -> Result<()> {
    let path = home.journal_key();
    let pem = key.write(passphrase).map_err(|_| Error::BadKey(path.clone()))?;
    let folder = path.parent().unwrap_or(home.folder());
    private_folder(folder)?;
    replace(&path, pem.as_bytes()).map_err(Error::file("write the key", &path))?;
    sync_folder(folder)
}

fn replace(path: &Path, pem: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(pem)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

impl Store {
    /// Takes the key of the home, which is made when there is none, and says so in the journal. One that
    /// is protected signs nothing until it is unlocked.
    pub(crate) fn take_key(&mut self, now: Second) -> Result<()> {
        let key = match read(&self.home)? {
            Some(pem) if is_encrypted(&pem) => return Ok(()),
            Some(pem) => Key::read(&pem, "").map_err(|_| Error::BadKey(self.home.journal_key()))?,
            None => make(&self.home)?,
        };
        let public = key.public().to_string();
        self.key = Some(key);
        if self.public_key()?.as_ref() == Some(&public) {
            return Ok(());
        }
        self.write(|tx| {
            tx.execute("INSERT OR REPLACE INTO meta VALUES ('public-key', ?1)", [&public])?;
            let payload = json!({ "public": public });
            journal::append(tx, &NewEntry { time: now, actor: Actor::Host, kind: kind::KEY_MADE, payload })
        })
    }

    fn public_key(&self) -> Result<Option<String>> {
        let sql = "SELECT value FROM meta WHERE key = 'public-key'";
        self.read(|db| db.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional())
    }

    /// How the key stands.
    ///
    /// # Errors
    /// When its file or the database cannot be read.
    pub fn key_state(&self) -> Result<KeyState> {
        Ok(KeyState {
            public: self.public_key()?.unwrap_or_default(),
            is_protected: read(&self.home)?.is_some_and(|pem| is_encrypted(&pem)),
            is_unlocked: self.key.is_some(),
        })
    }

    /// How many of the newest entries no signature covers yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsigned_entries(&self) -> Result<i64> {
        let sql = "SELECT coalesce((SELECT max(seq) FROM journal), 0) - coalesce((SELECT max(seq) FROM checkpoint), 0)";
        self.read(|db| db.prepare_cached(sql)?.query_row([], |row| row.get(0)))
    }

    /// Takes the key out of its encrypted file, and signs the journal as it stands.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], or when the file or the database fails.
    pub fn unlock_key(&mut self, passphrase: &str) -> Result<()> {
        let Some(pem) = read(&self.home)?.filter(|pem| is_encrypted(pem)) else { return Ok(()) };
        self.key = Some(Key::read(&pem, passphrase).map_err(|_| Error::WrongPassphrase)?);
        self.sign_journal()
    }

    /// Signs what is handed over.
    ///
    /// # Errors
    /// [`Error::KeyLocked`] while the key is locked.
    pub fn sign_envelope(&self, payload_type: &str, payload: &[u8]) -> Result<Envelope> {
        let key = self.key.as_ref().ok_or(Error::KeyLocked)?;
        Ok(Envelope::sign(key, payload_type, payload))
    }

    /// Signs the journal as it stands, where the key can.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sign_journal(&mut self) -> Result<()> {
        self.write(|_| Ok(()))
    }

    /// Encrypts the key's file with a passphrase, or leaves it plain with none.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] while the key is locked, or when the file or the database fails.
    pub fn protect_key(&mut self, passphrase: Option<&str>, now: Second) -> Result<()> {
        let key = self.key.as_ref().ok_or(Error::WrongPassphrase)?;
        write(&self.home, key, passphrase)?;
        let kind = if passphrase.is_some() { "key-protected" } else { "key-unprotected" };
        let actor = Actor::Freelancer;
        self.write(|tx| journal::append(tx, &NewEntry { time: now, actor, kind, payload: json!({}) }))
    }
}

/// Signs the newest entry, where it is not signed yet.
pub(crate) fn sign(tx: &Transaction<'_>, key: &Key) -> rusqlite::Result<()> {
    let sql = "SELECT seq, hash, kind FROM journal ORDER BY seq DESC LIMIT 1";
    let newest: Option<(i64, [u8; 32], String)> = tx
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((seq, hash, of_kind)) = newest else { return Ok(()) };
    if tx.prepare_cached("SELECT 1 FROM checkpoint WHERE seq = ?1")?.exists([seq])? {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM checkpoint WHERE kept = 0")?.execute([])?;
    let signature = key.sign(&hash);
    let sql = "INSERT INTO checkpoint VALUES (?1, ?2, ?3)";
    tx.prepare_cached(sql)?.execute(params![seq, signature, of_kind == kind::WEEK_CLOSED])?;
    Ok(())
}
