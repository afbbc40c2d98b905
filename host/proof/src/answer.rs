//! The answer: what a client says to a bundle, as a small signed file (docs/bundle.md).

use serde::{Deserialize, Serialize};
use workdiary_diary::contract::ContractId;
use workdiary_diary::statement::Verdict;
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;

use crate::chain::Link;
use crate::envelope::{BadEnvelope, Envelope};
use crate::hex::Sha;
use crate::key::PublicKey;

/// The version of the format that is written and read here.
pub const FORMAT: u32 = 1;
/// What the envelope says it holds.
pub const PAYLOAD_TYPE: &str = "application/vnd.workdiary.answer+json";
/// No answer file is larger: it may name every segment of six weeks.
pub const MOST_BYTES: u64 = 4 << 20;

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The version of the format.
    pub format: u32,
    /// To which contract.
    pub contract: ContractId,
    /// The client's name, as it stands in the contract.
    pub client: String,
    /// When it was written.
    pub made_at: Second,
    /// To which bundle.
    pub bundle: ToBundle,
    /// Changes of labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LabelAnswer>,
    /// Answers to requests for manual time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<RequestAnswer>,
    /// Answers to statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatementAnswer>,
}

/// The bundle that the client had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToBundle {
    /// The key of the freelancer's diary.
    pub key: PublicKey,
    /// The end of its chain.
    pub chain: Link,
}

/// Another label for a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelAnswer {
    /// Its slot.
    pub slot: u32,
    /// The label that it had in the bundle; may be empty.
    pub before: String,
    /// The label that it is to have; may be empty.
    pub label: String,
}

/// A request that is granted or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestAnswer {
    /// Its number.
    pub number: i64,
    /// Whether it is granted.
    pub granted: bool,
    /// Why; may be empty.
    pub words: String,
}

/// A statement that is countersigned or disputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementAnswer {
    /// Of which week.
    pub week: Week,
    /// SHA-256 of the statement.
    pub sha256: Sha,
    /// Which of the two.
    pub verdict: Verdict,
    /// Why; a dispute needs it.
    pub words: String,
}

/// Why an answer cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// The envelope does not hold.
    #[error(transparent)]
    Envelope(#[from] BadEnvelope),
    /// It says something else than an answer does.
    #[error("it is no answer of format {FORMAT}: {0}")]
    Form(String),
}

impl Answer {
    /// The answer in an envelope, and the key that signed it.
    ///
    /// # Errors
    /// When it is not signed by the key that it names, or says something else.
    pub fn open(envelope: &Envelope) -> Result<(Self, PublicKey), BadAnswer> {
        let (payload, key) = envelope.open(PAYLOAD_TYPE)?;
        let answer: Self =
            serde_json::from_slice(&payload).map_err(|error| BadAnswer::Form(error.to_string()))?;
        if answer.format != FORMAT {
            return Err(BadAnswer::Form(format!("it is of format {}", answer.format)));
        }
        Ok((answer, key))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn read(bytes: &[u8]) -> Result<(Self, PublicKey, Envelope), BadAnswer> {
        let envelope: Envelope =
            serde_json::from_slice(bytes).map_err(|error| BadAnswer::Form(error.to_string()))?;
        let (answer, key) = Self::open(&envelope)?;
        Ok((answer, key, envelope))
    }
}
