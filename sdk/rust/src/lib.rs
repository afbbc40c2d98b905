//! Write plugins for Work Diary in Rust: billing rules, label schemes and report formats.
//!
//! A plugin is a type that implements [`Plugin`] and the trait of its kind, and one macro:
//!
//! ```
//! use workdiary_sdk::prelude::*;
//!
//! struct FlatDay;
//!
//! #[derive(serde::Deserialize)]
//! struct Config {}
//!
//! impl Plugin for FlatDay {
//!     type Config = Config;
//!     const DESCRIPTION: Description = describe!("Every segment is billed whole");
//! }
//!
//! impl BillingRule for FlatDay {
//!     fn assess(_: &Config, week: &Week) -> Result<Bill, String> {
//!         let mut bill = Bill::new(week, Rounding::HalfAwayFromZero);
//!         for _segment in week.segments() {
//!             bill.billable(10);
//!         }
//!         bill.time_line("Time", bill.billed_minutes(), week.terms().hourly_rate())?;
//!         Ok(bill)
//!     }
//! }
//!
//! billing_rule!(FlatDay);
//! ```
//!
//! It is built for `wasm32-unknown-unknown` and made a component by `workdiary plugin build`. Its
//! examples run natively under `cargo test` ([`harness`]) and in the sandbox by
//! `workdiary plugin test`. A plugin has no files, network, clock or randomness, and one call has a
//! budget: see docs/writing-plugins.md of Work Diary.

extern crate self as workdiary_sdk;

mod billing;
#[doc(hidden)]
pub mod bindings;
mod describe;
pub mod example;
#[doc(hidden)]
pub mod guest;
#[cfg(not(target_arch = "wasm32"))]
pub mod harness;
#[cfg(not(target_arch = "wasm32"))]
mod imports_here;
#[cfg(target_arch = "wasm32")]
mod imports_of_host;
mod invoice;
mod labels;
pub mod locale;
pub mod log;
mod macros;
pub mod money;
mod outcome;
mod report;
mod segments;
mod stretch;
pub mod text;
pub mod time;

#[cfg(not(target_arch = "wasm32"))]
use imports_here as imports;
#[cfg(target_arch = "wasm32")]
use imports_of_host as imports;

#[doc(hidden)]
pub use wit_bindgen::rt as runtime;

pub use billing::{Bill, BillingRule, Terms, Week};
pub use describe::{Description, Plugin};
pub use invoice::{Invoice, InvoiceLine, Payment, Tax, Trader};
pub use labels::{Label, LabelScheme};
pub use money::Rounding;
pub use outcome::Status;
pub use report::{Diary, Line, OutputFile, Page, Party, ReportFormat, Snapshot};
pub use segments::{Minute, Segment, Segments};
pub use stretch::Stretch;

/// All that a plugin usually names.
pub mod prelude {
    pub use crate::{
        Bill, BillingRule, Description, Diary, Label, LabelScheme, Page, Plugin, ReportFormat, Rounding,
        Segment, Segments, Status, Stretch, Terms, Week, billing_rule, describe, label_scheme, log,
        report_format,
    };
}
