//! Verification: everything in the diary against its journal, and the journal against its signatures.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use rusqlite::Row;
use serde_json::Value;
use workdiary_diary::time::{Second, Slot};

use crate::database::Store;
use crate::error::Result;
use crate::evidence::{digest_of, path_of};
use crate::journal::{Chain, Entry, bytes};
use crate::{keys, seal, statements};

/// What was gone through, and what of it does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the journal.
    pub entries: u64,
    /// Signatures over it.
    pub signatures: u64,
    /// The newest entry that a signature covers; 0: none.
    pub signed_until: i64,
    /// Statements.
    pub statements: u64,
    /// Segments.
    pub segments: u64,
    /// Snapshots, withheld ones too.
    pub snapshots: u64,
    /// What does not hold, the journal first.
    pub broken: Vec<Broken>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What: an entry, a statement, a segment, a snapshot.
    pub what: String,
    /// Why.
    pub why: String,
}

/// What the journal says of the rest of the diary.
#[derive(Default)]
struct Account {
    /// Hashes of the entries that are signed, and the key in force there.
    signed: BTreeMap<i64, ([u8; 32], String)>,
    key: String,
    /// Digests of statements, by contract and week.
    statements: BTreeMap<(String, i64), String>,
    /// The seal of each segment; none where it was removed.
    segments: HashMap<(String, u32), Option<String>>,
    /// The seal of each snapshot; none where it was withheld.
    snapshots: HashMap<i64, Option<String>>,
}

impl Account {
    fn take(&mut self, entry: &Entry) {
        if let Some(signed) = self.signed.get_mut(&entry.seq) {
            *signed = (entry.hash, self.key.clone());
        }
        let payload: Value = serde_json::from_str(&entry.payload).unwrap_or_default();
        let text = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |name: &str| payload.get(name).and_then(Value::as_i64).unwrap_or_default();
        let contract = text("contract");
        match entry.kind.as_str() {
            keys::KEY_MADE => {
                self.key = text("public");
                if let Some((_, key)) = self.signed.get_mut(&entry.seq) {
                    key.clone_from(&self.key);
                }
            }
            keys::WEEK_CLOSED => {
                self.statements.insert((contract.clone(), number("week")), text("digest"));
            }
            "snapshot-taken" => {
                let seal = payload.get("seal").and_then(Value::as_str).map(str::to_owned);
                if seal.is_some() {
                    self.snapshots.insert(number("snapshot"), seal);
                }
            }
            _ => {}
        }
        for (slot, seal) in payload.get("slots").and_then(Value::as_object).into_iter().flatten() {
            if let (Ok(slot), Some(seal)) = (slot.parse(), seal.as_str()) {
                self.segments.insert((contract.clone(), slot), Some(seal.to_owned()));
            }
        }
        for slot in numbers(&payload, "gone").filter_map(|slot| u32::try_from(slot).ok()) {
            self.segments.insert((contract.clone(), slot), None);
        }
        for (id, seal) in payload.get("blurred").and_then(Value::as_object).into_iter().flatten() {
            if let (Ok(id), Some(seal)) = (id.parse(), seal.as_str()) {
                self.snapshots.insert(id, Some(seal.to_owned()));
            }
        }
        for id in numbers(&payload, "withheld") {
            self.snapshots.insert(id, None);
        }
    }
}

fn numbers<'a>(payload: &'a Value, name: &str) -> impl Iterator<Item = i64> + 'a {
    payload.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64)
}

impl Store {
    /// Goes through the whole diary. What it finds is in the answer; the first broken entry of the
    /// journal ends what is known of the rest.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify(&self) -> Result<Verified> {
        let mut verified = Verified::default();
        let signatures = self.signatures()?;
        let signed = signatures.keys().map(|seq| (*seq, ([0; 32], String::new()))).collect();
        let mut account = Account { signed, ..Account::default() };
        if let Some(broken) = self.walk(&mut account, &mut verified.entries) {
            verified.broken.push(broken);
            return Ok(verified);
        }
        for (seq, signature) in &signatures {
            let signed = account.signed.get(seq);
            if signed.is_some_and(|(hash, key)| keys::is_signed(key, hash, signature)) {
                verified.signatures += 1;
                verified.signed_until = *seq;
            } else {
                let what = format!("the signature of journal entry {seq}");
                verified.broken.push(Broken { what, why: "it is not that of the diary's key".to_owned() });
            }
        }
        self.verify_statements(&account, &mut verified)?;
        self.verify_segments(&account, &mut verified)?;
        self.verify_snapshots(&account, &mut verified)?;
        Ok(verified)
    }

    /// Follows the chain; the first entry that does not hold, or cannot be read.
    fn walk(&self, account: &mut Account, entries: &mut u64) -> Option<Broken> {
        let (mut chain, mut fault, mut last) = (Chain::default(), None, 0);
        let entry = |seq: i64| format!("journal entry {seq}");
        let walked = self.each_entry(|found| {
            last = found.seq;
            if let Some(broken) = chain.follow(found) {
                fault = Some(Broken { what: entry(broken.seq), why: broken.detail.to_owned() });
                return ControlFlow::Break(());
            }
            *entries += 1;
            account.take(found);
            ControlFlow::Continue(())
        });
        match walked {
            Ok(()) => fault,
            Err(error) => Some(Broken { what: entry(last + 1), why: error.to_string() }),
        }
    }

    fn signatures(&self) -> Result<BTreeMap<i64, [u8; 64]>> {
        let of = |row: &Row<'_>| Ok((row.get(0)?, bytes(row, 1)?.try_into().unwrap_or([0; 64])));
        let sql = "SELECT seq, signature FROM checkpoint ORDER BY seq";
        self.read(|db| db.prepare(sql)?.query_map([], of)?.collect())
    }

    fn verify_statements(&self, account: &Account, verified: &mut Verified) -> Result<()> {
        let sql = "SELECT contract.name, week, number, body FROM statement
                   JOIN contract ON contract.id = statement.contract ORDER BY contract.name, week";
        let of = |row: &Row<'_>| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?, statements::digest(&bytes(row, 3)?)))
        };
        let found: Vec<((String, i64), u32, String)> =
            self.read(|db| db.prepare(sql)?.query_map([], of)?.collect())?;
        let mut missing: BTreeMap<_, _> = account.statements.iter().collect();
        for (of_week, number, digest) in &found {
            verified.statements += 1;
            let entered = missing.remove(of_week);
            if entered != Some(digest) {
                let why = match entered {
                    Some(_) => "it is not what was entered when the week was closed",
                    None => "the journal knows of no such statement",
                };
                let what = format!("statement {number} of `{}`, week of {}", of_week.0, Second(of_week.1));
                verified.broken.push(Broken { what, why: why.to_owned() });
            }
        }
        verified.broken.extend(missing.into_keys().map(|(contract, week)| Broken {
            what: format!("the statement of `{contract}`, week of {}", Second(*week)),
            why: "it is missing".to_owned(),
        }));
        Ok(())
    }

    fn verify_segments(&self, account: &Account, verified: &mut Verified) -> Result<()> {
        // The segment that is being tracked is entered when its slot is over.
        let running = "SELECT contract, until FROM session WHERE reason IS NULL";
        let of = |row: &Row<'_>| Ok((row.get(0)?, Second(row.get(1)?).slot()));
        let running: Vec<(i64, Slot)> = self.read(|db| db.prepare(running)?.query_map([], of)?.collect())?;
        let mut there = HashMap::new();
        for contract in self.contracts()? {
            let row = self.row_of(&contract.id)?;
            let name = contract.id.to_string();
            self.read(|db| {
                seal::each_segment(db, row, |slot, found| {
                    verified.segments += 1;
                    let entered = account.segments.get(&(name.clone(), slot.0)).and_then(Option::as_ref);
                    let runs = running.contains(&(row, slot)) && found.is_none();
                    if !runs && (entered.is_none() || entered != found.as_ref()) {
                        let what = format!("the segment of `{name}` at {}", slot.start());
                        let why = "it is not what was entered in the journal".to_owned();
                        verified.broken.push(Broken { what, why });
                    }
                    there.insert((name.clone(), slot.0), ());
                })
            })?;
        }
        let mut missing: Vec<_> = account
            .segments
            .iter()
            .filter(|(place, seal)| seal.is_some() && !there.contains_key(*place))
            .map(|(place, _)| place)
            .collect();
        missing.sort();
        verified.broken.extend(missing.into_iter().map(|(contract, slot)| Broken {
            what: format!("the segment of `{contract}` at {}", Slot(*slot).start()),
            why: "it is missing".to_owned(),
        }));
        Ok(())
    }

    fn verify_snapshots(&self, account: &Account, verified: &mut Verified) -> Result<()> {
        let sql = "SELECT snapshot.id, contract.name, taken_at, digest, salt FROM snapshot
                   JOIN contract ON contract.id = snapshot.contract ORDER BY snapshot.id";
        type Found = (i64, String, i64, Option<String>, Option<Vec<u8>>);
        let of = |row: &Row<'_>| {
            let digest = bytes(row, 3)?;
            let digest = (!digest.is_empty()).then(|| String::from_utf8_lossy(&digest).into_owned());
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, digest, row.get(4)?))
        };
        let found: Vec<Found> = self.read(|db| db.prepare(sql)?.query_map([], of)?.collect())?;
        for (id, contract, taken_at, digest, salt) in found {
            verified.snapshots += 1;
            if let Some(why) = self.snapshot_fault(account, id, digest, salt) {
                let what = format!("the snapshot of `{contract}` at {}", Second(taken_at));
                verified.broken.push(Broken { what, why });
            }
        }
        Ok(())
    }

    fn snapshot_fault(
        &self,
        account: &Account,
        id: i64,
        digest: Option<String>,
        salt: Option<Vec<u8>>,
    ) -> Option<String> {
        let entered = account.snapshots.get(&id);
        let found = digest.as_ref().zip(salt).map(|(digest, salt)| seal::of_snapshot(&salt, digest));
        // One from before seals was entered without: its file alone can be checked.
        if entered.is_some_and(|entered| *entered != found) {
            return Some("it is not what was entered in the journal".to_owned());
        }
        let path = path_of(&self.home, &digest?);
        match digest_of(&path) {
            Ok(is) if path.file_stem().is_some_and(|name| name == is.as_str()) => None,
            Ok(_) => Some(format!("the picture `{}` is altered", path.display())),
            Err(error) => Some(error.to_string()),
        }
    }
}
