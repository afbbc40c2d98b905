//! The web diary in a real browser: what people see, click, type and hear of it.

mod bill;
mod diary;
mod harness;
mod segment;
mod visit;
