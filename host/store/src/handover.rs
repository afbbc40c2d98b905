//! What is handed over of a contract: its chain, and segments with all that opens their seals.

use std::ops::{ControlFlow, Range};

use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_proof::bundle::{Picture, Segment, Snapshot};
use workdiary_proof::chain::Link;
use workdiary_proof::hex::Hex;
use workdiary_proof::record::Record;

use crate::database::Store;
use crate::error::Result;
use crate::journal::{self, NewEntry};

impl Store {
    /// Shows each act about a contract, in order, with its place in the contract's chain.
    ///
    /// # Errors
    /// When the database fails.
    pub fn each_act(&self, contract: &ContractId, mut see: impl FnMut(Link, &Record)) -> Result<Link> {
        let mut at = Link::begin(contract.as_str());
        self.each_entry(|entry| {
            if entry.record.contract().as_deref() == Some(contract.as_str()) {
                at = at.then(&entry.record.brief().digest());
                see(at, &entry.record);
            }
            ControlFlow::Continue(())
        })?;
        Ok(at)
    }

    /// The segments of a contract in these slots with their snapshots, as they are sealed. One that is being tracked
    /// is not sealed yet and is left out.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails, or a row is damaged.
    pub fn sealed_segments(&self, contract: &ContractId, slots: Range<u32>) -> Result<Vec<Segment>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT slot, manual, first_second, minutes, memo.text, label.text, title.text, session, salt
                   FROM segment JOIN text AS memo ON memo.id = segment.memo JOIN text AS label ON label.id = segment.label
                   LEFT JOIN text AS title ON title.id = segment.title
                   WHERE contract = ?1 AND slot >= ?2 AND slot < ?3 AND salt IS NOT NULL ORDER BY slot";
        let mut segments: Vec<Segment> = self.read(|db| {
            db.prepare(sql)?.query_map(params![row, slots.start, slots.end], segment_of)?.collect()
        })?;
        let mut snapshots = self.sealed_snapshots(row, slots)?.into_iter().peekable();
        for segment in &mut segments {
            while let Some((slot, snapshot)) = snapshots.next_if(|(slot, _)| *slot <= segment.slot) {
                if slot == segment.slot {
                    segment.snapshots.push(snapshot);
                }
            }
        }
        Ok(segments)
    }

    /// The key of the client of a contract, hexadecimal, once it is known.
    ///
    /// # Errors
    /// When the database fails.
    pub fn client_key(&self, contract: &ContractId) -> Result<Option<String>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let key = client_key(contract);
        self.read(|db| db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional())
    }

    /// From now on answers signed by this key are the client's.
    ///
    /// # Errors
    /// When the database fails.
    pub fn accept_client_key(&mut self, contract: &ContractId, public: &str, now: Second) -> Result<()> {
        self.write(|tx| {
            tx.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [&client_key(contract), public])?;
            let payload = json!({ "contract": contract, "public": public });
            let kind = "client-key-accepted";
            journal::append(tx, &NewEntry { time: now, actor: Actor::Freelancer, kind, payload })
        })
    }

    fn sealed_snapshots(&self, contract: i64, slots: Range<u32>) -> Result<Vec<(u32, Snapshot)>> {
        let sql = "SELECT slot, id, taken_at, monitor, state, digest, salt FROM snapshot
                   WHERE contract = ?1 AND slot >= ?2 AND slot < ?3 ORDER BY slot, taken_at, id";
        self.read(|db| {
            let values = params![contract, slots.start, slots.end];
            db.prepare(sql)?.query_map(values, snapshot_of)?.collect()
        })
    }
}

fn client_key(contract: &ContractId) -> String {
    format!("client-key:{contract}")
}

fn segment_of(row: &Row<'_>) -> rusqlite::Result<Segment> {
    Ok(Segment {
        slot: row.get(0)?,
        manual: row.get(1)?,
        first_second: row.get(2)?,
        minutes: Hex(row.get(3)?),
        memo: row.get(4)?,
        label: row.get(5)?,
        title: row.get(6)?,
        session: row.get::<_, Option<i64>>(7)?.unwrap_or(0),
        shared: false,
        salt: Hex(row.get(8)?),
        snapshots: Vec::new(),
    })
}

fn snapshot_of(row: &Row<'_>) -> rusqlite::Result<(u32, Snapshot)> {
    let digest: Option<String> = row.get(5)?;
    let salt: Option<[u8; 16]> = row.get(6)?;
    let picture = digest.and_then(|digest| Hex::read(&digest)).zip(salt);
    let snapshot = Snapshot {
        id: row.get(1)?,
        taken_at: Second(row.get(2)?),
        monitor: row.get(3)?,
        state: row.get(4)?,
        picture: picture.map(|(sha256, salt)| Picture { sha256, salt: Hex(salt) }),
    };
    Ok((row.get(0)?, snapshot))
}
