//! The diary as people and programs see it, from demo homes.

mod json;
mod terminal;
mod zones;
mod contracts;
mod pages;
