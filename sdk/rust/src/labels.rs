//! Label schemes: which labels there are and which memos may carry them.

use crate::describe::Plugin;

/// An entry of a label scheme.
pub use crate::bindings::billing::workdiary::plugin::types::Label;

/// A label scheme.
pub trait LabelScheme: Plugin {
    /// The labels that a person can choose from, in the order to show them, archived ones too.
    ///
    /// # Errors
    /// Why there are none to be had, for people.
    fn entries(config: &Self::Config) -> Result<Vec<Label>, String>;

    /// Checks a memo and its label.
    ///
    /// # Errors
    /// What is wrong, for the person who typed it.
    fn check_pair(config: &Self::Config, memo: &str, label: Option<&str>) -> Result<(), String>;

    /// Ids of labels that may suit a memo, the best one first, 10 at most.
    fn suggest(_config: &Self::Config, _memo: &str) -> Vec<String> {
        Vec::new()
    }

    /// The labels with these ids and all labels above them, each once. By default they are looked
    /// up among the entries.
    ///
    /// # Errors
    /// Why that cannot be said, for people.
    fn roll_up(config: &Self::Config, ids: &[String]) -> Result<Vec<Label>, String> {
        Ok(with_parents(&Self::entries(config)?, ids))
    }
}

/// Those of `entries` with these ids and all above them, in the order of `entries`.
#[must_use]
pub fn with_parents(entries: &[Label], ids: &[String]) -> Vec<Label> {
    let mut wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut next = 0;
    while let Some(id) = wanted.get(next).copied() {
        let parent = entries.iter().find(|entry| entry.id == id).and_then(|entry| entry.parent.as_deref());
        wanted.extend(parent.filter(|parent| !wanted.contains(parent)));
        next += 1;
    }
    entries.iter().filter(|entry| wanted.contains(&entry.id.as_str())).cloned().collect()
}

impl Label {
    /// A label by itself, on offer.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), parent: None, colour: None, archived: false }
    }
}
