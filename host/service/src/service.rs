//! One open diary and everything that can be asked of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use workdiary_diary::contract::Contract;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_proof::envelope::Envelope;
use workdiary_store::{Home, HomeLock, Purpose, Saved, Store};

use crate::answer;
use crate::bundle;
use crate::clients;
use crate::clock::Clock;
use crate::closing;
use crate::config;
use crate::contracts;
use crate::desk::Desk;
use crate::doctor;
use crate::failure::{Failure, Kind};
use crate::import;
use crate::invoice;
use crate::labels;
use crate::picture::{self, PictureWanted};
use crate::plugins::Plugins;
use crate::proof;
use crate::report::{self, Progress};
use crate::request::{Answer, Request, Start};
use crate::rights;
use crate::status::{self, Status};
use crate::tracker::{Live, Tracker, Work};

/// How long a command waits for another command to be done with the diary.
pub(crate) const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// An open diary; it holds the home's lock.
#[derive(Debug)]
pub struct Service {
    home: Home,
    store: Mutex<Store>,
    plugins: Arc<Plugins>,
    clock: Clock,
    /// Whether the folder of plugins was looked through since this was opened.
    looked: AtomicBool,
    is_host: bool,
    /// In the host only; a demo home tracks nothing.
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
    /// and is ready to track, but for demo homes.
    ///
    /// # Errors
    /// When another process has it, or it is damaged.
    pub fn open_host(home: &Home, program: &Path) -> Result<Self, Failure> {
        let mut service = Self::with_purpose(home, program, true, Purpose::Host)?;
        service.is_host = true;
        let mut store = service.store();
        let integrity = store.check()?;
        if let Some(damage) = integrity.damage.first() {
            let (path, detail) = (home.database(), damage.clone());
            return Err(workdiary_store::Error::Damaged { path, detail }.into());
        }
        store.clear_incoming()?;
        store.close_lost_session()?;
        drop(store);
        if !service.is_demo() {
            service.tracker = Some(Tracker::spawn(home, program.to_owned())?);
        }
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
            looked: AtomicBool::new(false),
            is_host: false,
            tracker: None,
            program: program.to_owned(),
            _lock: lock,
        })
    }

    /// Whether it is of sample data.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.clock != Clock::Machine
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // Every change is one transaction: a panic while it was held left nothing half done.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out what somebody asks, where the law of the diary lets them.
    ///
    /// # Errors
    /// Whatever keeps it from being done, told for a person.
    pub fn handle(&self, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        self.handle_watched(actor, request, &Arc::default())
    }

    /// The same, where somebody looks on while a report is written, and may cancel it.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn handle_watched(
        &self,
        actor: &Actor,
        request: Request,
        progress: &Arc<Progress>,
    ) -> Result<Answer, Failure> {
        match actor {
            Actor::Freelancer => self.carry_out(actor, request, progress),
            Actor::Invited { .. } => self.carry_out(actor, request, progress).map_err(clients::for_client),
            Actor::Client(_) | Actor::Host if self.is_demo() => self.carry_out(actor, request, progress),
            Actor::Client(_) | Actor::Host => {
                Err(Failure::refused("demo-home", "a client is acted for in demo homes alone")
                    .hint("`workdiary demo` makes one"))
            }
        }
    }

    fn carry_out(
        &self,
        actor: &Actor,
        request: Request,
        progress: &Arc<Progress>,
    ) -> Result<Answer, Failure> {
        if request.names_plugins() {
            self.see_plugins()?;
        }
        let mut store = self.store();
        let now = self.now(&store)?;
        let unclosed = match request.needs_no_statements() {
            true => Vec::new(),
            false => closing::close_weeks(&mut store, &self.plugins, now)?,
        };
        let Some(contract) = rights::permit(&store, actor, &request)? else {
            return self.on_diary(store, actor, now, request);
        };
        match request {
            Request::Start(start) => {
                drop(store);
                self.start(&contract, start)
            }
            Request::Report(wanted) => {
                drop(store);
                // A draft is the freelancer's own affair.
                let drafts = (*actor == Actor::Freelancer).then_some(now);
                let written = report::write(&self.home, &self.plugins, &contract, &wanted, drafts, progress);
                written.map(Answer::Json).map_err(|failure| progress.or_cancelled(failure))
            }
            Request::Bundle(wanted) => {
                drop(store);
                let sign = |payload_type: &str, payload: &[u8]| self.sign(payload_type, payload);
                bundle::write(&self.home, &self.plugins, &contract, &wanted, now, &sign).map(Answer::Json)
            }
            Request::LabelsUpload { ref file, ref config, .. } => {
                drop(store);
                // The gates take long: others work meanwhile, and the law is asked once more.
                let (scheme, component) = self.plugins.take_scheme(file)?;
                let store = &mut *self.store();
                let Some(contract) = rights::permit(store, actor, &request)? else {
                    return Err(Failure::new(Kind::Internal, "a request about a contract has none"));
                };
                let (plugins, contract, unclosed) = (&*self.plugins, &contract, unclosed.as_slice());
                let mut desk = Desk { store, plugins, actor, contract, now, unclosed };
                let bound = contracts::bind_own(&mut desk, (&scheme, &component), config.as_ref())?;
                Ok(Answer::Contract(contracts::describe(&bound, now)))
            }
            Request::Import(ref wanted) => {
                drop(store);
                // What lies in the file is read while others work, and the law is asked once more.
                let content = import::read(wanted, &contract)?;
                let store = &mut *self.store();
                let now = self.now(store)?;
                let Some(contract) = rights::permit(store, actor, &request)? else {
                    return Err(Failure::new(Kind::Internal, "a request about a contract has none"));
                };
                let (plugins, contract, unclosed) = (&*self.plugins, &contract, unclosed.as_slice());
                let mut desk = Desk { store, plugins, actor, contract, now, unclosed };
                Ok(Answer::Json(import::bring_in(&mut desk, wanted, content)?))
            }
            Request::ContractClose { .. } if self.is_tracked(&contract) => {
                let message = format!("contract `{}` is being tracked", contract.id);
                Err(Failure::refused("tracked-contract", message).hint("`workdiary stop` first"))
            }
            // The diary stays locked from the permission to the deed.
            request => {
                let (plugins, contract) = (&*self.plugins, &contract);
                let (store, unclosed) = (&mut *store, unclosed.as_slice());
                Desk { store, plugins, actor, contract, now, unclosed }.handle(request)
            }
        }
    }

    /// What is about the diary as a whole.
    fn on_diary(
        &self,
        mut store: MutexGuard<'_, Store>,
        actor: &Actor,
        now: Second,
        request: Request,
    ) -> Result<Answer, Failure> {
        Ok(match request {
            Request::ContractAdd(new) => {
                let contract = contracts::add(&mut store, &self.plugins, &new, now)?;
                Answer::Contract(contracts::describe(&contract, now))
            }
            Request::ContractList => {
                let all = rights::readable(&store, actor)?;
                Answer::Contracts(all.iter().map(|contract| contracts::describe(contract, now)).collect())
            }
            Request::Journal { most, .. } => {
                let mine: Vec<_> =
                    rights::readable(&store, actor)?.into_iter().map(|contract| contract.id).collect();
                let only = (*actor != Actor::Freelancer).then_some(mine.as_slice());
                Answer::Json(proof::journal(&store, only, most)?)
            }
            Request::InvoiceList { .. } => Answer::Json(invoice::listed::list_all(&store)?),
            Request::InvitationList { .. } => Answer::Json(clients::list_all(&store, now)?),
            Request::KeyShow => Answer::Json(proof::key(&store)?),
            Request::KeyUnlock { passphrase } => {
                store.unlock_key(&passphrase)?;
                Answer::Json(proof::key(&store)?)
            }
            Request::KeyProtect { old, new } => {
                proof::protect_key(&mut store, old.as_deref(), new.as_deref(), now)?;
                Answer::Json(proof::key(&store)?)
            }
            Request::Settings => self.settings()?,
            // The diary stays locked: of two who write settings one is second.
            Request::SettingsSet(config) => {
                config::write(&self.home.config(), &config)?;
                self.settings()?
            }
            Request::Take { file, key } => {
                Answer::Json(answer::take(&mut store, &self.plugins, &file, key.as_deref(), now)?)
            }
            Request::PluginRemove { name } => {
                self.plugins.remove(&mut store, &name, now)?;
                Answer::Done
            }
            other => {
                drop(store);
                return self.on_its_own(other, now);
            }
        })
    }

    /// What takes long or waits for the tracker: on a connection of its own it keeps nobody waiting.
    fn on_its_own(&self, request: Request, now: Second) -> Result<Answer, Failure> {
        Ok(match request {
            Request::Stop => self.stop()?,
            Request::Status => Answer::Status(Box::new(self.status()?)),
            Request::Verify => Answer::Json(proof::verify(&Store::open(&self.home)?)?),
            Request::PluginList => {
                self.look_at_plugins()?;
                Answer::Json(self.plugins.list(&Store::open(&self.home)?)?)
            }
            Request::PluginShow { name } => {
                Answer::Json(self.plugins.show(&Store::open(&self.home)?, &name)?)
            }
            Request::PluginAdd { file } => {
                let mut store = Store::open(&self.home)?;
                let manifest = self.plugins.add(&mut store, &file, now)?;
                Answer::Json(self.plugins.show(&store, &manifest.name)?)
            }
            Request::Doctor { environment } => self.examine(environment)?,
            Request::Respond(wanted) => {
                let sign = |payload_type: &str, payload: &[u8]| self.sign(payload_type, payload);
                Answer::Json(answer::write(&self.plugins.sandbox()?, &wanted, now, &sign)?)
            }
            Request::Backup { file } => self.backup(&file)?,
            Request::Open { .. } | Request::Share => {
                return Err(
                    Failure::environment("no host runs for this diary").hint("`workdiary open` starts one")
                );
            }
            Request::End => Answer::Done,
            _ => return Err(Failure::new(Kind::Internal, "a request about a contract has none")),
        })
    }

    /// A picture of a contract's diary, as it was taken or small; none where the diary does not name it.
    ///
    /// # Errors
    /// When the actor may not read that diary, or the picture cannot be read.
    pub fn picture(&self, actor: &Actor, wanted: &PictureWanted) -> Result<Option<Vec<u8>>, Failure> {
        self.find_picture(actor, wanted).map_err(|failure| match actor {
            Actor::Invited { .. } => clients::for_client(failure),
            _ => failure,
        })
    }

    fn find_picture(&self, actor: &Actor, wanted: &PictureWanted) -> Result<Option<Vec<u8>>, Failure> {
        let (store, contract) = {
            let shared = self.store();
            let asked = Request::ContractShow { id: wanted.contract.clone() };
            let contract = rights::permit(&shared, actor, &asked)?;
            // A thumbnail takes some milliseconds: nobody else waits for them.
            (Store::open(&self.home)?, contract)
        };
        match contract {
            Some(contract) => picture::read(&store, &contract, wanted),
            None => Ok(None),
        }
    }

    /// The time by which the diary goes.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub fn time(&self) -> Result<Second, Failure> {
        self.now(&self.store())
    }

    /// Switches Off and ends the tracker, when the host ends.
    ///
    /// # Errors
    /// When the last minute cannot be saved.
    pub fn end(&self) -> Result<(), Failure> {
        self.tracker.as_ref().map_or(Ok(()), Tracker::end)
    }

    fn examine(&self, environment: Vec<(String, String)>) -> Result<Answer, Failure> {
        let mut store = Store::open(&self.home)?;
        let now = self.now(&store)?;
        let unclosed = closing::close_weeks(&mut store, &self.plugins, now);
        let (live, is_host) = (self.live(), self.is_host);
        let mut report =
            doctor::examine(&store, &self.program, environment, live.as_ref(), is_host, self.clock)?;
        report.checks.push(doctor::statements(&unclosed));
        Ok(Answer::Doctor(report))
    }

    fn backup(&self, file: &Path) -> Result<Answer, Failure> {
        let Saved { pictures, missing, bytes } = Store::open(&self.home)?.backup(file)?;
        Ok(Answer::Backup { pictures, missing, bytes })
    }

    /// Signs what is handed over with the key of the diary.
    fn sign(&self, payload_type: &str, payload: &[u8]) -> Result<Envelope, Failure> {
        Ok(self.store().sign_envelope(payload_type, payload)?)
    }

    /// What is new in the folder of plugins is there for a command too, where no host has looked yet.
    fn see_plugins(&self) -> Result<(), Failure> {
        let watched = self.is_host && self.looked.load(Ordering::Relaxed);
        if watched { Ok(()) } else { self.look_at_plugins() }
    }

    /// Takes what is new in the folder of plugins; a connection of its own, since compiling takes long.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub fn look_at_plugins(&self) -> Result<(), Failure> {
        self.plugins.look(&mut Store::open(&self.home)?, self.clock.now())?;
        self.looked.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Closes the weeks whose lock has passed, and signs what others have entered: the host does so by
    /// itself, others when they are asked something.
    ///
    /// # Errors
    /// When the diary fails.
    pub fn settle(&self) -> Result<(), Failure> {
        let mut store = self.store();
        let now = self.now(&store)?;
        closing::close_weeks(&mut store, &self.plugins, now)?;
        Ok(store.sign_journal()?)
    }

    /// The time by which the law of the diary is asked: setting a clock back opens nothing again
    /// (SPEC.md §4). Sample minutes of a demo home may lie after its time.
    pub(crate) fn now(&self, store: &Store) -> Result<Second, Failure> {
        let floor = if self.is_demo() { store.newest_entry()? } else { store.newest()? };
        Ok(self.clock.now().max(floor))
    }

    fn live(&self) -> Option<Live> {
        self.tracker.as_ref().and_then(Tracker::live)
    }

    fn is_tracked(&self, contract: &Contract) -> bool {
        self.live().is_some_and(|live| live.contract == contract.id.as_str())
    }

    fn start(&self, contract: &Contract, start: Start) -> Result<Answer, Failure> {
        if self.is_demo() {
            return Err(demo_refused());
        }
        let Some(tracker) = &self.tracker else {
            return Err(
                Failure::environment("no host runs for this diary").hint("`workdiary serve` starts one")
            );
        };
        let Start { memo, label, environment, .. } = start;
        let (label, warning) =
            labels::for_session(&mut self.store(), &self.plugins, contract, &memo, &label)?;
        let config = config::read(&self.home.config())?;
        tracker.start(Work { contract: contract.id.clone(), memo, label, environment, config })?;
        Ok(Answer::Status(Box::new(Status { warning, ..self.status()? })))
    }

    fn settings(&self) -> Result<Answer, Failure> {
        let config = config::read(&self.home.config())?;
        let json = serde_json::to_value(config);
        json.map(Answer::Json).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
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
        let host = self.is_host.then(std::process::id);
        status::status(&self.store(), live.as_ref(), host, self.clock)
    }
}

fn demo_refused() -> Failure {
    Failure::refused("demo-home", "a demo home holds sample data and tracks nothing")
        .hint("use another home for real work: `--home DIR` or WORKDIARY_HOME")
}
