//! The journal: what was done to the diary, by whom and when; a chain of hashes that nobody edits.

use std::ops::ControlFlow;

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_proof::record::Record;

use crate::database::Store;
use crate::error::Result;

/// What is to be entered.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// When.
    pub time: Second,
    /// By whom.
    pub actor: Actor,
    /// What kind of act, such as `contract-added`.
    pub kind: &'static str,
    /// Its particulars. What a person may want destroyed (memos, labels, counts, pictures) stands in
    /// it only as a salted digest.
    pub payload: serde_json::Value,
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1.
    pub seq: i64,
    /// What it says.
    pub record: Record,
    previous: [u8; 32],
    pub(crate) hash: [u8; 32],
}

/// The first place at which the chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalFault {
    /// The entry.
    pub seq: i64,
    /// What does not hold.
    pub detail: &'static str,
}

impl Entry {
    /// Reads whatever stands in a row: what cannot be what was entered is seen by the hash.
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text =
            |column| Ok::<_, rusqlite::Error>(String::from_utf8_lossy(&bytes(row, column)?).into_owned());
        let hash = |column| Ok::<_, rusqlite::Error>(bytes(row, column)?.try_into().unwrap_or([0; 32]));
        Ok(Self {
            seq: row.get(0)?,
            record: Record {
                time: Second(row.get_ref(1)?.as_i64().unwrap_or_default()),
                actor: text(2)?,
                kind: text(3)?,
                payload: text(4)?,
            },
            previous: hash(5)?,
            hash: hash(6)?,
        })
    }

    /// Every field with its length before it, so that no two entries have the same bytes.
    fn digest(&self) -> [u8; 32] {
        let Record { time, actor, kind, payload } = &self.record;
        let mut hash = Sha256::new();
        hash.update(self.previous);
        hash.update(self.seq.to_le_bytes());
        hash.update(time.0.to_le_bytes());
        for text in [actor, kind, payload] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.finalize().into()
    }
}

/// Whatever stands in a column, as bytes.
pub(crate) fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    })
}

const COLUMNS: &str = "seq, time, actor, kind, payload, previous, hash";

/// Enters an act, in the transaction that does it.
pub(crate) fn append(tx: &Transaction<'_>, new: &NewEntry) -> rusqlite::Result<()> {
    let last = format!("SELECT {COLUMNS} FROM journal ORDER BY seq DESC LIMIT 1");
    let last = tx.prepare_cached(&last)?.query_row([], Entry::of).optional()?;
    let mut entry = Entry {
        seq: last.as_ref().map_or(1, |last| last.seq + 1),
        record: Record {
            time: new.time,
            actor: new.actor.to_string(),
            kind: new.kind.to_owned(),
            payload: new.payload.to_string(),
        },
        previous: last.map_or([0; 32], |last| last.hash),
        hash: [0; 32],
    };
    entry.hash = entry.digest();
    let Entry { seq, record: Record { time, actor, kind, payload }, previous, hash } = entry;
    let values = params![seq, time.0, actor, kind, payload, previous, hash];
    let sql = format!("INSERT INTO journal ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    tx.prepare_cached(&sql)?.execute(values)?;
    Ok(())
}

impl Store {
    /// Shows each entry in order, until `see` has seen enough.
    ///
    /// # Errors
    /// When the database fails.
    pub fn each_entry(&self, see: impl FnMut(&Entry) -> ControlFlow<()>) -> Result<()> {
        self.entries("ASC", see)
    }

    /// The same from the newest back.
    ///
    /// # Errors
    /// When the database fails.
    pub fn each_entry_back(&self, see: impl FnMut(&Entry) -> ControlFlow<()>) -> Result<()> {
        self.entries("DESC", see)
    }

    /// Shows each entry of `from..until`, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn each_entry_in(&self, from: Second, until: Second, mut see: impl FnMut(&Entry)) -> Result<()> {
        let sql = format!(
            "SELECT {COLUMNS} FROM journal INDEXED BY journal_time WHERE time >= ?1 AND time < ?2 ORDER BY seq"
        );
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query([from.0, until.0])?;
            while let Some(row) = rows.next()? {
                see(&Entry::of(row)?);
            }
            Ok(())
        })
    }

    fn entries(&self, order: &str, mut see: impl FnMut(&Entry) -> ControlFlow<()>) -> Result<()> {
        let sql = format!("SELECT {COLUMNS} FROM journal ORDER BY seq {order}");
        self.read(|db| {
            let mut statement = db.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if see(&Entry::of(row)?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// How many entries there are, and the first at which the chain is broken.
    pub(crate) fn check_journal(&self) -> Result<(u64, Option<JournalFault>)> {
        let (mut count, mut chain, mut fault) = (0, Chain::default(), None);
        self.each_entry(|entry| {
            count += 1;
            if fault.is_none() {
                fault = chain.follow(entry);
            }
            ControlFlow::Continue(())
        })?;
        Ok((count, fault))
    }
}

/// The chain as far as it was followed.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    seq: i64,
    hash: [u8; 32],
}

impl Chain {
    /// Takes the next entry; what does not hold of it.
    pub(crate) fn follow(&mut self, entry: &Entry) -> Option<JournalFault> {
        let detail = if entry.seq != self.seq + 1 {
            Some("an entry before it is missing")
        } else if entry.previous != self.hash {
            Some("it does not follow the entry before it")
        } else if entry.hash != entry.digest() {
            Some("its content is not what was entered")
        } else {
            None
        };
        (self.seq, self.hash) = (entry.seq, entry.hash);
        detail.map(|detail| JournalFault { seq: entry.seq, detail })
    }
}
