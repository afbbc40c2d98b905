//! What keeps tracking from working, and what to do about it.

use std::path::Path;

use serde::{Deserialize, Serialize};
use workdiary_capture::Withheld;
use workdiary_diary::time::Second;
use workdiary_store::{EvidenceFault, Store};

use crate::billing;
use crate::clock::Clock;
use crate::closing::Unclosed;
use crate::config;
use crate::failure::Failure;
use crate::source::Source;
use crate::tracker::{self, Live};

mod capture;
mod machine;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// As it should be.
    Ok,
    /// Tracking works, but not for long or not all of it.
    Warning,
    /// Tracking does not work.
    Problem,
}

/// One check, with what was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was looked at, such as `disk`.
    pub name: String,
    /// How bad it is.
    pub level: Level,
    /// What was measured or found, with its unit.
    pub found: String,
    /// What to do, unless it is as it should be.
    pub hint: Option<String>,
}

/// All checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// In the order in which tracking needs them.
    pub checks: Vec<Check>,
    /// Present and true in demo homes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
}

impl Check {
    pub(crate) fn ok(name: &str, found: impl Into<String>) -> Self {
        Self { name: name.to_owned(), level: Level::Ok, found: found.into(), hint: None }
    }

    pub(crate) fn bad(name: &str, level: Level, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name: name.to_owned(), level, found: found.into(), hint: Some(hint.into()) }
    }

    fn source(name: &str, source: &Source) -> Self {
        match (source.works(), &source.hint) {
            (true, _) => Self::ok(name, source.what.clone()),
            (false, Some(hint)) => Self::bad(name, Level::Problem, source.what.clone(), hint.clone()),
            (false, None) => Self::bad(name, Level::Problem, source.what.clone(), "run `workdiary doctor`"),
        }
    }
}

/// The worst of these, if any is bad.
#[must_use]
pub fn worst(checks: Vec<Check>) -> Option<Check> {
    // `max_by_key` would take the last of equals: the first is what tracking needs first.
    checks.into_iter().rev().filter(|check| check.level > Level::Ok).max_by_key(|check| check.level)
}

/// What can be said in a millisecond, for `status`.
///
/// # Errors
/// When the diary cannot be read.
pub fn at_a_glance(store: &Store, live: Option<&Live>, clock: Clock) -> Result<Vec<Check>, Failure> {
    let now = clock.now();
    let mut checks = Vec::new();
    if let Some(live) = live {
        let told = |name: &str, fault: &Option<String>| {
            let hint = "it is tried again by itself; `workdiary doctor` tells more";
            fault.as_ref().map(|fault| Check::bad(name, Level::Problem, fault.clone(), hint))
        };
        checks.extend(told("saving", &live.save_fault));
        checks.push(last_tick(live, now));
        checks.push(Check::source("input", &live.input));
        checks.push(Check::source("screen", &live.screen));
        checks.extend(told("snapshot", &live.picture_fault));
        checks.extend(live.withheld.as_ref().and_then(withheld));
    }
    checks.push(machine::disk(store.home().folder()));
    checks.push(wall_clock(store, live, now)?);
    Ok(checks)
}

/// What to do where snapshots are withheld only since the active window cannot be asked for.
const ACTIVE_WINDOW_UNTOLD: &str =
    "use a window manager that tells it, or take `exclude_applications` out of `config.toml`";

fn withheld(why: &Withheld) -> Option<Check> {
    let found = format!("withheld: {}", why.what());
    let unknown = matches!(why, Withheld::Unknown { .. });
    unknown.then(|| Check::bad("snapshot", Level::Warning, found, ACTIVE_WINDOW_UNTOLD))
}

/// Everything, measured.
///
/// # Errors
/// When the diary cannot be read at all.
pub fn examine(
    store: &Store,
    program: &Path,
    environment: Vec<(String, String)>,
    live: Option<&Live>,
    is_host: bool,
    clock: Clock,
) -> Result<Report, Failure> {
    let settings = config::read(&store.home().config());
    let mut checks = vec![match &settings {
        Ok(_) => Check::ok("settings", "read"),
        Err(failure) => {
            Check::bad("settings", Level::Problem, &failure.message, failure.hint.clone().unwrap_or_default())
        }
    }];
    checks.push(host(is_host));
    let demo = clock != Clock::Machine;
    if !demo {
        let options = tracker::options(program, store.home(), &settings.unwrap_or_default(), environment);
        checks.extend(capture::checks(options));
    }
    checks.extend(
        at_a_glance(store, live, clock)?
            .into_iter()
            .filter(|check| check.name != "input" && check.name != "screen"),
    );
    checks.push(machine::memory());
    checks.push(machine::load());
    checks.push(machine::clock_synchronised());
    checks.extend(diary(store)?);
    checks.push(signatures(store)?);
    checks.push(destruction(store)?);
    checks.push(plugins(store)?);
    Ok(Report { checks, demo })
}

fn host(is_host: bool) -> Check {
    match is_host {
        true => Check::ok("host", format!("running, process {}", std::process::id())),
        false => Check::ok("host", "not running; `workdiary start` starts it"),
    }
}

fn last_tick(live: &Live, now: Second) -> Check {
    /// Ticks come every second; so late that something holds them up.
    const LATE: i64 = 5;
    let age = now.plus(-live.clock_drift_ms / 1_000).since(live.until);
    match age {
        ..LATE => Check::ok("last tick", format!("{age} s ago")),
        _ => Check::bad(
            "last tick",
            Level::Warning,
            format!("{age} s ago"),
            "the machine is too busy; see load and disk",
        ),
    }
}

/// The wall clock against the diary and against the session's own time.
fn wall_clock(store: &Store, live: Option<&Live>, now: Second) -> Result<Check, Failure> {
    const TOLERATED: i64 = 90;
    let newest = store.newest()?;
    let behind = newest.since(now);
    let drift = live.map_or(0, |live| live.clock_drift_ms);
    let hint = "set the machine's clock right; tracking keeps its own time meanwhile";
    Ok(if behind > TOLERATED {
        let found = format!("{now}, {behind} s behind the newest entry of the diary ({newest})");
        Check::bad(
            "clock",
            Level::Problem,
            found,
            "set the machine's clock right; until then nothing can be tracked",
        )
    } else if drift.abs() > 5_000 {
        Check::bad("clock", Level::Warning, format!("{now}, {drift} ms off since On"), hint)
    } else {
        Check::ok("clock", format!("{now}, {drift} ms off since On"))
    })
}

/// The database, the journal and the pictures.
fn diary(store: &Store) -> Result<Vec<Check>, Failure> {
    let restore =
        "keep the home as it is and bring back a backup: `workdiary restore FILE --home NEW-FOLDER`";
    let integrity = store.check()?;
    let database = match integrity.damage.as_slice() {
        [] => Check::ok("database", "sound"),
        [first, rest @ ..] => {
            let found = format!("damaged: {first} (and {} more)", rest.len());
            Check::bad("database", Level::Problem, found, restore)
        }
    };
    let journal = match &integrity.journal_fault {
        None => Check::ok("journal", format!("{} entries, chain unbroken", integrity.journal_entries)),
        Some(fault) => {
            let found = format!("entry {}: {}", fault.seq, fault.detail);
            Check::bad("journal", Level::Problem, found, restore)
        }
    };
    let evidence = store.check_evidence(true)?;
    let snapshots = match evidence.faults.first() {
        None => {
            Check::ok("snapshots", format!("{} pictures, {} kB", evidence.pictures, evidence.bytes / 1_000))
        }
        Some(fault) => {
            let (what, path) = match fault {
                EvidenceFault::Missing(path) => ("missing", path),
                EvidenceFault::Altered(path) => ("altered", path),
            };
            let found = format!(
                "{} of {} bad; {what}: `{}`",
                evidence.faults.len(),
                evidence.pictures,
                path.display()
            );
            Check::bad("snapshots", Level::Problem, found, restore)
        }
    };
    Ok(vec![database, journal, snapshots])
}

/// Locked weeks that have no statement yet.
pub(crate) fn statements(unclosed: &Result<Vec<Unclosed>, Failure>) -> Check {
    let hint = "mend that; the week closes by itself then, and `workdiary statement list` lists all";
    match unclosed.as_deref() {
        Ok([]) => Check::ok("statements", "each locked week has its own"),
        Ok([first, ..]) => {
            let Unclosed { contract, week, why } = first;
            let found = format!("the week of {} of `{contract}` is not closed: {why}", billing::date(*week));
            Check::bad("statements", Level::Warning, found, hint)
        }
        Err(failure) => Check::bad("statements", Level::Problem, failure.to_string(), hint),
    }
}

/// Whether the journal is signed to its end.
fn signatures(store: &Store) -> Result<Check, Failure> {
    let hint = "`workdiary key unlock` lets the key sign; the next signature covers all of them";
    Ok(match store.unsigned_entries()? {
        0 => Check::ok("signatures", "cover the whole journal"),
        left => Check::bad("signatures", Level::Warning, format!("{left} entries are not signed yet"), hint),
    })
}

/// Whether what was removed is destroyed as well.
fn destruction(store: &Store) -> Result<Check, Failure> {
    let hint = "make room on the disk; it is tried again by itself at the next command";
    Ok(match store.has_unfinished_destruction()? {
        false => Check::ok("removed content", "destroyed"),
        true => Check::bad("removed content", Level::Warning, "not all of it is destroyed yet", hint),
    })
}

/// Plugins that people have added, those that fail, and files that were not taken.
fn plugins(store: &Store) -> Result<Check, Failure> {
    if let Some(refused) = store.refused_plugins()?.first() {
        let found = format!("`{}` was not taken: {}", refused.file, refused.why);
        return Ok(Check::bad("plugins", Level::Warning, found, "`workdiary plugin list` lists all of them"));
    }
    let added = store.plugins()?;
    for plugin in &added {
        if let Some((faults, why)) = store.plugin_faults(&plugin.digest)? {
            let found = format!("`{}` failed {faults} times in a row: {why}", plugin.name);
            return Ok(Check::bad("plugins", Level::Warning, found, "mend it and add it again"));
        }
    }
    let names: Vec<_> = added.into_iter().map(|plugin| plugin.name).collect();
    let found =
        if names.is_empty() { "those built in".to_owned() } else { format!("added: {}", names.join(", ")) };
    Ok(Check::ok("plugins", found))
}
