//! Bundles: what a client is given of a contract to check it without trusting this host (SPEC.md §9).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workdiary_diary::contract::Contract;
use workdiary_diary::time::{DAY_SLOTS, Second, Slot};
use workdiary_diary::week::Week;
use workdiary_proof::archive::Writer;
use workdiary_proof::bundle::{
    Act, ENVELOPE, FORMAT, JOURNAL, MOST_WEEKS, Manifest, PAYLOAD_TYPE, SEGMENTS, Segment, Wanted,
    WeekInBundle, picture_part, rule_part, statement_part, statement_text,
};
use workdiary_proof::chain::Link;
use workdiary_proof::envelope::Envelope;
use workdiary_proof::hex::Hex;
use workdiary_proof::record::{Record, kind};
use workdiary_store::{Home, Store};

use crate::billing;
use crate::failure::Failure;
use crate::plugins::Plugins;
use crate::report::{self, Progress, ReportWanted};

mod verify;

pub(crate) use verify::refused;
pub use verify::verify;

/// What bundle is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleWanted {
    /// Of which contract; the one worked on last when not said.
    pub contract: Option<String>,
    /// A day of the first week, UTC.
    pub week: Date,
    /// A day of the last week, UTC; the same when not said.
    pub to: Option<Date>,
    /// Whether the pictures of snapshots go along, or their digests alone.
    pub pictures: bool,
    /// Absolute path of the new file.
    pub file: PathBuf,
}

/// Signs a payload of this type with the key of the diary.
pub(crate) type Sign<'a> = dyn Fn(&str, &[u8]) -> Result<Envelope, Failure> + 'a;

/// Behind the report's own page: what the file is.
const FOOTER: &str = "\n<style>.bundle { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem 2rem; }</style>\n\
    <footer class=\"bundle\"><p>This file is a bundle: it also holds the journal, the billing \
    rule and the evidence behind this page. <code>workdiary verify FILE</code> checks all of it on your own machine \
    and bills the week anew; the figures that it prints are those that count.</p></footer>\n";

/// Writes a bundle, and checks it as the client will; gives what it is as JSON for people and programs.
///
/// # Errors
/// When a week cannot be billed, the key is locked, the file exists or cannot be written, or the diary is not what
/// its journal says. Then there is no file.
pub(crate) fn write(
    home: &Home,
    plugins: &Arc<Plugins>,
    contract: &Contract,
    wanted: &BundleWanted,
    now: Second,
    sign: &Sign<'_>,
) -> Result<Value, Failure> {
    if wanted.file.exists() {
        return Err(Failure::usage(format!("`{}` is there already", wanted.file.display()))
            .hint("name another file, or take that one away"));
    }
    let cannot = cannot_write(&wanted.file);
    let folder = wanted.file.parent().unwrap_or(Path::new("."));
    let unfinished = tempfile::Builder::new().prefix(".bundle-").tempfile_in(folder).map_err(&cannot)?;
    let mut store = Store::open(home)?;
    let content = Content::gather(&mut store, plugins, contract, wanted)?;
    let page = page(home, plugins, contract, wanted, &content)?;
    let cut = Cut { store: &store, file: unfinished.as_file(), now, sign };
    content.write(&cut, page, &cannot)?;
    unfinished.as_file().sync_all().map_err(&cannot)?;
    let too_much = |refused: Failure| {
        let name = |path: &Path| path.display().to_string();
        let why = refused.message.replace(&name(unfinished.path()), &name(&wanted.file));
        Failure::environment(format!("no bundle was written, since {why}"))
            .hint("docs/bundle.md tells how much a bundle can hold; a memo may be too long")
    };
    let told = verify(&plugins.sandbox()?, unfinished.path(), &Wanted::default()).map_err(too_much)?;
    if told.get("holds") != Some(&Value::Bool(true)) {
        let message = format!("the bundle would not hold: {}", verify::first_broken(&told));
        return Err(Failure::environment(message)
            .hint("`workdiary verify` tells what was changed in the diary; no bundle was written"));
    }
    let bytes = unfinished.as_file().metadata().map_err(&cannot)?.len();
    unfinished.persist_noclobber(&wanted.file).map_err(|error| cannot(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(&cannot)?;
    Ok(json!({
        "file": wanted.file, "bytes": bytes, "contract": contract.id, "weeks": told.get("weeks"),
        "key": told.get("key"), "acts": told.get("acts"), "demo": told.get("demo"),
    }))
}

fn cannot_write(file: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |error| {
        Failure::environment(format!("cannot write the bundle `{}`: {error}", file.display()))
            .hint("nothing is left of it; name a place that is yours and has room")
    }
}

/// The page for people who only look: the report that a client can open.
fn page(
    home: &Home,
    plugins: &Arc<Plugins>,
    contract: &Contract,
    wanted: &BundleWanted,
    content: &Content,
) -> Result<impl Read, Failure> {
    let cannot = cannot_write(&wanted.file);
    let folder = tempfile::Builder::new().prefix("bundle-").tempdir_in(home.folder()).map_err(&cannot)?;
    let (first, last) = content.days();
    let report = ReportWanted {
        format: "html".to_owned(),
        contract: contract.id.to_string(),
        from: first,
        to: last,
        folder: folder.path().to_owned(),
        config: "{}".to_owned(),
        snapshots: wanted.pictures,
        invoice: None,
    };
    let written = report::write(home, plugins, contract, &report, None, &Arc::new(Progress::default()))?;
    let file = written.pointer("/files/0/file").and_then(Value::as_str).unwrap_or_default();
    let mut page = tempfile::tempfile_in(home.folder()).map_err(&cannot)?;
    std::io::copy(&mut File::open(file).map_err(&cannot)?, &mut page).map_err(&cannot)?;
    page.rewind().map_err(&cannot)?;
    Ok(BufReader::new(page).chain(FOOTER.as_bytes()))
}

/// By whom, into which file and when a bundle is written.
struct Cut<'a> {
    store: &'a Store,
    file: &'a File,
    now: Second,
    sign: &'a Sign<'a>,
}

/// All that goes into a bundle, but for what lies in files.
struct Content {
    contract: Contract,
    demo: bool,
    weeks: Vec<(WeekInBundle, String)>,
    rules: BTreeMap<String, Vec<u8>>,
    segments: Vec<Segment>,
    pictures: bool,
    /// The first slot that anything in the bundle depends on.
    from: u32,
}

impl Content {
    fn gather(
        store: &mut Store,
        plugins: &Plugins,
        contract: &Contract,
        wanted: &BundleWanted,
    ) -> Result<Self, Failure> {
        let mut content = Self {
            contract: contract.clone(),
            demo: store.demo_now()?.is_some(),
            weeks: Vec::new(),
            rules: BTreeMap::new(),
            segments: Vec::new(),
            pictures: wanted.pictures,
            from: u32::MAX,
        };
        for week in weeks_of(wanted)? {
            content.add_week(store, plugins, week)?;
        }
        let until = content.weeks.last().map_or(0, |(week, _)| week.week.slots().end);
        content.segments = sealed(store, contract, content.from..until)?;
        Ok(content)
    }

    fn add_week(&mut self, store: &mut Store, plugins: &Plugins, week: Week) -> Result<(), Failure> {
        let assessed = billing::assess(store, plugins, &self.contract, week)?;
        let closed = assessed.is_closed();
        let statement = assessed.statement(0, &self.contract, week);
        let frozen = store.statement_body(&self.contract.id, week)?;
        let rule = plugins.bound(store, &statement.rule)?;
        let lookback = u32::from(rule.manifest().lookback_days) * DAY_SLOTS;
        self.from = self.from.min(week.slots().start.saturating_sub(lookback));
        let digest = &rule.manifest().digest;
        self.rules.insert(digest.clone(), plugins.component(store, &statement.rule.name, digest)?);
        self.weeks
            .push((WeekInBundle { week, closed }, frozen.unwrap_or_else(|| statement_text(&statement))));
        Ok(())
    }

    fn days(&self) -> (Date, Date) {
        let monday = |week: Option<&(WeekInBundle, String)>| week.map(|(week, _)| billing::date(week.week));
        let last = monday(self.weeks.last()).and_then(|monday| monday.checked_add(Span::new().days(6)).ok());
        (monday(self.weeks.first()).unwrap_or_default(), last.unwrap_or_default())
    }

    fn write(
        &self,
        cut: &Cut<'_>,
        mut page: impl Read,
        cannot: &impl Fn(std::io::Error) -> Failure,
    ) -> Result<(), Failure> {
        let Cut { store, file, now, sign } = *cut;
        let mut out = Writer::behind(&mut page, BufWriter::new(file)).map_err(cannot)?;
        let (journal, chain) = self.journal(store)?;
        out.add(JOURNAL, &mut journal.as_slice()).map_err(cannot)?;
        out.add(SEGMENTS, &mut lines(&self.segments).as_slice()).map_err(cannot)?;
        for (week, statement) in &self.weeks {
            out.add(&statement_part(week.week), &mut statement.as_bytes()).map_err(cannot)?;
        }
        for (digest, component) in &self.rules {
            out.add(&rule_part(digest), &mut component.as_slice()).map_err(cannot)?;
        }
        for sha256 in self.pictures() {
            let path = store.picture(&sha256.to_string());
            out.add(&picture_part(&sha256), &mut File::open(path).map_err(cannot)?).map_err(cannot)?;
        }
        let manifest = Manifest {
            format: FORMAT,
            program: format!("workdiary {}", env!("CARGO_PKG_VERSION")),
            made_at: now,
            demo: self.demo,
            contract: self.contract.id.clone(),
            weeks: self.weeks.iter().map(|(week, _)| *week).collect(),
            key: Hex::read(&store.key_state()?.public).unwrap_or(Hex([0; 32])),
            chain,
            page: out.page,
            parts: out.parts.clone(),
        };
        let envelope = sign(PAYLOAD_TYPE, json!(manifest).to_string().as_bytes())?;
        out.add(ENVELOPE, &mut json!(envelope).to_string().as_bytes()).map_err(cannot)?;
        out.finish().and_then(|mut out| out.flush()).map_err(cannot)
    }

    /// The pictures that go along, each once.
    fn pictures(&self) -> BTreeSet<Hex<32>> {
        let snapshots = self.segments.iter().filter(|_| self.pictures).flat_map(|segment| &segment.snapshots);
        snapshots.filter_map(|snapshot| Some(snapshot.picture?.sha256)).collect()
    }

    /// The contract's chain: from the first act on that the weeks depend on with all particulars, and those that say
    /// the terms.
    fn journal(&self, store: &Store) -> Result<(Vec<u8>, Link), Failure> {
        let from = Slot(self.from).start();
        let (mut is_needed, mut journal) = (false, Vec::new());
        let chain = store.each_act(&self.contract.id, |_, record| {
            let says_terms = record.kind.starts_with(kind::CONTRACT);
            is_needed |= !says_terms && (record.time >= from || names_slot_from(record, self.from));
            let act = match is_needed || says_terms {
                true => Act::Whole(record.clone()),
                false => Act::Brief(record.brief()),
            };
            journal.extend(line(&act));
        })?;
        Ok((journal, chain))
    }
}

/// Whether an act is about a segment from this slot on; in demo homes such acts may be older than the segment.
fn names_slot_from(record: &Record, from: u32) -> bool {
    let payload: Value = match record.payload.contains("\"slots\"") {
        true => serde_json::from_str(&record.payload).unwrap_or_default(),
        false => return false,
    };
    let slots = payload.get("slots").and_then(Value::as_object).into_iter().flatten();
    slots.filter_map(|(slot, _)| slot.parse().ok()).any(|slot: u32| slot >= from)
}

fn lines<T: Serialize>(all: &[T]) -> Vec<u8> {
    all.iter().flat_map(line).collect()
}

fn line(one: &impl Serialize) -> Vec<u8> {
    let mut line = json!(one).to_string().into_bytes();
    line.push(b'\n');
    line
}

/// The weeks that are wanted, each of which has begun.
fn weeks_of(wanted: &BundleWanted) -> Result<Vec<Week>, Failure> {
    let last = Week::of_date(wanted.to.unwrap_or(wanted.week));
    let first = Week::of_date(wanted.week);
    let weeks: Vec<Week> = std::iter::successors(Some(first), |week| Some(week.next()))
        .take_while(|week| *week <= last)
        .take(MOST_WEEKS + 1)
        .collect();
    match weeks.len() {
        0 => Err(Failure::usage("the period ends before it begins")),
        1..=MOST_WEEKS => Ok(weeks),
        _ => Err(Failure::usage(format!("a bundle holds {MOST_WEEKS} weeks at most")).hint("write several")),
    }
}

/// The segments as they are sealed, with what other contracts own.
fn sealed(store: &Store, contract: &Contract, slots: Range<u32>) -> Result<Vec<Segment>, Failure> {
    let all = billing::segments(store, contract, slots.clone())?;
    let mut sealed = store.sealed_segments(&contract.id, slots)?;
    if sealed.len() != all.len() {
        let message =
            format!("a segment of `{}` is being tracked: it is not in the journal yet", contract.id);
        return Err(Failure::refused("tracked-contract", message)
            .hint("`workdiary stop` first, or bundle the weeks before"));
    }
    for (segment, shared) in sealed.iter_mut().zip(all.shared()) {
        segment.shared = *shared;
    }
    Ok(sealed)
}
