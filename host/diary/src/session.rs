//! Sessions: stretches from On to Off.

use crate::contract::ContractId;
use crate::time::Second;
use crate::tracking::EndReason;

/// One stretch from On to Off (SPEC.md, words).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its number in this diary.
    pub id: i64,
    /// Whose work it is.
    pub contract: ContractId,
    /// On.
    pub start: Second,
    /// Off, or the last recorded second of a running session.
    pub until: Second,
    /// Why it ended; `None` while it runs.
    pub end: Option<EndReason>,
    /// What the person said is being done.
    pub memo: String,
    /// The label said with it, or empty.
    pub label: String,
}
