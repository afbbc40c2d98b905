//! Reports: a stretch of a contract's diary through a report format into files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workdiary_diary::contract::{Contract, ContractId, Party};
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_diary::zone;
use workdiary_plugins::{
    Invoicing, Kind, Manner, NoAnswer, Output, Page, Pages, Party as ReportParty, Pictures, Plugin,
    ReportDiary, Snapshot,
};
use workdiary_store::{Home, Store};

use crate::billing::{self, AssessedWeek};
use crate::contracts::time_zone;
use crate::failure::Failure;
use crate::invoice;
use crate::labels;
use crate::plugins::Plugins;

/// What report is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportWanted {
    /// The name of the format.
    pub format: String,
    /// Whose diary.
    pub contract: String,
    /// The first day, UTC.
    pub from: Date,
    /// The last day, UTC.
    pub to: Date,
    /// Absolute path of the folder for its files.
    pub folder: PathBuf,
    /// The format's config, a JSON object as text.
    pub config: String,
    /// Whether the report may have snapshots.
    pub snapshots: bool,
    /// The number of the invoice or credit note that it is to show; when not said, that of exactly its period.
    #[serde(default)]
    pub invoice: Option<String>,
}

/// How far a report has come, and whether it is still wanted.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU32,
    weeks: AtomicU32,
    cancelled: AtomicBool,
}

impl Progress {
    /// The weeks that are done.
    pub fn done(&self) -> u32 {
        self.done.load(Ordering::Relaxed)
    }

    /// All weeks of the period; 0 before they were counted.
    pub fn weeks(&self) -> u32 {
        self.weeks.load(Ordering::Relaxed)
    }

    /// The report is not wanted any more: it ends before its next week or picture.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it is not wanted any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whatever a report ended with: that it was cancelled is why.
    pub(crate) fn or_cancelled(&self, failure: Failure) -> Failure {
        if self.is_cancelled() { Failure::usage(CANCELLED) } else { failure }
    }

    fn go_on(&self) -> Result<(), String> {
        if self.is_cancelled() { Err(CANCELLED.to_owned()) } else { Ok(()) }
    }
}

const CANCELLED: &str = "the report was cancelled";

/// Sees whether a report can be written at all: period, format, config.
///
/// # Errors
/// What of it makes no sense.
pub(crate) fn check(store: &Store, plugins: &Plugins, wanted: &ReportWanted) -> Result<Arc<Plugin>, Failure> {
    period(wanted)?;
    let format = plugins.newest(store, Kind::ReportFormat, &wanted.format)?;
    let bad_config = |why: NoAnswer| {
        Failure::usage(format!("the config of report `{}`: {why}", wanted.format))
            .hint(format!("`workdiary plugin inspect {}` shows what it may say", wanted.format))
    };
    format.check_config(&wanted.config).map_err(bad_config)?;
    Ok(format)
}

/// Writes a report; gives the files as JSON for people and programs. It works on connections of
/// its own, so that it keeps nobody waiting. `drafts`: at which time, where it may show the draft of an invoice.
///
/// # Errors
/// When the period makes no sense, the format refuses or fails, it is cancelled (see
/// [`Progress::or_cancelled`]), or a file cannot be written. Then none of its files is there.
pub(crate) fn write(
    home: &Home,
    plugins: &Arc<Plugins>,
    contract: &Contract,
    wanted: &ReportWanted,
    drafts: Option<Second>,
    progress: &Arc<Progress>,
) -> Result<Value, Failure> {
    let mut store = Store::open(home)?;
    let format = check(&store, plugins, wanted)?;
    let invoice = match &wanted.invoice {
        Some(number) => invoice::shown::named(&store, contract, number, (wanted.from, wanted.to))?,
        None => invoice::shown::of_period(
            Store::open(home)?,
            Arc::clone(plugins),
            contract.clone(),
            (wanted.from, wanted.to),
            drafts,
        ),
    };
    let diary = diary(&mut store, home, plugins, contract, wanted, invoice, progress)?;
    let cannot = |error: std::io::Error| {
        Failure::environment(format!("cannot write the report into `{}`: {error}", wanted.folder.display()))
            .hint("none of its files is there; name a folder that is yours and has room")
    };
    let output = Output::folder(&wanted.folder).map_err(cannot)?;
    let refused = |why: String| Failure::usage(format!("the report `{}`: {why}", wanted.format));
    let run = plugins
        .call(&mut store, &format, refused, |format| format.write_report(&wanted.config, diary, output))?;
    progress.go_on().map_err(Failure::usage)?;
    let files = run.answer.finish().map_err(cannot)?;
    let files: Vec<Value> = files
        .into_iter()
        .map(|(name, bytes)| json!({ "file": wanted.folder.join(name), "bytes": bytes }))
        .collect();
    Ok(json!({
        "format": wanted.format, "version": format.manifest().version, "contract": wanted.contract,
        "files": files, "fuel": run.fuel, "memory": run.memory,
    }))
}

fn diary(
    store: &mut Store,
    home: &Home,
    plugins: &Arc<Plugins>,
    contract: &Contract,
    wanted: &ReportWanted,
    invoice: Invoicing,
    progress: &Arc<Progress>,
) -> Result<ReportDiary, Failure> {
    let slots = period(wanted)?;
    let ids = store.labels(&contract.id, slots.clone())?;
    let pictures = || -> Result<Box<dyn Pictures>, Failure> {
        Ok(Box::new(Evidence {
            store: Store::open(home)?,
            contract: contract.id.clone(),
            shown: BTreeSet::new(),
            progress: Arc::clone(progress),
        }))
    };
    Ok(ReportDiary {
        contract: contract.id.to_string(),
        title: contract.title.clone(),
        client: party(&contract.client),
        freelancer: party(&contract.freelancer),
        currency: contract.currency.code().to_owned(),
        currency_digits: u8::try_from(contract.currency.digits()).unwrap_or(u8::MAX),
        time_zone: contract.time_zone.clone(),
        from: slots.start,
        until: slots.end,
        invoice,
        manner: manner(store, contract)?,
        demo: store.demo_now()?.is_some(),
        labels: labels::roll_up(store, plugins, contract, &ids)?,
        segments: store.count_segments(&contract.id, slots.clone())?,
        pages: pages(Store::open(home)?, Arc::clone(plugins), contract.clone(), slots, Arc::clone(progress))?,
        pictures: wanted.snapshots.then(pictures).transpose()?,
    })
}

/// How the client is written to.
fn manner(store: &Store, contract: &Contract) -> Result<Manner, Failure> {
    let (settings, _) = store.invoice_settings(&contract.id)?;
    Ok(Manner {
        language: settings.language.code().to_owned(),
        number_format: settings.number_format().to_owned(),
        date_format: settings.date_format().to_owned(),
    })
}

fn period(wanted: &ReportWanted) -> Result<std::ops::Range<u32>, Failure> {
    let ReportWanted { from, to, .. } = wanted;
    if to < from {
        return Err(Failure::usage(format!("the period ends on {to}, before it begins on {from}")));
    }
    let days = zone::day(*from, &TimeZone::UTC).zip(zone::day(*to, &TimeZone::UTC));
    let ((first, _), (_, end)) = days.ok_or_else(|| Failure::usage("the period is outside the calendar"))?;
    Ok(Slot::starting_in(first, end))
}

/// The weeks of the period, each read and assessed when the report asks for it.
fn pages(
    mut store: Store,
    plugins: Arc<Plugins>,
    contract: Contract,
    slots: std::ops::Range<u32>,
    progress: Arc<Progress>,
) -> Result<Pages, Failure> {
    let zone = time_zone(&contract.time_zone)?;
    let all = || Week::touching(Slot(slots.start).start(), Slot(slots.end).start());
    let mut weeks = all().enumerate();
    progress.weeks.store(u32::try_from(all().count()).unwrap_or(u32::MAX), Ordering::Relaxed);
    Ok(Box::new(move || {
        for (before, week) in weeks.by_ref() {
            progress.go_on()?;
            progress.done.store(u32::try_from(before).unwrap_or(u32::MAX), Ordering::Relaxed);
            let assessed =
                billing::assess(&mut store, &plugins, &contract, week).map_err(Failure::into_line)?;
            let page = page(assessed, week, &slots, zone.clone());
            if !page.segments.is_empty() || (page.whole && !page.assessment.answer().lines.is_empty()) {
                return Ok(Some(page));
            }
        }
        progress.done.store(progress.weeks(), Ordering::Relaxed);
        Ok(None)
    }))
}

fn page(assessed: AssessedWeek, week: Week, slots: &std::ops::Range<u32>, zone: TimeZone) -> Page {
    let of_week = week.slots();
    let whole = slots.start <= of_week.start && of_week.end <= slots.end;
    let (closed, rule) = (assessed.is_closed(), assessed.rule().clone());
    let AssessedWeek { segments, assessment, .. } = assessed;
    let inside = |index: usize| segments.slots().get(index).is_some_and(|slot| slots.contains(slot));
    let (segments, assessment) = match whole {
        true => (segments, assessment),
        false => (Arc::new(segments.only(inside)), Arc::new(assessment.only(inside))),
    };
    Page {
        week: of_week.start,
        whole,
        segments,
        assessment,
        rule: format!("{} {}", rule.name, rule.version),
        closed,
        zone,
    }
}

fn party(party: &Party) -> ReportParty {
    let Party { name, address, tax_id, email } = party.clone();
    ReportParty { name, address, tax_id, email }
}

/// The snapshots of a contract: only those that were shown can be looked at.
struct Evidence {
    store: Store,
    contract: ContractId,
    shown: BTreeSet<String>,
    progress: Arc<Progress>,
}

impl Pictures for Evidence {
    fn taken(&mut self, first: u32, end: u32) -> Result<Vec<Snapshot>, String> {
        let all = self.store.snapshots(&self.contract, first..end).map_err(|error| error.to_string())?;
        let taken = all.into_iter().flat_map(|(slot, taken)| taken.into_iter().map(move |one| (slot, one)));
        // A withheld one has no picture to show.
        let snapshot = |(slot, taken): (u32, workdiary_store::Snapshot)| {
            let digest = taken.digest?;
            self.shown.insert(digest.clone());
            Some(Snapshot { slot, taken_at: taken.taken_at.0, digest })
        };
        Ok(taken.filter_map(snapshot).collect())
    }

    fn thumbnail(&mut self, digest: &str, longest_side: u32) -> Result<Vec<u8>, String> {
        self.progress.go_on()?;
        if !self.shown.contains(digest) {
            return Ok(Vec::new());
        }
        let path: PathBuf = self.store.picture(digest);
        match std::fs::read(&path) {
            Ok(picture) => small(&path, &picture, longest_side),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(format!("cannot read `{}`: {error}", path.display())),
        }
    }
}

fn small(path: &Path, picture: &[u8], longest_side: u32) -> Result<Vec<u8>, String> {
    workdiary_capture::thumbnail(picture, longest_side)
        .map_err(|why| format!("the picture `{}` is damaged: {why}", path.display()))
}
