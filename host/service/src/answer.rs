//! Answers to bundles: written on the client's machine, taken in on the freelancer's; no server stands between them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workdiary_diary::statement::Verdict;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_plugins::Sandbox;
use workdiary_proof::answer::{
    Answer, FORMAT, LabelAnswer, MOST_BYTES, PAYLOAD_TYPE, RequestAnswer, StatementAnswer, ToBundle,
};
use workdiary_proof::bundle::{self, Checked, Wanted};
use workdiary_proof::chain::Link;
use workdiary_proof::envelope::Envelope;
use workdiary_proof::hex::Sha;
use workdiary_proof::key::PublicKey;

use crate::bundle::{Sign, refused, verify};
use crate::failure::{Failure, Kind};
use crate::select::Selection;

mod take;

pub(crate) use take::take;

/// What a client says to a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerWanted {
    /// Absolute path of the bundle.
    pub bundle: PathBuf,
    /// Absolute path of the new file.
    pub file: PathBuf,
    /// Labels for stretches of time.
    pub labels: Vec<(Selection, String)>,
    /// Requests, each granted or refused, and why.
    pub requests: Vec<(i64, bool, String)>,
    /// Statements of weeks, each countersigned or disputed, and why.
    pub statements: Vec<(Date, Verdict, String)>,
}

/// Writes an answer to a bundle that holds, signed by the key of this diary; gives it as JSON.
///
/// # Errors
/// When the bundle does not hold, has nothing of what is answered, or the file cannot be written.
pub(crate) fn write(
    sandbox: &Arc<Sandbox>,
    wanted: &AnswerWanted,
    now: Second,
    sign: &Sign<'_>,
) -> Result<Value, Failure> {
    let told = verify(sandbox, &wanted.bundle, &Wanted::default())?;
    if told.get("holds") != Some(&Value::Bool(true)) {
        let message = format!("`{}` does not hold: nothing is answered to it", wanted.bundle.display());
        return Err(Failure::environment(message).hint("`workdiary verify` tells what is broken"));
    }
    let checked =
        bundle::check(&wanted.bundle, &Wanted::default()).map_err(|bad| refused(&wanted.bundle, &bad))?;
    let answer = answer_of(&checked, wanted, now)?;
    let envelope = sign(PAYLOAD_TYPE, json!(answer).to_string().as_bytes())?;
    let (_, key) = Answer::open(&envelope).map_err(|bad| Failure::new(Kind::Internal, bad.to_string()))?;
    write_new(&wanted.file, json!(envelope).to_string().as_bytes())?;
    Ok(json!({
        "file": wanted.file, "contract": answer.contract, "client": answer.client, "key": key,
        "labels": answer.labels.len(), "requests": answer.requests.len(), "statements": answer.statements.len(),
    }))
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::environment(format!("cannot write `{}`: {error}", path.display()))
            .hint("name a new file in a folder that is yours")
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".answer-").tempfile_in(folder).map_err(cannot)?;
    std::io::Write::write_all(&mut file, bytes).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
    file.persist_noclobber(path).map_err(|error| cannot(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(cannot)
}

fn answer_of(checked: &Checked, wanted: &AnswerWanted, now: Second) -> Result<Answer, Failure> {
    let manifest = &checked.manifest;
    let terms = checked.account.terms(manifest.contract.as_str()).unwrap_or_default();
    let client = terms.pointer("/client/name").and_then(Value::as_str).unwrap_or_default();
    let answer = Answer {
        format: FORMAT,
        contract: manifest.contract.clone(),
        client: client.to_owned(),
        made_at: now,
        bundle: ToBundle { key: manifest.key, chain: manifest.chain },
        labels: labels(checked, wanted, &terms)?,
        requests: requests(checked, wanted)?,
        statements: statements(checked, wanted)?,
    };
    if answer.labels.is_empty() && answer.requests.is_empty() && answer.statements.is_empty() {
        return Err(Failure::usage("nothing is answered")
            .hint("`--label`, `--grant`, `--refuse`, `--countersign` or `--dispute`"));
    }
    Ok(answer)
}

fn labels(checked: &Checked, wanted: &AnswerWanted, terms: &Value) -> Result<Vec<LabelAnswer>, Failure> {
    let zone = terms.get("time_zone").and_then(Value::as_str).unwrap_or("UTC");
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let mut answers = Vec::new();
    for (selection, label) in &wanted.labels {
        let slots = selection.slots(&zone)?;
        let before = answers.len();
        let named = checked.segments.iter().filter(|segment| slots.contains(&Slot(segment.slot)));
        answers.extend(named.map(|segment| LabelAnswer {
            slot: segment.slot,
            before: segment.label.clone(),
            label: label.clone(),
        }));
        if answers.len() == before {
            return Err(Failure::usage(format!("the bundle has no segment to be labelled `{label}`"))
                .hint("times are those of the freelancer's clock, or RFC 3339"));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    match answers.iter().find(|answer| !seen.insert(answer.slot)) {
        Some(twice) => {
            Err(Failure::usage(format!("the segment at {} is to have two labels", Slot(twice.slot).start())))
        }
        None => Ok(answers),
    }
}

fn requests(checked: &Checked, wanted: &AnswerWanted) -> Result<Vec<RequestAnswer>, Failure> {
    let answer = |(number, granted, words): &(i64, bool, String)| match checked.account.requests.get(number) {
        Some((.., None, _)) => Ok(RequestAnswer { number: *number, granted: *granted, words: words.clone() }),
        Some(_) => Err(Failure::usage(format!("request {number} is answered already"))),
        None => Err(Failure::usage(format!("the bundle has no request {number}"))
            .hint("`workdiary verify` tells which requests it has")),
    };
    wanted.requests.iter().map(answer).collect()
}

fn statements(checked: &Checked, wanted: &AnswerWanted) -> Result<Vec<StatementAnswer>, Failure> {
    let answer = |(date, verdict, words): &(Date, Verdict, String)| {
        let week = Week::of_date(*date);
        let found = checked.weeks.iter().find(|one| one.week == week && one.closed);
        let found = found.ok_or_else(|| {
            Failure::usage(format!(
                "the bundle has no statement of the week of {}",
                crate::billing::date(week)
            ))
            .hint("a week has its statement from its lock on: Monday 12:00 UTC")
        })?;
        if *verdict == Verdict::Disputed && words.trim().is_empty() {
            return Err(Failure::usage("a dispute without a reason").hint("`--dispute DATE=WHY`"));
        }
        Ok(StatementAnswer { week, sha256: Sha::of(&found.body), verdict: *verdict, words: words.clone() })
    };
    wanted.statements.iter().map(answer).collect()
}

/// Reads an answer's file.
pub(crate) fn read(path: &Path) -> Result<(Answer, PublicKey, Envelope), Failure> {
    let refused = |why: String| {
        Failure::environment(format!("`{}` is refused: {why}", path.display()))
            .hint("ask for the file as `workdiary respond` wrote it")
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| refused(error.to_string()))?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| refused(error.to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refused(format!("it has more than {MOST_BYTES} bytes")));
    }
    Answer::read(&bytes).map_err(|bad| refused(bad.to_string()))
}

/// What an earlier file has fixed: the end of the chain that a bundle has, or that an answer was given to; and the
/// key of the diary.
///
/// # Errors
/// When it is neither a bundle nor an answer.
pub fn fixed_by(path: &Path) -> Result<(Link, PublicKey), Failure> {
    match bundle::place(path) {
        Ok(manifest) => Ok((manifest.chain, manifest.key)),
        Err(bad) => match read(path) {
            Ok((answer, ..)) => Ok((answer.bundle.chain, answer.bundle.key)),
            Err(_) => Err(refused(path, &bad)),
        },
    }
}
