//! What a person is told when something cannot be done: kind, what happened, what to do.

use serde::{Deserialize, Serialize};
use workdiary_diary::law::Refusal;

/// What kind of failure it is; each front end has its own way to show it (an exit code, a page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What was asked makes no sense as it was asked.
    Usage,
    /// A rule of the diary forbids it.
    Refused,
    /// A plugin failed.
    Plugin,
    /// The machine does not allow it: a full disk, a damaged file, a missing display.
    Environment,
    /// A fault of this program.
    Internal,
}

/// A failure as it is told to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What kind it is.
    pub kind: Kind,
    /// What happened: lower case, the value in backticks.
    pub message: String,
    /// What to do, where there is something to do.
    pub hint: Option<String>,
    /// Where it is about many things: what is the matter with each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, details: Vec::new() }
    }

    /// What was asked makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A rule of the diary, by its name, forbids it.
    pub fn refused(rule: &str, message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, format!("{} (rule `{rule}`)", message.into()))
    }

    /// The machine does not allow it.
    pub fn environment(message: impl Into<String>) -> Self {
        Self::new(Kind::Environment, message)
    }

    /// All of it in one line.
    #[must_use]
    pub fn into_line(self) -> String {
        self.hint.map_or(self.message.clone(), |hint| format!("{}; {hint}", self.message))
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let told = Self::refused(refusal.rule(), refusal.to_string());
        match &refusal {
            Refusal::ClosedContract(id) => told.hint(format!("`workdiary contract reopen {id}`")),
            Refusal::LockedWeek(_) => told.hint("its bill stands: see `workdiary statement list`"),
            Refusal::NotLocked(_) => told.hint("its statement is made at the lock"),
            Refusal::NotYours { .. } | Refusal::Future(_) | Refusal::AnsweredTooLate(_) => told,
        }
    }
}

impl From<workdiary_store::Error> for Failure {
    fn from(error: workdiary_store::Error) -> Self {
        use workdiary_store::Error as E;
        let message = error.to_string();
        match error {
            E::NoDiary(_) => Self::environment(message)
                .hint("make one with `workdiary contract add`, or name its folder with `--home`"),
            E::DiaryExists(_) => Self::usage(message).hint("name an empty folder"),
            E::InUse { .. } => Self::environment(message).hint("wait for it, or end that process"),
            E::Damaged { .. } => Self::environment(message).hint(
                "nothing was changed; keep the file, then bring back a backup with `workdiary restore FILE --home NEW-FOLDER`",
            ),
            E::BadBackup { .. } => Self::environment(message).hint("nothing was changed; try an older backup"),
            E::TooNew { .. } => Self::environment(message).hint("use the newer `workdiary` that wrote it"),
            E::DiskFull(_) => Self::environment(message).hint("make room on it; nothing that was saved is lost"),
            E::ContractExists(_) => Self::usage(message).hint("change it with `workdiary contract edit`"),
            E::NoContract(_) => Self::usage(message).hint("see `workdiary contract list`"),
            E::SlotTaken { .. } => Self::refused("free-slots", message),
            E::NoEdit(_) => Self::usage(message).hint("`workdiary journal` tells the numbers of edits"),
            E::ChangedSince(_) => Self::refused("changed-since", message).hint("nothing was changed; undo what was done since first"),
            E::NoRequest(_) => Self::usage(message).hint("see `workdiary request list`"),
            E::NoInvitation(_) => Self::usage(message).hint("see `workdiary share list`"),
            E::NoInvoice(_) => Self::usage(message).hint("see `workdiary invoice list`"),
            E::NumberTaken(_) => Self::refused("number-taken", message)
                .hint("give the contracts patterns that never come to the same: `workdiary invoice settings ID --set numbers.pattern=…`"),
            E::NoHistory(_) => Self::usage(message).hint("`workdiary history` tells the numbers of imports"),
            E::WrongPassphrase => Self::usage(message).hint("nothing was changed; try again"),
            E::KeyLocked => Self::usage(message).hint("`workdiary key unlock` lets it sign"),
            E::BadKey(_) => Self::environment(message).hint("bring it back from a backup; or take it away: a new key is made then, and the journal says so"),
            E::File { .. } => Self::environment(message).hint("check that the folder exists and belongs to you"),
            E::Database { .. } => Self::environment(message).hint("`workdiary doctor` checks the diary"),
        }
    }
}
