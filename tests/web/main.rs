//! The web diary in a real browser: what people see, click, type and hear of it.

mod bill;
#[path = "../plugins/component.rs"]
#[allow(dead_code, reason = "it is made for the other suite")]
mod component;
mod components;
mod diary;
mod guard;
mod harness;
mod hostile;
mod plugins;
mod reports;
mod load;
mod segment;
mod tracker;
mod visit;

use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
