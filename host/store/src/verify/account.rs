//! What the journal says of the rest of the diary, once it has been read to its end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use workdiary_diary::time::Second;

use crate::journal::Entry;
use crate::{keys, snapshots};

/// A request for manual time and its answer: slots, reason, granted or not, words.
pub(super) type Asked = (i64, i64, String, Option<bool>, String);

/// The account that the journal gives.
#[derive(Default)]
pub(super) struct Account {
    /// Hashes of the entries that are signed, and the key in force there.
    pub(super) signed: BTreeMap<i64, ([u8; 32], String)>,
    key: String,
    /// Digests of statements, by contract and week.
    pub(super) statements: BTreeMap<(String, i64), String>,
    /// The seal of each segment; none where it was removed.
    pub(super) segments: HashMap<(String, u32), Option<String>>,
    /// The seal of each snapshot, none where it was withheld; whose it is, and when it was taken.
    pub(super) snapshots: BTreeMap<i64, (Option<String>, String, Second)>,
    /// The same of snapshots that an earlier version took and this one has hidden.
    older: BTreeMap<i64, Option<String>>,
    /// Contracts as described last; none where an earlier version said less of them.
    pub(super) contracts: BTreeMap<String, Option<Value>>,
    /// Requests, by number.
    pub(super) requests: BTreeMap<i64, Asked>,
    /// What clients said to statements, in order: contract, week, verdict, words.
    pub(super) answers: Vec<(String, i64, String, String)>,
}

/// The particulars of an entry.
struct Payload(Value);

impl Payload {
    fn text(&self, name: &str) -> String {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn number(&self, name: &str) -> i64 {
        self.0.get(name).and_then(Value::as_i64).unwrap_or_default()
    }

    fn numbers(&self, name: &str) -> impl Iterator<Item = i64> + '_ {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64)
    }

    /// Seals by the number of what they are of.
    fn seals(&self, name: &str) -> impl Iterator<Item = (i64, String)> + '_ {
        let all = self.0.get(name).and_then(Value::as_object).into_iter().flatten();
        all.filter_map(|(number, seal)| Some((number.parse().ok()?, seal.as_str()?.to_owned())))
    }
}

impl Account {
    /// With nothing read yet; the hashes of these entries are wanted.
    pub(super) fn of_entries<'a>(signed: impl Iterator<Item = &'a i64>) -> Self {
        let signed = signed.map(|seq| (*seq, ([0; 32], String::new()))).collect();
        Self { signed, ..Self::default() }
    }

    /// What was entered last of a snapshot: its seal, none where it was withheld.
    pub(super) fn snapshot(&self, id: i64) -> Option<&Option<String>> {
        self.snapshots.get(&id).map(|(seal, ..)| seal).or_else(|| self.older.get(&id))
    }

    /// Takes the next entry in.
    pub(super) fn take(&mut self, entry: &Entry) {
        let payload = Payload(serde_json::from_str(&entry.payload).unwrap_or_default());
        if entry.kind == keys::KEY_MADE {
            self.key = payload.text("public");
        }
        if let Some(signed) = self.signed.get_mut(&entry.seq) {
            *signed = (entry.hash, self.key.clone());
        }
        match entry.kind.as_str() {
            "contract-added" | "contract-edited" | "contract-closed" | "contract-reopened" => {
                self.take_contract(&payload);
            }
            "manual-requested" | "request-answered" => self.take_request(&payload),
            keys::WEEK_CLOSED => {
                let week = (payload.text("contract"), payload.number("week"));
                self.statements.insert(week, payload.text("digest"));
            }
            "statement-answered" => {
                let (verdict, words) = (payload.text("verdict"), payload.text("words"));
                self.answers.push((payload.text("contract"), payload.number("week"), verdict, words));
            }
            "snapshot-taken" => {
                // An earlier version entered them without seals.
                let seal = Some(payload.text("seal")).filter(|seal| !seal.is_empty());
                let place = (payload.text("contract"), entry.time);
                seal.map(|seal| {
                    self.snapshots.insert(payload.number("snapshot"), (Some(seal), place.0, place.1))
                });
            }
            snapshots::NOT_TAKEN => {
                let withheld = (None, payload.text("contract"), entry.time);
                self.snapshots.insert(payload.number("snapshot"), withheld);
            }
            _ => {}
        }
        self.take_seals(&payload);
    }

    fn take_seals(&mut self, payload: &Payload) {
        let contract = payload.text("contract");
        let place = |slot: i64| Some((contract.clone(), u32::try_from(slot).ok()?));
        self.segments
            .extend(payload.seals("slots").filter_map(|(slot, seal)| Some((place(slot)?, Some(seal)))));
        self.segments.extend(payload.numbers("gone").filter_map(|slot| Some((place(slot)?, None))));
        let gone: BTreeSet<i64> = payload.numbers("gone").collect();
        self.snapshots
            .retain(|_, (_, whose, taken)| *whose != contract || !gone.contains(&taken.slot().0.into()));
        payload.numbers("snapshots_gone").for_each(|id| drop(self.snapshots.remove(&id)));
        let hidden = payload.seals("blurred").map(|(id, seal)| (id, Some(seal)));
        for (id, now) in hidden.chain(payload.numbers("withheld").map(|id| (id, None))) {
            match self.snapshots.get_mut(&id) {
                Some((seal, ..)) => *seal = now,
                None => drop(self.older.insert(id, now)),
            }
        }
    }

    fn take_contract(&mut self, payload: &Payload) {
        let said = payload.0.get("after").unwrap_or(&payload.0);
        let text = |name: &str| said.get(name).and_then(Value::as_str);
        let id = text("contract").or_else(|| text("id")).unwrap_or_default();
        let whole = said.get("rates").map(|_| said.clone());
        self.contracts.insert(id.to_owned(), whole);
    }

    fn take_request(&mut self, payload: &Payload) {
        let number = payload.number("request");
        match payload.0.get("granted").and_then(Value::as_bool) {
            None => {
                let (first, end) = (payload.number("first"), payload.number("end"));
                self.requests.insert(number, (first, end, payload.text("reason"), None, String::new()));
            }
            Some(granted) => {
                if let Some((.., answer, words)) = self.requests.get_mut(&number) {
                    (*answer, *words) = (Some(granted), payload.text("words"));
                }
            }
        }
    }
}
