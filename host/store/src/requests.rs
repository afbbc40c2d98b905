//! Requests for manual time, and the client's answers.

use std::ops::Range;

use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::request::{ManualRequest, RequestAnswer};
use workdiary_diary::time::Second;

use crate::contracts::parsed;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};

impl Store {
    /// Asks for manual time in these slots. Gives the request's number.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn add_request(
        &mut self,
        contract: &ContractId,
        slots: &Range<u32>,
        reason: &str,
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        self.write(|tx| {
            let sql = "INSERT INTO request (contract, first_slot, end_slot, reason, asked_at)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.prepare_cached(sql)?.execute(params![row, slots.start, slots.end, reason, now.0])?;
            let number = tx.last_insert_rowid();
            let payload = json!({
                "contract": contract, "request": number, "first": slots.start, "end": slots.end, "reason": reason,
            });
            let entry = NewEntry { time: now, actor: by.clone(), kind: "manual-requested", payload };
            journal::append(tx, &entry)?;
            Ok(number)
        })
    }

    /// The requests of a contract, in the order asked.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn requests(&self, contract: &ContractId) -> Result<Vec<ManualRequest>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT number, first_slot, end_slot, reason, asked_at, granted, answered_at, words
                   FROM request WHERE contract = ?1 ORDER BY number";
        let of = |row: &Row<'_>| {
            let (granted, at): (Option<bool>, Option<i64>) = (row.get(5)?, row.get(6)?);
            let words: String = row.get(7)?;
            let answer =
                granted.zip(at).map(|(granted, at)| RequestAnswer { granted, at: Second(at), words });
            Ok(ManualRequest {
                number: row.get(0)?,
                slots: row.get(1)?..row.get(2)?,
                reason: row.get(3)?,
                asked_at: Second(row.get(4)?),
                answer,
            })
        };
        self.read(|db| db.prepare_cached(sql)?.query_map([row], of)?.collect())
    }

    /// To which contract a request belongs.
    ///
    /// # Errors
    /// [`Error::NoRequest`], or when the database fails.
    pub fn contract_of_request(&self, number: i64) -> Result<ContractId> {
        let sql = "SELECT contract.name FROM request JOIN contract ON contract.id = request.contract
                   WHERE request.number = ?1";
        let name = |row: &Row<'_>| parsed(row, 0, |text| text.parse());
        let found = self.read(|db| db.prepare_cached(sql)?.query_row([number], name).optional())?;
        found.ok_or(Error::NoRequest(number))
    }

    /// Takes the client's answer to a request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answer_request(
        &mut self,
        contract: &ContractId,
        number: i64,
        granted: bool,
        words: &str,
        by: &Actor,
        now: Second,
    ) -> Result<()> {
        self.write(|tx| {
            let sql = "UPDATE request SET granted = ?2, answered_at = ?3, words = ?4 WHERE number = ?1";
            tx.prepare_cached(sql)?.execute(params![number, granted, now.0, words])?;
            let payload =
                json!({ "contract": contract, "request": number, "granted": granted, "words": words });
            journal::append(tx, &NewEntry { time: now, actor: by.clone(), kind: "request-answered", payload })
        })
    }
}
