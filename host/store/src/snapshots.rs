//! Snapshots: which picture belongs to which segment.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use rusqlite::{Transaction, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_diary::time::{Second, Slot};
use workdiary_proof::record::kind;
use workdiary_proof::seal::of_snapshot;

use crate::contracts::{parsed, unword};
use crate::database::Store;
use crate::error::Result;
use crate::evidence;
use crate::journal::{self, NewEntry};
use crate::sessions::Recorder;
use crate::{destroy, edits, seal};

/// A picture to be taken into the diary.
#[derive(Debug, Clone)]
pub struct NewSnapshot {
    /// The moment drawn for it.
    pub taken_at: Second,
    /// Which monitor it shows.
    pub monitor: String,
    /// The finished, fsynced file in the home's folder for incoming pictures.
    pub file: PathBuf,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether it shows no text, as one that was blurred later.
    pub blurred: bool,
}

/// The snapshot of one monitor in one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its number in this diary.
    pub id: i64,
    /// When it was taken.
    pub taken_at: Second,
    /// Which monitor it shows.
    pub monitor: String,
    /// SHA-256 of the file, hexadecimal; also its name. None for a withheld one.
    pub digest: Option<String>,
    /// What became of it.
    pub state: SnapshotState,
}

impl Store {
    /// Where the picture with this digest lies, or would lie.
    #[must_use]
    pub fn picture(&self, digest: &str) -> PathBuf {
        evidence::path_of(&self.home, digest)
    }

    /// Takes the pictures of one moment into the evidence folder and the diary: the files first,
    /// then the rows, so that a row never names a file that a power cut could lose. Gives the places of the files.
    ///
    /// # Errors
    /// When a file cannot be moved or the database fails.
    pub fn add_snapshots(&mut self, recorder: &Recorder, pictures: &[NewSnapshot]) -> Result<Vec<PathBuf>> {
        let digests = pictures
            .iter()
            .map(|picture| evidence::take_in(&self.home, &picture.file))
            .collect::<Result<Vec<_>>>()?;
        self.write(|tx| {
            let mut pictures = pictures.iter().zip(&digests);
            pictures.try_for_each(|(picture, digest)| {
                insert(tx, recorder.contract, recorder.session, picture, digest)
            })
        })?;
        Ok(digests.iter().map(|digest| evidence::path_of(&self.home, digest)).collect())
    }

    /// Takes pictures of sample data in; each slot has a segment.
    ///
    /// # Errors
    /// When the contract is unknown, a file cannot be moved or the database fails.
    pub fn import_snapshots(&mut self, contract: &ContractId, pictures: &[NewSnapshot]) -> Result<()> {
        let row = self.row_of(contract)?;
        let digests = pictures
            .iter()
            .map(|picture| evidence::take_in(&self.home, &picture.file))
            .collect::<Result<Vec<_>>>()?;
        self.write(|tx| {
            for (picture, digest) in pictures.iter().zip(&digests) {
                let sql = "SELECT session FROM segment WHERE contract = ?1 AND slot = ?2";
                let of_slot = params![row, picture.taken_at.slot().0];
                let session = tx.prepare_cached(sql)?.query_row(of_slot, |row| row.get(0))?;
                insert(tx, row, session, picture, digest)?;
            }
            Ok(())
        })
    }

    /// Enters that at this moment there were no pictures of these monitors, for the sake of what they
    /// would have shown.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_withheld(&mut self, recorder: &Recorder, taken_at: Second, monitors: &[String]) -> Result<()> {
        self.write(|tx| {
            for monitor in monitors {
                let sql = "INSERT INTO snapshot VALUES (NULL, ?1, ?2, ?3, ?4, NULL, 0, 0, 'withheld', NULL)";
                let values = params![recorder.contract, taken_at.slot().0, taken_at.0, monitor];
                tx.prepare_cached(sql)?.execute(values)?;
                let payload = json!({
                    "contract": seal::name_of(tx, recorder.contract)?, "session": recorder.session,
                    "monitor": monitor, "snapshot": tx.last_insert_rowid(),
                });
                let entry =
                    NewEntry { time: taken_at, actor: Actor::Host, kind: kind::SNAPSHOT_NOT_TAKEN, payload };
                journal::append(tx, &entry)?;
            }
            Ok(())
        })
    }

    /// The snapshots of a contract in these slots, by slot, in the order taken.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn snapshots(
        &self,
        contract: &ContractId,
        slots: Range<u32>,
    ) -> Result<BTreeMap<u32, Vec<Snapshot>>> {
        let row = self.row_of(contract)?;
        self.read(|db| {
            let sql = "SELECT slot, taken_at, monitor, digest, state, id FROM snapshot
                       WHERE contract = ?1 AND slot >= ?2 AND slot < ?3 ORDER BY slot, taken_at, id";
            let mut found = BTreeMap::<u32, Vec<Snapshot>>::new();
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query(params![row, slots.start, slots.end])?;
            while let Some(row) = rows.next()? {
                found.entry(row.get(0)?).or_default().push(Snapshot {
                    id: row.get(5)?,
                    taken_at: Second(row.get(1)?),
                    monitor: row.get(2)?,
                    digest: row.get(3)?,
                    state: parsed(row, 4, unword)?,
                });
            }
            Ok(found)
        })
    }

    /// Withholds snapshots: their pictures are destroyed, their rows stay. Gives the edit's number.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails or a picture cannot be destroyed.
    pub fn withhold(
        &mut self,
        contract: &ContractId,
        snapshots: &[Snapshot],
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        let number = self.write(|tx| {
            for Snapshot { id, digest, .. } in snapshots {
                let sql = "UPDATE snapshot SET state = 'withheld', digest = NULL, salt = NULL WHERE id = ?1";
                tx.prepare_cached(sql)?.execute([id])?;
                digest.iter().try_for_each(|digest| destroy::doom(tx, digest))?;
            }
            let number = edits::insert(tx, row, "hidden", by, now)?;
            let ids: Vec<_> = snapshots.iter().map(|snapshot| snapshot.id).collect();
            let payload = json!({ "contract": contract, "edit": number, "withheld": ids });
            let entry = NewEntry { time: now, actor: by.clone(), kind: "snapshots-withheld", payload };
            journal::append(tx, &entry)?;
            Ok(number)
        })?;
        self.finish_destruction()?;
        Ok(number)
    }

    /// Puts other pictures in the place of snapshots, whose own are destroyed. Gives the edit's number.
    ///
    /// # Errors
    /// As [`Self::withhold`].
    pub fn blur(
        &mut self,
        contract: &ContractId,
        snapshots: &[(Snapshot, Vec<u8>)],
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        let digests = snapshots
            .iter()
            .map(|(_, blurred)| evidence::keep(&self.home, blurred))
            .collect::<Result<Vec<_>>>()?;
        let number = self.write(|tx| {
            let mut seals = serde_json::Map::new();
            for ((Snapshot { id, digest: before, .. }, _), digest) in snapshots.iter().zip(&digests) {
                let salt = seal::salt()?;
                let sql = "UPDATE snapshot SET state = 'blurred', digest = ?2, salt = ?3 WHERE id = ?1";
                tx.prepare_cached(sql)?.execute(params![id, digest, salt])?;
                before.iter().try_for_each(|before| destroy::doom(tx, before))?;
                seals.insert(id.to_string(), of_snapshot(&salt, digest).into());
            }
            let number = edits::insert(tx, row, "hidden", by, now)?;
            let payload = json!({ "contract": contract, "edit": number, "blurred": seals });
            journal::append(
                tx,
                &NewEntry { time: now, actor: by.clone(), kind: "snapshots-blurred", payload },
            )?;
            Ok(number)
        })?;
        self.finish_destruction()?;
        Ok(number)
    }

    /// Whether a contract has a snapshot in this slot.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_snapshot(&self, recorder: &Recorder, slot: Slot) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM snapshot WHERE contract = ?1 AND slot = ?2)";
        self.read(|db| {
            db.prepare_cached(sql)?.query_row(params![recorder.contract, slot.0], |row| row.get(0))
        })
    }
}

/// Takes the snapshots of `from..=until` out of the diary, and dooms their pictures; their numbers are the answer.
pub(crate) fn forget(
    tx: &Transaction<'_>,
    contract: i64,
    from: Second,
    until: Second,
) -> rusqlite::Result<Vec<i64>> {
    let sql =
        "DELETE FROM snapshot WHERE contract = ?1 AND taken_at >= ?2 AND taken_at <= ?3 RETURNING id, digest";
    let gone: Vec<(i64, Option<String>)> = tx
        .prepare_cached(sql)?
        .query_map([contract, from.0, until.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    gone.iter().filter_map(|(_, digest)| digest.as_ref()).try_for_each(|digest| destroy::doom(tx, digest))?;
    Ok(gone.into_iter().map(|(id, _)| id).collect())
}

fn insert(
    tx: &Transaction<'_>,
    contract: i64,
    session: i64,
    picture: &NewSnapshot,
    digest: &str,
) -> rusqlite::Result<()> {
    let NewSnapshot { taken_at, monitor, width, height, blurred, .. } = picture;
    let slot = taken_at.slot().0;
    let sql = "INSERT INTO snapshot VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let salt = seal::salt()?;
    let state = if *blurred { SnapshotState::Blurred } else { SnapshotState::Kept }.word();
    tx.prepare_cached(sql)?
        .execute(params![contract, slot, taken_at.0, monitor, digest, width, height, state, salt])?;
    let payload = json!({
        "contract": seal::name_of(tx, contract)?, "session": session, "monitor": monitor,
        "snapshot": tx.last_insert_rowid(), "state": state, "seal": of_snapshot(&salt, digest),
    });
    let entry = NewEntry { time: *taken_at, actor: Actor::Host, kind: kind::SNAPSHOT_TAKEN, payload };
    journal::append(tx, &entry)
}
