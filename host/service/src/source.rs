//! The state of a source of input or pictures, as it goes to people and programs.

use serde::{Deserialize, Serialize};
use workdiary_capture::SourceState;

/// The state of a source, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `working`, or the word for what is wrong.
    pub state: String,
    /// What it is, in words.
    pub what: String,
    /// What to do, where there is something to do.
    pub hint: Option<String>,
}

impl Source {
    /// The state of a capture source.
    #[must_use]
    pub fn of(state: &SourceState) -> Self {
        let hint = state.hint();
        Self { state: state.word().to_owned(), what: state.what(), hint: (!hint.is_empty()).then_some(hint) }
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn works(&self) -> bool {
        self.state == "working"
    }
}
