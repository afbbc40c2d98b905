//! The bundle: what a client is given of a contract to check it (docs/bundle.md, SPEC.md §9).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workdiary_diary::contract::ContractId;
use workdiary_diary::statement::Statement;
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;

use crate::archive::Part;
use crate::chain::Link;
use crate::hex::{Hex, Sha};
use crate::key::PublicKey;
use crate::record::{Brief, Record};

mod check;

pub use check::{Checked, CheckedWeek, Point, Standing, Wanted, check, place};

/// The version of the format that is written and read here.
pub const FORMAT: u32 = 1;
/// What the envelope says it holds.
pub const PAYLOAD_TYPE: &str = "application/vnd.workdiary.bundle+json";
/// The part with the signed manifest.
pub const ENVELOPE: &str = "bundle.dsse.json";
/// The part with the chain of the contract.
pub const JOURNAL: &str = "journal.ndjson";
/// The part with the segments.
pub const SEGMENTS: &str = "segments.ndjson";

/// No bundle is of more weeks.
pub const MOST_WEEKS: usize = 6;

/// What is in a bundle and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format.
    pub format: u32,
    /// The program that wrote it, such as `workdiary 0.1.0`.
    pub program: String,
    /// When it was written.
    pub made_at: Second,
    /// Whether it is of a demo home, which proves nothing.
    pub demo: bool,
    /// Of which contract.
    pub contract: ContractId,
    /// Of which weeks, in order of time.
    pub weeks: Vec<WeekInBundle>,
    /// The key of the freelancer's diary, which signs this.
    pub key: PublicKey,
    /// The end of the contract's chain.
    pub chain: Link,
    /// The page before the first part.
    pub page: Part,
    /// All parts but the one with this.
    pub parts: BTreeMap<String, Part>,
}

/// A week in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeekInBundle {
    /// Its first second.
    pub week: Week,
    /// Whether its bill is frozen. That of an open week is what the week would be billed by now.
    pub closed: bool,
}

/// The part with the statement of a week.
#[must_use]
pub fn statement_part(week: Week) -> String {
    format!("statements/{}.json", workdiary_diary::zone::date(week.start(), &jiff::tz::TimeZone::UTC))
}

/// A statement as the text that is frozen.
#[must_use]
pub fn statement_text(statement: &Statement) -> String {
    serde_json::json!(statement).to_string()
}

/// The part with a rule.
#[must_use]
pub fn rule_part(digest: &str) -> String {
    format!("rules/{digest}.wasm")
}

/// The part with a picture.
#[must_use]
pub fn picture_part(digest: &Sha) -> String {
    format!("snapshots/{digest}.webp")
}

/// A line of the journal's part. Acts from before what the weeks need are given in brief, apart from those that
/// say the terms of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Act {
    /// With its particulars.
    Whole(Record),
    /// Without them.
    Brief(Brief),
}

/// A line of the segments' part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its slot: `floor(unix / 600)`.
    pub slot: u32,
    /// Whether it was added by hand.
    pub manual: bool,
    /// At which second of the slot its tracking began, 0 to 599.
    pub first_second: u16,
    /// Its ten minutes, seven bytes each: tracked seconds, keystrokes, clicks, scrolls (two bytes each, little-endian).
    pub minutes: Hex<70>,
    /// What was done.
    pub memo: String,
    /// The id of its label; may be empty.
    pub label: String,
    /// What the label was called when it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The number of its session; 0: none.
    pub session: i64,
    /// Whether another contract owns its slot: then it is not billed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// What was mixed into its seal.
    pub salt: Hex<16>,
    /// Its snapshots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub snapshots: Vec<Snapshot>,
}

/// A snapshot of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Its number in the diary.
    pub id: i64,
    /// When it was taken.
    pub taken_at: Second,
    /// Which monitor it shows.
    pub monitor: String,
    /// `kept`, `withheld` or `blurred`.
    pub state: String,
    /// SHA-256 of its picture and what was mixed into its seal; none where it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

/// The picture of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// SHA-256 of the file.
    pub sha256: Sha,
    /// What was mixed into its seal.
    pub salt: Hex<16>,
}
