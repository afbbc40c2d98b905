//! Clients who were invited: their links and sessions, of which the diary keeps digests alone.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;
use sha2::{Digest, Sha256};
use workdiary_diary::contract::ContractId;
use workdiary_diary::invitation::Invitation;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;

use crate::contracts::parsed;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};

const SELECT: &str = "SELECT number, contract.name, made_at, expires_at, entered_at, seen_at, revoked_at,
                      session IS NULL, invitation.time_zone
                      FROM invitation JOIN contract ON contract.id = invitation.contract";

/// Secrets have 256 bits of the system's randomness: a plain digest cannot be turned back.
fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn of(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    let second = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Second));
    let entered_at = second(4)?;
    Ok(Invitation {
        number: row.get(0)?,
        contract: parsed(row, 1, |text| text.parse())?,
        made_at: Second(row.get(2)?),
        expires_at: Second(row.get(3)?),
        entered_at,
        seen_at: second(5)?,
        revoked_at: second(6)?,
        has_left: entered_at.is_some() && row.get(7)?,
        time_zone: row.get(8)?,
    })
}

impl Store {
    /// Makes an invitation whose link has this secret. Gives its number.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn invite(
        &mut self,
        contract: &ContractId,
        link: &str,
        expires_at: Second,
        by: &Actor,
        now: Second,
    ) -> Result<i64> {
        let row = self.row_of(contract)?;
        self.write(|tx| {
            let sql = "INSERT INTO invitation (contract, link, made_at, expires_at) VALUES (?1, ?2, ?3, ?4)";
            tx.execute(sql, params![row, digest(link), now.0, expires_at.0])?;
            let number = tx.last_insert_rowid();
            let payload =
                json!({ "contract": contract, "invitation": number, "expires": expires_at.to_string() });
            let entry = NewEntry { time: now, actor: by.clone(), kind: "client-invited", payload };
            journal::append(tx, &entry)?;
            Ok(number)
        })
    }

    /// The invitations to a contract, or all, in the order in which they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub fn invitations(&self, contract: Option<&ContractId>) -> Result<Vec<Invitation>> {
        let sql = format!("{SELECT} WHERE ?1 IS NULL OR contract.name = ?1 ORDER BY number");
        let contract = contract.map(ContractId::as_str);
        self.read(|db| db.prepare_cached(&sql)?.query_map([contract], of)?.collect())
    }

    /// The invitation of this number.
    ///
    /// # Errors
    /// [`Error::NoInvitation`], or when the database fails.
    pub fn invitation(&self, number: i64) -> Result<Invitation> {
        let sql = format!("{SELECT} WHERE number = ?1");
        let found = self.read(|db| db.prepare_cached(&sql)?.query_row([number], of).optional())?;
        found.ok_or(Error::NoInvitation(number))
    }

    /// The invitation whose link has this secret, however it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn invitation_by_link(&self, link: &str) -> Result<Option<Invitation>> {
        let sql = format!("{SELECT} WHERE link = ?1");
        self.read(|db| db.prepare_cached(&sql)?.query_row([digest(link)], of).optional())
    }

    /// The invitation whose session has this secret, however it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn invitation_by_session(&self, session: &str) -> Result<Option<Invitation>> {
        let sql = format!("{SELECT} WHERE session = ?1");
        self.read(|db| db.prepare_cached(&sql)?.query_row([digest(session)], of).optional())
    }

    /// Begins the session of an invitation; its link is good for nothing any more.
    ///
    /// # Errors
    /// When the database fails.
    pub fn enter_client(
        &mut self,
        invitation: &Invitation,
        session: &str,
        time_zone: &str,
        by: &Actor,
        now: Second,
    ) -> Result<()> {
        self.write(|tx| {
            let sql = "UPDATE invitation SET session = ?2, entered_at = ?3, seen_at = ?3, time_zone = ?4
                       WHERE number = ?1";
            tx.execute(sql, params![invitation.number, digest(session), now.0, time_zone])?;
            let payload = json!({ "contract": invitation.contract, "invitation": invitation.number });
            journal::append(tx, &NewEntry { time: now, actor: by.clone(), kind: "client-entered", payload })
        })
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the database fails.
    pub fn see_client(&mut self, number: i64, now: Second) -> Result<()> {
        let sql = "UPDATE invitation SET seen_at = ?2 WHERE number = ?1";
        self.write(|tx| tx.execute(sql, params![number, now.0]).map(drop))
    }

    /// Notes where a client is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn place_client(&mut self, number: i64, time_zone: &str) -> Result<()> {
        let sql = "UPDATE invitation SET time_zone = ?2 WHERE number = ?1";
        self.write(|tx| tx.execute(sql, params![number, time_zone]).map(drop))
    }

    /// Ends the session of an invitation, since its client has left.
    ///
    /// # Errors
    /// When the database fails.
    pub fn client_left(&mut self, number: i64) -> Result<()> {
        let sql = "UPDATE invitation SET session = NULL WHERE number = ?1";
        self.write(|tx| tx.execute(sql, [number]).map(drop))
    }

    /// Takes an invitation back: neither its link nor its session lets anybody in any more.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_invitation(&mut self, invitation: &Invitation, by: &Actor, now: Second) -> Result<()> {
        self.write(|tx| {
            let sql = "UPDATE invitation SET revoked_at = ?2, session = NULL WHERE number = ?1";
            tx.execute(sql, params![invitation.number, now.0])?;
            let payload = json!({ "contract": invitation.contract, "invitation": invitation.number });
            let kind = "invitation-revoked";
            journal::append(tx, &NewEntry { time: now, actor: by.clone(), kind, payload })
        })
    }

    /// Enters that somebody was locked out after so many wrong secrets; `contract` is the one that was wanted
    /// last, where there is such a one. From where is not said: what is entered here can never be taken out.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_lock_out(&mut self, contract: Option<&ContractId>, tries: u32, now: Second) -> Result<()> {
        let contract = contract.filter(|id| self.row_of(id).is_ok());
        self.write(|tx| {
            let payload = match contract {
                Some(contract) => json!({ "contract": contract, "tries": tries }),
                None => json!({ "tries": tries }),
            };
            let kind = "client-locked-out";
            journal::append(tx, &NewEntry { time: now, actor: Actor::Host, kind, payload })
        })
    }
}
