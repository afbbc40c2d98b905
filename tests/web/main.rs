//! The web diary in a real browser: what people see, click, type and hear of it.

mod bill;
#[path = "../plugins/component.rs"]
#[allow(dead_code, reason = "it is made for the other suite")]
mod component;
mod components;
mod contracts;
mod diary;
mod first_day;
mod guard;
mod harness;
mod hostile;
mod invoices;
mod load;
mod plugins;
mod reports;
mod segment;
mod settings;
mod tracker;
mod visit;

use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
