//! Salted digests: the journal knows segments and snapshots by them, so that these can be destroyed
//! and the journal stays valid; without the salt, which goes with them, nothing can be guessed.

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// What is mixed into a digest.
pub type Salt = [u8; 16];

/// The content of a segment as it is sealed.
#[derive(Debug, Clone, Copy)]
pub struct SegmentContent<'a> {
    /// The id of its contract.
    pub contract: &'a str,
    /// Its slot.
    pub slot: i64,
    /// 1: it was added by hand.
    pub manual: i64,
    /// At which second of the slot its tracking began.
    pub first_second: i64,
    /// Its ten minutes, seven bytes each: seconds, keystrokes, clicks, scrolls, little-endian.
    pub minutes: &'a [u8],
    /// What was done.
    pub memo: &'a str,
    /// The id of its label; may be empty.
    pub label: &'a str,
    /// What the label was called when it was given; empty: its id.
    pub title: &'a str,
}

/// The seal of a segment: every field with its length before it.
#[must_use]
pub fn of_segment(content: &SegmentContent<'_>, salt: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    field(salt);
    field(content.contract.as_bytes());
    for number in [content.slot, content.manual, content.first_second] {
        field(&number.to_le_bytes());
    }
    field(content.minutes);
    for text in [content.memo, content.label, content.title] {
        field(text.as_bytes());
    }
    hex(&hash.finalize())
}

/// The seal of an import of history, as far as it was made.
#[derive(Debug, Clone)]
pub struct HistorySeal(Sha256);

/// A stretch of history as it is sealed.
#[derive(Debug, Clone, Copy)]
pub struct HistoryContent<'a> {
    /// Its line, first second, the first second after it, and the seconds worked.
    pub numbers: [i64; 4],
    /// Its memo and label.
    pub texts: [&'a str; 2],
}

/// Begins the seal of an import of history: contract, format, name and digest of the file.
#[must_use]
pub fn of_history(salt: &[u8], head: [&str; 4]) -> HistorySeal {
    let mut seal = HistorySeal(Sha256::new());
    seal.field(salt);
    head.iter().for_each(|text| seal.field(text.as_bytes()));
    seal
}

impl HistorySeal {
    fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds the next stretch.
    pub fn add(&mut self, stretch: &HistoryContent<'_>) {
        stretch.numbers.iter().for_each(|number| self.field(&number.to_le_bytes()));
        stretch.texts.iter().for_each(|text| self.field(text.as_bytes()));
    }

    /// The seal.
    #[must_use]
    pub fn digest(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The seal of a snapshot, by the digest of its picture.
#[must_use]
pub fn of_snapshot(salt: &[u8], digest: &str) -> String {
    hex(&Sha256::new().chain_update(salt).chain_update(digest).finalize())
}
