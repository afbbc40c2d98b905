//! The container of a bundle: a page for browsers with a ZIP archive behind it, as self-extracting archives have it.
//!
//! Parts are stored, never compressed: a part takes as much room in the file as it says, so nothing can swell. A reader
//! keeps no more in memory than the list of parts and what it asks for within a bound.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, FileReader, ZipArchive, ZipArchiveEntryWayfinder, ZipArchiveWriter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex::{Hex, Sha};

/// More parts no archive has: ten pictures for each segment of a week, and the rest.
pub const MOST_PARTS: usize = 12_000;
/// No name of a part is longer.
const LONGEST_NAME: usize = 120;
/// Behind the page and before the archive, so that a browser shows nothing of the latter.
const CURTAIN: &[u8] = b"\n<script type=\"application/zip\">\n";

/// What a part is: its size and its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of it.
    pub sha256: Sha,
}

/// Writes a bundle: the page, then part after part.
pub struct Writer<W: Write> {
    zip: ZipArchiveWriter<W>,
    /// All that was written.
    pub parts: BTreeMap<String, Part>,
    /// The page with all before the first part.
    pub page: Part,
}

impl<W: Write> Writer<W> {
    /// Begins with the page.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn behind(page: &mut impl Read, mut out: W) -> io::Result<Self> {
        let page = copied(&mut page.chain(CURTAIN), &mut out)?;
        let zip = ZipArchiveWriter::builder().with_offset(page.bytes).build(out);
        Ok(Self { zip, parts: BTreeMap::new(), page })
    }

    /// Adds a part.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn add(&mut self, name: &str, content: &mut impl Read) -> io::Result<()> {
        // The first day that ZIP knows: when it was made is said by the bundle itself.
        let mut file = self.zip.new_file(name);
        if let Some(day) = UtcDateTime::from_components(1980, 1, 1, 0, 0, 0, 0) {
            file = file.last_modified(day);
        }
        let (mut entry, config) = file.start().map_err(io::Error::other)?;
        let mut writer = config.wrap(&mut entry);
        let part = copied(content, &mut writer)?;
        let (_, descriptor) = writer.finish().map_err(io::Error::other)?;
        entry.finish(descriptor).map_err(io::Error::other)?;
        self.parts.insert(name.to_owned(), part);
        Ok(())
    }

    /// Writes the list of parts; what comes after it would be no part.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.zip.finish().map_err(io::Error::other)
    }
}

/// Copies to the end, and says what it was.
fn copied(from: &mut impl Read, to: &mut impl Write) -> io::Result<Part> {
    let mut part = Summing { to, hash: Sha256::new(), bytes: 0 };
    io::copy(from, &mut part)?;
    Ok(Part { bytes: part.bytes, sha256: Hex(part.hash.finalize().into()) })
}

struct Summing<'a, W> {
    to: &'a mut W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Summing<'_, W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.to.write(buffer)?;
        self.hash.update(buffer.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Why a file is not taken for a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    /// The system gives nothing of it.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// There is no archive in it, or only a piece of one.
    #[error("it is no bundle, or its end is missing: {0}")]
    NoArchive(String),
    /// It breaks a rule of the format.
    #[error("{0}")]
    Form(String),
    /// A part has to be there and is not.
    #[error("the part `{0}` is missing")]
    Missing(String),
    /// A part is larger than anything that belongs there.
    #[error("the part `{name}` has {bytes} bytes; {most} is the most")]
    TooLarge {
        /// Which.
        name: String,
        /// Its size.
        bytes: u64,
        /// The bound.
        most: u64,
    },
}

/// Where a part lies.
struct Place {
    way: ZipArchiveEntryWayfinder,
    bytes: u64,
}

/// A bundle that is read.
pub struct Reader {
    archive: ZipArchive<FileReader>,
    places: BTreeMap<String, Place>,
    /// Where the first part begins: before it is the page.
    page_bytes: u64,
}

impl Reader {
    /// Opens a file and reads the list of its parts.
    ///
    /// # Errors
    /// When it is no archive of this form.
    pub fn open(path: &Path) -> Result<Self, BadFile> {
        let no_archive = |error: rawzip::Error| BadFile::NoArchive(error.to_string());
        let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(File::open(path)?, &mut buffer).map_err(no_archive)?;
        let mut places = BTreeMap::new();
        let mut taken = Vec::new();
        let mut entries = archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(no_archive)? {
            let name = name_of(entry.file_path().as_ref())?;
            let form = |what: &str| BadFile::Form(format!("the part `{name}` {what}"));
            if taken.len() >= MOST_PARTS {
                return Err(BadFile::Form(format!("it has more than {MOST_PARTS} parts")));
            }
            if entry.compression_method() != CompressionMethod::STORE
                || entry.compressed_size_hint() != entry.uncompressed_size_hint()
                || entry.flags().is_encrypted()
            {
                return Err(form("is compressed or encrypted: parts of a bundle are stored as they are"));
            }
            let place = Place { way: entry.wayfinder(), bytes: entry.uncompressed_size_hint() };
            taken.push((entry.local_header_offset(), place.bytes));
            if places.insert(name.clone(), place).is_some() {
                return Err(form("is there twice"));
            }
        }
        if taken.len() as u64 != archive.entries_hint() {
            return Err(BadFile::Form("its list of parts is cut off".to_owned()));
        }
        Ok(Self { page_bytes: apart(&mut taken)?, archive, places })
    }

    /// The names of its parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The size of a part, where there is one of this name.
    #[must_use]
    pub fn size(&self, name: &str) -> Option<u64> {
        self.places.get(name).map(|place| place.bytes)
    }

    /// Reads a part, which is held to `most` bytes.
    ///
    /// # Errors
    /// When it is missing, too large, or cannot be read.
    pub fn part(&self, name: &str, most: u64) -> Result<impl Read + '_, BadFile> {
        let place = self.places.get(name).ok_or_else(|| BadFile::Missing(name.to_owned()))?;
        if place.bytes > most {
            return Err(BadFile::TooLarge { name: name.to_owned(), bytes: place.bytes, most });
        }
        let entry =
            self.archive.get_entry(place.way).map_err(|error| BadFile::NoArchive(error.to_string()))?;
        Ok(entry.reader())
    }

    /// All of a part.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub fn whole(&self, name: &str, most: u64) -> Result<Vec<u8>, BadFile> {
        let mut bytes = Vec::new();
        self.part(name, most)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The lines of a part, each as JSON.
    ///
    /// # Errors
    /// As [`Self::part`]; or when a line is longer than `longest` or not what is expected.
    pub fn lines<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        most: u64,
        longest: u64,
        mut see: impl FnMut(T) -> Result<(), BadFile>,
    ) -> Result<(), BadFile> {
        let mut reader = BufReader::new(self.part(name, most)?);
        for number in 1_u64.. {
            let mut line = Vec::new();
            io::BufRead::read_until(&mut reader.by_ref().take(longest), b'\n', &mut line)?;
            if line.is_empty() {
                break;
            }
            let bad = |why: String| BadFile::Form(format!("line {number} of the part `{name}` {why}"));
            if line.last() != Some(&b'\n') {
                return Err(bad(format!("does not end within {longest} bytes")));
            }
            see(serde_json::from_slice(&line)
                .map_err(|error| bad(format!("is not as it should be: {error}")))?)?;
        }
        Ok(())
    }

    /// What a part is.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub fn measure(&self, name: &str) -> Result<Part, BadFile> {
        Ok(copied(&mut self.part(name, u64::MAX)?, &mut io::sink())?)
    }

    /// What the page before the first part is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn measure_page(&self, path: &Path) -> Result<Part, BadFile> {
        Ok(copied(&mut File::open(path)?.take(self.page_bytes), &mut io::sink())?)
    }
}

/// The name of a part: nothing that leads anywhere when it is unpacked.
fn name_of(raw: &[u8]) -> Result<String, BadFile> {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-./".contains(byte);
    let name = str::from_utf8(raw).unwrap_or_default();
    let steps = || name.split('/').all(|step| !step.is_empty() && !step.starts_with('.'));
    if raw.is_empty() || raw.len() > LONGEST_NAME || !raw.iter().all(plain) || !steps() {
        let shown = String::from_utf8_lossy(raw.get(..raw.len().min(LONGEST_NAME)).unwrap_or_default());
        return Err(BadFile::Form(format!("`{}` cannot be the name of a part", shown.escape_debug())));
    }
    Ok(name.to_owned())
}

/// Sees that parts do not lie over each other; where the first one begins.
fn apart(taken: &mut [(u64, u64)]) -> Result<u64, BadFile> {
    taken.sort_unstable();
    for two in taken.windows(2) {
        if let [(first, bytes), (second, _)] = two
            && first.checked_add(*bytes).is_none_or(|end| end > *second)
        {
            return Err(BadFile::Form("parts of it lie over each other".to_owned()));
        }
    }
    taken.first().map(|(first, _)| *first).ok_or_else(|| BadFile::Form("it has no parts".to_owned()))
}
