//! What the entries of a journal say of the rest of the diary, once all of them were taken.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use workdiary_diary::time::Second;

use crate::record::{Record, kind};

/// A request for manual time and its answer: slots, reason, granted or not, words.
pub type Asked = (i64, i64, String, Option<bool>, String);

/// The account that the entries give.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// The public key in force.
    pub key: String,
    /// Digests of statements, by contract and week.
    pub statements: BTreeMap<(String, i64), String>,
    /// The seal of each segment; none where it was removed.
    pub segments: HashMap<(String, u32), Option<String>>,
    /// Snapshots, by number.
    pub snapshots: BTreeMap<i64, Snapshot>,
    /// The same snapshots by their slots.
    in_slot: BTreeSet<(u32, i64)>,
    /// Seals of snapshots that an earlier version took and this one has hidden.
    older: BTreeMap<i64, Option<String>>,
    /// Contracts as described last; none where an earlier version said less of them.
    pub contracts: BTreeMap<String, Option<Value>>,
    /// Requests, by number.
    pub requests: BTreeMap<i64, Asked>,
    /// Digests of invoices, by number.
    pub invoices: BTreeMap<String, String>,
    /// Digests of what invoices say, with that of the picture, by contract.
    pub invoice_settings: BTreeMap<String, (String, String)>,
    /// Seals of what was kept as history, by the number of the import.
    pub history: BTreeMap<i64, String>,
    /// What clients said to statements, in order: contract, week, verdict, words.
    pub answers: Vec<(String, i64, String, String)>,
}

/// What was entered of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Whose it is.
    pub contract: String,
    /// When it was taken.
    pub taken_at: Second,
    /// Its seal; none where it was withheld.
    pub seal: Option<String>,
    /// `kept`, `withheld` or `blurred`.
    pub state: String,
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
    /// What was entered last of a snapshot: its seal, none where it was withheld.
    #[must_use]
    pub fn snapshot(&self, id: i64) -> Option<&Option<String>> {
        self.snapshots.get(&id).map(|snapshot| &snapshot.seal).or_else(|| self.older.get(&id))
    }

    /// The contract as it was described last.
    #[must_use]
    pub fn terms(&self, contract: &str) -> Option<Value> {
        self.contracts.get(contract)?.clone()
    }

    /// Takes the next entry in.
    pub fn take(&mut self, entry: &Record) {
        let payload = Payload(serde_json::from_str(&entry.payload).unwrap_or_default());
        match entry.kind.as_str() {
            kind::KEY_MADE => self.key = payload.text("public"),
            "contract-added" | "contract-edited" | "contract-closed" | "contract-reopened" => {
                self.take_contract(&payload);
            }
            "manual-requested" | "request-answered" => self.take_request(&payload),
            kind::WEEK_CLOSED => {
                let week = (payload.text("contract"), payload.number("week"));
                self.statements.insert(week, payload.text("digest"));
            }
            kind::INVOICE_ISSUED => {
                self.invoices.insert(payload.text("number"), payload.text("digest"));
            }
            kind::INVOICE_SETTINGS => {
                let digests = (payload.text("digest"), payload.text("logo"));
                self.invoice_settings.insert(payload.text("contract"), digests);
            }
            kind::STATEMENT_ANSWERED => {
                let (verdict, words) = (payload.text("verdict"), payload.text("words"));
                self.answers.push((payload.text("contract"), payload.number("week"), verdict, words));
            }
            kind::HISTORY_IMPORTED => {
                self.history.insert(payload.number("import"), payload.text("seal"));
            }
            kind::HISTORY_REMOVED => drop(self.history.remove(&payload.number("import"))),
            kind::SNAPSHOT_TAKEN => {
                // An earlier version entered them without seals.
                let seal = Some(payload.text("seal")).filter(|seal| !seal.is_empty());
                if seal.is_some() {
                    self.take_snapshot(&payload, entry.time, seal, payload.text("state"));
                }
            }
            kind::SNAPSHOT_NOT_TAKEN => {
                self.take_snapshot(&payload, entry.time, None, "withheld".to_owned());
            }
            _ => {}
        }
        self.take_seals(&payload);
    }

    fn take_snapshot(&mut self, payload: &Payload, taken_at: Second, seal: Option<String>, state: String) {
        let (id, contract) = (payload.number("snapshot"), payload.text("contract"));
        self.in_slot.insert((taken_at.slot().0, id));
        self.snapshots.insert(id, Snapshot { contract, taken_at, seal, state });
    }

    fn take_seals(&mut self, payload: &Payload) {
        let contract = payload.text("contract");
        let place = |slot: i64| Some((contract.clone(), u32::try_from(slot).ok()?));
        self.segments
            .extend(payload.seals("slots").filter_map(|(slot, seal)| Some((place(slot)?, Some(seal)))));
        self.segments.extend(payload.numbers("gone").filter_map(|slot| Some((place(slot)?, None))));
        for (_, slot) in payload.numbers("gone").filter_map(place) {
            let there = self.in_slot.range((slot, i64::MIN)..=(slot, i64::MAX)).map(|(_, id)| *id);
            for id in there.collect::<Vec<_>>() {
                if self.snapshots.get(&id).is_some_and(|snapshot| snapshot.contract == contract) {
                    self.in_slot.remove(&(slot, id));
                    self.snapshots.remove(&id);
                }
            }
        }
        payload.numbers("snapshots_gone").for_each(|id| drop(self.snapshots.remove(&id)));
        let blurred = payload.seals("blurred").map(|(id, seal)| (id, Some(seal), "blurred"));
        let withheld = payload.numbers("withheld").map(|id| (id, None, "withheld"));
        for (id, seal, state) in blurred.chain(withheld) {
            match self.snapshots.get_mut(&id) {
                Some(snapshot) => (snapshot.seal, snapshot.state) = (seal, state.to_owned()),
                None => drop(self.older.insert(id, seal)),
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
