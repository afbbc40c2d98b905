//! The files that a report makes: whole and at their place when it is done, or not at all.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wasmtime::Result;
use wasmtime::component::Resource;

use crate::bindings::output;
use crate::call::{State, Stop};
use crate::limits;

/// A file that is being written, by its name.
#[derive(Debug)]
#[expect(unreachable_pub, reason = "the generated bindings name it as public")]
pub struct FileName(String);

/// Where the files of a report go.
#[derive(Debug)]
pub struct Output {
    place: Place,
    files: BTreeMap<String, u64>,
}

#[derive(Debug)]
enum Place {
    /// Beside the others in this folder, in a hidden one until all are there.
    Folder { folder: PathBuf, staging: TempDir, _made: Option<Made> },
    /// For trials.
    Memory(BTreeMap<String, Vec<u8>>),
}

/// A folder that was made for the report: it goes again where nothing came into it.
#[derive(Debug)]
struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        // One with files in it cannot be removed so, and stays.
        drop(std::fs::remove_dir(&self.0));
    }
}

impl Output {
    /// Files in a folder, which is made when it is missing.
    ///
    /// # Errors
    /// When it cannot be made or written to.
    pub fn folder(folder: &Path) -> std::io::Result<Self> {
        let made = (!folder.exists()).then(|| Made(folder.to_owned()));
        std::fs::create_dir_all(folder)?;
        let staging = tempfile::Builder::new().prefix(".workdiary-").tempdir_in(folder)?;
        let place = Place::Folder { folder: folder.to_owned(), staging, _made: made };
        Ok(Self { place, files: BTreeMap::new() })
    }

    /// Files in memory.
    #[must_use]
    pub fn memory() -> Self {
        Self { place: Place::Memory(BTreeMap::new()), files: BTreeMap::new() }
    }

    /// The files that were written into memory.
    #[must_use]
    pub fn in_memory(self) -> BTreeMap<String, Vec<u8>> {
        match self.place {
            Place::Memory(files) => files,
            Place::Folder { .. } => BTreeMap::new(),
        }
    }

    fn create(&mut self, name: &str) -> Result<(), Stop> {
        if !is_file_name(name) {
            let shown: String = name.chars().take(120).collect();
            return Err(Stop::Misuse(format!(
                "it asked for a file named `{}`: a name is 1 to 100 of a-z, A-Z, 0-9, ., _ and -, \
                 beginning with a letter or digit",
                shown.escape_debug()
            )));
        }
        if self.files.len() >= limits::OUTPUT_FILES {
            return Err(Stop::Misuse(format!("it asked for over {} files", limits::OUTPUT_FILES)));
        }
        if self.files.insert(name.to_owned(), 0).is_some() {
            return Err(Stop::Misuse(format!("it asked for the file `{name}` twice")));
        }
        match &mut self.place {
            Place::Memory(files) => drop(files.insert(name.to_owned(), Vec::new())),
            Place::Folder { staging, .. } => {
                let path = staging.path().join(name);
                drop(std::fs::File::create_new(&path).map_err(|why| cannot("make", &path, &why))?);
            }
        }
        Ok(())
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Stop> {
        let all: u64 = self.files.values().sum::<u64>() + bytes.len() as u64;
        if all > limits::OUTPUT_BYTES {
            return Err(Stop::Misuse(format!("it wrote over {} bytes", limits::OUTPUT_BYTES)));
        }
        *self.files.entry(name.to_owned()).or_default() += bytes.len() as u64;
        match &mut self.place {
            Place::Memory(files) => files.entry(name.to_owned()).or_default().extend_from_slice(bytes),
            Place::Folder { staging, .. } => {
                let path = staging.path().join(name);
                let appended = std::fs::OpenOptions::new().append(true).open(&path);
                appended
                    .and_then(|mut file| file.write_all(bytes))
                    .map_err(|why| cannot("write", &path, &why))?;
            }
        }
        Ok(())
    }

    /// Puts the files at their place, in place of those that had their names; gives names and sizes.
    ///
    /// # Errors
    /// When one cannot be put there.
    pub fn finish(self) -> std::io::Result<Vec<(String, u64)>> {
        if let Place::Folder { folder, staging, .. } = &self.place {
            for name in self.files.keys() {
                let path = staging.path().join(name);
                std::fs::File::open(&path)?.sync_all()?;
                // A link of that name is replaced, not followed.
                std::fs::rename(&path, folder.join(name))?;
            }
        }
        Ok(self.files.into_iter().collect())
    }
}

fn cannot(what: &str, path: &Path, why: &std::io::Error) -> Stop {
    Stop::Host(format!("cannot {what} `{}`: {why}", path.display()))
}

fn is_file_name(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        && name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
}

impl State {
    fn output(&mut self) -> Result<&mut Output, Stop> {
        let report =
            self.report.as_mut().ok_or_else(|| Stop::Misuse("it has no files to write".to_owned()))?;
        Ok(&mut report.output)
    }
}

impl output::Host for State {
    fn create(&mut self, name: String) -> Result<Resource<FileName>> {
        self.output()?.create(&name)?;
        Ok(self.table.push(FileName(name))?)
    }
}

impl output::HostFile for State {
    fn write(&mut self, file: Resource<FileName>, bytes: Vec<u8>) -> Result<()> {
        let name = self.table.get(&file)?.0.clone();
        self.output()?.write(&name, &bytes)?;
        Ok(())
    }

    fn drop(&mut self, file: Resource<FileName>) -> Result<()> {
        self.table.delete(file)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for bad in [
            "",
            "..",
            "../x",
            "a/b",
            "/etc/passwd",
            ".hidden",
            "a\0b",
            "a\\b",
            "ä.csv",
            "-o",
            &"x".repeat(101),
        ] {
            assert!(!is_file_name(bad), "{bad}");
        }
        for good in ["report.csv", "2026-11-16.html", "A_b-1"] {
            assert!(is_file_name(good), "{good}");
        }
    }

    #[test]
    fn nothing_is_at_its_place_before_all_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "of yesterday").unwrap();
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        let mut output = Output::folder(folder.path()).unwrap();
        output.create("a.csv").unwrap();
        output.create("b.csv").unwrap();
        output.write("a.csv", b"one\n").unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("a.csv")).unwrap(), "of yesterday");
        output.write("a.csv", b"two\n").unwrap();
        assert_eq!(output.finish().unwrap(), [("a.csv".to_owned(), 8), ("b.csv".to_owned(), 0)]);
        assert_eq!(std::fs::read_to_string(folder.path().join("a.csv")).unwrap(), "one\ntwo\n");
        drop(Output::folder(folder.path()).unwrap());
        assert_eq!(names(), 2);
    }
}
