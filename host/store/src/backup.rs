//! A whole diary in one tar file, and back.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::database::Store;
use crate::error::{Error, Result};
use crate::evidence::{EvidenceFault, path_of, sync_folder};
use crate::home::{Home, private_folder};

/// Folders of which everything goes along; the evidence goes by what the diary names.
const WHOLE_FOLDERS: &[&str] = &["keys", "plugins", "components"];

/// What a backup holds, or what was brought back from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// Pictures in it.
    pub pictures: u64,
    /// Pictures that the diary names and that were not there to be saved.
    pub missing: u64,
    /// Size of the file.
    pub bytes: u64,
}

impl Store {
    /// Writes the diary as it is at this moment into a new file, for its owner only. The file
    /// appears whole or not at all.
    ///
    /// # Errors
    /// When the file exists, or something cannot be read or written.
    pub fn backup(&self, file: &Path) -> Result<Saved> {
        if file.exists() {
            let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(Error::file("write the backup", file)(exists));
        }
        let copy = self.home.folder().join(format!("backup-{}.db", std::process::id()));
        let unfinished = beside(file, "writing");
        let saved = self.copy_database(&copy).and_then(|()| self.write_tar(&copy, &unfinished));
        drop(fs::remove_file(&copy));
        let finished = saved.and_then(|saved| {
            fs::rename(&unfinished, file).map_err(Error::file("write the backup", file))?;
            sync_folder(parent(file))?;
            Ok(saved)
        });
        finished.inspect_err(|_| drop(fs::remove_file(&unfinished)))
    }

    /// A copy of the database as of one moment, while others go on writing.
    fn copy_database(&self, copy: &Path) -> Result<()> {
        self.read(|db| db.execute("VACUUM INTO ?1", [copy.to_string_lossy()])).map(|_| ())
    }

    fn write_tar(&self, copy: &Path, unfinished: &Path) -> Result<Saved> {
        let cannot = Error::file("write the backup", unfinished);
        let file = new_private_file(unfinished)?;
        let mut tar = tar::Builder::new(file);
        let mut saved = Saved { pictures: 0, missing: 0, bytes: 0 };
        append(&mut tar, copy, Path::new("diary.db"))?;
        if self.home.config().exists() {
            append(&mut tar, &self.home.config(), Path::new("config.toml"))?;
        }
        for folder in WHOLE_FOLDERS {
            for path in files_in(&self.home.folder().join(folder))? {
                let name = path.file_name().unwrap_or_default();
                append(&mut tar, &path, &Path::new(folder).join(name))?;
            }
        }
        for digest in digests_in(copy)? {
            let path = path_of(&self.home, &digest);
            if !path.exists() {
                saved.missing += 1;
                continue;
            }
            let name = path.strip_prefix(self.home.folder()).unwrap_or(&path).to_owned();
            append(&mut tar, &path, &name)?;
            saved.pictures += 1;
        }
        let written = tar.into_inner().and_then(|file| file.sync_all().and_then(|()| file.metadata()));
        saved.bytes = written.map_err(cannot)?.len();
        Ok(saved)
    }

    /// Brings a diary back into a home that is empty. Everything is checked before the home appears.
    ///
    /// # Errors
    /// When the home is in use, or the backup is damaged or not one.
    pub fn restore(file: &Path, home: &Home) -> Result<Saved> {
        let used = fs::read_dir(home.folder()).is_ok_and(|mut entries| entries.next().is_some());
        if home.has_diary() || used {
            return Err(Error::DiaryExists(home.folder().to_owned()));
        }
        let workshop = Home::at(&beside(home.folder(), "restoring"));
        let restored = unpack(file, &workshop).and_then(|bytes| check(file, &workshop, bytes));
        let placed = restored.and_then(|saved| place(workshop.folder(), home.folder()).map(|()| saved));
        placed.inspect_err(|_| drop(fs::remove_dir_all(workshop.folder())))
    }
}

/// A name beside `path` for what is not finished.
fn beside(path: &Path, doing: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{doing}-{}", std::process::id()));
    path.with_file_name(name)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn new_private_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(Error::file("make the file", path))
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>();
    let mut paths = paths.map_err(Error::file("read the folder", folder))?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

fn append(tar: &mut tar::Builder<File>, path: &Path, name: &Path) -> Result<()> {
    let cannot = || Error::file("save", path);
    let mut file = File::open(path).map_err(cannot())?;
    let mut header = tar::Header::new_gnu();
    header.set_size(file.metadata().map_err(cannot())?.len());
    header.set_mode(0o600);
    tar.append_data(&mut header, name, &mut file).map_err(cannot())
}

fn digests_in(database: &Path) -> Result<Vec<String>> {
    let said = |source| Error::database(database, source);
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(said)?;
    let mut statement = db
        .prepare("SELECT DISTINCT digest FROM snapshot WHERE digest IS NOT NULL ORDER BY digest")
        .map_err(said)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(said)?;
    rows.collect::<rusqlite::Result<_>>().map_err(said)
}

fn bad(file: &Path, detail: impl Into<String>) -> Error {
    Error::BadBackup { path: file.to_owned(), detail: detail.into() }
}

/// Unpacks only what a backup can hold: a name with `..`, a link or a device is refused.
fn unpack(file: &Path, workshop: &Home) -> Result<u64> {
    let opened = File::open(file).map_err(Error::file("open the backup", file))?;
    let bytes = opened.metadata().map_err(Error::file("open the backup", file))?.len();
    workshop.make()?;
    let damaged = |error: std::io::Error| bad(file, error.to_string());
    let mut archive = tar::Archive::new(opened);
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = entry.path().map_err(damaged)?.into_owned();
        if !entry.header().entry_type().is_file() || !is_expected(&name) {
            return Err(bad(file, format!("`{}` is nothing that a backup holds", name.display())));
        }
        let path = workshop.folder().join(&name);
        private_folder(parent(&path))?;
        let mut out = new_private_file(&path)?;
        copy(&mut entry, &mut out).map_err(damaged)?;
    }
    Ok(bytes)
}

fn copy(from: &mut impl Read, to: &mut File) -> std::io::Result<()> {
    std::io::copy(from, to)?;
    to.flush()?;
    to.sync_all()
}

fn is_expected(name: &Path) -> bool {
    let parts: Option<Vec<&str>> = name
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    match parts.as_deref() {
        Some(["diary.db" | "config.toml"]) => true,
        Some(["evidence", shelf, picture]) => picture.starts_with(shelf) && picture.ends_with(".webp"),
        Some([folder, _]) => WHOLE_FOLDERS.contains(folder),
        _ => false,
    }
}

fn check(file: &Path, workshop: &Home, bytes: u64) -> Result<Saved> {
    if !workshop.has_diary() {
        return Err(bad(file, "it holds no diary"));
    }
    let store = Store::open(workshop)?;
    let integrity = store.check()?;
    if let Some(damage) = integrity.damage.first() {
        return Err(bad(file, damage));
    }
    if let Some(fault) = integrity.journal_fault {
        return Err(bad(file, format!("journal entry {}: {}", fault.seq, fault.detail)));
    }
    let evidence = store.check_evidence(true)?;
    let mut saved = Saved { pictures: evidence.pictures, missing: 0, bytes };
    for fault in evidence.faults {
        match fault {
            EvidenceFault::Missing(_) => saved.missing += 1,
            EvidenceFault::Altered(path) => {
                return Err(bad(file, format!("the picture `{}` is altered", path.display())));
            }
        }
    }
    saved.pictures -= saved.missing;
    Ok(saved)
}

fn place(workshop: &Path, home: &Path) -> Result<()> {
    if home.exists() {
        fs::remove_dir(home).map_err(Error::file("make the folder", home))?;
    }
    sync_folder(workshop)?;
    fs::rename(workshop, home).map_err(Error::file("make the folder", home))?;
    sync_folder(parent(home))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("diary.db", true)]
    #[case("evidence/ab/abcd.webp", true)]
    #[case("keys/host.key", true)]
    #[case("../diary.db", false)]
    #[case("/etc/passwd", false)]
    #[case("evidence/../../x.webp", false)]
    #[case("evidence/ab/cd.webp", false)]
    #[case("host.lock", false)]
    fn only_what_a_backup_holds_is_unpacked(#[case] name: &str, #[case] expected: bool) {
        assert_eq!(is_expected(Path::new(name)), expected);
    }
}
