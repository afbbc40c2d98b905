//! The evidence folder: pictures named by their digest.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use workdiary_diary::contract::ContractId;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::home::{Home, private_folder};

/// What a check of the evidence folder found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Pictures that the diary names.
    pub pictures: u64,
    /// Their bytes on disk.
    pub bytes: u64,
    /// What is wrong with some of them.
    pub faults: Vec<EvidenceFault>,
}

/// What is wrong with a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceFault {
    /// The diary names it and it is not there.
    Missing(PathBuf),
    /// Its bytes are not those of its name.
    Altered(PathBuf),
}

/// Where the picture with this digest lies.
pub(crate) fn path_of(home: &Home, digest: &str) -> PathBuf {
    let shelf = digest.get(..2).unwrap_or("__");
    home.evidence().join(shelf).join(format!("{digest}.webp"))
}

/// Where its thumbnail lies: beside it, so that nobody forgets to destroy it.
fn thumbnail_of(home: &Home, digest: &str) -> PathBuf {
    path_of(home, digest).with_extension("small.webp")
}

/// Moves a finished, fsynced file to the place that its digest names, for good when this returns.
pub(crate) fn take_in(home: &Home, file: &Path) -> Result<String> {
    let digest = digest_of(file)?;
    let place = path_of(home, &digest);
    let shelf = place.parent().unwrap_or(home.folder());
    if !shelf.is_dir() {
        private_folder(shelf)?;
        sync_folder(&home.evidence())?;
    }
    fs::rename(file, &place).map_err(Error::file("move to the evidence folder", file))?;
    sync_folder(shelf)?;
    Ok(digest)
}

/// Takes a picture in that was made here.
pub(crate) fn keep(home: &Home, picture: &[u8]) -> Result<String> {
    let file = home.incoming().join(format!("made-{}.webp", std::process::id()));
    private_folder(&home.incoming())?;
    let written = File::create(&file).and_then(|mut out| {
        out.write_all(picture)?;
        out.sync_all()
    });
    written.map_err(Error::file("write", &file))?;
    take_in(home, &file)
}

/// Destroys the picture with this digest and its thumbnail; one that is not there is destroyed already.
pub(crate) fn destroy(home: &Home, digest: &str) -> Result<()> {
    [thumbnail_of(home, digest), path_of(home, digest)].iter().try_for_each(|place| {
        match fs::remove_file(place) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file("destroy", place)(error))
            }
            _ => Ok(()),
        }
    })
}

fn read(place: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(place) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file("read", place)(error)),
    }
}

fn private_file(place: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create(true).truncate(true).open(place)
}

/// SHA-256 of a file, hexadecimal.
pub(crate) fn digest_of(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(Error::file("open", path))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut piece).map_err(Error::file("read", path))?;
        match piece.get(..read) {
            Some(bytes) if read > 0 => hash.update(bytes),
            _ => break,
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Makes a rename in this folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    let synced = File::open(folder).and_then(|opened| opened.sync_all());
    synced.map_err(Error::file("sync the folder", folder))
}

impl Store {
    /// A picture that a contract's diary names; none where it does not, or the file is gone.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails or the file cannot be read.
    pub fn picture_of(&self, contract: &ContractId, digest: &str) -> Result<Option<Vec<u8>>> {
        match self.names_picture(contract, digest)? {
            true => read(&path_of(&self.home, digest)),
            false => Ok(None),
        }
    }

    /// The thumbnail of such a picture, where one was kept.
    ///
    /// # Errors
    /// As [`Self::picture_of`].
    pub fn thumbnail_of(&self, contract: &ContractId, digest: &str) -> Result<Option<Vec<u8>>> {
        match self.names_picture(contract, digest)? {
            true => read(&thumbnail_of(&self.home, digest)),
            false => Ok(None),
        }
    }

    /// Keeps the thumbnail of a picture while the diary names that. A power cut may lose it: it can be made again.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails or the file cannot be written.
    pub fn keep_thumbnail(&self, contract: &ContractId, digest: &str, thumbnail: &[u8]) -> Result<()> {
        let place = thumbnail_of(&self.home, digest);
        let written = private_file(&place).and_then(|mut out| out.write_all(thumbnail));
        written.map_err(Error::file("write", &place))?;
        // The picture may have been destroyed while its thumbnail was made.
        match self.names_picture(contract, digest)? {
            true => Ok(()),
            false => destroy(&self.home, digest),
        }
    }

    fn names_picture(&self, contract: &ContractId, digest: &str) -> Result<bool> {
        let row = self.row_of(contract)?;
        let sql = "SELECT 1 FROM snapshot WHERE digest = ?1 AND contract = ?2";
        self.read(|db| db.prepare_cached(sql)?.exists((digest, row)))
    }

    /// Removes pictures that were being taken when a host was killed: the diary does not name them.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not removed.
    pub fn clear_incoming(&self) -> Result<()> {
        let folder = self.home.incoming();
        private_folder(&folder)?;
        for entry in fs::read_dir(&folder).map_err(Error::file("read the folder", &folder))? {
            let path = entry.map_err(Error::file("read the folder", &folder))?.path();
            fs::remove_file(&path).map_err(Error::file("remove", &path))?;
        }
        Ok(())
    }

    /// Checks that every picture the diary names is there; with `contents` also that its bytes are
    /// those of its name.
    ///
    /// # Errors
    /// When the database fails or a file cannot be read.
    pub fn check_evidence(&self, contents: bool) -> Result<Evidence> {
        let sql = "SELECT DISTINCT digest FROM snapshot WHERE digest IS NOT NULL ORDER BY digest";
        let digests: Vec<String> =
            self.read(|db| db.prepare(sql)?.query_map([], |row| row.get(0))?.collect())?;
        let mut evidence = Evidence::default();
        for digest in digests {
            let path = path_of(&self.home, &digest);
            evidence.pictures += 1;
            match fs::metadata(&path) {
                Err(_) => evidence.faults.push(EvidenceFault::Missing(path)),
                Ok(_) if contents && digest_of(&path)? != digest => {
                    evidence.faults.push(EvidenceFault::Altered(path));
                }
                Ok(found) => evidence.bytes += found.len(),
            }
        }
        Ok(evidence)
    }
}
