//! What a front end can ask and what it gets: the language between the host and its clients.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::contracts::{Changes, NewContract};
use crate::doctor::Report;
use crate::report::ReportWanted;
use crate::status::Status;
use crate::view::{DiaryView, Period, SessionView, Zone};

/// A use case with its particulars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Make a contract.
    ContractAdd(NewContract),
    /// All contracts.
    ContractList,
    /// One contract.
    ContractShow {
        /// Which.
        id: String,
    },
    /// Change a contract.
    ContractEdit {
        /// Which.
        id: String,
        /// What of it.
        changes: Changes,
    },
    /// Close a contract.
    ContractClose {
        /// Which.
        id: String,
    },
    /// Open a closed contract again.
    ContractReopen {
        /// Which.
        id: String,
    },
    /// Switch On.
    Start(Start),
    /// Switch Off.
    Stop,
    /// What is going on.
    Status,
    /// A day or a week of the diary.
    Diary {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Which day or week.
        period: Period,
        /// In which zone.
        zone: Zone,
    },
    /// The bill of a week.
    Bill {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// A day of it, UTC.
        week: jiff::civil::Date,
    },
    /// The labels of a contract.
    Labels {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Those that suit this memo, too.
        memo: Option<String>,
    },
    /// Write a report.
    Report(ReportWanted),
    /// What plugins there are.
    PluginList,
    /// One plugin.
    PluginShow {
        /// Which.
        name: String,
    },
    /// Add a plugin.
    PluginAdd {
        /// Absolute path of the component.
        file: PathBuf,
    },
    /// Remove a plugin.
    PluginRemove {
        /// Which.
        name: String,
    },
    /// What keeps tracking from working.
    Doctor {
        /// As in `Start`.
        environment: Vec<(String, String)>,
    },
    /// Write everything into one file.
    Backup {
        /// Absolute path of the file, which must not exist.
        file: PathBuf,
    },
    /// Ask the host to end itself, in order.
    End,
}

impl Request {
    /// Whether a plugin is meant by its name, so that one that was just put into the folder counts.
    pub(crate) fn names_plugins(&self) -> bool {
        matches!(
            self,
            Self::ContractEdit { .. } | Self::Labels { .. } | Self::Report(_) | Self::PluginShow { .. }
        )
    }

    /// Whether doing it twice comes to the same as doing it once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        !matches!(self, Self::ContractAdd(_) | Self::Backup { .. } | Self::PluginRemove { .. })
    }
}

/// Switch On.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// For which contract; when not said the one worked on last, or the only one.
    pub contract: Option<String>,
    /// What is being done.
    pub memo: String,
    /// The label, or empty.
    pub label: String,
    /// The variables by which the person's terminal finds its display and session bus: a host that
    /// was started elsewhere then still sees that display.
    pub environment: Vec<(String, String)>,
}

/// What a request comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A contract, as JSON for people and programs.
    Contract(serde_json::Value),
    /// Contracts.
    Contracts(Vec<serde_json::Value>),
    /// What is going on, after `Start`, `Stop` and `Status`.
    Status(Box<Status>),
    /// A stretch of the diary and its sessions.
    Diary(Box<DiaryView>, Vec<SessionView>),
    /// A bill, labels, plugins or the files of a report, as JSON for people and programs.
    Json(serde_json::Value),
    /// The doctor's findings.
    Doctor(Report),
    /// A backup was written.
    Backup {
        /// Pictures in it.
        pictures: u64,
        /// Pictures that the diary names and that were not there to be saved.
        missing: u64,
        /// Its size.
        bytes: u64,
    },
    /// Done, with nothing to say.
    Done,
}
