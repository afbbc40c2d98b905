//! Statements: the frozen bills of weeks, what clients said to them, and which weeks are still to close.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::statement::{Statement, Verdict};
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_proof::bundle::statement_text;
use workdiary_proof::hex::Sha;
use workdiary_proof::record::kind;

use crate::contracts::{parsed, unword};
use crate::database::Store;
use crate::error::Result;
use crate::journal::{self, NewEntry};

/// Up to which week everything is closed.
const CLOSED_BEFORE: &str = "closed-before";

/// What a client said to a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementAnswer {
    /// Whether it is right.
    pub verdict: Verdict,
    /// By whom, as the journal says it.
    pub actor: String,
    /// When.
    pub time: Second,
    /// Why; may be empty.
    pub words: String,
}

/// What a client says to a statement now.
#[derive(Debug, Clone)]
pub struct NewAnswer<'a> {
    /// Whether it is right.
    pub verdict: Verdict,
    /// Why; may be empty.
    pub words: &'a str,
    /// What of the contract's chain is fixed by it, for the journal.
    pub witness: serde_json::Value,
}

impl Store {
    /// The statement of a week, once it is closed.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails or the statement is damaged.
    pub fn statement(&self, contract: &ContractId, week: Week) -> Result<Option<Statement>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT body FROM statement WHERE contract = ?1 AND week = ?2";
        self.read(|db| db.prepare_cached(sql)?.query_row([row, week.start().0], statement_of).optional())
    }

    /// The statement of a week byte for byte as it was frozen, once it is closed.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn statement_body(&self, contract: &ContractId, week: Week) -> Result<Option<String>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT body FROM statement WHERE contract = ?1 AND week = ?2";
        self.read(|db| db.prepare_cached(sql)?.query_row([row, week.start().0], |row| row.get(0)).optional())
    }

    /// All statements of a contract, by week.
    ///
    /// # Errors
    /// As [`Self::statement`].
    pub fn statements(&self, contract: &ContractId) -> Result<Vec<Statement>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT body FROM statement WHERE contract = ?1 ORDER BY week";
        self.read(|db| db.prepare_cached(sql)?.query_map([row], statement_of)?.collect())
    }

    /// The number that the next statement of a contract gets.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn next_statement(&self, contract: &ContractId) -> Result<u32> {
        let row = self.row_of(contract)?;
        let sql = "SELECT 1 + coalesce(max(number), 0) FROM statement WHERE contract = ?1";
        self.read(|db| db.prepare_cached(sql)?.query_row([row], |row| row.get(0)))
    }

    /// Freezes a week.
    ///
    /// # Errors
    /// When the week is closed already, or the database fails; then it stays open.
    pub fn close_week(&mut self, statement: &Statement, now: Second) -> Result<()> {
        let row = self.row_of(&statement.contract)?;
        let body = statement_text(statement);
        self.write(|tx| {
            let values = params![row, statement.week.start().0, statement.number, body];
            tx.prepare_cached("INSERT INTO statement VALUES (?1, ?2, ?3, ?4)")?.execute(values)?;
            let payload = json!({
                "contract": statement.contract, "week": statement.week.start().0, "number": statement.number,
                "digest": digest(body.as_bytes()),
            });
            let entry = NewEntry { time: now, actor: Actor::Host, kind: kind::WEEK_CLOSED, payload };
            journal::append(tx, &entry)
        })
    }

    /// The first week that may not be closed yet: all before it are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn closed_before(&self) -> Result<Option<Week>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let said: Option<String> =
            self.read(|db| db.prepare_cached(sql)?.query_row([CLOSED_BEFORE], |row| row.get(0)).optional())?;
        Ok(said.and_then(|said| said.parse().ok()).map(|start| Week::of(Second(start))))
    }

    /// Says up to which week everything is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_closed_before(&mut self, week: Week) -> Result<()> {
        let values = params![CLOSED_BEFORE, week.start().0.to_string()];
        self.write(|tx| tx.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", values).map(drop))
    }

    /// Takes what a client says to a statement.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answer_statement(
        &mut self,
        contract: &ContractId,
        week: Week,
        said: &NewAnswer<'_>,
        by: &Actor,
        now: Second,
    ) -> Result<()> {
        let NewAnswer { verdict, words, witness } = said;
        let row = self.row_of(contract)?;
        self.write(|tx| {
            let sql = "INSERT INTO statement_answer VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)";
            let values = params![row, week.start().0, now.0, by.to_string(), verdict.word(), words];
            tx.prepare_cached(sql)?.execute(values)?;
            let payload = json!({
                "contract": contract, "week": week.start().0, "verdict": verdict, "words": words,
                "witness": witness,
            });
            journal::append(
                tx,
                &NewEntry { time: now, actor: by.clone(), kind: kind::STATEMENT_ANSWERED, payload },
            )
        })
    }

    /// What the client said to a statement last.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn statement_answer(&self, contract: &ContractId, week: Week) -> Result<Option<StatementAnswer>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT verdict, actor, time, words FROM statement_answer
                   WHERE contract = ?1 AND week = ?2 ORDER BY id DESC LIMIT 1";
        let of = |row: &Row<'_>| {
            Ok(StatementAnswer {
                verdict: parsed(row, 0, unword)?,
                actor: row.get(1)?,
                time: Second(row.get(2)?),
                words: row.get(3)?,
            })
        };
        self.read(|db| db.prepare_cached(sql)?.query_row([row, week.start().0], of).optional())
    }
}

fn statement_of(row: &Row<'_>) -> rusqlite::Result<Statement> {
    parsed(row, 0, |body| serde_json::from_str(body))
}

/// The digest under which the journal knows a statement.
pub(crate) fn digest(body: &[u8]) -> String {
    Sha::of(body).to_string()
}
