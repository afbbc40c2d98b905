//! What clients have fixed: countersignatures, and files that the reader has kept.

use serde::Deserialize;
use workdiary_diary::time::Second;

use super::{Journal, Point, Standing, Wanted};
use crate::answer::Answer;
use crate::bundle::Manifest;
use crate::chain::Link;
use crate::envelope::Envelope;
use crate::record::Record;

/// What the journal says of an answer to a statement, as far as it proves something.
#[derive(Deserialize)]
struct Said {
    week: Second,
    verdict: String,
    #[serde(default)]
    witness: Option<Witness>,
}

/// Up to which place of the chain the client had seen everything.
#[derive(Deserialize)]
struct Witness {
    chain: Link,
    /// The client's own answer, where it came as a file.
    #[serde(default)]
    answer: Option<Envelope>,
}

/// Each answer with a witness: the chain has the place that the client had before the eyes.
pub(super) fn countersigned(manifest: &Manifest, journal: &Journal) -> Point {
    const NAME: &str = "countersignature";
    let (mut fixed, mut broken) = (Vec::new(), Vec::new());
    for record in &journal.answers {
        let Ok(said) = serde_json::from_str::<Said>(&record.payload) else { continue };
        let Some(witness) = said.witness else { continue };
        let what = format!("the week from {} was {} by {}", said.week, said.verdict, record.actor);
        let entries = witness.chain.entries;
        match by_whom(&witness, record, manifest) {
            _ if !journal.has(&witness.chain) => {
                broken.push(format!("{what} on other acts than the first {entries} of this journal"));
            }
            Err(why) => broken.push(format!("{what}, {why}")),
            Ok(by) => fixed.push(format!("{what}, {by}: the first {entries} acts are fixed")),
        }
    }
    match (broken.is_empty(), fixed.is_empty()) {
        (false, _) => Point::of(NAME, broken, String::new),
        (true, true) => Point::open(NAME, "the client has fixed nothing yet"),
        (true, false) => Point { name: NAME, standing: Standing::Holds, found: fixed },
    }
}

/// By whom an answer is, where the answer itself proves it.
fn by_whom(witness: &Witness, record: &Record, manifest: &Manifest) -> Result<String, String> {
    let Some(envelope) = &witness.answer else {
        return Ok("in a session with the host, which your own copy of that day proves".to_owned());
    };
    let (answer, key) = Answer::open(envelope).map_err(|bad| bad.to_string())?;
    let is_of_this = answer.contract == manifest.contract
        && answer.bundle.chain == witness.chain
        && format!("client:{}", answer.client) == record.actor;
    if is_of_this {
        Ok(format!("signed by the key {key}"))
    } else {
        Err("with an answer to something else".to_owned())
    }
}

/// A file that the reader has kept: the chain goes on from where that one ended.
pub(super) fn since(wanted: &Wanted, journal: &Journal) -> Point {
    const NAME: &str = "since";
    let Some(place) = wanted.since else {
        return Point::open(
            NAME,
            "`--since FILE` compares with an earlier bundle or answer that you have kept",
        );
    };
    let entries = place.entries;
    match journal.has(&place) {
        true => {
            let more = journal.entries().saturating_sub(entries);
            Point::holds(
                NAME,
                format!("the {entries} acts of the earlier file are unchanged; {more} came after them"),
            )
        }
        false => Point::of(
            NAME,
            vec![format!("the first {entries} acts are not those of the earlier file")],
            String::new,
        ),
    }
}
