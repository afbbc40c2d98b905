//! What of a bundle holds: signature, contents, chain, seals, terms, statements, and what clients have fixed.

use std::path::Path;

use serde::Serialize;
use workdiary_diary::statement::Statement;
use workdiary_diary::week::Week;

use super::{ENVELOPE, FORMAT, MOST_WEEKS, Manifest, PAYLOAD_TYPE, Segment, rule_part, statement_part};
use crate::account::Account;
use crate::archive::{BadFile, Reader};
use crate::envelope::Envelope;
use crate::key::PublicKey;
use journal::Journal;

mod contents;
mod evidence;
mod journal;
mod terms;
mod witness;

/// No manifest is larger.
const MOST_MANIFEST: u64 = 4 << 20;
/// No statement is larger.
const MOST_STATEMENT: u64 = 1 << 20;
/// No rule is larger.
const MOST_RULE: u64 = 16 << 20;

/// How a point stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is proved.
    Holds,
    /// It is not so.
    Broken,
    /// It cannot be said, or was not asked for.
    Open,
}

/// Something that a bundle is to prove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// What.
    pub name: &'static str,
    /// How it stands.
    pub standing: Standing,
    /// Why, for people: a sentence for each thing found.
    pub found: Vec<String>,
}

impl Point {
    /// A point that holds, with what that means.
    #[must_use]
    pub fn holds(name: &'static str, what: impl Into<String>) -> Self {
        Self { name, standing: Standing::Holds, found: vec![what.into()] }
    }

    /// A point that cannot be said.
    #[must_use]
    pub fn open(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, standing: Standing::Open, found: vec![why.into()] }
    }

    /// A point that is broken where anything was found, and holds otherwise.
    #[must_use]
    pub fn of(name: &'static str, broken: Vec<String>, otherwise: impl FnOnce() -> String) -> Self {
        match broken.is_empty() {
            true => Self::holds(name, otherwise()),
            false => Self { name, standing: Standing::Broken, found: shortened(broken) },
        }
    }
}

/// So many findings of a point are told one by one.
const MOST_TOLD: usize = 8;

fn shortened(mut found: Vec<String>) -> Vec<String> {
    let rest = found.len().saturating_sub(MOST_TOLD);
    found.truncate(MOST_TOLD);
    if rest > 0 {
        found.push(format!("and {rest} more"));
    }
    found
}

/// What the reader knows already, and holds the bundle against.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The freelancer's key.
    pub key: Option<PublicKey>,
    /// A place of the chain that an earlier file has fixed.
    pub since: Option<crate::chain::Link>,
}

/// A bundle that was gone through.
#[derive(Debug)]
pub struct Checked {
    /// What it says it is.
    pub manifest: Manifest,
    /// What holds and what does not.
    pub points: Vec<Point>,
    /// All its segments, those of earlier days that a rule looks at too.
    pub segments: Vec<Segment>,
    /// Its weeks.
    pub weeks: Vec<CheckedWeek>,
    /// What the journal comes to.
    pub account: Account,
}

/// A week of a bundle.
#[derive(Debug)]
pub struct CheckedWeek {
    /// Which.
    pub week: Week,
    /// Whether its bill is frozen.
    pub closed: bool,
    /// Its bill.
    pub statement: Statement,
    /// The same, byte for byte as it was frozen.
    pub body: Vec<u8>,
    /// The component of its rule.
    pub rule: Vec<u8>,
}

impl Checked {
    /// Whether nothing is broken.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.points.iter().all(|point| point.standing != Standing::Broken)
    }
}

/// Goes through a bundle. Billing anew is left to who has a sandbox.
///
/// # Errors
/// When the file is no bundle, is not signed by the key that it names, or goes beyond what a bundle may hold.
pub fn check(path: &Path, wanted: &Wanted) -> Result<Checked, BadFile> {
    let reader = Reader::open(path)?;
    let manifest = manifest(&reader)?;
    let mut points = vec![signature(&manifest, wanted), contents::point(path, &reader, &manifest)?];
    let journal = Journal::read(&reader, &manifest)?;
    points.push(journal.point(&manifest));
    let segments = evidence::segments(&reader, &manifest)?;
    points.push(evidence::segments_point(&segments, &manifest, &journal));
    points.push(evidence::snapshots_point(&segments, &manifest, &journal));
    let mut weeks = Vec::new();
    for week in &manifest.weeks {
        let body = reader.whole(&statement_part(week.week), MOST_STATEMENT)?;
        let statement: Statement = serde_json::from_slice(&body).map_err(|error| {
            BadFile::Form(format!("`{}` is no statement: {error}", statement_part(week.week)))
        })?;
        let rule = reader.whole(&rule_part(&statement.rule.digest), MOST_RULE)?;
        weeks.push(CheckedWeek { week: week.week, closed: week.closed, statement, body, rule });
    }
    points.push(terms::agreed_point(&weeks, &manifest, &journal));
    points.push(terms::statements_point(&weeks, &segments, &manifest, &journal));
    points.push(witness::countersigned(&manifest, &journal));
    points.push(witness::since(wanted, &journal));
    Ok(Checked { manifest, points, segments, weeks, account: journal.account })
}

/// The place of the chain that a bundle has come to, and the key that says so: what a later one is held against.
///
/// # Errors
/// When the file is no bundle, or is not signed by the key that it names.
pub fn place(path: &Path) -> Result<Manifest, BadFile> {
    manifest(&Reader::open(path)?)
}

fn manifest(reader: &Reader) -> Result<Manifest, BadFile> {
    let form = |why: String| BadFile::Form(format!("`{ENVELOPE}`: {why}"));
    let envelope = reader.whole(ENVELOPE, MOST_MANIFEST)?;
    let envelope: Envelope = serde_json::from_slice(&envelope).map_err(|error| form(error.to_string()))?;
    let (payload, signer) = envelope.open(PAYLOAD_TYPE).map_err(|bad| form(bad.to_string()))?;
    // An other version may look otherwise: that is said first.
    let format = serde_json::from_slice::<serde_json::Value>(&payload)
        .ok()
        .and_then(|said| said.get("format").and_then(serde_json::Value::as_u64));
    if format.is_some_and(|format| format != u64::from(FORMAT)) {
        let found = format.unwrap_or_default();
        return Err(form(format!("it is of format {found}; this program reads format {FORMAT}")));
    }
    let manifest: Manifest = serde_json::from_slice(&payload).map_err(|error| form(error.to_string()))?;
    if manifest.key != signer {
        return Err(form(format!("it names the key {} and is signed by {signer}", manifest.key)));
    }
    let in_order = manifest.weeks.windows(2).all(|two| matches!(two, [a, b] if a.week < b.week));
    let are_weeks = manifest.weeks.iter().all(|week| Week::of(week.week.start()) == week.week);
    if manifest.weeks.is_empty() || manifest.weeks.len() > MOST_WEEKS || !in_order || !are_weeks {
        return Err(form(format!("it is not of one to {MOST_WEEKS} weeks in order of time")));
    }
    Ok(manifest)
}

fn signature(manifest: &Manifest, wanted: &Wanted) -> Point {
    const NAME: &str = "signature";
    match wanted.key {
        Some(key) if key == manifest.key => {
            Point::holds(NAME, format!("signed by the key {key}, as expected"))
        }
        Some(key) => {
            let why = format!("signed by the key {} and not by {key}", manifest.key);
            Point { name: NAME, standing: Standing::Broken, found: vec![why] }
        }
        None => Point::holds(
            NAME,
            format!(
                "signed by the key {}: see that it is the one that the freelancer told you",
                manifest.key
            ),
        ),
    }
}
