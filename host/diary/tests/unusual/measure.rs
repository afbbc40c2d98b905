//! Runs the models and counts what is marked.

use std::collections::BTreeMap;

use workdiary_diary::unusual::{Reason, judge};

use crate::desk::{Desk, MINUTE};
use crate::dice::Dice;
use crate::machines::MACHINES;
use crate::people::PEOPLE;

/// Minutes of a working day; a week has five.
const DAY: usize = 480;
/// After so many minutes it is seen whether a machine is found: what takes half an hour takes one slot
/// more, since it begins inside one.
pub(crate) const AFTER: [usize; 4] = [40, 70, 130, DAY];

pub(crate) struct Figures {
    pub(crate) people: Vec<OfPerson>,
    pub(crate) machines: Vec<OfMachine>,
}

pub(crate) struct OfPerson {
    pub(crate) name: &'static str,
    pub(crate) most_per_thousand: u64,
    inputs: u64,
    weeks: u64,
    weeks_marked: u64,
    pub(crate) segments: u64,
    reasons: BTreeMap<Reason, u64>,
}

pub(crate) struct OfMachine {
    pub(crate) name: &'static str,
    pub(crate) found_after: Option<usize>,
    pub(crate) runs: u64,
    /// In how many runs, after each time of [`AFTER`].
    pub(crate) found: [u64; 4],
    reasons: BTreeMap<Reason, u64>,
}

/// So many weeks of each person; of each machine two and a half times as many days.
pub(crate) fn measure(weeks: u64) -> Figures {
    let people = PEOPLE.iter().map(|person| {
        let mut of = OfPerson {
            name: person.name,
            most_per_thousand: person.most_per_thousand,
            inputs: 0,
            weeks,
            weeks_marked: 0,
            segments: 0,
            reasons: BTreeMap::new(),
        };
        for week in 0..weeks {
            of.add_week(person.works, week);
        }
        of
    });
    let machines = MACHINES.iter().map(|machine| {
        let runs = weeks * 5 / 2;
        let (name, found_after) = (machine.name, machine.found_after);
        let mut of = OfMachine { name, found_after, runs, found: [0; 4], reasons: BTreeMap::new() };
        for run in 0..runs {
            of.add_day(machine.works, run);
        }
        of
    });
    Figures { people: people.collect(), machines: machines.collect() }
}

impl OfPerson {
    fn add_week(&mut self, works: fn(&mut Desk, i64), week: u64) {
        let tempo = Dice::new(week).about(100, 20);
        let marked_before = self.marked();
        for day in 0..5 {
            let mut desk = Desk::new(1000 + week * 5 + day, DAY);
            while desk.is_open() {
                works(&mut desk, tempo);
            }
            self.inputs += desk.inputs();
            for reason in judge(&desk.segments(DAY)) {
                self.segments += 1;
                reason.into_iter().for_each(|reason| *self.reasons.entry(reason).or_default() += 1);
            }
        }
        self.weeks_marked += u64::from(self.marked() > marked_before);
    }

    pub(crate) fn marked(&self) -> u64 {
        self.reasons.values().sum()
    }

    fn row(&self) -> String {
        let (thousandths, inputs) = (self.marked() * 1000, self.inputs / (self.weeks * 5));
        // Rounded up, so that 0 is none.
        let marked = thousandths.div_ceil(self.segments);
        let name = self.name;
        format!(
            "| {name} | {inputs} | {marked} | {} of {} | {} |\n",
            self.weeks_marked,
            self.weeks,
            words(&self.reasons)
        )
    }
}

impl OfMachine {
    fn add_day(&mut self, works: fn(&mut Desk), run: u64) {
        let mut desk = Desk::new(run, DAY);
        let late = desk.dice.between(0, MINUTE);
        desk.wait(late);
        while desk.is_open() {
            works(&mut desk);
        }
        for (minutes, found) in std::iter::zip(AFTER, &mut self.found) {
            let reasons: Vec<Reason> = judge(&desk.segments(minutes)).into_iter().flatten().collect();
            *found += u64::from(!reasons.is_empty());
            if minutes == DAY {
                reasons.into_iter().for_each(|reason| *self.reasons.entry(reason).or_default() += 1);
            }
        }
    }

    fn row(&self) -> String {
        let found = self.found.map(|found| format!("{} %", found * 100 / self.runs)).join(" | ");
        format!("| {} | {found} | {} |\n", self.name, words(&self.reasons))
    }
}

/// The reasons, the one that is told most first.
fn words(reasons: &BTreeMap<Reason, u64>) -> String {
    let mut told: Vec<_> = reasons.iter().map(|(reason, times)| (*times, reason.word())).collect();
    told.sort_unstable_by(|a, b| b.cmp(a));
    told.into_iter().map(|(_, word)| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

impl Figures {
    /// Both tables as docs/unusual.md has them.
    pub(crate) fn table(&self) -> String {
        let people: String = self.people.iter().map(OfPerson::row).collect();
        let machines: String = self.machines.iter().map(OfMachine::row).collect();
        format!(
            "| person | inputs a day | segments marked, of 1,000 | weeks with a mark | reasons |\n\
             |---|---|---|---|---|\n{people}\n\
             | machine | found after 40 min | 70 min | 130 min | 8 h | reasons |\n\
             |---|---|---|---|---|---|\n{machines}"
        )
    }
}
