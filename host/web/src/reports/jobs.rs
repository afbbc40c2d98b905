//! Reports that wait, are being written or are done: one at a time, so that they keep no page waiting.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use workdiary_service::report::{Progress, ReportWanted};
use workdiary_service::{Failure, Kind};
use workdiary_store::Home;

use crate::desk::Desk;
use crate::html::{list, text};

/// So many are kept; an older one that is done goes for a new one.
const MOST: usize = 10;

/// What a report is to be.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) format: String,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) config: String,
    pub(crate) snapshots: bool,
    /// Ids and titles.
    pub(crate) contracts: Vec<(String, String)>,
    /// The address of a form that asks for the same.
    pub(crate) again: String,
}

impl Asked {
    pub(crate) fn report(&self, contract: &str, folder: &Path) -> ReportWanted {
        ReportWanted {
            format: self.format.clone(),
            contract: contract.to_owned(),
            from: self.from,
            to: self.to,
            folder: folder.to_owned(),
            config: self.config.clone(),
            snapshots: self.snapshots,
            invoice: None,
        }
    }
}

/// One of them. Its files go with it.
pub(crate) struct Job {
    pub(crate) number: u64,
    pub(crate) asked: Asked,
    pub(crate) progress: Arc<Progress>,
    folder: PathBuf,
    state: Mutex<State>,
}

/// How it stands.
#[derive(Debug, Clone)]
pub(crate) enum State {
    Waiting,
    /// It is at this contract.
    Running(usize),
    /// What came of each contract.
    Done(Vec<Part>),
    Cancelled,
}

/// What came of one contract.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) contract: String,
    pub(crate) title: String,
    pub(crate) files: Result<Vec<File>, Failure>,
}

/// A file of a report.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) path: PathBuf,
}

impl Job {
    pub(crate) fn state(&self) -> State {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that waits ends at once, one that is being written before its next week.
    pub(crate) fn cancel(&self) {
        self.progress.cancel();
        let mut state = self.lock();
        if matches!(*state, State::Waiting) {
            *state = State::Cancelled;
        }
    }

    fn is_over(&self) -> bool {
        matches!(*self.lock(), State::Done(_) | State::Cancelled)
    }

    /// A file by the names in an address: one that was written, and no other.
    pub(crate) fn file(&self, contract: &str, name: &str) -> Option<File> {
        let State::Done(parts) = self.state() else { return None };
        let part = parts.into_iter().find(|part| part.contract == contract)?;
        part.files.ok()?.into_iter().find(|file| file.name == name)
    }

    fn run(&self, desk: &Desk) {
        let mut parts = Vec::new();
        for (at, (contract, title)) in self.asked.contracts.iter().enumerate() {
            if self.progress.is_cancelled() {
                break;
            }
            *self.lock() = State::Running(at);
            let folder = self.folder.join(contract);
            let written = desk.report(self.asked.report(contract, &folder), &self.progress);
            let files = written.map(|written| {
                list(&written, "/files").iter().filter_map(|file| File::of(file, &folder)).collect()
            });
            parts.push(Part { contract: contract.clone(), title: title.clone(), files });
        }
        let is_cancelled = self.progress.is_cancelled();
        if is_cancelled {
            drop(std::fs::remove_dir_all(&self.folder));
        }
        *self.lock() = if is_cancelled { State::Cancelled } else { State::Done(parts) };
    }

    /// What keeps the job from being carried out at all.
    fn fail(&self, why: &str) {
        let part = |(contract, title): &(String, String)| Part {
            contract: contract.clone(),
            title: title.clone(),
            files: Err(Failure::new(Kind::Internal, why)),
        };
        *self.lock() = State::Done(self.asked.contracts.iter().map(part).collect());
    }
}

impl File {
    fn of(file: &Value, folder: &Path) -> Option<Self> {
        let name = Path::new(text(file, "/file")).file_name()?.to_str()?.to_owned();
        let path = folder.join(&name);
        Some(Self { name, bytes: file.get("bytes")?.as_u64()?, path })
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // A folder that cannot be removed goes when the host starts again.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// All of them.
pub(crate) struct Jobs {
    folder: PathBuf,
    book: Mutex<Book>,
    /// Who writes.
    turn: Arc<Semaphore>,
}

#[derive(Default)]
struct Book {
    last: u64,
    jobs: Vec<Arc<Job>>,
}

impl Jobs {
    /// None: what an earlier host has left is removed.
    pub(crate) fn of(home: &Home) -> Self {
        let folder = home.reports();
        drop(std::fs::remove_dir_all(&folder));
        Self { folder, book: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest first.
    pub(crate) fn all(&self) -> Vec<Arc<Job>> {
        self.book().jobs.iter().rev().cloned().collect()
    }

    /// The one with this number, as an address says it.
    pub(crate) fn find(&self, number: &str) -> Option<Arc<Job>> {
        let number: u64 = number.parse().ok()?;
        self.book().jobs.iter().find(|job| job.number == number).cloned()
    }

    pub(crate) fn delete(&self, job: &Job) {
        job.cancel();
        self.book().jobs.retain(|other| other.number != job.number);
    }

    /// Lets a report be written when it is its turn; gives its number.
    pub(crate) fn start(&self, runtime: &Handle, desk: Desk, asked: Asked) -> Result<u64, Failure> {
        let job = self.enter(asked)?;
        let (number, turn) = (job.number, Arc::clone(&self.turn));
        runtime.spawn(async move {
            let _turn = turn.acquire_owned().await;
            let worker = Arc::clone(&job);
            if let Err(error) = tokio::task::spawn_blocking(move || worker.run(&desk)).await {
                job.fail(&error.to_string());
            }
        });
        Ok(number)
    }

    fn enter(&self, asked: Asked) -> Result<Arc<Job>, Failure> {
        let mut book = self.book();
        if book.jobs.len() >= MOST {
            let oldest = book.jobs.iter().position(|job| job.is_over()).ok_or_else(|| {
                let message = format!("{MOST} reports are being written or wait already");
                Failure::usage(message).hint("wait for one, or cancel one")
            })?;
            book.jobs.remove(oldest);
        }
        book.last += 1;
        let folder = self.folder.join(book.last.to_string());
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|error| {
            Failure::environment(format!("cannot make the folder `{}`: {error}", folder.display()))
        })?;
        let job = Arc::new(Job {
            number: book.last,
            asked,
            progress: Arc::default(),
            folder,
            state: Mutex::new(State::Waiting),
        });
        book.jobs.push(Arc::clone(&job));
        Ok(job)
    }
}
