//! Seals of rows: fresh salts, and the salted digests under which the journal knows segments.

use rusqlite::{Connection, Row, Transaction, params};
use workdiary_diary::time::Slot;
use workdiary_proof::seal::{Salt, SegmentContent, of_segment};

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

const COLUMNS: &str = "segment.slot, segment.manual, segment.first_second, segment.minutes,
    memo.text, label.text, title.text, segment.salt";
const JOINS: &str =
    "JOIN text AS memo ON memo.id = segment.memo JOIN text AS label ON label.id = segment.label
    LEFT JOIN text AS title ON title.id = segment.title";

/// The seal of the segment in a row of [`COLUMNS`].
fn of_row(contract: &str, row: &Row<'_>, salt: &[u8]) -> rusqlite::Result<String> {
    let text = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(column)?.unwrap_or_default());
    let (memo, label, title) = (text(4)?, text(5)?, text(6)?);
    let content = SegmentContent {
        contract,
        slot: row.get(0)?,
        manual: row.get(1)?,
        first_second: row.get(2)?,
        minutes: row.get_ref(3)?.as_blob()?,
        memo: &memo,
        label: &label,
        title: &title,
    };
    Ok(of_segment(&content, salt))
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
