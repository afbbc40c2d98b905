//! The diary as people and programs see it, from demo homes.

mod contracts;
mod json;
mod pages;
mod terminal;
mod zones;
