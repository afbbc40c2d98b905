//! The host's key: it signs the journal, so that nobody without it can write another one. It lies in the
//! home as PKCS#8, which other programs read too; a passphrase encrypts it.

use std::fs;
use std::io::Write;
use std::path::Path;

use ed25519_dalek::pkcs8::KeypairBytes;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::json;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::evidence::sync_folder;
use crate::home::{Home, private_folder};
use crate::journal::{self, NewEntry};
use crate::seal;

/// The kind of entry that names the public half of a key.
pub(crate) const KEY_MADE: &str = "key-made";
/// Checkpoints of these entries are kept for good.
pub(crate) const WEEK_CLOSED: &str = "week-closed";
/// By this line an encrypted key is known.
const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

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
fn make(home: &Home) -> Result<SigningKey> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| {
        Error::file("make the key", &home.journal_key())(std::io::Error::other(error.to_string()))
    })?;
    let key = SigningKey::from_bytes(&seed);
    write(home, &key, None)?;
    Ok(key)
}

/// Writes a key; one that a power cut leaves half written would be no key: it appears whole.
fn write(home: &Home, key: &SigningKey, passphrase: Option<&str>) -> Result<()> {
    let path = home.journal_key();
    // Without the public half it is of the form's first version, which every program reads.
    let pair = KeypairBytes { secret_key: key.to_bytes(), public_key: None };
    let pem = match passphrase {
        Some(passphrase) => pair.to_pkcs8_encrypted_pem(passphrase, LineEnding::LF),
        None => pair.to_pkcs8_pem(LineEnding::LF),
    };
    let pem = pem.map_err(|_| Error::BadKey(path.clone()))?;
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
            Some(pem) if pem.starts_with(ENCRYPTED) => return Ok(()),
            Some(pem) => {
                SigningKey::from_pkcs8_pem(&pem).map_err(|_| Error::BadKey(self.home.journal_key()))?
            }
            None => make(&self.home)?,
        };
        let public = seal::hex(key.verifying_key().as_bytes());
        self.key = Some(key);
        if self.public_key()?.as_ref() == Some(&public) {
            return Ok(());
        }
        self.write(|tx| {
            tx.execute("INSERT OR REPLACE INTO meta VALUES ('public-key', ?1)", [&public])?;
            let payload = json!({ "public": public });
            journal::append(tx, &NewEntry { time: now, actor: Actor::Host, kind: KEY_MADE, payload })
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
            is_protected: read(&self.home)?.is_some_and(|pem| pem.starts_with(ENCRYPTED)),
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
        let Some(pem) = read(&self.home)?.filter(|pem| pem.starts_with(ENCRYPTED)) else { return Ok(()) };
        let key = SigningKey::from_pkcs8_encrypted_pem(&pem, passphrase);
        self.key = Some(key.map_err(|_| Error::WrongPassphrase)?);
        self.sign_journal()
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
pub(crate) fn sign(tx: &Transaction<'_>, key: &SigningKey) -> rusqlite::Result<()> {
    let sql = "SELECT seq, hash, kind FROM journal ORDER BY seq DESC LIMIT 1";
    let newest: Option<(i64, [u8; 32], String)> = tx
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((seq, hash, kind)) = newest else { return Ok(()) };
    if tx.prepare_cached("SELECT 1 FROM checkpoint WHERE seq = ?1")?.exists([seq])? {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM checkpoint WHERE kept = 0")?.execute([])?;
    let signature = key.sign(&hash).to_bytes();
    let sql = "INSERT INTO checkpoint VALUES (?1, ?2, ?3)";
    tx.prepare_cached(sql)?.execute(params![seq, signature, kind == WEEK_CLOSED])?;
    Ok(())
}

/// Whether a signature over the hash of an entry is that of a public key.
pub(crate) fn is_signed(public: &str, hash: &[u8; 32], signature: &[u8; 64]) -> bool {
    let bytes = (0..32).map(|at| u8::from_str_radix(public.get(2 * at..2 * at + 2)?, 16).ok());
    let bytes = bytes.collect::<Option<Vec<u8>>>().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    key.is_some_and(|key| key.verify_strict(hash, &Signature::from_bytes(signature)).is_ok())
}
