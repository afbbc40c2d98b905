//! What stands in for the host's functions in a native test: the report example that is being run.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use crate::bindings::billing::workdiary::plugin::log::Level;
use crate::example::ReportInput;
use crate::invoice::Invoice;
use crate::labels::Label;
use crate::report::{File, Page, Party, Snapshot};

/// The host of this thread.
#[derive(Debug, Default)]
pub(crate) struct Here {
    pub input: ReportInput,
    pub pages: VecDeque<Page>,
    pub files: BTreeMap<String, Vec<u8>>,
}

thread_local! {
    static HERE: RefCell<Here> = RefCell::default();
}

/// Puts another host in place of the last one, which is given back.
pub(crate) fn replace(here: Here) -> Here {
    HERE.replace(here)
}

fn here<T>(ask: impl FnOnce(&mut Here) -> T) -> T {
    HERE.with_borrow_mut(ask)
}

pub(crate) fn log(level: Level, message: &str) {
    eprintln!("{}: {message}", format!("{level:?}").trim_start_matches("Level::"));
}

pub(crate) fn contract() -> String {
    here(|here| here.input.contract.clone())
}

pub(crate) fn title() -> String {
    here(|here| here.input.title.clone())
}

pub(crate) fn client() -> Party {
    here(|here| here.input.client.clone().into())
}

pub(crate) fn freelancer() -> Party {
    here(|here| here.input.freelancer.clone().into())
}

pub(crate) fn currency() -> String {
    here(|here| here.input.currency.clone())
}

pub(crate) fn currency_digits() -> u8 {
    here(|here| here.input.currency_digits)
}

pub(crate) fn time_zone() -> String {
    here(|here| here.input.time_zone.clone())
}

pub(crate) fn from() -> u32 {
    here(|here| here.input.first_slot())
}

pub(crate) fn until() -> u32 {
    here(|here| here.input.end_slot())
}

pub(crate) fn demo() -> bool {
    here(|here| here.input.demo)
}

pub(crate) fn labels() -> Vec<Label> {
    here(|here| here.input.labels.clone())
}

pub(crate) fn next_page() -> Option<Page> {
    here(|here| here.pages.pop_front())
}

pub(crate) fn invoice() -> Result<Invoice, String> {
    here(|here| here.input.invoice())
}

pub(crate) fn language() -> String {
    here(|here| here.input.language.clone())
}

pub(crate) fn number_format() -> String {
    here(|here| here.input.number_format.clone())
}

pub(crate) fn date_format() -> String {
    here(|here| here.input.date_format.clone())
}

pub(crate) fn create(name: &str) -> File {
    let new = here(|here| here.files.insert(name.to_owned(), Vec::new()).is_none());
    assert!(new, "the file `{name}` was begun twice");
    File::Here(name.to_owned())
}

pub(crate) fn write(file: &File, bytes: &[u8]) {
    if let File::Here(name) = file {
        here(|here| here.files.entry(name.clone()).or_default().extend_from_slice(bytes));
    }
}

/// Examples have no pictures.
pub(crate) fn granted() -> bool {
    false
}

pub(crate) fn taken(_first: u32, _end: u32) -> Vec<Snapshot> {
    Vec::new()
}

pub(crate) fn thumbnail(_digest: &str, _longest_side: u32) -> Vec<u8> {
    Vec::new()
}
