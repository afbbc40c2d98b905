//! The one engine: how components are compiled and run, and the clock that ends calls.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Config, Enabled, Engine, PoolingAllocationConfig, Result};

use crate::bindings::{billing, labels, report};
use crate::cache::Cache;
use crate::call::State;
use crate::error::Error;
use crate::limits;
use crate::manifest::Kind;

/// How often the clock of running calls ticks.
const TICK: Duration = Duration::from_millis(100);

/// Where plugins run.
pub struct Sandbox {
    pub(crate) engine: Engine,
    pub(crate) cache: Option<Cache>,
    /// This program, which compiles in a child.
    pub(crate) program: PathBuf,
    pub(crate) ticker: Arc<Ticker>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("cache", &self.cache).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox that keeps what it compiled in `cache`, or nowhere. `program` is this program: it
    /// compiles where it is started with [`crate::compile::CHILD`].
    ///
    /// # Errors
    /// When this machine cannot run one.
    pub fn new(cache: Option<Cache>, program: &Path) -> std::result::Result<Self, Error> {
        let engine = Engine::new(&config()).map_err(|error| Error::Sandbox(format!("{error:#}")))?;
        let ticker = Ticker::start(engine.clone())?;
        Ok(Self { ticker, engine, cache, program: program.to_owned() })
    }

    /// Everything that a plugin of this kind can reach.
    pub(crate) fn linker(&self, kind: Kind) -> Result<Linker<State>> {
        let mut linker = Linker::new(&self.engine);
        match kind {
            Kind::BillingRule => {
                billing::BillingRule::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
            }
            Kind::LabelScheme => {
                labels::LabelScheme::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
            }
            Kind::ReportFormat => {
                report::ReportFormat::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
            }
        }
        Ok(linker)
    }
}

/// How plugins are compiled and run, the same in the child that compiles them.
pub(crate) fn config() -> Config {
    let mut config = Config::new();
    config.wasm_component_model(true);
    // A verdict that is the same on every machine, and a backstop for what it does not count.
    config.consume_fuel(true).epoch_interruption(true);
    // The same input gives the same bytes: no NaN of the processor's own choice, no instruction
    // that processors do differently.
    config.cranelift_nan_canonicalization(true).wasm_relaxed_simd(false);
    // Calls are synchronous and on threads that may wait; without this an empty call costs thrice.
    config.concurrency_support(false);
    config.wasm_memory64(false).max_wasm_stack(limits::STACK_BYTES);
    config.allocation_strategy(pool());
    config
}

/// Room for instances that is used again, since each call has a fresh one: its memory is there
/// already, put back to zero.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(limits::CALLS)
        .total_core_instances(limits::CALLS * limits::INSTANCES)
        .total_memories(limits::CALLS)
        .total_tables(limits::CALLS * limits::TABLES)
        .max_memory_size(limits::MEMORY_BYTES)
        .max_memories_per_module(limits::MEMORIES)
        .max_tables_per_module(limits::TABLES)
        .table_elements(limits::TABLE_ELEMENTS);
    // Where the system tells which pages were written; elsewhere it would cost more than it saves.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes)
            .linear_memory_keep_resident(limits::RESIDENT_BYTES)
            .table_keep_resident(limits::RESIDENT_BYTES);
    }
    pool
}

/// Makes the engine's epoch pass while calls run, and sleeps while none does.
#[derive(Debug, Default)]
pub(crate) struct Ticker {
    running: Mutex<Running>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Running {
    calls: usize,
    ended: bool,
}

impl Ticker {
    fn start(engine: Engine) -> std::result::Result<Arc<Self>, Error> {
        let ticker = Arc::new(Self::default());
        let weak = Arc::downgrade(&ticker);
        let tick = move || {
            while let Some(ticker) = weak.upgrade() {
                let Some(running) = ticker.wait() else { return };
                drop(running);
                engine.increment_epoch();
            }
        };
        std::thread::Builder::new()
            .name("plugin-clock".to_owned())
            .spawn(tick)
            .map_err(|error| Error::Sandbox(error.to_string()))?;
        Ok(ticker)
    }

    /// One tick while a call runs; waits for one where none does.
    fn wait(&self) -> Option<std::sync::MutexGuard<'_, Running>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while running.calls == 0 && !running.ended {
            running = self.changed.wait(running).unwrap_or_else(PoisonError::into_inner);
        }
        let (running, _) = self.changed.wait_timeout(running, TICK).unwrap_or_else(PoisonError::into_inner);
        (!running.ended).then_some(running)
    }

    /// A call begins; it ends with what this gives.
    pub(crate) fn call(self: &Arc<Self>) -> Ticking {
        self.count(|running| running.calls += 1);
        Ticking(Arc::clone(self))
    }

    fn count(&self, change: impl FnOnce(&mut Running)) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = running.calls == 0;
        change(&mut running);
        if slept || running.ended {
            self.changed.notify_all();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.ticker.count(|running| running.ended = true);
    }
}

/// The clock ticks as long as this lives.
pub(crate) struct Ticking(Arc<Ticker>);

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.count(|running| running.calls = running.calls.saturating_sub(1));
    }
}
