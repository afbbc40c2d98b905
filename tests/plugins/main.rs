//! Plugins from outside: the built-in ones, hostile ones, and the contract they share.

mod authors;
mod bombs;
mod builtins;
mod commands;
mod component;
mod contract;
mod hostile;
mod mutants;
mod weekly_limit;
