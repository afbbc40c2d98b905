//! What an entry of the journal says, apart from its place in the journal.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use workdiary_diary::time::Second;

use crate::hex::{Hex, Sha};

/// Kinds of entries that say how others are to be read.
pub mod kind {
    /// A new key signs the journal from here on.
    pub const KEY_MADE: &str = "key-made";
    /// A week has its statement.
    pub const WEEK_CLOSED: &str = "week-closed";
    /// What the terms of a contract are is said by all kinds that begin so.
    pub const CONTRACT: &str = "contract-";
    /// A client countersigned or disputed a statement.
    pub const STATEMENT_ANSWERED: &str = "statement-answered";
    /// What invoices of a contract say was set.
    pub const INVOICE_SETTINGS: &str = "invoice-settings-changed";
    /// An invoice or a credit note was issued.
    pub const INVOICE_ISSUED: &str = "invoice-issued";
    /// Time that was recorded elsewhere was kept as history.
    pub const HISTORY_IMPORTED: &str = "history-imported";
    /// History was removed.
    pub const HISTORY_REMOVED: &str = "history-removed";
    /// A snapshot was taken.
    pub const SNAPSHOT_TAKEN: &str = "snapshot-taken";
    /// A snapshot was withheld from the beginning.
    pub const SNAPSHOT_NOT_TAKEN: &str = "snapshot-not-taken";
}

/// An act as it was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// When, in seconds of Unix time.
    pub time: Second,
    /// By whom: `freelancer`, `client:NAME` or `host`.
    pub actor: String,
    /// What kind of act.
    pub kind: String,
    /// Its particulars, JSON, byte for byte as they were entered.
    pub payload: String,
}

/// The field by which an entry says whose it is.
#[derive(Deserialize)]
struct Whose<'a> {
    #[serde(borrow)]
    contract: Option<std::borrow::Cow<'a, str>>,
}

impl Record {
    /// The contract that it is about; none where it is about the diary as a whole.
    #[must_use]
    pub fn contract(&self) -> Option<String> {
        let whose: Whose<'_> = serde_json::from_str(&self.payload).ok()?;
        whose.contract.map(std::borrow::Cow::into_owned)
    }

    /// What it is without its particulars.
    #[must_use]
    pub fn brief(&self) -> Brief {
        let Self { time, actor, kind, payload } = self;
        Brief {
            time: *time,
            actor: actor.clone(),
            kind: kind.clone(),
            payload_sha256: Sha::of(payload.as_bytes()),
        }
    }
}

/// An act of which the particulars are given as their digest alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// When, in seconds of Unix time.
    pub time: Second,
    /// By whom.
    pub actor: String,
    /// What kind of act.
    pub kind: String,
    /// SHA-256 of its particulars.
    pub payload_sha256: Sha,
}

impl Brief {
    /// Its digest in the chain of its contract: every text with its length before it, so that no two acts have
    /// the same bytes.
    #[must_use]
    pub fn digest(&self) -> Sha {
        let mut hash = Sha256::new();
        hash.update(b"workdiary act 1\0");
        hash.update(self.time.0.to_le_bytes());
        for text in [&self.actor, &self.kind] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(self.payload_sha256.0);
        Hex(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(actor: &str, kind: &str, payload: &str) -> Record {
        Record { time: Second(7), actor: actor.into(), kind: kind.into(), payload: payload.into() }
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let digests = [("ab", "c", ""), ("a", "bc", ""), ("", "abc", ""), ("ab", "", "c"), ("abc", "", "")]
            .map(|(actor, kind, payload)| record(actor, kind, payload).brief().digest());
        for (index, digest) in digests.iter().enumerate() {
            assert_eq!(digests.iter().position(|other| other == digest), Some(index));
        }
    }

    #[test]
    fn an_entry_says_whose_it_is() {
        let whose = |payload| record("host", "k", payload).contract();
        assert_eq!(whose(r#"{"slots":{"1":"ab"},"contract":"acme"}"#).as_deref(), Some("acme"));
        assert_eq!(whose(r#"{"contract":"a\u0063me"}"#).as_deref(), Some("acme"));
        for of_none in [r#"{"public":"ab"}"#, "{}", "", r#"{"contract":7}"#, r#"{"a":{"contract":"acme"}}"#] {
            assert_eq!(whose(of_none), None, "{of_none}");
        }
    }
}
