//! Report formats: a stretch of a contract's diary as files.

use crate::bindings::report::workdiary::plugin::diary::Page as HostPage;
use crate::bindings::report::workdiary::plugin::output::File as HostFile;
use crate::describe::Plugin;
use crate::invoice::Invoice;
use crate::labels::Label;
use crate::segments::Segments;
use crate::{Rounding, Status, imports, outcome};

pub use crate::bindings::billing::workdiary::plugin::types::{Line, Party};
pub use crate::bindings::report::workdiary::plugin::snapshots::Snapshot;

/// A report format.
pub trait ReportFormat: Plugin {
    /// Writes the report. Files that were begun appear only when this returns well.
    ///
    /// # Errors
    /// Why there is no report, for the person who asked for it.
    fn write(config: &Self::Config, diary: &mut Diary) -> Result<(), String>;
}

/// The diary that a report reads, a week at a time.
#[derive(Debug)]
pub struct Diary(());

impl Diary {
    pub(crate) fn new() -> Self {
        Self(())
    }

    /// The short name of the contract.
    #[must_use]
    pub fn contract(&self) -> String {
        imports::contract()
    }

    /// What the work is.
    #[must_use]
    pub fn title(&self) -> String {
        imports::title()
    }

    /// Who pays.
    #[must_use]
    pub fn client(&self) -> Party {
        imports::client()
    }

    /// Who works.
    #[must_use]
    pub fn freelancer(&self) -> Party {
        imports::freelancer()
    }

    /// ISO 4217 code.
    #[must_use]
    pub fn currency(&self) -> String {
        imports::currency()
    }

    /// Decimals of its minor unit.
    #[must_use]
    pub fn currency_digits(&self) -> u8 {
        imports::currency_digits()
    }

    /// IANA name of the freelancer's time zone.
    #[must_use]
    pub fn time_zone(&self) -> String {
        imports::time_zone()
    }

    /// The first slot of the period.
    #[must_use]
    pub fn from(&self) -> u32 {
        imports::from()
    }

    /// The first slot after the period.
    #[must_use]
    pub fn until(&self) -> u32 {
        imports::until()
    }

    /// Whether this is sample data: the report must then say DEMO.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        imports::demo()
    }

    /// The labels of the period and all labels above them.
    #[must_use]
    pub fn labels(&self) -> Vec<Label> {
        imports::labels()
    }

    /// The next week of the period that has segments or a bill; none after the last one.
    pub fn next_page(&mut self) -> Option<Page> {
        imports::next_page()
    }

    /// The invoice of the period: the one that was issued, or a draft without a number.
    ///
    /// # Errors
    /// Why there can be none, such as a period that is not made of whole weeks.
    pub fn invoice(&self) -> Result<Invoice, String> {
        imports::invoice()
    }

    /// ISO 639-1 code of the language in which the client is written to: `en`, `de`, `fr`, `es` or `uk`.
    #[must_use]
    pub fn language(&self) -> String {
        imports::language()
    }

    /// How a number is written, by the example of 1234.5: `1,234.50`, `1.234,50`, `1 234,50`,
    /// `1'234.50` or `1234.50`.
    #[must_use]
    pub fn number_format(&self) -> String {
        imports::number_format()
    }

    /// How a date is written: `YYYY-MM-DD`, `DD.MM.YYYY`, `DD/MM/YYYY` or `MM/DD/YYYY`.
    #[must_use]
    pub fn date_format(&self) -> String {
        imports::date_format()
    }

    /// Begins a file of the report. The name is 1 to 100 of a-z, A-Z, 0-9, `.`, `_` and `-`,
    /// beginning with a letter or digit, and new.
    pub fn create(&mut self, name: &str) -> OutputFile {
        OutputFile { file: imports::create(name), waiting: Vec::with_capacity(PIECE) }
    }

    /// Whether the person lets this report have snapshots.
    #[must_use]
    pub fn has_snapshots(&self) -> bool {
        imports::granted()
    }

    /// The snapshots of the slots `first` to before `end`, in order of time.
    #[must_use]
    pub fn snapshots(&self, first: u32, end: u32) -> Vec<Snapshot> {
        imports::taken(first, end)
    }

    /// A small WebP picture, its longest side 64 to 640 pixels; empty where the file is gone.
    #[must_use]
    pub fn thumbnail(&self, snapshot: &Snapshot, longest_side: u32) -> Vec<u8> {
        imports::thumbnail(&snapshot.digest, longest_side)
    }
}

/// One week of the period, or the part of it that lies in the period.
#[derive(Debug)]
pub struct Page {
    /// The first slot of the week.
    pub week: u32,
    /// Whether all of the week lies in the period: only then are there lines and a total.
    pub whole: bool,
    /// Its segments.
    pub segments: Segments<'static>,
    /// Minutes on the bill for each.
    pub billed_minutes: Vec<u16>,
    /// The lines of the week's bill.
    pub lines: Vec<Line>,
    /// Their sum in minor units.
    pub total: Option<i64>,
    /// How the amounts were rounded.
    pub rounding: Rounding,
    /// The billing rule and its version.
    pub rule: String,
    /// Whether the week is closed and its bill never changes.
    pub closed: bool,
    pub(crate) outcomes: Vec<u8>,
    pub(crate) reasons: Vec<String>,
}

impl Page {
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "natively there is no host"))]
    pub(crate) fn of_host(page: &HostPage) -> Self {
        Self {
            week: page.week(),
            whole: page.whole(),
            segments: Segments::owned(page.segments()),
            billed_minutes: page.billed_minutes(),
            lines: page.lines(),
            total: page.total(),
            rounding: page.rounding(),
            rule: page.rule(),
            closed: page.closed(),
            outcomes: page.outcomes(),
            reasons: page.reasons(),
        }
    }

    /// What becomes of the segment at this place.
    ///
    /// # Panics
    /// When there is no such segment.
    #[must_use]
    pub fn status(&self, segment: usize) -> Status {
        Status::of(self.outcomes[segment])
    }

    /// Why the segment at this place is not billable; none for the others.
    #[must_use]
    pub fn reason(&self, segment: usize) -> Option<&str> {
        outcome::reason(*self.outcomes.get(segment)?, &self.reasons)
    }
}

/// Pieces of this size are handed to the host.
const PIECE: usize = 64 * 1024;

/// A file of the report; what is written goes to the host in large pieces.
#[derive(Debug)]
pub struct OutputFile {
    file: File,
    waiting: Vec<u8>,
}

/// A file as the host knows it; natively a name.
#[derive(Debug)]
pub(crate) enum File {
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "natively there is no host"))]
    Host(HostFile),
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "there is a host"))]
    Here(String),
}

impl std::io::Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        imports::write(&self.file, &self.waiting);
        self.waiting.clear();
        Ok(())
    }
}

impl OutputFile {
    /// Adds text at its end.
    pub fn text(&mut self, text: &str) {
        // Writing to the host cannot fail here: where it fails the call ends.
        drop(std::io::Write::write_all(self, text.as_bytes()));
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        drop(std::io::Write::flush(self));
    }
}
