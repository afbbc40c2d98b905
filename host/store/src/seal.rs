//! Salted digests: the journal knows segments and snapshots by them, so that these can be destroyed
//! and the journal stays valid; without the salt, which goes with them, nothing can be guessed.

use rusqlite::{Connection, Row, Transaction, params};
use sha2::{Digest, Sha256};
use workdiary_diary::time::Slot;

/// What is mixed into a digest.
pub(crate) type Salt = [u8; 16];

/// A fresh salt.
pub(crate) fn salt() -> rusqlite::Result<Salt> {
    #[derive(Debug, thiserror::Error)]
    #[error("the system gives no random bytes: {0}")]
    struct NoRandomness(getrandom::Error);
    let mut salt = Salt::default();
    getrandom::fill(&mut salt)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(NoRandomness(error))))?;
    Ok(salt)
}

/// Hexadecimal, as in the journal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of a snapshot's picture.
pub(crate) fn of_snapshot(salt: &[u8], digest: &str) -> String {
    hex(&Sha256::new().chain_update(salt).chain_update(digest).finalize())
}

const COLUMNS: &str = "segment.slot, segment.manual, segment.first_second, segment.minutes,
    memo.text, label.text, title.text, segment.salt";
const JOINS: &str =
    "JOIN text AS memo ON memo.id = segment.memo JOIN text AS label ON label.id = segment.label
    LEFT JOIN text AS title ON title.id = segment.title";

/// The digest of a segment in a row of [`COLUMNS`]: every field with its length before it.
fn of_row(contract: &str, row: &Row<'_>, salt: &[u8]) -> rusqlite::Result<String> {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    field(salt);
    field(contract.as_bytes());
    for number in 0..3 {
        field(&row.get::<_, i64>(number)?.to_le_bytes());
    }
    field(row.get_ref(3)?.as_blob()?);
    for text in 4..7 {
        field(row.get::<_, Option<String>>(text)?.unwrap_or_default().as_bytes());
    }
    Ok(hex(&hash.finalize()))
}

/// Gives a segment a fresh salt, and its digest for the journal.
pub(crate) fn segment(tx: &Transaction<'_>, contract: i64, slot: Slot) -> rusqlite::Result<String> {
    let salt = salt()?;
    let name = name_of(tx, contract)?;
    let sql =
        format!("SELECT {COLUMNS} FROM segment {JOINS} WHERE segment.contract = ?1 AND segment.slot = ?2");
    let digest =
        tx.prepare_cached(&sql)?.query_row(params![contract, slot.0], |row| of_row(&name, row, &salt))?;
    let sql = "UPDATE segment SET salt = ?3 WHERE contract = ?1 AND slot = ?2";
    tx.prepare_cached(sql)?.execute(params![contract, slot.0, salt])?;
    Ok(digest)
}

/// Each segment of a contract with its digest; none for one without a salt.
pub(crate) fn each_segment(
    db: &Connection,
    contract: i64,
    mut see: impl FnMut(Slot, Option<String>),
) -> rusqlite::Result<()> {
    let name = name_of(db, contract)?;
    let sql =
        format!("SELECT {COLUMNS} FROM segment {JOINS} WHERE segment.contract = ?1 ORDER BY segment.slot");
    let mut statement = db.prepare(&sql)?;
    let mut rows = statement.query([contract])?;
    while let Some(row) = rows.next()? {
        let salt: Option<Vec<u8>> = row.get(7)?;
        see(Slot(row.get(0)?), salt.map(|salt| of_row(&name, row, &salt)).transpose()?);
    }
    Ok(())
}

/// The id of a contract, by its row.
pub(crate) fn name_of(db: &Connection, contract: i64) -> rusqlite::Result<String> {
    db.prepare_cached("SELECT name FROM contract WHERE id = ?1")?.query_row([contract], |row| row.get(0))
}
