//! The web diary in a real browser: what people see, click, type and hear of it.

mod bill;
mod contracts;
mod diary;
mod guard;
mod harness;
mod segment;
mod settings;
mod tracker;
mod visit;

use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
