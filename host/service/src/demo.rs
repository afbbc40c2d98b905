//! Demo homes: sample data, the only way to bring minutes in from a file or to set the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use workdiary_diary::contract::{ContractId, ManualPolicy};
use workdiary_diary::counts::Counts;
use workdiary_diary::minutes::MinuteDelta;
use workdiary_diary::time::{Minute, Second, Slot};
use workdiary_store::{Home, HomeLock, ImportedSegment, ImportedSession, NewSession, Purpose, Store};

use crate::contracts::{self, Changes, NewContract};
use crate::failure::{Failure, Kind};
use crate::plugins::Plugins;
use crate::service::LOCK_PATIENCE;

mod pictures;
mod sample;

/// What a demo home was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Contracts in it.
    pub contracts: usize,
    /// Tracked minutes in it.
    pub minutes: usize,
    /// The time at which it stands.
    pub now: Second,
}

/// Makes a demo home in a folder that does not exist or is empty, with a picture drawn for each tracked segment where
/// `snapshots` are wanted. All or nothing: when a line is bad, no home is left behind.
///
/// # Errors
/// When the folder is in use, a line is bad (it is named), or the disk fails.
pub fn make(
    home: &Home,
    program: &Path,
    minutes: Option<&Path>,
    now: Option<Second>,
    snapshots: bool,
) -> Result<Made, Failure> {
    refuse_used(home)?;
    let mut sample = match minutes {
        Some(path) => read_file(path)?,
        None => sample::sample()
            .map_err(|why| Failure::new(Kind::Internal, format!("the built-in sample: {why}")))?,
    };
    let now = match (now, minutes) {
        (Some(now), _) => now,
        (None, Some(_)) => sample.newest(),
        (None, None) => sample::NOW.parse::<jiff::Timestamp>().map(Second::from).unwrap_or_default(),
    };
    let workshop = workshop(home)?;
    let made = sample.write(&Home::at(&workshop), program, now, snapshots);
    let placed = made.and_then(|made| place(&workshop, home).map(|()| made));
    placed.inspect_err(|_| drop(std::fs::remove_dir_all(&workshop)))
}

/// Sets the clock of a demo home. The diary's law stays as it is: what was locked stays so when the
/// clock is set back.
///
/// # Errors
/// When it is no demo home, or the diary fails.
pub fn set_clock(home: &Home, now: Second) -> Result<(), Failure> {
    let _lock = HomeLock::take(home, Purpose::Command, LOCK_PATIENCE)?;
    let mut store = Store::open(home)?;
    if store.demo_now()?.is_none() {
        let message =
            format!("the diary in `{}` is a real one: its clock cannot be set", home.folder().display());
        return Err(Failure::refused("demo-home", message).hint("a demo home is made in a new folder"));
    }
    Ok(store.set_demo_now(now)?)
}

fn refuse_used(home: &Home) -> Result<(), Failure> {
    let folder = home.folder();
    let used = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if used {
        let message = format!("the folder `{}` is not empty", folder.display());
        return Err(Failure::usage(message).hint("a demo home is made in a new folder: `--home DIR`"));
    }
    Ok(())
}

/// A folder beside the home in which it is made, so that it appears whole or not at all.
fn workshop(home: &Home) -> Result<PathBuf, Failure> {
    let name = home
        .folder()
        .file_name()
        .ok_or_else(|| Failure::usage("the home has no name").hint("`--home DIR`"))?;
    let mut name = name.to_owned();
    name.push(format!(".making-{}", std::process::id()));
    Ok(home.folder().with_file_name(name))
}

fn place(workshop: &Path, home: &Home) -> Result<(), Failure> {
    let folder = home.folder();
    // An empty folder of that name gives way; any other keeps the rename from working.
    let emptied = if folder.exists() { std::fs::remove_dir(folder) } else { Ok(()) };
    emptied.and_then(|()| std::fs::rename(workshop, folder)).map_err(|error| {
        Failure::environment(format!("cannot make the folder `{}`: {error}", folder.display()))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractAdd {
    contract_add: ContractLine,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractLine {
    id: String,
    title: String,
    client: String,
    rate: serde_json::Value,
    currency: String,
    weekly_limit: Option<serde_json::Value>,
    manual: Option<ManualPolicy>,
    time_zone: Option<String>,
    rule: Option<String>,
    rule_config: Option<serde_json::Value>,
    labels: Option<String>,
    labels_config: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MinuteLine {
    contract: ContractId,
    minute: jiff::Timestamp,
    #[serde(default)]
    tracked_seconds: u8,
    #[serde(default)]
    keystrokes: u32,
    #[serde(default)]
    clicks: u32,
    #[serde(default)]
    scrolls: u32,
    #[serde(default)]
    memo: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    manual: bool,
}

/// What was typed: a number as it stands, a text without its quotes.
fn typed(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl ContractLine {
    fn into_new(self) -> NewContract {
        let more = Changes {
            weekly_limit: self.weekly_limit.as_ref().map(typed),
            manual: self.manual,
            time_zone: Some(self.time_zone.unwrap_or_else(|| "UTC".to_owned())),
            rule: self.rule,
            rule_config: self.rule_config.as_ref().map(typed),
            labels: self.labels,
            labels_config: self.labels_config.as_ref().map(typed),
            ..Changes::default()
        };
        let rate = typed(&self.rate);
        NewContract {
            id: self.id,
            title: self.title,
            client: self.client,
            rate,
            currency: self.currency,
            more,
        }
    }
}

/// The contract that a minute names and no line before it makes.
fn default_contract(id: &ContractId) -> NewContract {
    let more = Changes {
        weekly_limit: Some("40".to_owned()),
        time_zone: Some("UTC".to_owned()),
        ..Changes::default()
    };
    let name = id.to_string();
    let (rate, currency) = ("60.00".to_owned(), "EUR".to_owned());
    NewContract { id: name.clone(), title: name.clone(), client: name, rate, currency, more }
}

struct SampleMinute {
    seconds: u8,
    counts: Counts,
    memo: String,
    label: String,
}

/// A file of minutes, read and checked.
#[derive(Default)]
pub struct Sample {
    contracts: Vec<NewContract>,
    known: BTreeSet<String>,
    tracked: BTreeMap<(ContractId, Minute), SampleMinute>,
    manual: BTreeMap<(ContractId, Slot), (String, String)>,
}

fn read_file(path: &Path) -> Result<Sample, Failure> {
    let cannot = |error| Failure::usage(format!("cannot read `{}`: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(cannot)?;
    read(std::io::BufReader::new(file), &path.display().to_string())
}

/// Reads sample minutes; `name` is that of their file.
///
/// # Errors
/// When a line makes no sense, with its number and why.
pub fn read(lines: impl BufRead, name: &str) -> Result<Sample, Failure> {
    let mut sample = Sample::default();
    for (number, line) in (1u64..).zip(lines.lines()) {
        let bad = |why: String| {
            Failure::usage(format!("`{name}` line {number}: {why}"))
                .hint("docs/demo.md tells what a line may say")
        };
        let line = line.map_err(|error| bad(error.to_string()))?;
        if !line.trim().is_empty() {
            sample.take(&line).map_err(bad)?;
        }
    }
    sample.refuse_both()?;
    Ok(sample)
}

impl Sample {
    fn take(&mut self, line: &str) -> Result<(), String> {
        // The key tells which kind of line it is, so that the error can say what is wrong with it.
        let value: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if value.get("contract_add").is_some() {
            let read: ContractAdd = serde_json::from_str(line).map_err(|error| error.to_string())?;
            return self.take_contract(read.contract_add.into_new());
        }
        self.take_minute(serde_json::from_str(line).map_err(|error| error.to_string())?)
    }

    fn take_contract(&mut self, new: NewContract) -> Result<(), String> {
        if !self.known.insert(new.id.clone()) {
            return Err(format!("contract `{}` is made a second time", new.id));
        }
        self.contracts.push(new);
        Ok(())
    }

    fn take_minute(&mut self, line: MinuteLine) -> Result<(), String> {
        let at = Second::from(line.minute);
        let minute = at.minute();
        if at != minute.start() || at.0 < 0 {
            return Err(format!("`{at}` is not the start of a minute after 1970"));
        }
        if line.tracked_seconds > 60 {
            return Err(format!("tracked_seconds is `{}`, not 0 to 60", line.tracked_seconds));
        }
        if self.known.insert(line.contract.to_string()) {
            self.contracts.push(default_contract(&line.contract));
        }
        if line.manual {
            self.manual.insert((line.contract, minute.slot()), (line.memo, line.label));
            return Ok(());
        }
        // A minute without a tracked second is no part of a segment (SPEC.md §3).
        if line.tracked_seconds == 0 {
            return Ok(());
        }
        let counts = Counts { keystrokes: line.keystrokes, clicks: line.clicks, scrolls: line.scrolls };
        let new = SampleMinute { seconds: line.tracked_seconds, counts, memo: line.memo, label: line.label };
        match self.tracked.entry((line.contract, minute)) {
            std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(new)),
            std::collections::btree_map::Entry::Occupied(mut there) => {
                let sum = there.get().seconds + new.seconds;
                if sum > 60 {
                    return Err(format!(
                        "the minute `{at}` has {sum} tracked seconds with the line before it"
                    ));
                }
                let counts = there.get().counts.plus(new.counts);
                there.insert(SampleMinute { seconds: sum, counts, ..new });
            }
        }
        Ok(())
    }

    /// A segment is tracked or manual, not both.
    fn refuse_both(&self) -> Result<(), Failure> {
        let both = self
            .tracked
            .keys()
            .find(|(contract, minute)| self.manual.contains_key(&(contract.clone(), minute.slot())));
        both.map_or(Ok(()), |(contract, minute)| {
            let at = minute.slot().start();
            Err(Failure::usage(format!("the segment of `{contract}` at {at} is both tracked and manual")))
        })
    }

    fn newest(&self) -> Second {
        let tracked = self.tracked.keys().map(|(_, minute)| minute.slot().end());
        let manual = self.manual.keys().map(|(_, slot)| slot.end());
        tracked.chain(manual).max().unwrap_or_default()
    }

    fn write(&mut self, home: &Home, program: &Path, now: Second, snapshots: bool) -> Result<Made, Failure> {
        let mut store = Store::create(home, now, Some(now))?;
        let plugins = Plugins::of(home, program);
        for new in &self.contracts {
            contracts::add(&mut store, &plugins, new, now).map_err(|failure| {
                let message = format!("the contract `{}`: {}", new.id, failure.message);
                Failure { message, ..failure }
            })?;
        }
        let manual = std::mem::take(&mut self.manual).into_iter();
        let manual =
            manual.map(|((contract, slot), (memo, label))| ImportedSegment { contract, slot, memo, label });
        store.import_manual(&manual.collect::<Vec<_>>(), now)?;
        let minutes = self.tracked.len();
        let mut sessions = self.sessions();
        sessions.sort_by_key(|session| session.begun.start);
        store.import_sessions(&sessions, now)?;
        if snapshots {
            pictures::take(&mut store, &sessions)?;
        }
        Ok(Made { contracts: self.contracts.len(), minutes, now })
    }

    /// Minutes of one contract that follow each other with the same memo and label are a session.
    fn sessions(&mut self) -> Vec<ImportedSession> {
        let mut sessions: Vec<ImportedSession> = Vec::new();
        for ((contract, minute), sample) in std::mem::take(&mut self.tracked) {
            let delta = MinuteDelta { minute, seconds: sample.seconds, counts: sample.counts };
            let until = minute.start().plus(i64::from(sample.seconds));
            let goes_on = sessions.last_mut().filter(|session| {
                let begun = &session.begun;
                let last = session.minutes.last().map(|last| last.minute.0 + 1);
                (&begun.contract, &begun.memo, &begun.label) == (&contract, &sample.memo, &sample.label)
                    && last == Some(minute.0)
            });
            match goes_on {
                Some(session) => {
                    session.minutes.push(delta);
                    session.until = until;
                }
                None => {
                    let begun = NewSession {
                        contract,
                        start: minute.start(),
                        memo: sample.memo,
                        label: sample.label,
                        title: String::new(),
                    };
                    sessions.push(ImportedSession { begun, until, minutes: vec![delta] });
                }
            }
        }
        sessions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lines: &str) -> Result<Sample, Failure> {
        read(lines.as_bytes(), "minutes")
    }

    #[test]
    fn a_bad_line_is_named_with_what_is_wrong() {
        for (line, why) in [
            ("{", "EOF"),
            (r#"{"contract":"acme"}"#, "missing field `minute`"),
            (r#"{"contract":"Acme","minute":"2026-11-16T09:03Z"}"#, "`Acme` is not a contract id"),
            (r#"{"contract":"acme","minute":"2026-11-16T09:03:30Z"}"#, "not the start of a minute"),
            (r#"{"contract":"acme","minute":"2026-11-16T09:03Z","tracked_seconds":61}"#, "not 0 to 60"),
            (r#"{"contract":"acme","minute":"2026-11-16T09:03Z","keys":1}"#, "unknown field `keys`"),
            (r#"{"contract_add":{"id":"acme"}}"#, "missing field"),
        ] {
            let failure = taken(&format!("\n{line}\n")).err().unwrap();
            assert!(failure.message.contains("line 2") && failure.message.contains(why), "{failure}");
        }
    }

    #[test]
    fn a_minute_said_twice_is_added_up_to_sixty_seconds() {
        let line = r#"{"contract":"acme","minute":"2026-11-16T09:03Z","tracked_seconds":30,"keystrokes":2}"#;
        let sample = taken(&format!("{line}\n{line}\n")).unwrap();
        let minute = sample.tracked.values().next().unwrap();
        assert_eq!((minute.seconds, minute.counts.keystrokes), (60, 4));
        assert!(taken(&format!("{line}\n{line}\n{line}\n")).is_err());
    }

    #[test]
    fn minutes_in_a_row_are_one_session() {
        let line = |minute: &str, memo: &str| {
            format!(
                r#"{{"contract":"acme","minute":"2026-11-16T09:{minute}Z","tracked_seconds":60,"memo":"{memo}"}}"#
            )
        };
        let lines = [line("04", "a"), line("03", "a"), line("05", "b"), line("09", "b")].join("\n");
        let sessions = taken(&lines).unwrap().sessions();
        assert_eq!(sessions.iter().map(|session| session.minutes.len()).collect::<Vec<_>>(), [2, 1, 1]);
    }
}
