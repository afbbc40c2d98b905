//! Tracking: the thread that ticks once a second from On to Off.
//!
//! It alone writes minutes and snapshots. What it does for the person is decided in
//! `workdiary_diary::tracking`; here the clock, the capture child and the store meet.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use workdiary_capture::{Capture, Monitors, Options, PictureOptions};
use workdiary_diary::contract::ContractId;
use workdiary_diary::time::Second;
use workdiary_store::{GivenLabel, Home, Store};

use crate::clock::Clock;
use crate::config::{Config, Snapshots};
use crate::failure::Failure;
use on::On;

mod notices;
mod on;

pub use on::Live;

/// What to switch On for.
#[derive(Debug, Clone)]
pub struct Work {
    /// The contract.
    pub contract: ContractId,
    /// What is being done.
    pub memo: String,
    /// The label, or empty.
    pub label: GivenLabel,
    /// Variables for the capture child.
    pub environment: Vec<(String, String)>,
    /// The settings that hold for this session.
    pub config: Config,
}

enum Order {
    Start(Box<Work>, Sender<Result<(), Failure>>),
    Stop(Sender<Result<bool, Failure>>),
    End(Sender<Result<(), Failure>>),
}

/// A handle to the tracking thread.
#[derive(Debug)]
pub struct Tracker {
    orders: Sender<Order>,
    live: Arc<Mutex<Option<Live>>>,
}

impl Tracker {
    /// Starts the thread, Off. `program` is run as the capture child.
    ///
    /// # Errors
    /// When the diary cannot be opened or the thread not be started.
    pub fn spawn(home: &Home, program: PathBuf) -> Result<Self, Failure> {
        let store = Store::open(home)?;
        let (orders, inbox) = mpsc::channel();
        let live = Arc::new(Mutex::new(None));
        let mut work =
            Thread { store, program, clock: Clock::Machine, inbox, live: Arc::clone(&live), on: None };
        let thread = std::thread::Builder::new().name("tracker".to_owned()).spawn(move || work.run());
        thread.map_err(|error| Failure::environment(format!("cannot start the tracker: {error}")))?;
        Ok(Self { orders, live })
    }

    /// Switches On, or over to this work without losing a second.
    ///
    /// # Errors
    /// When the clock is behind the diary or the diary cannot be written.
    pub fn start(&self, work: Work) -> Result<(), Failure> {
        self.ask(|answer| Order::Start(Box::new(work), answer))
    }

    /// Switches Off; says whether it was On.
    ///
    /// # Errors
    /// When the last minute cannot be saved; then tracking goes on trying.
    pub fn stop(&self) -> Result<bool, Failure> {
        self.ask(Order::Stop)
    }

    /// Switches Off since the host ends, and ends the thread: after it answered nothing is written.
    ///
    /// # Errors
    /// When the last minute cannot be saved.
    pub fn end(&self) -> Result<(), Failure> {
        self.ask(Order::End)
    }

    /// What is being tracked at this moment, if anything.
    #[must_use]
    pub fn live(&self) -> Option<Live> {
        lock(&self.live).clone()
    }

    fn ask<T>(&self, order: impl FnOnce(Sender<Result<T, Failure>>) -> Order) -> Result<T, Failure> {
        let (answer, answered) = mpsc::channel();
        self.orders.send(order(answer)).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

fn gone() -> Failure {
    Failure::new(crate::Kind::Internal, "the tracking thread has ended")
        .hint("start the host again; what was saved is safe")
}

fn lock(live: &Mutex<Option<Live>>) -> MutexGuard<'_, Option<Live>> {
    // A panic while it was held leaves at worst the picture of a second ago.
    live.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Thread {
    store: Store,
    program: PathBuf,
    clock: Clock,
    inbox: Receiver<Order>,
    live: Arc<Mutex<Option<Live>>>,
    on: Option<On>,
}

impl Thread {
    fn run(&mut self) {
        loop {
            let order = match &self.on {
                None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(on) => self.inbox.recv_timeout(on.until_next(self.clock.read())),
            };
            match order {
                Ok(Order::Start(work, answer)) => {
                    let started = self.start(*work);
                    self.show();
                    drop(answer.send(started));
                }
                Ok(Order::Stop(answer)) => {
                    let stopped = self.stop(false);
                    self.show();
                    drop(answer.send(stopped));
                }
                Ok(Order::End(answer)) => {
                    drop(answer.send(self.stop(true).map(|_| ())));
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.tick();
                    self.show();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Lets others see what is tracked: before an answer, so that who asks next sees what it changed.
    fn show(&self) {
        *lock(&self.live) = self.on.as_ref().map(On::live);
    }

    fn start(&mut self, work: Work) -> Result<(), Failure> {
        if let Some(on) = &mut self.on {
            return on.switch(&mut self.store, self.clock, work);
        }
        let floor = self.store.newest()?;
        refuse_clock_behind(floor, self.clock.now())?;
        let options = options(&self.program, self.store.home(), &work.config, work.environment.clone());
        let capture = Capture::start(options);
        let capture = capture.map_err(|error| Failure::environment(error.to_string()))?;
        self.on = Some(On::begin(&mut self.store, self.clock, capture, work, floor)?);
        Ok(())
    }

    fn stop(&mut self, host_ends: bool) -> Result<bool, Failure> {
        let Some(on) = &mut self.on else { return Ok(false) };
        on.end(&mut self.store, self.clock, host_ends)?;
        self.off();
        Ok(true)
    }

    fn tick(&mut self) {
        if self.on.as_mut().is_some_and(|on| on.tick(&mut self.store, self.clock)) {
            self.off();
        }
    }

    /// Ends the capture child, and with it a picture that it may just have been writing.
    fn off(&mut self) {
        self.on = None;
        // What cannot be removed now is removed at the next start of the host.
        drop(self.store.clear_incoming());
    }
}

/// Time that the diary has already is not recorded again (SPEC.md §4: the newest time is the floor).
fn refuse_clock_behind(floor: Second, now: Second) -> Result<(), Failure> {
    const TOLERATED: i64 = workdiary_diary::tracking::LARGEST_GAP_MS / 1_000;
    if floor.since(now) <= TOLERATED {
        return Ok(());
    }
    let message = format!("the machine's clock says {now}, but the diary already reaches {floor}");
    Err(Failure::refused("clock-floor", message).hint("set the machine's clock right, then start again"))
}

/// How to run the capture child with these settings.
pub(crate) fn options(
    program: &Path,
    home: &Home,
    config: &Config,
    environment: Vec<(String, String)>,
) -> Options {
    let snapshots = &config.snapshots;
    let monitors = match snapshots.monitors.as_slice() {
        [] => Monitors::All,
        names => Monitors::Named(names.to_vec()),
    };
    let Snapshots { longest_side, quality, blur, .. } = *snapshots;
    let exclude = snapshots.exclude_applications.clone();
    let pictures = PictureOptions { monitors, longest_side, quality, blur, exclude };
    Options { program: program.to_owned(), environment, folder: home.incoming(), pictures }
}

/// How long the tick waits for the capture child.
const PATIENCE: Duration = Duration::from_millis(200);
