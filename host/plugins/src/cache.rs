//! Compiled plugins on disk, so that each is compiled once.
//!
//! Compiled code is run as it is: only what this host wrote itself may be loaded. Each file carries
//! a code over its bytes, made with a key that lies elsewhere in the home; any other file is as if
//! it were not there.

use std::hash::{Hash, Hasher};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::compile;
use crate::error::Error;
use crate::manifest::Manifest;

/// A block of SHA-256.
const KEY_BYTES: usize = 64;
const CODE_BYTES: usize = 32;
/// The length of the manifest stands before it.
const LENGTH_BYTES: usize = 4;

/// A folder of compiled plugins.
pub struct Cache {
    folder: PathBuf,
    key: [u8; KEY_BYTES],
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// SHA-256 as 64 hexadecimal digits: by this a component is known.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Cache {
    /// The cache in `folder`, whose key is in the file `key`; both are made when they are missing.
    ///
    /// # Errors
    /// When they cannot be made, or the folder is another person's or open to others.
    pub fn open(folder: &Path, key: &Path) -> Result<Self, Error> {
        private_folder(folder)?;
        if let Some(parent) = key.parent() {
            private_folder(parent)?;
        }
        Ok(Self { folder: folder.to_owned(), key: read_or_make(key)? })
    }

    /// The plugin with this digest, if this host compiled it with this engine.
    pub(crate) fn load(&self, engine: &Engine, digest: &str) -> Option<(Manifest, Component)> {
        let bytes = std::fs::read(self.file(engine, digest)).ok()?;
        let (code, rest) = bytes.split_at_checked(CODE_BYTES)?;
        self.mac(digest, rest).verify_slice(code).ok()?;
        let (length, rest) = rest.split_at_checked(LENGTH_BYTES)?;
        let length = u32::from_le_bytes(length.try_into().ok()?);
        let (manifest, compiled) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        let manifest = serde_json::from_slice(manifest).ok()?;
        Some((manifest, compile::code(engine, compiled).ok()?))
    }

    /// Keeps a compiled plugin.
    pub(crate) fn store(&self, engine: &Engine, manifest: &Manifest, compiled: &[u8]) -> Result<(), Error> {
        let Ok(said) = serde_json::to_vec(manifest) else { return Ok(()) };
        let length = u32::try_from(said.len()).unwrap_or_default().to_le_bytes();
        let rest = [length.as_slice(), &said, compiled].concat();
        let code = self.mac(&manifest.digest, &rest).finalize().into_bytes();
        let path = self.file(engine, &manifest.digest);
        let written =
            tempfile::Builder::new().prefix("new-").tempfile_in(&self.folder).and_then(|mut file| {
                file.write_all(&code)?;
                file.write_all(&rest)?;
                file.persist(&path).map_err(|error| error.error)
            });
        written.map(drop).map_err(Error::file("write", &path))
    }

    /// Over the digest too: a file under another's name is not taken.
    fn mac(&self, digest: &str, rest: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.key.into());
        mac.update(digest.as_bytes());
        mac.update(rest);
        mac
    }

    fn file(&self, engine: &Engine, digest: &str) -> PathBuf {
        let mut hasher = Sha(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        let compatible = hex(&hasher.0.finalize());
        self.folder.join(format!("{digest}-{}.cwasm", compatible.get(..16).unwrap_or_default()))
    }
}

/// Hashes what the engine gives, alike in every build of this program.
struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// A folder for nobody but the owner. One that others can write to is no place for code.
fn private_folder(folder: &Path) -> Result<(), Error> {
    let failed = |why| Error::file("use the folder", folder)(why);
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let found = std::fs::symlink_metadata(folder).map_err(failed)?;
    // The owner of a file that this process just wrote would be this user.
    let mine = std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == found.uid());
    if !found.is_dir() || found.mode() & 0o077 != 0 || !mine {
        let why = "it is a link, or belongs to or is open to others: remove it, it is made anew";
        return Err(failed(std::io::Error::new(std::io::ErrorKind::PermissionDenied, why)));
    }
    Ok(())
}

fn read_or_make(path: &Path) -> Result<[u8; KEY_BYTES], Error> {
    if let Ok(bytes) = std::fs::read(path)
        && let Ok(key) = bytes.try_into()
    {
        return Ok(key);
    }
    let mut key = [0; KEY_BYTES];
    let made = getrandom::fill(&mut key).map_err(std::io::Error::other).and_then(|()| {
        let temporary = path.with_extension("new");
        drop(std::fs::remove_file(&temporary));
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(&key)?;
        std::fs::rename(&temporary, path)
    });
    made.map_err(Error::file("make the key", path))?;
    Ok(key)
}
