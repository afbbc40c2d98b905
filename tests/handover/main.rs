//! A week handed over to the client: bundles, their verification, answers, and everything that may be wrong with them.

mod forge;
mod hostile;
mod page;
mod removed;
mod story;
mod tamper;

use std::path::PathBuf;

use serde_json::Value;
use workdiary_diary::counts::Counts;
use workdiary_diary::minutes::MinuteDelta;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::tracking::{End, EndReason};
use workdiary_store::{NewSession, NewSnapshot, Store};
use workdiary_test_support::clock::Clock;
use workdiary_test_support::home::{Home, Said};

/// The Monday of the week that most of this is about.
const MONDAY: &str = "2026-11-16";
/// In that week, and after its lock, as the machine's clock is set.
const IN_WEEK: &str = "2026-11-18 12:00:00";
const LOCKED: &str = "2026-11-23 12:00:01";

/// A machine with a home of its own and a clock of its own.
struct Machine {
    home: Home,
    clock: Clock,
}

impl Machine {
    fn at(time: &str) -> Self {
        let clock = Clock::at(time);
        Self { home: Home::with(clock.environment()), clock }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.path().parent().unwrap().join(name)
    }

    /// Types a line; a word that begins with `@` is a file of this machine, `"` keeps spaces together.
    fn types(&self, line: &str) -> Said {
        let mut words: Vec<String> = Vec::new();
        for (number, part) in line.split('"').enumerate() {
            match number % 2 {
                0 => words.extend(part.split_whitespace().map(|word| match word.strip_prefix('@') {
                    Some(name) => self.file(name).to_str().unwrap().to_owned(),
                    None => word.to_owned(),
                })),
                _ => words.push(part.to_owned()),
            }
        }
        self.home.run(words)
    }

    /// The key of this machine's diary.
    #[track_caller]
    fn key(&self) -> String {
        self.types("key show --json").json()["public"].as_str().unwrap().to_owned()
    }

    /// Bundles the week into a file of this name.
    #[track_caller]
    fn bundle(&self, name: &str) -> PathBuf {
        self.types(&format!("bundle --contract acme --week {MONDAY} -o @{name}")).ok();
        self.file(name)
    }
}

/// The freelancer's machine: an hour of `acme` on Monday with a picture in each segment, a request, and a second
/// contract that the client of the first may know nothing of.
fn freelancer() -> Machine {
    let machine = Machine::at("2026-11-16 08:00:00");
    let add = "--rate 60.00 --currency EUR --time-zone UTC --manual on-request";
    machine
        .types(&format!("contract add acme --title Parser --client \"Acme GmbH\" {add} --weekly-limit 40"))
        .ok();
    machine.types(&format!("contract add beta --title \"Secret project\" --client \"Beta AG\" {add}")).ok();
    machine.clock.set(IN_WEEK);
    track(&machine.home, "acme", "2026-11-16T09:00:00Z", 6, "list recovery");
    track(&machine.home, "beta", "2026-11-16T10:00:00Z", 2, "nobody else's business");
    let ask = "request ask --contract acme --from 2026-11-16T16:00Z --to 2026-11-16T16:20Z --reason call";
    machine.types(ask).ok();
    machine
}

/// Tracks so many segments with a picture in each, as the host does it.
fn track(home: &Home, contract: &str, start: &str, segments: u32, memo: &str) {
    let mut store = Store::open(&workdiary_store::Home::at(&home.path())).unwrap();
    let start: Second = start.parse::<jiff::Timestamp>().unwrap().into();
    let (memo, label, title) = (memo.to_owned(), String::new(), String::new());
    let new = NewSession { contract: contract.parse().unwrap(), start, memo, label, title };
    let recorder = store.begin_session(&new, None).unwrap();
    for number in 0..segments {
        let slot = Slot(start.slot().0 + number);
        let minute = |index: u32| MinuteDelta {
            minute: slot.minute(index as usize),
            seconds: 60,
            counts: Counts { keystrokes: 40 + 7 * index + number, clicks: index % 4, scrolls: 1 },
        };
        let minutes: Vec<_> = (0..10).map(minute).collect();
        store.record(&recorder, slot.start(), slot.start().plus(600), &minutes).unwrap();
        let file = home.path().join(format!("incoming-{contract}-{number}.webp"));
        std::fs::write(&file, picture(contract, number)).unwrap();
        let (taken_at, monitor) = (slot.start().plus(77), "DP-1".to_owned());
        let picture = NewSnapshot { taken_at, monitor, width: 64, height: 40, file, blurred: false };
        store.add_snapshots(&recorder, &[picture]).unwrap();
    }
    let at = start.plus(600 * i64::from(segments));
    store.end_session(&recorder, End { at, reason: EndReason::Stopped }).unwrap();
}

/// A small picture that no other one is like.
fn picture(contract: &str, number: u32) -> Vec<u8> {
    let shade = contract.bytes().map(u32::from).sum::<u32>() + 40 * number;
    let pixels: Vec<u8> =
        (0..64 * 40 * 3).map(|at| u8::try_from((at * 7 + shade * 13) % 251).unwrap()).collect();
    webp::Encoder::from_rgb(&pixels, 64, 40).encode(70.0).to_vec()
}

/// What `verify` says of a file, and its exit code.
#[track_caller]
fn verified(machine: &Machine, line: &str) -> (i32, Value) {
    let said = machine.types(&format!("verify --json {line}"));
    let told = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
    (said.code, told)
}

/// The points that stand so, each with what was found first.
fn standing(told: &Value, standing: &str) -> Vec<(String, String)> {
    let points = told["points"].as_array().unwrap().iter().filter(|point| point["standing"] == standing);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    points.map(|point| (text(&point["name"]), text(&point["found"][0]))).collect()
}
