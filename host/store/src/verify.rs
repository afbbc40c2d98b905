//! Verification: everything in the diary against its journal, and the journal against its signatures.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use rusqlite::Row;
use workdiary_diary::time::{Second, Slot};

use crate::database::Store;
use crate::error::Result;
use crate::evidence::{digest_of, path_of};
use crate::journal::{Chain, Entry, bytes};
use crate::seal;
use workdiary_proof::account::Account;
use workdiary_proof::key::{PublicKey, is_signed};
use workdiary_proof::seal::of_snapshot;

mod parties;

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
    /// Invoices.
    pub invoices: u64,
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

/// Holds what is there against what was entered, place by place.
fn differences<K: Ord, V: PartialEq>(
    entered: &BTreeMap<K, V>,
    there: &BTreeMap<K, V>,
    what: impl Fn(&K) -> String,
) -> Vec<Broken> {
    let places: BTreeSet<&K> = entered.keys().chain(there.keys()).collect();
    let why = |place| match (entered.get(place), there.get(place)) {
        (Some(_), None) => Some("it is missing"),
        (None, Some(_)) => Some("the journal knows of none"),
        (entered, there) => (entered != there).then_some("it is not what was entered in the journal"),
    };
    let broken = |place| Some(Broken { what: what(place), why: why(place)?.to_owned() });
    places.into_iter().filter_map(broken).collect()
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
        let mut account = Account::default();
        let mut signed = BTreeMap::new();
        let walked = self.walk(&mut verified.entries, |entry| {
            account.take(&entry.record);
            if signatures.contains_key(&entry.seq) {
                signed.insert(entry.seq, (entry.hash, PublicKey::read(&account.key)));
            }
        });
        if let Some(broken) = walked {
            verified.broken.push(broken);
            return Ok(verified);
        }
        for (seq, signature) in &signatures {
            let by_key =
                signed.get(seq).and_then(|(hash, key)| Some(is_signed(key.as_ref()?, hash, signature)));
            if by_key == Some(true) {
                verified.signatures += 1;
                verified.signed_until = *seq;
            } else {
                let what = format!("the signature of journal entry {seq}");
                verified.broken.push(Broken { what, why: "it is not that of the diary's key".to_owned() });
            }
        }
        self.verify_parties(&account, &mut verified)?;
        self.verify_segments(&account, &mut verified)?;
        self.verify_snapshots(&account, &mut verified)?;
        let history = self.history_seals()?.into_iter().collect();
        let of = |number: &i64| format!("the import {number} of history");
        verified.broken.extend(differences(&account.history, &history, of));
        Ok(verified)
    }

    /// Follows the chain; the first entry that does not hold, or cannot be read.
    fn walk(&self, entries: &mut u64, mut see: impl FnMut(&Entry)) -> Option<Broken> {
        let (mut chain, mut fault, mut last) = (Chain::default(), None, 0);
        let entry = |seq: i64| format!("journal entry {seq}");
        let walked = self.each_entry(|found| {
            last = found.seq;
            if let Some(broken) = chain.follow(found) {
                fault = Some(Broken { what: entry(broken.seq), why: broken.detail.to_owned() });
                return ControlFlow::Break(());
            }
            *entries += 1;
            see(found);
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
        let sql = "SELECT snapshot.id, contract.name, taken_at, digest, salt, state FROM snapshot
                   JOIN contract ON contract.id = snapshot.contract ORDER BY snapshot.id";
        type Found = (i64, String, i64, Option<String>, Option<Vec<u8>>, String);
        let of = |row: &Row<'_>| {
            let digest = bytes(row, 3)?;
            let digest = (!digest.is_empty()).then(|| String::from_utf8_lossy(&digest).into_owned());
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, digest, row.get(4)?, row.get(5)?))
        };
        let found: Vec<Found> = self.read(|db| db.prepare(sql)?.query_map([], of)?.collect())?;
        let mut missing = account.snapshots.clone();
        for (id, contract, taken_at, digest, salt, state) in found {
            verified.snapshots += 1;
            let entered = missing.remove(&id);
            let is_other = entered.is_some_and(|entered| entered.state != state);
            let other = || is_other.then(|| "its state is not what was entered in the journal".to_owned());
            if let Some(why) = self.snapshot_fault(account, id, digest, salt).or_else(other) {
                let what = format!("the snapshot of `{contract}` at {}", Second(taken_at));
                verified.broken.push(Broken { what, why });
            }
        }
        verified.broken.extend(missing.into_values().map(|entered| Broken {
            what: format!("the snapshot of `{}` at {}", entered.contract, entered.taken_at),
            why: "it is missing".to_owned(),
        }));
        Ok(())
    }

    fn snapshot_fault(
        &self,
        account: &Account,
        id: i64,
        digest: Option<String>,
        salt: Option<Vec<u8>>,
    ) -> Option<String> {
        let entered = account.snapshot(id);
        let found = digest.as_ref().zip(salt).map(|(digest, salt)| of_snapshot(&salt, digest));
        // One from before seals was entered without, and has none: its file alone can be checked.
        if entered.map_or(found.is_some(), |entered| *entered != found) {
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
