//! One open diary and everything that can be asked of it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use workdiary_diary::contract::{Contract, ContractStatus};
use workdiary_diary::week::Week;
use workdiary_store::{Home, HomeLock, Purpose, Saved, Store};

use crate::billing;
use crate::clock::Clock;
use crate::config;
use crate::contracts;
use crate::doctor;
use crate::failure::Failure;
use crate::labels;
use crate::plugins::Plugins;
use crate::report;
use crate::request::{Answer, Request, Start};
use crate::status::{self, Status};
use crate::tracker::{Live, Tracker, Work};
use crate::view;

/// How long a command waits for another command to be done with the diary.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// An open diary; it holds the home's lock.
#[derive(Debug)]
pub struct Service {
    home: Home,
    store: Mutex<Store>,
    plugins: Arc<Plugins>,
    clock: Clock,
    /// In the host only.
    tracker: Option<Tracker>,
    program: PathBuf,
    _lock: HomeLock,
}

impl Service {
    /// Opens the diary for one command; `create` makes it when there is none.
    ///
    /// # Errors
    /// When another process has it, or it cannot be opened.
    pub fn open(home: &Home, program: &Path, create: bool) -> Result<Self, Failure> {
        Self::with_purpose(home, program, create, Purpose::Command)
    }

    /// Opens the diary as the host: it checks the whole of it, closes what a killed host left open
    /// and is ready to track.
    ///
    /// # Errors
    /// When another process has it, or it is damaged or a demo home.
    pub fn open_host(home: &Home, program: &Path) -> Result<Self, Failure> {
        let mut service = Self::with_purpose(home, program, true, Purpose::Host)?;
        if service.clock != Clock::Machine {
            return Err(demo_refused());
        }
        let mut store = service.store();
        let integrity = store.check()?;
        if let Some(damage) = integrity.damage.first() {
            let (path, detail) = (home.database(), damage.clone());
            return Err(workdiary_store::Error::Damaged { path, detail }.into());
        }
        store.clear_incoming()?;
        store.close_lost_session()?;
        drop(store);
        service.tracker = Some(Tracker::spawn(home, program.to_owned())?);
        Ok(service)
    }

    fn with_purpose(home: &Home, program: &Path, create: bool, purpose: Purpose) -> Result<Self, Failure> {
        if !home.has_diary() {
            if !create {
                return Err(workdiary_store::Error::NoDiary(home.folder().to_owned()).into());
            }
            home.make()?;
        }
        let lock = HomeLock::take(home, purpose, LOCK_PATIENCE)?;
        let store = match home.has_diary() {
            true => Store::open(home)?,
            false => Store::create(home, Clock::Machine.now(), None)?,
        };
        let clock = store.demo_now()?.map_or(Clock::Machine, Clock::Demo);
        Ok(Self {
            home: home.clone(),
            store: Mutex::new(store),
            plugins: Arc::new(Plugins::of(home, program)),
            clock,
            tracker: None,
            program: program.to_owned(),
            _lock: lock,
        })
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // Every change is one transaction: a panic while it was held left nothing half done.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out a request.
    ///
    /// # Errors
    /// Whatever keeps it from being done, told for a person.
    pub fn handle(&self, request: Request) -> Result<Answer, Failure> {
        let now = self.clock.now();
        if request.names_plugins() {
            self.see_plugins()?;
        }
        let contract = |contract: Contract| Answer::Contract(contracts::describe(&contract, now));
        Ok(match request {
            Request::ContractAdd(new) => {
                contract(contracts::add(&mut self.store(), &self.plugins, &new, now)?)
            }
            Request::ContractList => {
                let all = self.store().contracts()?;
                Answer::Contracts(all.iter().map(|contract| contracts::describe(contract, now)).collect())
            }
            Request::ContractShow { id } => contract(self.store().contract(&contracts::contract_id(&id)?)?),
            Request::ContractEdit { id, changes } => {
                contract(contracts::edit(&mut self.store(), &self.plugins, &id, &changes, now)?)
            }
            Request::ContractClose { id } => contract(self.close(&id)?),
            Request::ContractReopen { id } => {
                contract(contracts::set_status(&mut self.store(), &id, ContractStatus::Active, now)?)
            }
            Request::Start(start) => self.start(start)?,
            Request::Stop => self.stop()?,
            Request::Status => Answer::Status(Box::new(self.status()?)),
            Request::Diary { contract, period, zone } => {
                let mut store = self.store();
                let contract = contract_or_last(&store, contract.as_deref())?;
                let (diary, sessions) =
                    view::diary(&mut store, &self.plugins, &contract, period, &zone, now)?;
                Answer::Diary(Box::new(diary), sessions)
            }
            Request::Bill { contract, week } => {
                let mut store = self.store();
                let contract = contract_or_last(&store, contract.as_deref())?;
                Answer::Json(billing::bill(&mut store, &self.plugins, &contract, Week::of_date(week))?)
            }
            Request::Labels { contract, memo } => {
                let mut store = self.store();
                let contract = contract_or_last(&store, contract.as_deref())?;
                Answer::Json(labels::labels(&mut store, &self.plugins, &contract, memo.as_deref())?)
            }
            Request::Report(wanted) => Answer::Json(report::write(&self.home, &self.plugins, &wanted)?),
            Request::PluginList => {
                self.look_at_plugins()?;
                Answer::Json(self.plugins.list(&self.store())?)
            }
            Request::PluginShow { name } => Answer::Json(self.plugins.show(&self.store(), &name)?),
            Request::PluginAdd { file } => {
                let mut store = Store::open(&self.home)?;
                let manifest = self.plugins.add(&mut store, &file, now)?;
                Answer::Json(self.plugins.show(&store, &manifest.name)?)
            }
            Request::PluginRemove { name } => {
                self.plugins.remove(&mut self.store(), &name, now)?;
                Answer::Done
            }
            Request::Doctor { environment } => self.examine(environment)?,
            Request::Backup { file } => self.backup(&file)?,
            Request::End => Answer::Done,
        })
    }

    /// Switches Off and ends the tracker, when the host ends.
    ///
    /// # Errors
    /// When the last minute cannot be saved.
    pub fn end(&self) -> Result<(), Failure> {
        self.tracker.as_ref().map_or(Ok(()), Tracker::end)
    }

    // The next two take long: on a connection of their own they keep nobody waiting.

    fn examine(&self, environment: Vec<(String, String)>) -> Result<Answer, Failure> {
        let store = Store::open(&self.home)?;
        let live = self.live();
        let is_host = self.tracker.is_some();
        Ok(Answer::Doctor(doctor::examine(
            &store,
            &self.program,
            environment,
            live.as_ref(),
            is_host,
            self.clock,
        )?))
    }

    fn backup(&self, file: &Path) -> Result<Answer, Failure> {
        let Saved { pictures, missing, bytes } = Store::open(&self.home)?.backup(file)?;
        Ok(Answer::Backup { pictures, missing, bytes })
    }

    /// What is new in the folder of plugins is there for a command too where no host watches it.
    fn see_plugins(&self) -> Result<(), Failure> {
        if self.tracker.is_none() { self.look_at_plugins() } else { Ok(()) }
    }

    /// Takes what is new in the folder of plugins; a connection of its own, since compiling takes long.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub fn look_at_plugins(&self) -> Result<(), Failure> {
        self.plugins.look(&mut Store::open(&self.home)?, self.clock.now())
    }

    fn live(&self) -> Option<Live> {
        self.tracker.as_ref().and_then(Tracker::live)
    }

    fn close(&self, id: &str) -> Result<Contract, Failure> {
        if self.live().is_some_and(|live| live.contract == id) {
            let message = format!("contract `{id}` is being tracked");
            return Err(Failure::refused("tracked-contract", message).hint("`workdiary stop` first"));
        }
        contracts::set_status(&mut self.store(), id, ContractStatus::Closed, self.clock.now())
    }

    fn start(&self, start: Start) -> Result<Answer, Failure> {
        if self.clock != Clock::Machine {
            return Err(demo_refused());
        }
        let contract = contract_or_last(&self.store(), start.contract.as_deref())?;
        if contract.status == ContractStatus::Closed {
            let message = format!("contract `{}` is closed", contract.id);
            let hint = format!("`workdiary contract reopen {}`", contract.id);
            return Err(Failure::refused("closed-contract", message).hint(hint));
        }
        let Some(tracker) = &self.tracker else {
            return Err(
                Failure::environment("no host runs for this diary").hint("`workdiary serve` starts one")
            );
        };
        let warning = labels::check(&mut self.store(), &self.plugins, &contract, &start.memo, &start.label)?;
        let config = config::read(&self.home.config())?;
        let Start { memo, label, environment, .. } = start;
        tracker.start(Work { contract: contract.id, memo, label, environment, config })?;
        Ok(Answer::Status(Box::new(Status { warning, ..self.status()? })))
    }

    fn stop(&self) -> Result<Answer, Failure> {
        let was_on = self.tracker.as_ref().map_or(Ok(false), Tracker::stop)?;
        if !was_on {
            return Err(Failure::usage("nothing is being tracked").hint("`workdiary start` switches On"));
        }
        Ok(Answer::Status(Box::new(self.status()?)))
    }

    fn status(&self) -> Result<Status, Failure> {
        let live = self.live();
        let host = self.tracker.as_ref().map(|_| std::process::id());
        status::status(&self.store(), live.as_ref(), host, self.clock)
    }
}

/// The contract that was named, or else the one worked on last, or else the only one.
fn contract_or_last(store: &Store, id: Option<&str>) -> Result<Contract, Failure> {
    if let Some(id) = id {
        return Ok(store.contract(&contracts::contract_id(id)?)?);
    }
    if let Some(last) = store.last_session()? {
        return Ok(store.contract(&last.contract)?);
    }
    let mut all = store.contracts()?;
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Failure::usage("there is no contract yet")
            .hint("`workdiary contract add ID --title T --client NAME --rate 85.00 --currency EUR`")),
        (Some(_), false) => Err(Failure::usage("there are several contracts and none was worked on yet")
            .hint("name one; see `workdiary contract list`")),
    }
}

fn demo_refused() -> Failure {
    Failure::refused("demo-home", "a demo home holds sample data and tracks nothing")
        .hint("use another home for real work: `--home DIR` or WORKDIARY_HOME")
}
