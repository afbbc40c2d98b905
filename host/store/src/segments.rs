//! Segments: minutes added as they pass, columns out.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::law::Actor;
use workdiary_diary::minutes::{MinuteDelta, SlotMinutes};
use workdiary_diary::ownership::Claim;
use workdiary_diary::segments::{NewSegment, Origin, Segments};
use workdiary_diary::time::{Second, Slot};
use workdiary_proof::minutes as packed;

use crate::contracts::parsed;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};
use crate::seal;
use crate::sessions::Recorder;

/// A manual segment of sample data.
#[derive(Debug, Clone)]
pub struct ImportedSegment {
    /// Whose.
    pub contract: ContractId,
    /// When.
    pub slot: Slot,
    /// What was done.
    pub memo: String,
    /// The label, or empty.
    pub label: String,
}

impl Store {
    /// The segments of a contract in these slots, as columns, in order of time.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails, or a row is damaged.
    pub fn segments(&self, contract: &ContractId, slots: Range<u32>) -> Result<Segments> {
        let row = self.row_of(contract)?;
        self.read(|db| {
            let sql = "SELECT slot, manual, first_second, minutes, memo, label, session FROM segment
                       WHERE contract = ?1 AND slot >= ?2 AND slot < ?3 ORDER BY slot";
            let mut segments = Segments::default();
            let mut texts = Texts::default();
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query(params![row, slots.start, slots.end])?;
            while let Some(row) = rows.next()? {
                let manual: bool = row.get(1)?;
                segments.push(&NewSegment {
                    slot: Slot(row.get(0)?),
                    origin: if manual { Origin::Manual } else { Origin::Tracked },
                    minutes: minutes_of(row, 3, 2)?,
                    memo_id: texts.place(db, row.get(4)?)?,
                    label_id: texts.place(db, row.get(5)?)?,
                    session: row.get::<_, Option<i64>>(6)?.unwrap_or(0),
                });
            }
            segments.set_texts(texts.table);
            Ok(segments)
        })
    }

    /// The first segment that cannot be read, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn damaged_segment(&self) -> Result<Option<String>> {
        self.read(|db| {
            let mut statement = db.prepare("SELECT slot, first_second, minutes FROM segment")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Err(error) = minutes_of(row, 2, 1) {
                    return Ok(Some(format!("the segment at {}: {error}", Slot(row.get(0)?).start())));
                }
            }
            Ok(None)
        })
    }

    /// What other contracts have in those of these slots in which `contract` has a segment.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn rival_claims(
        &self,
        contract: &ContractId,
        slots: Range<u32>,
    ) -> Result<BTreeMap<u32, Vec<Claim>>> {
        let row = self.row_of(contract)?;
        // CROSS JOIN keeps the order: each other contract's range of slots, by the primary key.
        let sql = "SELECT other.slot, contract.name, other.minutes, other.first_second
                   FROM contract CROSS JOIN segment AS other ON other.contract = contract.id
                   WHERE contract.id <> ?1 AND other.slot >= ?2 AND other.slot < ?3
                     AND EXISTS (SELECT 1 FROM segment AS mine WHERE mine.contract = ?1 AND mine.slot = other.slot)";
        self.read(|db| {
            let mut claims = BTreeMap::<u32, Vec<Claim>>::new();
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query(params![row, slots.start, slots.end])?;
            while let Some(row) = rows.next()? {
                let minutes = minutes_of(row, 2, 3)?;
                claims.entry(row.get(0)?).or_default().push(Claim {
                    contract: parsed(row, 1, |text| text.parse())?,
                    tracked_seconds: minutes.tracked_seconds(),
                    first_second: minutes.first_second,
                });
            }
            Ok(claims)
        })
    }

    /// How many segments a contract has in these slots.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn count_segments(&self, contract: &ContractId, slots: Range<u32>) -> Result<u64> {
        let row = self.row_of(contract)?;
        let sql = "SELECT count(*) FROM segment WHERE contract = ?1 AND slot >= ?2 AND slot < ?3";
        let range = params![row, slots.start, slots.end];
        let count: u32 = self.read(|db| db.prepare_cached(sql)?.query_row(range, |row| row.get(0)))?;
        Ok(count.into())
    }

    /// The labels of a contract's segments in these slots, each once.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn labels(&self, contract: &ContractId, slots: Range<u32>) -> Result<Vec<String>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT DISTINCT text.text FROM segment JOIN text ON text.id = segment.label
                   WHERE contract = ?1 AND slot >= ?2 AND slot < ?3 AND text.text <> '' ORDER BY text.text";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map(params![row, slots.start, slots.end], |row| row.get(0))?
                .collect()
        })
    }

    /// What labels were called when they were given, where not by their ids: by slot.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn label_titles(&self, contract: &ContractId, slots: Range<u32>) -> Result<BTreeMap<u32, String>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT slot, text.text FROM segment JOIN text ON text.id = segment.title
                   WHERE contract = ?1 AND slot >= ?2 AND slot < ?3";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map(params![row, slots.start, slots.end], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// Adds manual segments of sample data, in one transaction.
    ///
    /// # Errors
    /// [`Error::SlotTaken`], an unknown contract, or when the database fails.
    pub fn import_manual(&mut self, manual: &[ImportedSegment], now: Second) -> Result<()> {
        let rows = manual.iter().map(|segment| self.row_of(&segment.contract)).collect::<Result<Vec<_>>>()?;
        for (segment, contract) in manual.iter().zip(&rows) {
            if let Some(found) = self.origin_of(*contract, segment.slot)? {
                let contract = segment.contract.to_string();
                return Err(Error::SlotTaken { contract, at: segment.slot.start(), found });
            }
        }
        self.write(|tx| {
            for (segment, contract) in manual.iter().zip(rows) {
                let minutes = packed::pack(&SlotMinutes::starting(segment.slot, segment.slot.start()));
                let (memo, label) = (intern(tx, &segment.memo)?, intern(tx, &segment.label)?);
                let sql = "INSERT INTO segment (contract, slot, manual, first_second, minutes, memo, label)
                           VALUES (?1, ?2, 1, 0, ?3, ?4, ?5)";
                tx.prepare_cached(sql)?.execute(params![contract, segment.slot.0, minutes, memo, label])?;
            }
            seal_ended(tx, Slot(u32::MAX), now)
        })
    }

    /// Which of these slots contracts have segments in, in order of time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn taken(&self, slots: Range<u32>) -> Result<Vec<(Slot, ContractId)>> {
        let sql = "SELECT segment.slot, contract.name FROM contract CROSS JOIN segment ON segment.contract = contract.id
                   WHERE segment.slot >= ?1 AND segment.slot < ?2 ORDER BY segment.slot, contract.name";
        self.read(|db| {
            let of = |row: &Row<'_>| Ok((Slot(row.get(0)?), parsed(row, 1, |text| text.parse())?));
            db.prepare_cached(sql)?.query_map([slots.start, slots.end], of)?.collect()
        })
    }

    /// The first slot from `from` on in which a contract has a segment.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn next_segment(&self, contract: &ContractId, from: Slot) -> Result<Option<Slot>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT min(slot) FROM segment WHERE contract = ?1 AND slot >= ?2";
        let slot: Option<u32> =
            self.read(|db| db.prepare_cached(sql)?.query_row(params![row, from.0], |row| row.get(0)))?;
        Ok(slot.map(Slot))
    }

    /// The last slot before `before` in which a contract has a segment.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn previous_segment(&self, contract: &ContractId, before: Slot) -> Result<Option<Slot>> {
        let row = self.row_of(contract)?;
        let sql = "SELECT max(slot) FROM segment WHERE contract = ?1 AND slot < ?2";
        let slot: Option<u32> =
            self.read(|db| db.prepare_cached(sql)?.query_row(params![row, before.0], |row| row.get(0)))?;
        Ok(slot.map(Slot))
    }

    /// What stands in this slot of a contract: `tracked`, `manual` or nothing.
    fn origin_of(&self, contract: i64, slot: Slot) -> Result<Option<&'static str>> {
        let sql = "SELECT manual FROM segment WHERE contract = ?1 AND slot = ?2";
        let manual: Option<bool> = self.read(|db| {
            db.prepare_cached(sql)?.query_row([contract, i64::from(slot.0)], |row| row.get(0)).optional()
        })?;
        Ok(manual.map(|manual| if manual { "manual" } else { "tracked" }))
    }
}

/// Texts met while reading, each read once and given a place in a small table.
#[derive(Default)]
struct Texts {
    table: Vec<String>,
    places: HashMap<i64, u32>,
}

impl Texts {
    fn place(&mut self, db: &Connection, id: i64) -> rusqlite::Result<u32> {
        if let Some(place) = self.places.get(&id) {
            return Ok(*place);
        }
        let place = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
        let text =
            db.prepare_cached("SELECT text FROM text WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
        self.table.push(text);
        self.places.insert(id, place);
        Ok(place)
    }
}

fn minutes_of(row: &Row<'_>, minutes: usize, first_second: usize) -> rusqlite::Result<SlotMinutes> {
    #[derive(Debug, thiserror::Error)]
    #[error("a segment's minutes are not ten records of at most sixty seconds")]
    struct BadMinutes;
    let first_second = row.get(first_second)?;
    let bytes = row.get_ref(minutes)?.as_blob()?;
    packed::unpack(bytes, first_second).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(minutes, rusqlite::types::Type::Blob, Box::new(BadMinutes))
    })
}

/// The id of a text, which is entered when it is new.
pub(crate) fn intern(tx: &Transaction<'_>, text: &str) -> rusqlite::Result<i64> {
    let found = tx
        .prepare_cached("SELECT id FROM text WHERE text = ?1")?
        .query_row([text], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO text (text) VALUES (?1)")?.execute([text])?;
    Ok(tx.last_insert_rowid())
}

/// The id of what a label is called; none where it is called by its id.
pub(crate) fn intern_title(tx: &Transaction<'_>, title: &str) -> rusqlite::Result<Option<i64>> {
    Some(title).filter(|title| !title.is_empty()).map(|title| intern(tx, title)).transpose()
}

fn load(tx: &Transaction<'_>, contract: i64, slot: Slot) -> rusqlite::Result<Option<SlotMinutes>> {
    let sql = "SELECT minutes, first_second FROM segment WHERE contract = ?1 AND slot = ?2";
    let mut statement = tx.prepare_cached(sql)?;
    statement.query_row([contract, i64::from(slot.0)], |row| minutes_of(row, 0, 1)).optional()
}

/// Adds minutes of one slot to its segment, which is made when they are its first. The segment
/// takes the memo and label of the session: those said last in the slot.
pub(crate) fn add(
    tx: &Transaction<'_>,
    recorder: &Recorder,
    from: Second,
    minutes: &[MinuteDelta],
) -> rusqlite::Result<()> {
    let Some(first) = minutes.first() else { return Ok(()) };
    let slot = first.minute.slot();
    let there = load(tx, recorder.contract, slot)?;
    let mut sum = there.unwrap_or_else(|| SlotMinutes::starting(slot, from));
    minutes.iter().for_each(|delta| sum.add(delta));
    if there.is_none() && sum.tracked_seconds() == 0 {
        return Ok(());
    }
    // Within a session memo and label stay what they are: they may have been edited meanwhile.
    let sql = "INSERT INTO segment VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, NULL, ?8)
               ON CONFLICT (contract, slot) DO UPDATE SET manual = 0, minutes = excluded.minutes, salt = NULL,
               memo = iif(session IS excluded.session, memo, excluded.memo),
               label = iif(session IS excluded.session, label, excluded.label),
               title = iif(session IS excluded.session, title, excluded.title), session = excluded.session";
    let Recorder { session, contract, memo, label, title } = recorder;
    let values = params![contract, slot.0, sum.first_second, packed::pack(&sum), memo, label, session, title];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Enters the segments that end before this slot and are not in the journal as they are now.
pub(crate) fn seal_ended(tx: &Transaction<'_>, before: Slot, time: Second) -> rusqlite::Result<()> {
    /// Segments in one entry: those of a week.
    const MOST: usize = 1_008;
    let sql = "SELECT contract, slot FROM segment WHERE salt IS NULL AND slot < ?1 ORDER BY contract, slot";
    let unsealed: Vec<(i64, u32)> = tx
        .prepare_cached(sql)?
        .query_map([before.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for of_contract in unsealed.chunk_by(|a, b| a.0 == b.0) {
        for some in of_contract.chunks(MOST) {
            let slots: Vec<Slot> = some.iter().map(|(_, slot)| Slot(*slot)).collect();
            let Some((contract, _)) = some.first() else { continue };
            let payload = json!({
                "contract": seal::name_of(tx, *contract)?, "slots": seal_slots(tx, *contract, &slots)?,
            });
            let entry = NewEntry { time, actor: Actor::Host, kind: "segments-recorded", payload };
            journal::append(tx, &entry)?;
        }
    }
    Ok(())
}

/// Gives segments fresh seals, for the journal: slot by slot.
pub(crate) fn seal_slots(
    tx: &Transaction<'_>,
    contract: i64,
    slots: &[Slot],
) -> rusqlite::Result<serde_json::Value> {
    let sealed =
        slots.iter().map(|slot| Ok((slot.0.to_string(), seal::segment(tx, contract, *slot)?.into())));
    sealed.collect::<rusqlite::Result<serde_json::Map<_, _>>>().map(Into::into)
}

/// Takes out what was recorded in `from..until`; segments of which nothing is left go: they are the answer.
pub(crate) fn cut(
    tx: &Transaction<'_>,
    contract: i64,
    from: Second,
    until: Second,
) -> rusqlite::Result<Vec<Slot>> {
    let mut gone = Vec::new();
    for slot in (from.slot().0..=until.slot().0).map(Slot) {
        let Some(mut minutes) = load(tx, contract, slot)? else { continue };
        minutes.cut(slot, from, until);
        if minutes.tracked_seconds() == 0 {
            tx.execute("DELETE FROM segment WHERE contract = ?1 AND slot = ?2", params![contract, slot.0])?;
            gone.push(slot);
        } else {
            let sql = "UPDATE segment SET minutes = ?3, salt = NULL WHERE contract = ?1 AND slot = ?2";
            tx.execute(sql, params![contract, slot.0, packed::pack(&minutes)])?;
        }
    }
    Ok(gone)
}
