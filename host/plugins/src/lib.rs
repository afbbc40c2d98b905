//! The plugin host: loads components of clients and third parties, and calls them within limits.
//!
//! A component goes through the gates, is compiled once, says what it is,
//! and runs its own examples; only then is it a [`Plugin`]. Each call has a fresh instance, a
//! budget of fuel, memory and time, and what the world of its kind imports: nothing else.

mod answer;
mod bindings;
mod cache;
mod call;
pub mod compile;
pub mod component;
mod engine;
mod error;
mod examples;
mod gates;
mod imports;
mod invoice;
mod labels;
mod limits;
mod manifest;
mod output;
mod plugin;
mod report;
mod rule;
mod watch;

pub use answer::{Label, Level, LogLine, Party, Run, Snapshot};
pub use cache::{Cache, digest_of};
pub use call::{Fault, NoAnswer, What};
pub use engine::Sandbox;
pub use error::{Error, Gate};
pub use examples::{Checked, ExampleRun, example_segments};
pub use invoice::{Invoice, InvoiceLine, Invoicing, Manner, Payment, Tax, Trader};
pub use limits::{Budget, WASMTIME};
pub use manifest::{Kind, Manifest, Scanned};
pub use output::Output;
pub use plugin::Plugin;
pub use report::{Page, Pages, Pictures, ReportDiary};
pub use rule::{RuleInstance, RuleTerms, WeekColumns};
pub use watch::Watch;
