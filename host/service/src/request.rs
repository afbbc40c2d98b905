//! What a front end can ask and what it gets: the language between the host and its clients.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use workdiary_diary::statement::Verdict;

use crate::answer::AnswerWanted;
use crate::bundle::BundleWanted;
use crate::config::Config;
use crate::contracts::{Changes, NewContract};
use crate::doctor::Report;
use crate::edit::{Change, Hide, ManualWanted};
use crate::import::ImportWanted;
use crate::invoice::InvoiceChanges;
use crate::report::ReportWanted;
use crate::select::Selection;
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
    /// The bill of a week by the rule that is bound, and by the newest version of a rule with the config that is
    /// bound. Nothing is kept.
    BillTrial {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// A day of it, UTC.
        week: jiff::civil::Date,
        /// The name of the rule to try.
        rule: String,
    },
    /// The labels of a contract.
    Labels {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Those that suit this memo, too.
        memo: Option<String>,
    },
    /// What was worked on lately: memos with their labels.
    Recent {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
    },
    /// Write a report.
    Report(ReportWanted),
    /// See whether a report can be written.
    ReportCheck(ReportWanted),
    /// Write a bundle for the client.
    Bundle(BundleWanted),
    /// Write an answer to a bundle, as its client.
    Respond(AnswerWanted),
    /// Take an answer of a client in.
    Take {
        /// Absolute path of its file.
        file: PathBuf,
        /// The key that the client has told, hexadecimal; needed where none is known yet.
        key: Option<String>,
    },
    /// Bring in what was recorded elsewhere, or see what would come of that.
    Import(ImportWanted),
    /// The history of a contract: what was recorded elsewhere and is kept to be read.
    History {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// What begins on this day or later, UTC.
        from: Option<jiff::civil::Date>,
        /// What begins on this day or before, UTC.
        to: Option<jiff::civil::Date>,
    },
    /// Remove an import of history.
    HistoryRemove {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Which.
        number: i64,
    },
    /// Change memos or labels.
    Edit {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Which segments.
        selection: Selection,
        /// What of them.
        change: Change,
    },
    /// Remove segments.
    Remove {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Which segments.
        selection: Selection,
    },
    /// Add manual time.
    AddManual(ManualWanted),
    /// Withhold or blur the snapshots of segments.
    HideSnapshots {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Which segments.
        selection: Selection,
        /// How.
        how: Hide,
    },
    /// Undo an edit, or do it again.
    Undo {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Which edit; the last one when not said.
        number: Option<i64>,
        /// Whether it is to be done again.
        again: bool,
    },
    /// Ask the client for permission to add manual time.
    RequestManual {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// When.
        selection: Selection,
        /// Why.
        reason: String,
    },
    /// The requests of a contract.
    RequestList {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
    },
    /// Grant or refuse a request.
    RequestAnswer {
        /// Which.
        number: i64,
        /// Whether it is granted.
        granted: bool,
        /// Why; may be empty.
        words: String,
    },
    /// The statements of a contract.
    StatementList {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
    },
    /// The statement of a week, as it was frozen.
    StatementShow {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// A day of it, UTC.
        week: jiff::civil::Date,
    },
    /// Countersign or dispute the statement of a week.
    StatementAnswer {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// A day of it, UTC.
        week: jiff::civil::Date,
        /// What of the two.
        verdict: Verdict,
        /// Why; a dispute needs it.
        words: String,
    },
    /// What of a week would not hold up.
    Check {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// A day of it, UTC.
        week: jiff::civil::Date,
    },
    /// What the journal says about a segment, and which segments stand beside it.
    SegmentHistory {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Its beginning.
        start: String,
    },
    /// The newest entries of the journal.
    Journal {
        /// Those of one contract; of all that may be read when not said.
        contract: Option<String>,
        /// How many.
        most: usize,
    },
    /// Bind a label scheme of the contract's own, from a file. Others see nothing of it.
    LabelsUpload {
        /// To which.
        contract: String,
        /// Absolute path of the component.
        file: PathBuf,
        /// Its config, JSON.
        config: Option<String>,
    },
    /// What stands on invoices of a contract.
    InvoiceSettings {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
    },
    /// Change what stands on invoices of a contract.
    InvoiceSettingsSet {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// What of it.
        changes: InvoiceChanges,
    },
    /// Issue the invoice over the closed weeks of a period that is made of whole weeks.
    InvoiceIssue {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// Its first day, a Monday, UTC.
        from: jiff::civil::Date,
        /// Its last day, a Sunday, UTC.
        to: jiff::civil::Date,
    },
    /// Take an invoice back by a credit note.
    InvoiceCancel {
        /// Its number.
        number: String,
    },
    /// The invoices of a contract, or all.
    InvoiceList {
        /// Whose; all when not said.
        contract: Option<String>,
    },
    /// One invoice or credit note.
    InvoiceShow {
        /// Its number.
        number: String,
    },
    /// Invite the client of a contract to its pages.
    Invite {
        /// Whose; the one worked on last when not said.
        contract: Option<String>,
        /// So many days its link waits.
        days: u16,
    },
    /// The invitations to a contract, or all.
    InvitationList {
        /// To which; all when not said.
        contract: Option<String>,
    },
    /// Take an invitation back.
    InvitationRevoke {
        /// Which.
        number: i64,
    },
    /// Hold the whole diary against its journal, and that against its signatures.
    Verify,
    /// How the key stands that signs the journal.
    KeyShow,
    /// Let the key sign until the host ends, or once.
    KeyUnlock {
        /// What its file is encrypted with.
        passphrase: String,
    },
    /// Encrypt the file of the key, or leave it plain.
    KeyProtect {
        /// What it was encrypted with, where it was.
        old: Option<String>,
        /// What it is to be encrypted with.
        new: Option<String>,
    },
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
    /// The person's settings.
    Settings,
    /// Write settings; they hold from the next On.
    SettingsSet(Config),
    /// Write everything into one file.
    Backup {
        /// Absolute path of the file, which must not exist.
        file: PathBuf,
    },
    /// Ask the host for an address of the web diary that lets one browser in, within a minute.
    Open {
        /// As in `Start`.
        environment: Vec<(String, String)>,
    },
    /// Ask the host where it listens for clients.
    Share,
    /// Ask the host to end itself, in order.
    End,
}

impl Request {
    /// Whether a plugin is meant by its name, so that one that was just put into the folder counts.
    pub(crate) fn names_plugins(&self) -> bool {
        matches!(
            self,
            Self::ContractEdit { .. }
                | Self::BillTrial { .. }
                | Self::Labels { .. }
                | Self::Report(_)
                | Self::ReportCheck(_)
                | Self::PluginShow { .. }
        )
    }

    /// Whether doing it twice comes to the same as doing it once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        !matches!(
            self,
            Self::ContractAdd(_)
                | Self::Backup { .. }
                | Self::Bundle(_)
                | Self::Respond(_)
                | Self::Take { .. }
                | Self::PluginRemove { .. }
                | Self::Edit { .. }
                | Self::Remove { .. }
                | Self::AddManual(_)
                | Self::Import(_)
                | Self::HistoryRemove { .. }
                | Self::HideSnapshots { .. }
                | Self::Undo { .. }
                | Self::RequestManual { .. }
                | Self::RequestAnswer { .. }
                | Self::StatementAnswer { .. }
                | Self::InvoiceSettingsSet { .. }
                | Self::InvoiceIssue { .. }
                | Self::InvoiceCancel { .. }
                | Self::Invite { .. }
                | Self::InvitationRevoke { .. }
                | Self::KeyProtect { .. }
        )
    }

    /// Whether it has to work whatever keeps a locked week from being closed.
    pub(crate) fn needs_no_statements(&self) -> bool {
        // What is only tried writes nothing.
        matches!(self, Self::Import(wanted) if !wanted.apply)
            || matches!(
                self,
                Self::Start(_)
                    | Self::Stop
                    | Self::Status
                    | Self::Doctor { .. }
                    | Self::Settings
                    | Self::SettingsSet(_)
                    | Self::Backup { .. }
                    | Self::End
            )
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
    /// A bill, labels, plugins, settings or the files of a report, as JSON for people and programs.
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
