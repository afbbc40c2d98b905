//! The web diary in a real browser: what people see, click, type and hear of it.

mod diary;
mod harness;
mod visit;
