//! Destruction: what people remove is neither in a file nor in what the database has freed.

use rusqlite::{OptionalExtension, Transaction};

use crate::database::Store;
use crate::error::Result;
use crate::evidence;

/// Marks that freed pages may still hold what was removed.
const SCRUB: &str = "scrub";

/// Names a picture whose file has to go, in the transaction that takes it out of the diary: so a
/// crash between the two leaves no picture behind.
pub(crate) fn doom(tx: &Transaction<'_>, digest: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO doomed VALUES (?1)")?.execute([digest]).map(drop)
}

/// Says that what this transaction frees has to be overwritten.
pub(crate) fn scrub_later(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute("INSERT OR REPLACE INTO meta VALUES (?1, 'yes')", [SCRUB]).map(drop)
}

/// Takes texts out that nothing uses any more; the memo of an ended session goes with the last
/// segment that has it.
pub(crate) fn purge_texts(tx: &Transaction<'_>, texts: &[i64]) -> rusqlite::Result<()> {
    for text in texts.iter().filter(|text| **text != 0) {
        for column in ["memo", "label", "title"] {
            let empty = if column == "title" { "NULL" } else { "0" };
            let sql = format!(
                "UPDATE session SET {column} = {empty} WHERE {column} = ?1 AND reason IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM segment WHERE segment.session = session.id AND segment.{column} = ?1)"
            );
            tx.prepare_cached(&sql)?.execute([text])?;
        }
        let sql = "DELETE FROM text WHERE id = ?1
            AND NOT EXISTS (SELECT 1 FROM segment WHERE ?1 IN (memo, label, title))
            AND NOT EXISTS (SELECT 1 FROM session WHERE ?1 IN (memo, label, title))
            AND NOT EXISTS (SELECT 1 FROM edit_segment WHERE
                ?1 IN (memo_before, memo_after, label_before, label_after, title_before, title_after))";
        tx.prepare_cached(sql)?.execute([text])?;
    }
    Ok(())
}

impl Store {
    /// Destroys what the diary no longer names: files first, then the traces in freed pages and in
    /// the write-ahead log. What fails is tried again at the next opening.
    ///
    /// # Errors
    /// When a file cannot be removed, or the database has no room to be written anew.
    pub fn finish_destruction(&mut self) -> Result<()> {
        let doomed: Vec<String> = self.read(|db| {
            db.prepare_cached("SELECT digest FROM doomed")?.query_map([], |row| row.get(0))?.collect()
        })?;
        if !doomed.is_empty() {
            for digest in &doomed {
                let used = "SELECT 1 FROM snapshot WHERE digest = ?1";
                if !self.read(|db| db.prepare_cached(used)?.exists([digest]))? {
                    evidence::destroy(&self.home, digest)?;
                }
            }
            self.write(|tx| {
                let mut forget = tx.prepare_cached("DELETE FROM doomed WHERE digest = ?1")?;
                doomed.iter().try_for_each(|digest| forget.execute([digest]).map(drop))
            })?;
        }
        if self.is_to_be_scrubbed()? { self.scrub() } else { Ok(()) }
    }

    /// The same where what was asked for is done already, whatever comes of this. What is left is told by
    /// [`Self::has_unfinished_destruction`], and tried again at the next opening.
    pub(crate) fn destroy_or_later(&mut self) {
        drop(self.finish_destruction());
    }

    /// Whether something that was removed is not destroyed yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_unfinished_destruction(&self) -> Result<bool> {
        let doomed = self.read(|db| db.prepare_cached("SELECT 1 FROM doomed")?.exists([]))?;
        Ok(doomed || self.is_to_be_scrubbed()?)
    }

    fn is_to_be_scrubbed(&self) -> Result<bool> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let marked: Option<String> =
            self.read(|db| db.prepare_cached(sql)?.query_row([SCRUB], |row| row.get(0)).optional())?;
        Ok(marked.is_some())
    }

    /// Writes the database anew without what was freed, and empties the write-ahead log. Overwriting
    /// freed cells (`secure_delete`) is not enough: copies stay where pages were rearranged.
    fn scrub(&mut self) -> Result<()> {
        self.read(|db| db.execute_batch("VACUUM"))?;
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: bool = self.read(|db| db.query_row(sql, [], |row| row.get(0)))?;
        // A reader still needs the log: it is emptied when the next one comes.
        if busy {
            return Ok(());
        }
        self.write(|tx| tx.execute("DELETE FROM meta WHERE key = ?1", [SCRUB]).map(drop))
    }
}
