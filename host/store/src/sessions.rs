//! Sessions, and recording their minutes as they pass.

use rusqlite::{Params, Row, Transaction, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::minutes::MinuteDelta;
use workdiary_diary::session::Session;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::tracking::{End, EndReason};

use crate::contracts::parsed;
use crate::database::Store;
use crate::error::Result;
use crate::journal::{self, NewEntry};
use crate::{seal, segments, snapshots};

/// A session to be begun.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Whose work.
    pub contract: ContractId,
    /// On.
    pub start: Second,
    /// What is being done; may be empty.
    pub memo: String,
    /// The label, or empty.
    pub label: String,
    /// What the label is called; empty: its id.
    pub title: String,
}

/// Records the running session.
#[derive(Debug)]
pub struct Recorder {
    pub(crate) session: i64,
    pub(crate) contract: i64,
    pub(crate) memo: i64,
    pub(crate) label: i64,
    pub(crate) title: Option<i64>,
}

/// A whole session of sample data.
#[derive(Debug, Clone)]
pub struct ImportedSession {
    /// What a session is begun with.
    pub begun: NewSession,
    /// Off.
    pub until: Second,
    /// Its minutes, rising.
    pub minutes: Vec<MinuteDelta>,
}

impl Store {
    /// Begins a session; the one before it is ended as `before` says, in the same transaction, so
    /// that no crash falls between the two.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn begin_session(&mut self, new: &NewSession, before: Option<(&Recorder, End)>) -> Result<Recorder> {
        let contract = self.row_of(&new.contract)?;
        let recorder = self.write(|tx| {
            before.map_or(Ok(()), |(recorder, end)| end_session(tx, recorder.session, end))?;
            begin(tx, contract, new)
        })?;
        self.destroy_or_later();
        Ok(recorder)
    }

    /// Adds what was tracked in `from..until`; on disk when this returns.
    ///
    /// # Errors
    /// When the database fails; then nothing of it is kept and the same call may be made again.
    pub fn record(
        &mut self,
        recorder: &Recorder,
        from: Second,
        until: Second,
        minutes: &[MinuteDelta],
    ) -> Result<()> {
        self.write(|tx| {
            add(tx, recorder, from, until, minutes)?;
            segments::seal_ended(tx, until.slot(), until)
        })
    }

    /// Ends a session. What it recorded after the end is taken out, pictures included.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end_session(&mut self, recorder: &Recorder, end: End) -> Result<()> {
        self.write(|tx| end_session(tx, recorder.session, end))?;
        self.destroy_or_later();
        Ok(())
    }

    /// Ends a session that a killed host left running, at its last recorded second: no invented
    /// time. Returns it, if there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn close_lost_session(&mut self) -> Result<Option<Session>> {
        let Some(lost) = self.sessions_where("reason IS NULL", [])?.pop() else { return Ok(None) };
        let end = End { at: lost.until, reason: EndReason::HostLost };
        self.write(|tx| end_session(tx, lost.id, end))?;
        Ok(Some(Session { end: Some(end.reason), ..lost }))
    }

    /// The sessions of a contract that touch `from..to`, in order.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn sessions(&self, contract: &ContractId, from: Second, to: Second) -> Result<Vec<Session>> {
        let row = self.row_of(contract)?;
        self.sessions_where("session.contract = ?1 AND start < ?3 AND until >= ?2", [row, from.0, to.0])
    }

    /// The session that was begun last.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_session(&self) -> Result<Option<Session>> {
        Ok(self.sessions_where("session.id = (SELECT max(id) FROM session)", [])?.pop())
    }

    /// What was worked on lately, newest first, each memo with the label it was said with last.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn recent_work(&self, contract: &ContractId, most: u32) -> Result<Vec<(String, String)>> {
        let row = self.row_of(contract)?;
        self.read(|db| {
            let sql = "SELECT memo.text, label.text FROM
                       (SELECT memo, label, id FROM session WHERE contract = ?1 AND memo <> 0 ORDER BY start DESC LIMIT 500) AS said
                       JOIN text AS memo ON memo.id = said.memo LEFT JOIN text AS label ON label.id = said.label
                       GROUP BY said.memo HAVING said.id = max(said.id) ORDER BY said.id DESC LIMIT ?2";
            let both = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default()));
            db.prepare_cached(sql)?.query_map((row, most), both)?.collect()
        })
    }

    /// Adds sample sessions and their minutes, in one transaction.
    ///
    /// # Errors
    /// When a contract is unknown or the database fails.
    pub fn import_sessions(&mut self, sessions: &[ImportedSession], now: Second) -> Result<()> {
        let rows = sessions
            .iter()
            .map(|session| self.row_of(&session.begun.contract))
            .collect::<Result<Vec<_>>>()?;
        self.write(|tx| {
            for (session, contract) in sessions.iter().zip(rows) {
                let recorder = insert(tx, contract, &session.begun)?;
                add(tx, &recorder, session.begun.start, session.until, &session.minutes)?;
                let ended = "UPDATE session SET reason = 'stopped' WHERE id = ?1";
                tx.prepare_cached(ended)?.execute([recorder.session])?;
            }
            segments::seal_ended(tx, Slot(u32::MAX), now)
        })
    }

    fn sessions_where(&self, condition: &str, values: impl Params) -> Result<Vec<Session>> {
        let sql = format!(
            "SELECT session.id, contract.name, start, until, reason, seconds, memo.text, label.text FROM session
             JOIN contract ON contract.id = session.contract
             JOIN text AS memo ON memo.id = session.memo JOIN text AS label ON label.id = session.label
             WHERE {condition} ORDER BY session.id"
        );
        self.read(|db| db.prepare(&sql)?.query_map(values, session_of)?.collect())
    }
}

fn insert(tx: &Transaction<'_>, contract: i64, new: &NewSession) -> rusqlite::Result<Recorder> {
    let (memo, label) = (segments::intern(tx, &new.memo)?, segments::intern(tx, &new.label)?);
    let title = segments::intern_title(tx, &new.title)?;
    let sql =
        "INSERT INTO session (contract, start, until, memo, label, title) VALUES (?1, ?2, ?2, ?3, ?4, ?5)";
    tx.prepare_cached(sql)?.execute(params![contract, new.start.0, memo, label, title])?;
    Ok(Recorder { session: tx.last_insert_rowid(), contract, memo, label, title })
}

fn begin(tx: &Transaction<'_>, contract: i64, new: &NewSession) -> rusqlite::Result<Recorder> {
    let recorder = insert(tx, contract, new)?;
    let payload = json!({ "session": recorder.session, "contract": new.contract });
    let entry = NewEntry { time: new.start, actor: Actor::Freelancer, kind: "session-begun", payload };
    journal::append(tx, &entry)?;
    Ok(recorder)
}

fn add(
    tx: &Transaction<'_>,
    recorder: &Recorder,
    from: Second,
    until: Second,
    minutes: &[MinuteDelta],
) -> rusqlite::Result<()> {
    for in_slot in minutes.chunk_by(|a, b| a.minute.slot() == b.minute.slot()) {
        segments::add(tx, recorder, from, in_slot)?;
    }
    let sql = "UPDATE session SET until = max(until, ?2) WHERE id = ?1";
    tx.prepare_cached(sql)?.execute([recorder.session, until.0])?;
    Ok(())
}

/// Ends a session: what it recorded after the end is taken out, and its last segment is entered.
fn end_session(tx: &Transaction<'_>, session: i64, end: End) -> rusqlite::Result<()> {
    let sql = "SELECT contract, until FROM session WHERE id = ?1";
    let (contract, until): (i64, i64) = tx.query_row(sql, [session], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (mut gone, mut snapshots_gone) = (Vec::new(), Vec::new());
    if end.at.0 < until {
        gone = segments::cut(tx, contract, end.at, Second(until))?;
        snapshots_gone = snapshots::forget(tx, contract, end.at, Second(until))?;
    }
    segments::seal_ended(tx, Slot(u32::MAX), end.at)?;
    let reason = json!(end.reason);
    let (word, seconds) = (reason.get("reason").and_then(|word| word.as_str()), reason.get("seconds"));
    let seconds = seconds.and_then(serde_json::Value::as_i64);
    let sql = "UPDATE session SET until = ?2, reason = ?3, seconds = ?4 WHERE id = ?1";
    tx.execute(sql, params![session, end.at.0, word, seconds])?;
    let actor = match end.reason {
        EndReason::Stopped | EndReason::Switched => Actor::Freelancer,
        _ => Actor::Host,
    };
    let payload = json!({
        "session": session, "contract": seal::name_of(tx, contract)?, "until": end.at.to_string(), "end": reason,
        "gone": gone.iter().map(|slot| slot.0).collect::<Vec<_>>(), "snapshots_gone": snapshots_gone,
    });
    journal::append(tx, &NewEntry { time: end.at, actor, kind: "session-ended", payload })
}

fn session_of(row: &Row<'_>) -> rusqlite::Result<Session> {
    let end = match row.get::<_, Option<String>>(4)? {
        None => None,
        Some(_) => {
            let seconds: Option<i64> = row.get(5)?;
            let read = |word: &str| match seconds {
                Some(seconds) => serde_json::from_value(json!({ "reason": word, "seconds": seconds })),
                None => serde_json::from_value(json!({ "reason": word })),
            };
            Some(parsed(row, 4, read)?)
        }
    };
    Ok(Session {
        id: row.get(0)?,
        contract: parsed(row, 1, |text| text.parse())?,
        start: Second(row.get(2)?),
        until: Second(row.get(3)?),
        end,
        memo: row.get(6)?,
        label: row.get(7)?,
    })
}
