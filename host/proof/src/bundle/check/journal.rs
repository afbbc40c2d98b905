//! The chain of the contract, followed from its beginning.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Point;
use crate::account::Account;
use crate::archive::{BadFile, Reader};
use crate::bundle::{Act, JOURNAL, Manifest};
use crate::chain::Link;
use crate::hex::Sha;
use crate::record::{Record, kind};

/// No journal is larger; ten years of full-time work take some eighteen megabytes.
const MOST: u64 = 24 << 20;
/// No act is longer: one may name the segments of a week.
const LONGEST: u64 = 1 << 20;

/// What the chain says.
pub(super) struct Journal {
    /// What all of it comes to.
    pub(super) account: Account,
    /// The terms of the contract as they were when a week was closed, by the first second of the week.
    pub(super) terms_at_close: BTreeMap<i64, Option<Value>>,
    /// What clients said to statements.
    pub(super) answers: Vec<Record>,
    contract: String,
    heads: Vec<Sha>,
    broken: Vec<String>,
    /// Whether an act was given with its particulars, so that all after it must be.
    is_whole: bool,
}

impl Journal {
    pub(super) fn read(reader: &Reader, manifest: &Manifest) -> Result<Self, BadFile> {
        let contract = manifest.contract.to_string();
        let mut at = Link::begin(&contract);
        let mut journal = Self {
            account: Account::default(),
            terms_at_close: BTreeMap::new(),
            answers: Vec::new(),
            contract,
            heads: vec![at.head],
            broken: Vec::new(),
            is_whole: false,
        };
        reader.lines(JOURNAL, MOST, LONGEST, |act| {
            at = journal.take(at, act);
            Ok(())
        })?;
        if at != manifest.chain {
            let Link { entries, head } = manifest.chain;
            let ends = format!("it ends after {} acts in {}", at.entries, at.head);
            journal.broken.push(format!("{ends}; what was signed ends after {entries} in {head}"));
        }
        Ok(journal)
    }

    /// Takes the next act; gives the place after it.
    fn take(&mut self, at: Link, act: Act) -> Link {
        let (brief, record) = match act {
            Act::Whole(record) => (record.brief(), Some(record)),
            Act::Brief(brief) => (brief, None),
        };
        let at = at.then(&brief.digest());
        self.heads.push(at.head);
        let says_terms = brief.kind.starts_with(kind::CONTRACT);
        match record {
            Some(record) if record.contract().as_ref() == Some(&self.contract) => {
                self.is_whole |= !says_terms;
                self.take_whole(record);
            }
            Some(_) => self.broken.push(format!("act {} is not about `{}`", at.entries, self.contract)),
            None if self.is_whole || says_terms => {
                let what = format!("act {} (`{}`)", at.entries, brief.kind);
                self.broken.push(format!("{what} is given without its particulars"));
            }
            None => {}
        }
        at
    }

    fn take_whole(&mut self, record: Record) {
        self.account.take(&record);
        match record.kind.as_str() {
            kind::WEEK_CLOSED => {
                let payload: Value = serde_json::from_str(&record.payload).unwrap_or_default();
                if let Some(week) = payload.get("week").and_then(Value::as_i64) {
                    self.terms_at_close.entry(week).or_insert_with(|| self.account.terms(&self.contract));
                }
            }
            kind::STATEMENT_ANSWERED => self.answers.push(record),
            _ => {}
        }
    }

    /// Whether the chain has this place.
    pub(super) fn has(&self, place: &Link) -> bool {
        usize::try_from(place.entries).ok().and_then(|entries| self.heads.get(entries)) == Some(&place.head)
    }

    /// How many acts there are.
    pub(super) fn entries(&self) -> u64 {
        self.heads.len().saturating_sub(1) as u64
    }

    pub(super) fn point(&self, manifest: &Manifest) -> Point {
        Point::of("journal", self.broken.clone(), || {
            format!("{} acts, each hanging on all before it; the last one is signed", manifest.chain.entries)
        })
    }
}
