//! One call: a fresh store with its limits, and what went wrong in words.

use std::fmt;

use wasmtime::component::ResourceTable;
use wasmtime::{PoolConcurrencyLimitError, Store, Trap};

use crate::answer::{Level, LogLine, Run};
use crate::engine::{Sandbox, Ticking};
use crate::imports::Log;
use crate::limits::{self, Budget, Limiter};
use crate::report::ReportHost;

/// What the host knows during a call.
pub(crate) struct State {
    pub table: ResourceTable,
    pub limiter: Limiter,
    pub log: Log,
    /// In calls of report formats only.
    pub report: Option<ReportHost>,
}

/// Why a call has no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoAnswer {
    /// The plugin says why, in its own words.
    #[error("{0}")]
    Refused(String),
    /// The plugin did what it must not.
    #[error("{0}")]
    Fault(Box<Fault>),
    /// The host could not serve it: the diary cannot be read, the disk is full.
    #[error("{0}")]
    Host(String),
}

/// What a plugin did wrong in a call.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Name and version.
    pub plugin: String,
    /// Which call, such as `assess`.
    pub call: &'static str,
    /// What it did.
    pub what: What,
    /// What it said before.
    pub log: Vec<LogLine>,
}

/// What a plugin did that ended its call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// It used up its fuel.
    #[error("ran out of budget: {fuel} units of fuel")]
    OutOfBudget {
        /// What it had.
        fuel: u64,
    },
    /// It took longer than the host waits.
    #[error("host timeout: it took over {seconds} s")]
    Timeout {
        /// What it had.
        seconds: u64,
    },
    /// It wanted more memory than it may have.
    #[error("out of memory: it wanted {wanted} bytes, {most} at most")]
    OutOfMemory {
        /// All that it would have had.
        wanted: usize,
        /// What it may have.
        most: usize,
    },
    /// It called itself too deeply.
    #[error("too deep a recursion: its stack of {most} bytes is used up")]
    StackOverflow {
        /// What it may have.
        most: usize,
    },
    /// Rust code that panicked and said so.
    #[error("panicked {0}")]
    Panicked(String),
    /// It trapped.
    #[error("trapped: {0}")]
    Trapped(String),
    /// Its answer makes no sense.
    #[error("gave a bad answer: {0}")]
    BadAnswer(String),
    /// It asked the host for what it must not.
    #[error("{0}")]
    Misuse(String),
}

/// Which plugin, which call, what it did.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plugin `{}` failed in `{}`: {}", self.plugin, self.call, self.what)
    }
}

/// Ends a call from inside a function of the host.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    #[error("{0}")]
    Misuse(String),
    #[error("{0}")]
    Host(String),
}

/// A store for one call, or for loading a plugin.
pub(crate) struct Call {
    pub store: Store<State>,
    budget: Budget,
    _ticking: Ticking,
}

impl Call {
    pub(crate) fn new(sandbox: &Sandbox, budget: Budget, report: Option<ReportHost>) -> Self {
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits::HANDLES);
        let state = State { table, limiter: Limiter::default(), log: Log::default(), report };
        let mut store = Store::new(&sandbox.engine, state);
        store.limiter(|state| &mut state.limiter);
        store.set_hostcall_fuel(limits::HOSTCALL_BYTES);
        store.set_epoch_deadline(budget.ticks);
        // For the start of the instance; the call then begins with a full budget.
        drop(store.set_fuel(budget.fuel));
        Self { store, budget, _ticking: sandbox.ticker.call() }
    }

    /// The instance is there: what follows is the call.
    pub(crate) fn begin(&mut self) {
        drop(self.store.set_fuel(self.budget.fuel));
    }

    /// What the call came to.
    pub(crate) fn end<T>(
        mut self,
        plugin: &str,
        call: &'static str,
        answer: wasmtime::Result<T>,
    ) -> (Result<Run<T>, NoAnswer>, Option<ReportHost>) {
        let fuel = self.budget.fuel - self.store.get_fuel().unwrap_or_default();
        let state = self.store.data_mut();
        let (memory, log) = (state.limiter.memory(), state.log.take());
        let ended = match answer {
            Ok(answer) => Ok(Run { answer, fuel, memory, log }),
            Err(error) => Err(match what(&error, &self.budget, &state.limiter, &log) {
                Ok(what) => NoAnswer::Fault(Box::new(Fault { plugin: plugin.to_owned(), call, what, log })),
                Err(host) => NoAnswer::Host(host),
            }),
        };
        (ended, state.report.take())
    }
}

/// Reads what ended a call: the plugin's fault, or the host's own trouble.
fn what(
    error: &wasmtime::Error,
    budget: &Budget,
    limiter: &Limiter,
    log: &[LogLine],
) -> Result<What, String> {
    match error.downcast_ref::<Stop>() {
        Some(Stop::Host(why)) => return Err(why.clone()),
        Some(Stop::Misuse(what)) => return Ok(What::Misuse(what.clone())),
        None => {}
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return Err(format!("{} plugins run at once already: try again in a while", limits::CALLS));
    }
    if let Some(wanted) = limiter.refused {
        return Ok(What::OutOfMemory { wanted, most: limits::MEMORY_BYTES });
    }
    let Some(trap) = error.downcast_ref::<Trap>() else {
        // What the guest handed over was no text, no such variant, or not in its memory.
        return Ok(What::BadAnswer(in_one_line(error)));
    };
    Ok(match trap {
        Trap::OutOfFuel => What::OutOfBudget { fuel: budget.fuel },
        Trap::Interrupt => What::Timeout { seconds: budget.ticks / 10 },
        Trap::StackOverflow => What::StackOverflow { most: limits::STACK_BYTES },
        trap => match log.iter().rev().find(|line| line.level == Level::Error) {
            Some(line) if line.message.contains("panicked at") => {
                What::Panicked(line.message.replacen("panicked at", "at", 1))
            }
            _ => What::Trapped(format!("{trap}{}", place(error))),
        },
    })
}

fn in_one_line(error: &wasmtime::Error) -> String {
    let causes: Vec<String> =
        error.chain().map(|cause| cause.to_string()).filter(|cause| !cause.contains("backtrace")).collect();
    causes.join(": ").replace('\n', " ")
}

/// The function in which it happened, where the component kept its names.
fn place(error: &wasmtime::Error) -> String {
    let frames = error.downcast_ref::<wasmtime::WasmBacktrace>();
    let name = frames.and_then(|frames| frames.frames().iter().find_map(|frame| frame.func_name()));
    name.map_or_else(String::new, |name| format!(" in `{name}`"))
}

/// A call whose answer is the plugin's own result: an error in it is the plugin's refusal.
pub(crate) fn unfold<T>(ended: Result<Run<Result<T, String>>, NoAnswer>) -> Result<Run<T>, NoAnswer> {
    let Run { answer, fuel, memory, log } = ended?;
    answer.map(|answer| Run { answer, fuel, memory, log }).map_err(|why| NoAnswer::Refused(words(&why)))
}

/// What a plugin says to people: not too long, and nothing that a terminal takes for orders.
pub(crate) fn words(text: &str) -> String {
    const MOST: usize = 1_000;
    let shown: String =
        text.chars().take(MOST).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.chars().nth(MOST).is_some() { shown + "…" } else { shown }
}
