//! A bundle taken apart, changed and signed again, as its owner could do it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use workdiary_diary::week::Week;
use workdiary_proof::archive::{Reader, Writer};
use workdiary_proof::bundle::{Act, ENVELOPE, JOURNAL, PAYLOAD_TYPE, SEGMENTS, statement_part};
use workdiary_proof::chain::Link;
use workdiary_proof::envelope::Envelope;
use workdiary_proof::hex::Sha;
use workdiary_proof::key::Key;

use crate::{MONDAY, Machine};

pub(crate) struct Forged {
    pub(crate) page: Vec<u8>,
    pub(crate) parts: BTreeMap<String, Vec<u8>>,
    pub(crate) manifest: Value,
}

impl Forged {
    pub(crate) fn opened(path: &Path) -> Self {
        let reader = Reader::open(path).unwrap();
        let mut parts: BTreeMap<String, Vec<u8>> =
            reader.names().map(|name| (name.to_owned(), reader.whole(name, u64::MAX).unwrap())).collect();
        let envelope: Envelope = serde_json::from_slice(&parts.remove(ENVELOPE).unwrap()).unwrap();
        let manifest: Value = serde_json::from_slice(&envelope.open(PAYLOAD_TYPE).unwrap().0).unwrap();
        let page = usize::try_from(manifest["page"]["bytes"].as_u64().unwrap()).unwrap();
        Self { page: std::fs::read(path).unwrap()[..page].to_vec(), parts, manifest }
    }

    /// The lines of a part, each changed by `change`; those that come back empty are left out.
    pub(crate) fn lines(&mut self, part: &str, mut change: impl FnMut(usize, &mut Value)) {
        let text = String::from_utf8(self.parts[part].clone()).unwrap();
        let changed = text.lines().enumerate().map(|(number, line)| {
            let mut value: Value = serde_json::from_str(line).unwrap();
            change(number, &mut value);
            if value.is_null() { String::new() } else { format!("{value}\n") }
        });
        let changed: String = changed.collect();
        self.parts.insert(part.to_owned(), changed.into_bytes());
    }

    pub(crate) fn segments(&mut self, change: impl FnMut(usize, &mut Value)) {
        self.lines(SEGMENTS, change);
    }

    pub(crate) fn statement(&mut self, change: impl FnOnce(&mut Value)) {
        let part = statement_part(Week::of_date(MONDAY.parse().unwrap()));
        let mut statement: Value = serde_json::from_slice(&self.parts[&part]).unwrap();
        change(&mut statement);
        self.parts.insert(part, statement.to_string().into_bytes());
    }

    /// Makes the chain what its acts come to.
    pub(crate) fn chained(&mut self) {
        let contract = self.manifest["contract"].as_str().unwrap();
        let text = String::from_utf8(self.parts[JOURNAL].clone()).unwrap();
        let end = text.lines().fold(Link::begin(contract), |at, line| {
            let brief = match serde_json::from_str(line).unwrap() {
                Act::Whole(record) => record.brief(),
                Act::Brief(brief) => brief,
            };
            at.then(&brief.digest())
        });
        self.manifest["chain"] = serde_json::to_value(end).unwrap();
    }

    /// Writes it, signed by this key.
    pub(crate) fn signed(self, key: &Key, path: &Path) {
        self.written(key, path, true);
    }

    /// The same, but what is signed is what was there before.
    pub(crate) fn signed_for_before(self, key: &Key, path: &Path) {
        self.written(key, path, false);
    }

    fn written(mut self, key: &Key, path: &Path, anew: bool) {
        self.manifest["key"] = key.public().to_string().into();
        let mut out = Writer::behind(&mut self.page.as_slice(), Vec::new()).unwrap();
        for (name, part) in &self.parts {
            out.add(name, &mut part.as_slice()).unwrap();
        }
        if anew {
            self.manifest["page"] = serde_json::to_value(out.page).unwrap();
            self.manifest["parts"] = serde_json::to_value(&out.parts).unwrap();
        }
        let envelope = Envelope::sign(key, PAYLOAD_TYPE, self.manifest.to_string().as_bytes());
        out.add(ENVELOPE, &mut serde_json::to_vec(&envelope).unwrap().as_slice()).unwrap();
        std::fs::write(path, out.finish().unwrap()).unwrap();
    }
}

/// The key of a machine's diary.
pub(crate) fn key_of(machine: &Machine) -> Key {
    let home = workdiary_store::Home::at(&machine.home.path());
    Key::read(&std::fs::read_to_string(home.journal_key()).unwrap(), "").unwrap()
}

pub(crate) fn sha(bytes: &[u8]) -> String {
    Sha::of(bytes).to_string()
}
