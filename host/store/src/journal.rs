//! The journal: what was done to the diary, by whom and when; a chain of hashes that nobody edits.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};
use workdiary_diary::time::Second;

use crate::database::Store;
use crate::error::Result;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The person whose diary it is.
    Freelancer,
    /// The host by itself.
    Host,
}

impl Actor {
    /// The word in the journal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Freelancer => "freelancer",
            Self::Host => "host",
        }
    }
}

/// What is to be entered.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// When.
    pub time: Second,
    /// By whom.
    pub actor: Actor,
    /// What kind of act, such as `contract-added`.
    pub kind: &'static str,
    /// Its particulars. Nothing that a person may want destroyed: memos, counts and pictures stay
    /// out of the journal.
    pub payload: serde_json::Value,
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1.
    pub seq: i64,
    /// When.
    pub time: Second,
    /// By whom.
    pub actor: String,
    /// What kind of act.
    pub kind: String,
    /// Its particulars, JSON.
    pub payload: String,
    previous: [u8; 32],
    hash: [u8; 32],
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
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            time: Second(row.get(1)?),
            actor: row.get(2)?,
            kind: row.get(3)?,
            payload: row.get(4)?,
            previous: row.get(5)?,
            hash: row.get(6)?,
        })
    }

    /// Every field with its length before it, so that no two entries have the same bytes.
    fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.previous);
        hash.update(self.seq.to_le_bytes());
        hash.update(self.time.0.to_le_bytes());
        for text in [&self.actor, &self.kind, &self.payload] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.finalize().into()
    }
}

const COLUMNS: &str = "seq, time, actor, kind, payload, previous, hash";

/// Enters an act, in the transaction that does it.
pub(crate) fn append(tx: &Transaction<'_>, new: &NewEntry) -> rusqlite::Result<()> {
    let last = format!("SELECT {COLUMNS} FROM journal ORDER BY seq DESC LIMIT 1");
    let last = tx.query_row(&last, [], Entry::of).optional()?;
    let mut entry = Entry {
        seq: last.as_ref().map_or(1, |last| last.seq + 1),
        time: new.time,
        actor: new.actor.word().to_owned(),
        kind: new.kind.to_owned(),
        payload: new.payload.to_string(),
        previous: last.map_or([0; 32], |last| last.hash),
        hash: [0; 32],
    };
    entry.hash = entry.digest();
    let Entry { seq, time, actor, kind, payload, previous, hash } = entry;
    let values = params![seq, time.0, actor, kind, payload, previous, hash];
    tx.execute(&format!("INSERT INTO journal ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"), values)?;
    Ok(())
}

impl Store {
    /// All entries in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn journal(&self) -> Result<Vec<Entry>> {
        let sql = format!("SELECT {COLUMNS} FROM journal ORDER BY seq");
        self.read(|db| db.prepare(&sql)?.query_map([], Entry::of)?.collect())
    }

    /// How many entries there are, and the first at which the chain is broken.
    pub(crate) fn check_journal(&self) -> Result<(u64, Option<JournalFault>)> {
        let entries = self.journal()?;
        let (mut seq, mut previous) = (0, [0; 32]);
        let fault = entries.iter().find_map(|entry| {
            let detail = if entry.seq != seq + 1 {
                Some("an entry before it is missing")
            } else if entry.previous != previous {
                Some("it does not follow the entry before it")
            } else if entry.hash != entry.digest() {
                Some("its content is not what was entered")
            } else {
                None
            };
            (seq, previous) = (entry.seq, entry.hash);
            detail.map(|detail| JournalFault { seq: entry.seq, detail })
        });
        Ok((entries.len() as u64, fault))
    }
}
