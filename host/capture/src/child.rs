//! The child: listens on the main thread, takes pictures on another, answers the host on a third.

use std::io::{BufRead, Lines, StdinLock};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::display::Display;
use crate::input;
use crate::notice::{Desktop, Notice};
use crate::picture::{self, PictureFault, PictureOptions};
use crate::pipe::{self, Ask, Heard, Tell};
use crate::presence::{self, Presence};
use crate::screen;
use crate::state::SourceState;
use crate::tally::Tally;

/// What the threads of the child know together.
struct Child {
    tally: Tally,
    known: Mutex<Known>,
    desktop: Mutex<Option<Arc<Desktop>>>,
}

struct Known {
    input: SourceState,
    screen: SourceState,
    presence: Presence,
    proof_ms: Option<u64>,
}

/// Runs the child until the host closes the pipe.
#[must_use]
pub fn run() -> ExitCode {
    let mut lines = std::io::stdin().lock().lines();
    let options = lines.next().and_then(Result::ok).and_then(|line| serde_json::from_str(&line).ok());
    let Some(options) = options else { return ExitCode::FAILURE };
    drop(lines);
    let known = Known {
        input: SourceState::Starting,
        screen: SourceState::Starting,
        presence: Presence::Unknown,
        proof_ms: None,
    };
    // The input callback may run until the process ends: so does what it counts into.
    let child: &'static Child = Box::leak(Box::new(Child {
        tally: Tally::new(),
        known: Mutex::new(known),
        desktop: Mutex::default(),
    }));
    let (pictures, wanted) = mpsc::channel();
    thread::spawn(move || child.take_pictures(&options, &wanted));
    thread::spawn(move || child.prove());
    thread::spawn(move || child.watch_lock());
    thread::spawn(move || child.watch_sleep());
    let host = thread::spawn(move || child.answer(std::io::stdin().lock().lines(), &pictures));
    let why = input::source().listen(&child.tally);
    child.know(|known| known.input = why);
    // Without input there still are pictures to take.
    drop(host.join());
    ExitCode::SUCCESS
}

impl Child {
    /// Answers the host; when it closes the pipe the process ends, whatever the other threads do.
    fn answer(&'static self, lines: Lines<StdinLock<'_>>, pictures: &Sender<u64>) {
        for line in lines {
            let ask = line.ok().and_then(|line| serde_json::from_str(&line).ok());
            match ask {
                Some(Ask::Read(id)) => tell(&Tell::Heard(self.heard(Some(id)))),
                Some(Ask::Pictures(id)) => drop(pictures.send(id)),
                Some(Ask::Recorders) => drop(thread::spawn(recorders)),
                // A desktop that hangs holds up nobody.
                Some(Ask::Notify(notice)) => drop(thread::spawn(move || self.notify(&notice))),
                None => break,
            }
        }
        std::process::exit(0);
    }

    fn heard(&self, answers: Option<u64>) -> Heard {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let age = self.tally.age();
        Heard {
            answers,
            counts: self.tally.counts(),
            age_ms: age.and_then(|age| u64::try_from(age.as_millis()).ok()),
            proof_ms: known.proof_ms,
            input: match &known.input {
                // It came after all.
                SourceState::Silent { .. } if self.tally.heard() > 0 => input_works(),
                state => state.clone(),
            },
            screen: known.screen.clone(),
            presence: known.presence,
        }
    }

    /// Takes in what a thread has found, and tells the host.
    fn know(&self, found: impl FnOnce(&mut Known)) {
        found(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
        tell(&Tell::Heard(self.heard(None)));
    }

    fn prove(&self) {
        let proof = input::source().prove(&self.tally);
        self.tally.disown();
        self.know(|known| {
            known.proof_ms = proof.as_ref().ok().and_then(|took| u64::try_from(took.as_millis()).ok());
            // What the listener found is nearer to the truth.
            if known.input == SourceState::Starting {
                known.input = proof.map_or_else(|why| why, |_| input_works());
            }
        });
    }

    fn take_pictures(&self, options: &PictureOptions, wanted: &Receiver<u64>) {
        let screen = screen::source();
        let state =
            |found: Result<picture::Wanted, SourceState>| found.map_or_else(|why| why, |found| found.state());
        self.know(|known| known.screen = state(picture::wanted(screen, options)));
        for id in wanted {
            // The host gave this process the folder for pictures as its working folder.
            let taken = picture::take(screen, options, Path::new("."));
            let now = match &taken {
                Err(PictureFault::Source(why)) => why.clone(),
                Err(fault) => SourceState::Failed { why: fault.to_string() },
                Ok(_) => state(picture::wanted(screen, options)),
            };
            tell(&Tell::Pictures(id, taken));
            self.know(|known| known.screen = now);
        }
    }

    /// Shows a notice, and goes on to listen for answers; a desktop without notifications shows none.
    fn notify(&'static self, notice: &Notice) {
        let mut desktop = self.desktop.lock().unwrap_or_else(PoisonError::into_inner);
        if desktop.is_none() {
            *desktop = Desktop::connect().ok().map(|(found, answers)| {
                let found = Arc::new(found);
                let hears = Arc::clone(&found);
                thread::spawn(move || hears.hear(answers, |number| tell(&Tell::Unwanted(number))));
                found
            });
        }
        // One that has gone away is looked for again the next time.
        if desktop.as_ref().is_some_and(|desktop| desktop.show(notice).is_err()) {
            *desktop = None;
        }
    }

    fn watch_lock(&self) {
        // Without logind the lock is not known: `Unknown` says so.
        drop(presence::watch_lock(|now| {
            self.know(|known| {
                if known.presence != Presence::Asleep {
                    known.presence = now;
                }
            });
        }));
    }

    fn watch_sleep(&self) {
        drop(presence::watch_sleep(|| self.know(|known| known.presence = Presence::Asleep)));
    }
}

fn input_works() -> SourceState {
    SourceState::Working { what: "keys, clicks and scrolls are counted".to_owned() }
}

fn recorders() {
    tell(&Tell::Recorders(Display::open().map(|display| display.recorders()).unwrap_or_default()));
}

/// Writes one message; `Stdout` lets one thread write at a time.
fn tell(message: &Tell) {
    if pipe::send(&mut std::io::stdout().lock(), message).is_err() {
        // Nobody is left to work for.
        std::process::exit(0);
    }
}
