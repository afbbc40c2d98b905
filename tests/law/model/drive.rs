//! The real diary, driven by acts and held against the model.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use workdiary_diary::law::Actor;
use workdiary_diary::segments::Origin;
use workdiary_diary::statement::Verdict;
use workdiary_diary::time::Second;
use workdiary_service::contracts::Changes;
use workdiary_service::edit::{Change, ManualWanted};
use workdiary_service::select::Selection;
use workdiary_service::view::{Period, Zone};
use workdiary_service::{Answer, Failure, Kind, Request, Service, demo};
use workdiary_test_support::binary;
use workdiary_test_support::home::{Home, copied};

use super::acts::{Act, Who};
use super::state::{Bill, MONDAY, Model, NINE, POLICIES, Segment, TIMES, WEEK, tracked, word};

const CONTRACTS: [&str; 2] = ["acme", "beta"];

/// A demo home, opened in this process.
pub struct Diary {
    folder: tempfile::TempDir,
    service: Option<Service>,
}

fn start(week: usize, slot: u32) -> Second {
    Second(MONDAY + i64::try_from(week).unwrap() * WEEK + NINE + i64::from(slot) * 600)
}

fn monday(week: usize) -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 9) + jiff::Span::new().weeks(i64::try_from(week).unwrap())
}

/// In memory where the machine has a folder there: what is tested is the law, not the disk.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

impl Diary {
    /// The home with which each sequence begins; its rule is compiled once.
    pub fn template() -> Home {
        let mut lines = String::new();
        for (id, client) in CONTRACTS.into_iter().zip(["client 0", "client 1"]) {
            lines += &crate::contract(id, client, &json!({ "manual": "allowed", "weekly_limit": 0.75 }));
        }
        for (contract, week, slot, seconds) in tracked() {
            let minute = |number: u32| {
                let minute = jiff::Timestamp::from(start(week, slot).plus(i64::from(number) * 60));
                json!({
                    "contract": CONTRACTS[contract], "minute": minute.strftime("%FT%H:%MZ").to_string(),
                    "tracked_seconds": (seconds - number * 60).min(60), "memo": "work",
                })
            };
            (0..seconds.div_ceil(60)).for_each(|number| lines += &(minute(number).to_string() + "\n"));
        }
        let now = jiff::Timestamp::from(Second(MONDAY + TIMES[0])).to_string();
        let home = Home::demo(&lines, &now);
        for contract in CONTRACTS {
            home.run(["bill", "--contract", contract, "--week", "2026-11-09"]).ok();
        }
        home
    }

    pub fn copy_of(template: &Home) -> Self {
        let folder = folder();
        copied(&template.path(), &folder.path().join("home"));
        Self { folder, service: None }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn home(&self) -> workdiary_store::Home {
        workdiary_store::Home::at(&self.path())
    }

    fn ask(&mut self, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        let home = self.home();
        let service = self.service.get_or_insert_with(|| Service::open(&home, &binary(), false).unwrap());
        service.handle(actor, request)
    }

    fn json(&mut self, request: Request) -> Value {
        match self.ask(&Actor::Freelancer, request).unwrap() {
            Answer::Json(value) => value,
            other => panic!("{other:?}"),
        }
    }
}

fn actor(who: Who) -> Actor {
    match who {
        Who::Freelancer => Actor::Freelancer,
        Who::Client(number) => Actor::Client(format!("client {number}")),
    }
}

fn time(week: usize, slot: u32) -> String {
    start(week, slot).to_string()
}

fn range(week: usize, slots: &std::ops::Range<u32>) -> Selection {
    Selection::Range { from: time(week, slots.start), to: time(week, slots.end) }
}

/// The request that an act is.
fn request(act: &Act) -> (Actor, Request) {
    let name = |contract: &usize| Some(CONTRACTS[*contract].to_owned());
    let changed =
        |contract: &usize, changes| Request::ContractEdit { id: CONTRACTS[*contract].to_owned(), changes };
    let mine = Actor::Freelancer;
    match act {
        Act::Edit { who, contract, week, slots, memo, label } => {
            let selection = Selection::Picked(slots.iter().map(|slot| time(*week, *slot)).collect());
            let change = Change { memo: memo.map(word), label: label.map(word) };
            (actor(*who), Request::Edit { contract: name(contract), selection, change })
        }
        Act::Remove { who, contract, week, slots } => {
            (actor(*who), Request::Remove { contract: name(contract), selection: range(*week, slots) })
        }
        Act::Add { who, contract, week, slots, memo } => {
            let (contract, selection, label) = (name(contract), range(*week, slots), String::new());
            (actor(*who), Request::AddManual(ManualWanted { contract, selection, memo: word(*memo), label }))
        }
        Act::Undo { who, contract, again } => {
            (actor(*who), Request::Undo { contract: name(contract), number: None, again: *again })
        }
        Act::Ask { contract, week, slots } => {
            let (contract, selection) = (name(contract), range(*week, slots));
            (mine, Request::RequestManual { contract, selection, reason: "call".to_owned() })
        }
        Act::Answer { who, number, granted } => {
            (actor(*who), Request::RequestAnswer { number: *number, granted: *granted, words: String::new() })
        }
        Act::Limit { contract, quarters } => {
            let hours = quarters.map(|quarters| format!("{}.{:02}", quarters / 4, quarters % 4 * 25));
            let weekly_limit = Some(hours.unwrap_or_else(|| "none".to_owned()));
            (mine, changed(contract, Changes { weekly_limit, ..Changes::default() }))
        }
        Act::Rate { contract, euros } => {
            (mine, changed(contract, Changes { rate: Some(euros.to_string()), ..Changes::default() }))
        }
        Act::Policy { contract, policy } => {
            let manual = serde_json::from_value(POLICIES[*policy].into()).unwrap();
            (mine, changed(contract, Changes { manual: Some(manual), ..Changes::default() }))
        }
        Act::Close { contract } => (mine, Request::ContractClose { id: CONTRACTS[*contract].to_owned() }),
        Act::Reopen { contract } => (mine, Request::ContractReopen { id: CONTRACTS[*contract].to_owned() }),
        Act::Say { contract, week, countersigned } => {
            let verdict = if *countersigned { Verdict::Countersigned } else { Verdict::Disputed };
            let (contract_name, words) = (name(contract), "words".to_owned());
            let week = monday(*week);
            (
                actor(Who::Client(*contract)),
                Request::StatementAnswer { contract: contract_name, week, verdict, words },
            )
        }
        Act::Clock(_) | Act::Crash(..) => unreachable!("they are no requests"),
    }
}

/// The rule that a failure names, or `usage`.
fn rule(failure: &Failure) -> String {
    if failure.kind == Kind::Usage {
        return "usage".to_owned();
    }
    let named =
        failure.message.rsplit_once("(rule `").map(|(_, rest)| rest.trim_end_matches("`)").to_owned());
    named.unwrap_or_else(|| format!("{failure:?}"))
}

/// Does one act in both and holds the answers against each other.
pub fn step(diary: &mut Diary, model: &mut Model, act: &Act) -> Result<(), TestCaseError> {
    match act {
        Act::Clock(at) => {
            diary.service = None;
            demo::set_clock(&diary.home(), Second(MONDAY + TIMES[*at])).unwrap();
            model.act(act).unwrap();
            Ok(())
        }
        Act::Crash(act, after) => crash(diary, model, act, *after),
        act => {
            let (actor, wanted) = request(act);
            let found = diary.ask(&actor, wanted).map(|_| ()).map_err(|failure| rule(&failure));
            let expected = model.act(act).map_err(str::to_owned);
            same(&found, &expected, &format!("{act:?}"))
        }
    }
}

/// A process does it and is killed: what it did is there whole, or nothing of it.
fn crash(diary: &mut Diary, model: &mut Model, act: &Act, after: u32) -> Result<(), TestCaseError> {
    diary.service = None;
    let mut command = std::process::Command::new(binary());
    command.args(typed(act)).env("WORKDIARY_HOME", diary.path()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    workdiary_test_support::pass(Duration::from_micros(after.into()));
    child.kill().unwrap();
    child.wait().unwrap();
    // Weeks may be closed or not: they are at the next question in any case.
    let mut done = model.clone();
    let was_done = done.act(act).is_ok() && compare(diary, &mut done.clone()).is_ok();
    if was_done {
        *model = done;
    }
    compare(diary, model)
}

fn typed(act: &Act) -> Vec<String> {
    let who = |who: &Who| match who {
        Who::Freelancer => "freelancer".to_owned(),
        Who::Client(number) => format!("client:client {number}"),
    };
    let stretch = |week: &usize, slots: &std::ops::Range<u32>| {
        vec!["--from".to_owned(), time(*week, slots.start), "--to".to_owned(), time(*week, slots.end)]
    };
    let on = |verb: &str, actor: &Who, contract: &usize| {
        [verb, "--as", &who(actor), "--contract", CONTRACTS[*contract]].map(str::to_owned).to_vec()
    };
    match act {
        Act::Edit { who, contract, week, slots, memo, label } => {
            let mut words = on("edit", who, contract);
            slots.iter().for_each(|slot| words.extend(["--at".to_owned(), time(*week, *slot)]));
            words.extend(memo.iter().flat_map(|memo| ["-m".to_owned(), word(*memo)]));
            words.extend(label.iter().flat_map(|label| ["-l".to_owned(), word(*label)]));
            words
        }
        Act::Remove { who, contract, week, slots } => {
            [on("remove", who, contract), stretch(week, slots)].concat()
        }
        Act::Add { who, contract, week, slots, memo } => {
            [on("add", who, contract), stretch(week, slots), vec!["-m".to_owned(), word(*memo)]].concat()
        }
        other => unreachable!("{other:?} is not crashed"),
    }
}

/// All weeks of both contracts, and that no slot is billed twice.
pub fn compare(diary: &mut Diary, model: &mut Model) -> Result<(), TestCaseError> {
    model.close_weeks();
    for week in 0..4 {
        let mut billed = std::collections::BTreeSet::new();
        for contract in 0..2 {
            let (segments, bill) = shown(diary, contract, week, &mut billed)?;
            same(
                &segments,
                &model.segments(contract, week),
                &format!("segments of {contract} in week {week}"),
            )?;
            same(&bill, &model.bill(contract, week), &format!("bill of {contract} for week {week}"))?;
        }
    }
    let verified = diary.json(Request::Verify);
    same(&verified["broken"], &json!([]), "verify")
}

type Shown = (Vec<(u32, Segment)>, Bill);

fn shown(
    diary: &mut Diary,
    contract: usize,
    week: usize,
    billed: &mut std::collections::BTreeSet<String>,
) -> Result<Shown, TestCaseError> {
    let name = Some(CONTRACTS[contract].to_owned());
    let wanted =
        Request::Diary { contract: name.clone(), period: Period::Week(monday(week)), zone: Zone::Utc };
    let Answer::Diary(view, _) = diary.ask(&Actor::Freelancer, wanted).unwrap() else { panic!("no diary") };
    let (mut segments, mut statuses) = (Vec::new(), Vec::new());
    for segment in view.segments {
        let begins: jiff::Timestamp = segment.start.parse().unwrap();
        let slot = (Second::from(begins).since(start(week, 0))) / 600;
        let tracked = (segment.origin == Origin::Tracked).then_some(u32::from(segment.tracked_seconds));
        let label = segment.label.unwrap_or_default();
        segments.push((u32::try_from(slot).unwrap(), Segment { tracked, memo: segment.memo, label }));
        if segment.billed_minutes > 0 && !billed.insert(segment.start.clone()) {
            return Err(TestCaseError::fail(format!("{} is billed twice", segment.start)));
        }
        statuses.push(match segment.status.as_str() {
            "billable" => "billable",
            "over-limit" => "over-limit",
            _ => "not-billable",
        });
    }
    let bill = diary.json(Request::Bill { contract: name, week: monday(week) });
    let total = bill["total"]["minor"].as_u64().unwrap();
    Ok((segments, Bill { closed: bill["state"] == "closed", statuses, total }))
}

fn same<T: std::fmt::Debug + PartialEq>(found: &T, expected: &T, what: &str) -> Result<(), TestCaseError> {
    if found == expected {
        return Ok(());
    }
    Err(TestCaseError::fail(format!("{what}:\n   found {found:?}\nexpected {expected:?}")))
}
