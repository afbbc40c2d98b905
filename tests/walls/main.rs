//! The walls between the rooms: what ARCHITECTURE.md says of crates and sources, checked.

mod manifests;
mod report;
mod sources;
