//! The model: the law of SPEC.md §§1, 3, 4 and 6 on plain vectors and maps, as short as it can be said.

use std::collections::BTreeMap;
use std::ops::Range;

use super::acts::{Act, Place, Who};

/// The Mondays of four weeks, as seconds of Unix time: 2026-11-09 to 2026-11-30.
pub const MONDAY: i64 = 1_794_182_400;
pub const WEEK: i64 = 7 * 86_400;
/// The first used slot of a week begins at nine o'clock.
pub const NINE: i64 = 9 * 3_600;

/// Times to which the clock may be set, as seconds after the first Monday: around the locks, within weeks.
pub const TIMES: [i64; 9] = [
    2 * 86_400,
    WEEK + 43_199,
    WEEK + 43_200,
    WEEK + 3 * 86_400,
    2 * WEEK + 43_199,
    2 * WEEK + 43_200,
    2 * WEEK + 5 * 86_400,
    3 * WEEK + 2 * 86_400,
    4 * WEEK + 43_200,
];

pub const POLICIES: [&str; 3] = ["allowed", "denied", "on-request"];

/// A segment: tracked seconds, or none where it is manual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub tracked: Option<u32>,
    pub memo: String,
    pub label: String,
}

/// Memo and label.
type Words = (String, String);

#[derive(Debug, Clone)]
struct Edit {
    who: Who,
    contract: usize,
    /// Before, where there was a segment, and after.
    steps: BTreeMap<Place, (Option<Words>, Words)>,
    /// When it was undone, as a number that rises.
    undone: Option<usize>,
}

#[derive(Debug, Clone)]
struct Request {
    contract: usize,
    week: usize,
    slots: Range<u32>,
    granted: Option<bool>,
}

/// The bill of a week: status and minutes of each segment, amount in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    pub closed: bool,
    pub statuses: Vec<&'static str>,
    pub total: u64,
}

#[derive(Debug, Clone)]
struct Contract {
    segments: BTreeMap<Place, Segment>,
    closed: bool,
    policy: usize,
    /// For each of five weeks: quarters of an hour a week, euros an hour.
    limits: [Option<u32>; 5],
    rates: [u32; 5],
    statements: BTreeMap<usize, Bill>,
    countersigned: BTreeMap<usize, bool>,
}

#[derive(Debug, Clone)]
pub struct Model {
    contracts: [Contract; 2],
    edits: Vec<Edit>,
    undone: usize,
    requests: Vec<Request>,
    pub clock: i64,
    /// The newest time that was ever recorded.
    floor: i64,
}

/// Where the template has tracked segments: contract, week, slot, seconds.
pub fn tracked() -> Vec<(usize, usize, u32, u32)> {
    let mut all = Vec::new();
    for week in 0..4 {
        all.extend((0..4).map(|slot| (0, week, slot, 600)));
        all.extend([(0, week, 5, 30), (0, week, 6, 240)]);
        // Shared: less, more and as much.
        all.extend([(1, week, 3, 300), (1, week, 6, 420), (1, week, 2, 600), (1, week, 7, 600)]);
    }
    all
}

type Said = Result<(), &'static str>;

impl Model {
    pub fn new() -> Self {
        let contract = || Contract {
            segments: BTreeMap::new(),
            closed: false,
            policy: 0,
            limits: [Some(3); 5],
            rates: [60; 5],
            statements: BTreeMap::new(),
            countersigned: BTreeMap::new(),
        };
        let mut contracts = [contract(), contract()];
        for (contract, week, slot, seconds) in tracked() {
            let segment = Segment { tracked: Some(seconds), memo: "work".to_owned(), label: String::new() };
            contracts[contract].segments.insert((week, slot), segment);
        }
        Self {
            contracts,
            edits: Vec::new(),
            undone: 0,
            requests: Vec::new(),
            clock: TIMES[0],
            floor: TIMES[0],
        }
    }

    fn now(&self) -> i64 {
        self.clock.max(self.floor)
    }

    fn week_now(&self) -> usize {
        usize::try_from(self.now() / WEEK).unwrap()
    }

    /// Does an act, or says which rule forbids it.
    pub fn act(&mut self, act: &Act) -> Said {
        if let Act::Clock(time) = act {
            // That it was set is recorded.
            self.clock = TIMES[*time];
            self.floor = self.floor.max(self.clock);
            return Ok(());
        }
        self.close_weeks();
        match act {
            Act::Edit { who, contract, week, slots, memo, label } => {
                self.edit(*who, *contract, *week, slots, memo.map(word), label.map(word))
            }
            Act::Remove { who, contract, week, slots } => self.remove(*who, *contract, *week, slots),
            Act::Add { who, contract, week, slots, memo } => {
                self.add(*who, *contract, *week, slots, word(*memo))
            }
            Act::Undo { who, contract, again } => self.undo(*who, *contract, *again),
            Act::Ask { contract, week, slots } => self.ask(*contract, *week, slots),
            Act::Answer { who, number, granted } => self.answer(*who, *number, *granted),
            Act::Limit { contract, quarters } => self.limit(*contract, *quarters),
            Act::Rate { contract, euros } => {
                let next = self.week_now() + 1;
                let contract = self.active(*contract)?;
                contract.rates.iter_mut().skip(next).for_each(|rate| *rate = *euros);
                Ok(())
            }
            Act::Policy { contract, policy } => {
                self.active(*contract)?.policy = *policy;
                Ok(())
            }
            Act::Close { contract } => self.set_closed(*contract, true),
            Act::Reopen { contract } => self.set_closed(*contract, false),
            Act::Say { contract, week, countersigned } => self.say(*contract, *week, *countersigned),
            Act::Clock(_) | Act::Crash(..) => Ok(()),
        }
    }

    fn active(&mut self, contract: usize) -> Result<&mut Contract, &'static str> {
        let contract = &mut self.contracts[contract];
        if contract.closed { Err("closed-contract") } else { Ok(contract) }
    }

    fn set_closed(&mut self, contract: usize, closed: bool) -> Said {
        let is = &mut self.contracts[contract].closed;
        if *is == closed {
            return Err("usage");
        }
        *is = closed;
        Ok(())
    }

    fn limit(&mut self, contract: usize, value: Option<u32>) -> Said {
        let week = self.week_now();
        let limits = &mut self.active(contract)?.limits;
        let hours = |limit: Option<u32>| limit.unwrap_or(u32::MAX);
        let from = if hours(value) > hours(limits[week]) { week } else { week + 1 };
        limits.iter_mut().skip(from).for_each(|limit| *limit = value);
        Ok(())
    }

    /// Who may at all: the freelancer what is not the client's, the client labels.
    fn permit(&self, who: Who, contract: usize, clients_too: bool) -> Said {
        match who {
            Who::Client(client) if client != contract || !clients_too => Err("not-yours"),
            _ if self.contracts[contract].closed => Err("closed-contract"),
            _ => Ok(()),
        }
    }

    /// When: in the current week, and the one before it until its lock.
    fn window(&self, week: usize) -> Said {
        let start = i64::try_from(week).unwrap() * WEEK;
        if start > self.now() {
            Err("future")
        } else if self.now() >= start + WEEK + 43_200 {
            Err("locked-week")
        } else {
            Ok(())
        }
    }

    fn edit(
        &mut self,
        who: Who,
        contract: usize,
        week: usize,
        slots: &[u32],
        memo: Option<String>,
        label: Option<String>,
    ) -> Said {
        self.permit(who, contract, memo.is_none())?;
        let places: Vec<Place> = slots.iter().map(|slot| (week, *slot)).collect();
        if places.iter().any(|place| !self.contracts[contract].segments.contains_key(place)) {
            return Err("usage");
        }
        self.window(week)?;
        let mut steps = BTreeMap::new();
        for place in places {
            let segment = self.contracts[contract].segments.get_mut(&place).unwrap();
            let before = (segment.memo.clone(), segment.label.clone());
            segment.memo = memo.clone().unwrap_or(before.0.clone());
            segment.label = label.clone().unwrap_or(before.1.clone());
            steps.insert(place, (Some(before), (segment.memo.clone(), segment.label.clone())));
        }
        self.edits.push(Edit { who, contract, steps, undone: None });
        Ok(())
    }

    fn remove(&mut self, who: Who, contract: usize, week: usize, slots: &Range<u32>) -> Said {
        self.permit(who, contract, false)?;
        let segments = &self.contracts[contract].segments;
        let there: Vec<Place> =
            slots.clone().map(|slot| (week, slot)).filter(|place| segments.contains_key(place)).collect();
        if there.is_empty() {
            return Err("usage");
        }
        self.window(week)?;
        for place in there {
            self.contracts[contract].segments.remove(&place);
            for edit in self.edits.iter_mut().filter(|edit| edit.contract == contract) {
                edit.steps.remove(&place);
            }
        }
        self.edits.push(Edit { who, contract, steps: BTreeMap::new(), undone: None });
        Ok(())
    }

    /// Manual time or a request for it: the law, no time to come, free in all contracts.
    fn free(&self, week: usize, slots: &Range<u32>) -> Said {
        self.window(week)?;
        let begins = |slot: u32| i64::try_from(week).unwrap() * WEEK + NINE + i64::from(slot) * 600;
        if slots.clone().any(|slot| begins(slot) > self.now()) {
            return Err("future");
        }
        let taken =
            |slot: u32| self.contracts.iter().any(|contract| contract.segments.contains_key(&(week, slot)));
        if slots.clone().any(taken) { Err("free-slots") } else { Ok(()) }
    }

    fn permitted_by_policy(&self, contract: usize, week: usize, slots: &Range<u32>) -> Said {
        let granted = |slot: u32| {
            self.requests.iter().any(|request| {
                (request.contract, request.week, request.granted) == (contract, week, Some(true))
                    && request.slots.contains(&slot)
            })
        };
        match POLICIES[self.contracts[contract].policy] {
            "allowed" => Ok(()),
            "on-request" if slots.clone().all(granted) => Ok(()),
            _ => Err("manual-policy"),
        }
    }

    fn add(&mut self, who: Who, contract: usize, week: usize, slots: &Range<u32>, memo: String) -> Said {
        self.permit(who, contract, false)?;
        self.free(week, slots)?;
        self.permitted_by_policy(contract, week, slots)?;
        let after = (memo.clone(), String::new());
        let steps = slots.clone().map(|slot| ((week, slot), (None, after.clone()))).collect();
        for slot in slots.clone() {
            let segment = Segment { tracked: None, memo: memo.clone(), label: String::new() };
            self.contracts[contract].segments.insert((week, slot), segment);
        }
        self.edits.push(Edit { who, contract, steps, undone: None });
        Ok(())
    }

    fn undo(&mut self, who: Who, contract: usize, again: bool) -> Said {
        self.permit(who, contract, true)?;
        let mine =
            |edit: &&Edit| edit.who == who && edit.contract == contract && edit.undone.is_some() == again;
        let found = self.edits.iter().enumerate().filter(|(_, edit)| mine(edit));
        let found = found.max_by_key(|(number, edit)| if again { edit.undone.unwrap() } else { *number });
        let Some((number, edit)) = found.map(|(number, edit)| (number, edit.clone())) else {
            return Err("usage");
        };
        if edit.steps.is_empty() {
            return Err("destroyed");
        }
        let is_addition = edit.steps.values().any(|(before, _)| before.is_none());
        self.judge_undo(&edit, is_addition, again)?;
        let mut segments = self.contracts[contract].segments.clone();
        for (place, (before, after)) in &edit.steps {
            match (before, again) {
                (None, true) => {
                    let (memo, label) = after.clone();
                    segments.insert(*place, Segment { tracked: None, memo, label });
                }
                (None, false) => {
                    let gone = segments.remove(place);
                    let whole = gone.is_some_and(|is| is.tracked.is_none() && (is.memo, is.label) == *after);
                    if !whole {
                        return Err("changed-since");
                    }
                }
                (Some(before), _) => {
                    let (from, to) = if again { (before, after) } else { (after, before) };
                    let segment = segments.get_mut(place).ok_or("changed-since")?;
                    turn(&mut segment.memo, &from.0, &to.0)?;
                    turn(&mut segment.label, &from.1, &to.1)?;
                }
            }
        }
        self.contracts[contract].segments = segments;
        self.undone += 1;
        self.edits[number].undone = (!again).then_some(self.undone);
        Ok(())
    }

    fn judge_undo(&self, edit: &Edit, is_addition: bool, again: bool) -> Said {
        let weeks = || edit.steps.keys().map(|place| place.0);
        for week in weeks() {
            if is_addition || edit.steps.values().any(|(before, after)| before.as_ref() != Some(after)) {
                self.window(week)?;
            }
        }
        if is_addition && again {
            for (week, slot) in edit.steps.keys() {
                self.free(*week, &(*slot..slot + 1))?;
            }
            for (week, slot) in edit.steps.keys() {
                self.permitted_by_policy(edit.contract, *week, &(*slot..slot + 1))?;
            }
        }
        Ok(())
    }

    fn ask(&mut self, contract: usize, week: usize, slots: &Range<u32>) -> Said {
        self.permit(Who::Freelancer, contract, false)?;
        if POLICIES[self.contracts[contract].policy] != "on-request" {
            return Err("manual-policy");
        }
        self.free(week, slots)?;
        self.requests.push(Request { contract, week, slots: slots.clone(), granted: None });
        Ok(())
    }

    fn answer(&mut self, who: Who, number: i64, granted: bool) -> Said {
        let number = usize::try_from(number).unwrap() - 1;
        let Some(request) = self.requests.get(number).cloned() else { return Err("usage") };
        if who == Who::Freelancer {
            return Err("not-yours");
        }
        self.permit(who, request.contract, true)?;
        self.window(request.week)?;
        if request.granted.is_some() {
            return Err("request-answered");
        }
        self.requests[number].granted = Some(granted);
        Ok(())
    }

    fn say(&mut self, contract: usize, week: usize, countersigned: bool) -> Said {
        let end = i64::try_from(week + 1).unwrap() * WEEK;
        if self.now() < end + 43_200 || self.now() >= end + 5 * 86_400 {
            return Err("statement-window");
        }
        let contract = &mut self.contracts[contract];
        if !contract.statements.contains_key(&week) {
            return Err("usage");
        }
        if contract.countersigned.get(&week) == Some(&true) {
            return Err("statement-answered");
        }
        contract.countersigned.insert(week, countersigned);
        Ok(())
    }

    /// Freezes each week whose lock has passed.
    pub fn close_weeks(&mut self) {
        for contract in 0..2 {
            for week in 0..4 {
                let lock = i64::try_from(week + 1).unwrap() * WEEK + 43_200;
                let there = self.contracts[contract].segments.keys().any(|place| place.0 == week);
                let open = !self.contracts[contract].statements.contains_key(&week);
                if there && open && lock <= self.now() {
                    let bill = Bill { closed: true, ..self.bill(contract, week) };
                    self.contracts[contract].statements.insert(week, bill);
                }
            }
        }
    }

    /// What a week comes to: its statement, or the rule `weekly-limit`.
    pub fn bill(&self, contract: usize, week: usize) -> Bill {
        let mine = &self.contracts[contract];
        if let Some(statement) = mine.statements.get(&week) {
            return statement.clone();
        }
        let limit = mine.limits[week].map_or(u64::MAX, |quarters| u64::from(quarters) * 15);
        let (mut tracked, mut manual, mut statuses) = (0u64, 0u64, Vec::new());
        for (place, segment) in mine.segments.iter().filter(|(place, _)| place.0 == week) {
            let other = self.contracts[1 - contract].segments.get(place);
            let seconds = |segment: &Segment| segment.tracked.unwrap_or(0);
            // Both begin with the slot: a tie goes to the contract whose id is first.
            let shared = other.is_some_and(|other| {
                seconds(other) > seconds(segment) || (seconds(other) == seconds(segment) && contract == 1)
            });
            statuses.push(match segment.tracked {
                _ if shared => "not-billable",
                Some(seconds) if seconds < 60 => "not-billable",
                _ if tracked + manual + 10 > limit => "over-limit",
                Some(_) => {
                    tracked += 10;
                    "billable"
                }
                None => {
                    manual += 10;
                    "billable"
                }
            });
        }
        let amount = |minutes: u64| (minutes * u64::from(mine.rates[week]) * 100 * 2 + 60) / 120;
        Bill { closed: false, statuses, total: amount(tracked) + amount(manual) }
    }

    /// The segments of a week.
    pub fn segments(&self, contract: usize, week: usize) -> Vec<(u32, Segment)> {
        let of_week = self.contracts[contract].segments.iter().filter(|(place, _)| place.0 == week);
        of_week.map(|(place, segment)| (place.1, segment.clone())).collect()
    }
}

pub fn word(number: u8) -> String {
    ["one", "two", "three"][usize::from(number)].to_owned()
}

/// Turns a field back that an edit changed, if it is still as that left it.
fn turn(field: &mut String, from: &str, to: &str) -> Said {
    if from == to {
        return Ok(());
    }
    if field != from {
        return Err("changed-since");
    }
    field.clear();
    field.push_str(to);
    Ok(())
}
