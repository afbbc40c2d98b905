//! History: time that was recorded elsewhere. Kept as it was told, read, removed; never part of the diary.

use rusqlite::{Connection, Row, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_proof::record::kind;
use workdiary_proof::seal::{HistoryContent, of_history};

use crate::database::Store;
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};
use crate::{destroy, seal};

/// A file of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryFile {
    /// Whose export it is, such as `toggl`.
    pub format: String,
    /// What the file was called.
    pub file: String,
    /// Its digest, hexadecimal.
    pub sha256: String,
}

/// A file of history that was brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryImport {
    /// Its number in this diary.
    pub number: i64,
    /// When it was brought in.
    pub time: Second,
    /// Which it was.
    pub file: HistoryFile,
    /// How many stretches it told.
    pub stretches: u32,
    /// Seconds worked in them.
    pub seconds: i64,
}

/// A stretch of history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryStretch {
    /// Its first second.
    pub start: Second,
    /// The first second after it.
    pub until: Second,
    /// Seconds worked in it.
    pub seconds: i64,
    /// What was done.
    pub memo: String,
    /// What it was labelled with, as it stood there.
    pub label: String,
    /// The import that brought it; 0 before it is kept.
    pub import: i64,
    /// The line that told it.
    pub line: u32,
}

impl Store {
    /// Keeps history. Gives the number of the import.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails; then nothing is kept.
    pub fn keep_history(
        &mut self,
        contract: &ContractId,
        file: &HistoryFile,
        stretches: &[HistoryStretch],
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        self.write(|tx| {
            let HistoryFile { format, file, sha256 } = file;
            let salt = seal::salt()?;
            let sql = "INSERT INTO history_import (contract, time, format, file, sha256, salt)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            tx.prepare_cached(sql)?.execute(params![row, now.0, format, file, sha256, salt])?;
            let number = tx.last_insert_rowid();
            let sql = "INSERT INTO history VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            for stretch in stretches {
                let HistoryStretch { start, until, seconds, memo, label, line, .. } = stretch;
                let values = params![number, line, start.0, until.0, seconds, memo, label];
                tx.prepare_cached(sql)?.execute(values)?;
            }
            let sealed = sealed(tx, number)?;
            // Not under `contract`: what is handed to the client is what has that key.
            let payload = json!({
                "history_of": contract, "import": number, "format": format, "stretches": stretches.len(),
                "seal": sealed,
            });
            journal::append(
                tx,
                &NewEntry { time: now, actor: by.clone(), kind: kind::HISTORY_IMPORTED, payload },
            )?;
            Ok(number)
        })
    }

    /// Removes what an import brought, for good; gives why something of it is not destroyed yet, if so.
    ///
    /// # Errors
    /// [`Error::NoHistory`], or when the database fails; then nothing is removed.
    pub fn remove_history(
        &mut self,
        contract: &ContractId,
        number: i64,
        by: &Actor,
        now: Second,
    ) -> Result<Option<Error>> {
        let row = self.row_of(contract)?;
        self.decide(|tx| {
            let there = "SELECT 1 FROM history_import WHERE number = ?1 AND contract = ?2";
            if !tx.prepare_cached(there)?.exists([number, row])? {
                return Err(Error::NoHistory(number).into());
            }
            tx.execute("DELETE FROM history WHERE import = ?1", [number])?;
            tx.execute("DELETE FROM history_import WHERE number = ?1", [number])?;
            destroy::scrub_later(tx)?;
            let payload = json!({ "history_of": contract, "import": number });
            journal::append(
                tx,
                &NewEntry { time: now, actor: by.clone(), kind: kind::HISTORY_REMOVED, payload },
            )?;
            Ok(())
        })?;
        Ok(self.finish_destruction().err())
    }

    /// The stretches of a contract's history that begin in `from..until`, in order of time.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn history(&self, contract: &ContractId, from: Second, until: Second) -> Result<Vec<HistoryStretch>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT start, until, seconds, memo, label, import, line FROM history
                   JOIN history_import ON number = import
                   WHERE contract = ?1 AND start >= ?2 AND start < ?3 ORDER BY start, until, import, line";
        let of = |row: &Row<'_>| {
            Ok(HistoryStretch {
                start: Second(row.get(0)?),
                until: Second(row.get(1)?),
                seconds: row.get(2)?,
                memo: row.get(3)?,
                label: row.get(4)?,
                import: row.get(5)?,
                line: row.get(6)?,
            })
        };
        self.read(|db| db.prepare_cached(sql)?.query_map([row, from.0, until.0], of)?.collect())
    }

    /// What was brought in as history of a contract, in order.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn history_imports(&self, contract: &ContractId) -> Result<Vec<HistoryImport>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT number, time, format, file, sha256, count(line), coalesce(sum(seconds), 0)
                   FROM history_import LEFT JOIN history ON import = number
                   WHERE contract = ?1 GROUP BY number ORDER BY number";
        let of = |row: &Row<'_>| {
            Ok(HistoryImport {
                number: row.get(0)?,
                time: Second(row.get(1)?),
                file: HistoryFile { format: row.get(2)?, file: row.get(3)?, sha256: row.get(4)? },
                stretches: row.get(5)?,
                seconds: row.get(6)?,
            })
        };
        self.read(|db| db.prepare_cached(sql)?.query_map([row], of)?.collect())
    }

    /// The seals of all history as it is there, by the numbers of imports.
    pub(crate) fn history_seals(&self) -> Result<Vec<(i64, String)>> {
        self.read(|db| {
            let numbers: Vec<i64> = db
                .prepare("SELECT number FROM history_import ORDER BY number")?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            numbers.into_iter().map(|number| Ok((number, sealed(db, number)?))).collect()
        })
    }
}

/// The digest of an import with all that it brought.
fn sealed(db: &Connection, number: i64) -> rusqlite::Result<String> {
    let head = "SELECT contract.name, format, file, sha256, salt FROM history_import
                JOIN contract ON contract.id = contract WHERE number = ?1";
    type Head = (String, String, String, String, Vec<u8>);
    let of = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    let (contract, format, file, sha256, salt): Head = db.prepare_cached(head)?.query_row([number], of)?;
    let mut seal = of_history(&salt, [&contract, &format, &file, &sha256]);
    let sql = "SELECT line, start, until, seconds, memo, label FROM history WHERE import = ?1 ORDER BY line";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let numbers = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
        let texts = [row.get_ref(4)?.as_str()?, row.get_ref(5)?.as_str()?];
        seal.add(&HistoryContent { numbers, texts });
    }
    Ok(seal.digest())
}
