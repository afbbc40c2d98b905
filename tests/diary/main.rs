//! The diary as people and programs see it, from demo homes.

mod contracts;
mod demo;
mod json;
mod pages;
mod settings;
mod terminal;
mod zones;
