//! Where everything of one diary lies.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The folder of one diary (SPEC.md §10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// The home in this folder, which need not exist yet.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("diary.db")
    }

    /// The pictures, by digest.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.0.join("evidence")
    }

    /// Where pictures are written before they are known by their digest.
    #[must_use]
    pub fn incoming(&self) -> PathBuf {
        self.evidence().join("incoming")
    }

    /// Where people put plugins, by name.
    #[must_use]
    pub fn plugins(&self) -> PathBuf {
        self.0.join("plugins")
    }

    /// The plugins in use, by digest.
    #[must_use]
    pub fn components(&self) -> PathBuf {
        self.0.join("components")
    }

    /// One of them.
    #[must_use]
    pub fn component(&self, digest: &str) -> PathBuf {
        self.components().join(format!("{digest}.wasm"))
    }

    /// Compiled plugins: made anew when they are missing.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.0.join("cache")
    }

    /// The reports that were made from the web diary: gone when the host starts again.
    #[must_use]
    pub fn reports(&self) -> PathBuf {
        self.cache().join("reports")
    }

    /// The key of the cache, which no plugin can know.
    #[must_use]
    pub fn cache_key(&self) -> PathBuf {
        self.0.join("keys/cache.key")
    }

    /// What the person's browser shows to be let in.
    #[must_use]
    pub fn web_key(&self) -> PathBuf {
        self.0.join("keys/web.key")
    }

    /// The certificate that the diary shows to clients, where it was made here.
    #[must_use]
    pub fn share_certificate(&self) -> PathBuf {
        self.0.join("keys/share.crt")
    }

    /// The private key of that certificate.
    #[must_use]
    pub fn share_key(&self) -> PathBuf {
        self.0.join("keys/share.key")
    }

    /// The key that signs the journal.
    #[must_use]
    pub fn journal_key(&self) -> PathBuf {
        self.0.join("keys/journal.key")
    }

    /// The person's settings.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.0.join("config.toml")
    }

    /// The lock of the process that works on the diary.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.0.join("host.lock")
    }

    /// The socket on which the host listens.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.0.join("host.sock")
    }

    /// What a host in the background has to say.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.0.join("host.log")
    }

    /// Whether a diary is there.
    #[must_use]
    pub fn has_diary(&self) -> bool {
        self.database().exists()
    }

    /// Makes the folders, readable by nobody but the owner.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn make(&self) -> Result<()> {
        for folder in [self.0.clone(), self.evidence(), self.incoming(), self.plugins(), self.components()] {
            private_folder(&folder)?;
        }
        Ok(())
    }
}

/// Makes `folder` and those above it; the folder itself is for its owner only.
pub(crate) fn private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(Error::file("make the folder", folder))
}
