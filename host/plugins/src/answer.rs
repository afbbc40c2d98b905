//! What a call gives beside its answer.

pub use crate::bindings::log::Level;
pub use crate::bindings::snapshots::Snapshot;
pub use crate::bindings::types::{Label, Party};

/// What a plugin said to its author.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// How much it matters.
    pub level: Level,
    /// What it said.
    pub message: String,
}

/// A call that was answered, and what it used.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<T> {
    /// The answer.
    pub answer: T,
    /// The fuel of the call alone, the same each time for the same component and input.
    pub fuel: u64,
    /// Bytes of memory that the instance had at its end.
    pub memory: usize,
    /// What the plugin said to its author.
    pub log: Vec<LogLine>,
}

impl<T> Run<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Run<U> {
        let Self { answer, fuel, memory, log } = self;
        Run { answer: change(answer), fuel, memory, log }
    }
}
