//! The ZIP file that a workbook is: its parts one after the other, packed as they are written.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, ZipArchiveWriter, ZipDataWriter, ZipEntryWriter};
use workdiary_sdk::OutputFile;

/// The file of the report.
pub(crate) struct Package(ZipArchiveWriter<OutputFile>);

/// A part that is being written.
pub(crate) struct Part<'p>(ZipDataWriter<DeflateEncoder<ZipEntryWriter<'p, OutputFile>>>);

impl Package {
    pub(crate) fn new(file: OutputFile) -> Self {
        Self(ZipArchiveWriter::new(file))
    }

    /// Begins the next part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Part<'_>, String> {
        let mut file = self.0.new_file(name).compression_method(CompressionMethod::DEFLATE);
        // The first day that ZIP knows: the same diary makes the same bytes.
        if let Some(day) = UtcDateTime::from_components(1980, 1, 1, 0, 0, 0, 0) {
            file = file.last_modified(day);
        }
        let (entry, config) = file.start().map_err(told)?;
        Ok(Part(config.wrap(DeflateEncoder::new(entry, Compression::fast()))))
    }

    /// Writes a part that is there as a whole.
    pub(crate) fn whole(&mut self, name: &str, text: &str) -> Result<(), String> {
        let mut part = self.part(name)?;
        part.text(text)?;
        part.finish()
    }

    /// Writes the list of parts.
    pub(crate) fn finish(self) -> Result<(), String> {
        self.0.finish().map(drop).map_err(told)
    }
}

impl Part<'_> {
    pub(crate) fn text(&mut self, text: &str) -> Result<(), String> {
        self.0.write_all(text.as_bytes()).map_err(|error: io::Error| error.to_string())
    }

    pub(crate) fn finish(self) -> Result<(), String> {
        let (encoder, descriptor) = self.0.finish().map_err(told)?;
        let entry = encoder.finish().map_err(|error| error.to_string())?;
        entry.finish(descriptor).map(drop).map_err(told)
    }
}

fn told(error: rawzip::Error) -> String {
    error.to_string()
}
