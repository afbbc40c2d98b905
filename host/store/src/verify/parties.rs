//! What the parties agreed and said, against the journal: contracts, requests, statements and their answers.

use std::collections::BTreeMap;

use rusqlite::Row;
use workdiary_diary::time::Second;
use workdiary_proof::account::{Account, Asked};

use super::{Broken, Verified, differences};
use crate::contracts::describe;
use crate::database::Store;
use crate::error::Result;
use crate::journal::bytes;
use crate::statements;

impl Store {
    pub(super) fn verify_parties(&self, account: &Account, verified: &mut Verified) -> Result<()> {
        self.verify_contracts(account, &mut verified.broken)?;
        self.verify_requests(account, &mut verified.broken)?;
        verified.statements = self.verify_statements(account, &mut verified.broken)?;
        verified.invoices = self.verify_invoices(account, &mut verified.broken)?;
        self.verify_answers(account, &mut verified.broken)
    }

    fn verify_invoices(&self, account: &Account, broken: &mut Vec<Broken>) -> Result<u64> {
        let of = |row: &Row<'_>| Ok((row.get(0)?, statements::digest(&bytes(row, 1)?)));
        let sql = "SELECT number, body FROM invoice";
        let there: BTreeMap<String, String> =
            self.read(|db| db.prepare(sql)?.query_map([], of)?.collect::<rusqlite::Result<_>>())?;
        broken.extend(differences(&account.invoices, &there, |number| format!("the invoice `{number}`")));
        let sql = "SELECT contract.name, body, logo FROM invoice_settings
                   JOIN contract ON contract.id = invoice_settings.contract";
        let of = |row: &Row<'_>| Ok((row.get(0)?, (statements::digest(&bytes(row, 1)?), row.get(2)?)));
        let set: BTreeMap<String, (String, String)> =
            self.read(|db| db.prepare(sql)?.query_map([], of)?.collect::<rusqlite::Result<_>>())?;
        broken.extend(differences(&account.invoice_settings, &set, |contract| {
            format!("what invoices of `{contract}` say")
        }));
        Ok(there.len() as u64)
    }

    fn verify_contracts(&self, account: &Account, broken: &mut Vec<Broken>) -> Result<()> {
        let mut there = BTreeMap::new();
        for contract in self.contracts()? {
            let id = contract.id.to_string();
            // What an earlier version entered does not say all of it.
            let unknown = account.contracts.get(&id) == Some(&None);
            there.insert(id, (!unknown).then(|| describe(&contract)));
        }
        broken.extend(differences(&account.contracts, &there, |id| format!("the contract `{id}`")));
        Ok(())
    }

    fn verify_requests(&self, account: &Account, broken: &mut Vec<Broken>) -> Result<()> {
        let sql = "SELECT number, first_slot, end_slot, reason, granted, words FROM request";
        let of = |row: &Row<'_>| {
            let asked: Asked = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
            Ok((row.get(0)?, asked))
        };
        let there: BTreeMap<i64, Asked> =
            self.read(|db| db.prepare(sql)?.query_map([], of)?.collect::<rusqlite::Result<_>>())?;
        broken.extend(differences(&account.requests, &there, |number| format!("the request {number}")));
        Ok(())
    }

    fn verify_statements(&self, account: &Account, broken: &mut Vec<Broken>) -> Result<u64> {
        let sql = "SELECT contract.name, week, body FROM statement
                   JOIN contract ON contract.id = statement.contract";
        let of = |row: &Row<'_>| Ok(((row.get(0)?, row.get(1)?), statements::digest(&bytes(row, 2)?)));
        let there: BTreeMap<(String, i64), String> =
            self.read(|db| db.prepare(sql)?.query_map([], of)?.collect::<rusqlite::Result<_>>())?;
        broken.extend(differences(&account.statements, &there, |(contract, week)| {
            format!("the statement of `{contract}`, week of {}", Second(*week))
        }));
        Ok(there.len() as u64)
    }

    fn verify_answers(&self, account: &Account, broken: &mut Vec<Broken>) -> Result<()> {
        let sql = "SELECT contract.name, week, verdict, words FROM statement_answer
                   JOIN contract ON contract.id = statement_answer.contract ORDER BY statement_answer.id";
        let of = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let there: Vec<(String, i64, String, String)> =
            self.read(|db| db.prepare(sql)?.query_map([], of)?.collect())?;
        let numbered =
            |all: &[(String, i64, String, String)]| (1..).zip(all.to_vec()).collect::<BTreeMap<u64, _>>();
        broken.extend(differences(&numbered(&account.answers), &numbered(&there), |number| {
            format!("the client's word number {number} on a statement")
        }));
        Ok(())
    }
}
