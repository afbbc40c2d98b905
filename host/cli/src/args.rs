//! The command line: what can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use workdiary_diary::contract::ManualPolicy;
use workdiary_diary::law::Actor;

mod handover;
mod import;
mod invoice;
mod law;
mod share;

pub(crate) use handover::{BundleCommand, RespondCommand, TakeCommand, VerifyCommand};
pub(crate) use import::{HistoryCommand, ImportCommand};
pub(crate) use invoice::InvoiceCommand;
pub(crate) use law::{
    AddCommand, Answer, Chosen, EditCommand, JournalCommand, KeyCommand, RemoveCommand, RequestCommand,
    SnapshotCommand, StatementCommand, UndoCommand, WeekCommand,
};
pub(crate) use share::ShareCommand;

/// A work diary and biller for people paid by the hour. Everything stays on this machine.
#[derive(Debug, Parser)]
#[command(name = "workdiary", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 ok, 1 failed, 2 usage, 3 refused by a rule of the diary, 4 plugin fault.\n\
    Example: workdiary contract add acme --title \"Parser\" --client \"Acme GmbH\" --rate 85.00 --currency EUR"
)]
pub(crate) struct Cli {
    /// Folder of the diary; by default `workdiary` in the platform's data folder
    #[arg(long, global = true, env = "WORKDIARY_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// In a demo home: act for a client, `client:NAME`
    #[arg(long = "as", global = true, value_name = "ACTOR", value_parser = actor)]
    pub actor: Option<Actor>,
    #[command(subcommand)]
    pub command: Command,
}

fn actor(text: &str) -> Result<Actor, String> {
    match text.split_once(':') {
        None if text == "freelancer" => Ok(Actor::Freelancer),
        Some(("client", name)) if !name.is_empty() => Ok(Actor::Client(name.to_owned())),
        _ => Err("`client:NAME`, with the name that stands in the contract, or `freelancer`".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the host: it tracks and answers the other commands
    #[command(after_help = "Example: workdiary serve            (Ctrl-C ends it and saves everything)")]
    Serve {
        /// Where the web diary listens: an address of this machine alone, by default 127.0.0.1:7117 or, where another
        /// diary has that, any free port
        #[arg(long, value_name = "ADDRESS:PORT")]
        listen: Option<SocketAddr>,
        /// Where clients get in, instead of what the settings say; by TLS but for an address of this machine alone
        #[arg(long, value_name = "ADDRESS:PORT")]
        share: Option<SocketAddr>,
        /// Start it in the background and return when it answers
        #[arg(long)]
        detach: bool,
    },
    /// Open the web diary in the browser (starts the host if needed)
    #[command(after_help = "Example: workdiary open\n\n\
        The address lets one browser in, once and within a minute; it stays in from then on.")]
    Open {
        /// Only print the address
        #[arg(long)]
        print: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Make, show and change contracts
    #[command(subcommand)]
    Contract(Box<Contract>),
    /// Switch On, or over to other work (starts the host if needed)
    #[command(after_help = "Example: workdiary start acme -m \"error recovery in lists\"")]
    Start {
        /// The contract; by default the one worked on last
        contract: Option<String>,
        /// What is being done
        #[arg(short, long, default_value = "")]
        memo: String,
        /// Its label
        #[arg(short, long, default_value = "")]
        label: String,
        #[command(flatten)]
        output: Output,
    },
    /// Switch Off
    #[command(after_help = "Example: workdiary stop")]
    Stop {
        /// End the host as well
        #[arg(long)]
        host: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Say what is going on and what is missing
    #[command(after_help = "Example: workdiary status --json")]
    Status {
        #[command(flatten)]
        output: Output,
    },
    /// Show a day or a week of the diary
    #[command(after_help = "Example: workdiary diary --contract acme --week 2026-11-16 --tz utc")]
    Diary {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// A day in the reader's time zone; by default today
        #[arg(long, value_name = "DATE", conflicts_with = "week")]
        day: Option<Date>,
        /// The week (Monday to Sunday, UTC) of this date
        #[arg(long, value_name = "DATE")]
        week: Option<Date>,
        /// `mine` (the freelancer's, as the contract says), `utc`, or a zone such as `Europe/Kyiv`
        #[arg(long, value_name = "ZONE", default_value = "mine")]
        tz: String,
        #[command(flatten)]
        output: Output,
    },
    /// Change the memo or label of segments
    #[command(
        after_help = "Example: workdiary edit --contract acme --from 2026-11-16T09:00Z --to 2026-11-16T09:30Z -m \"review\"\n\n\
        All that are named are changed, or none. Until the lock: the Monday after the week, 12:00 UTC."
    )]
    Edit(EditCommand),
    /// Remove segments: counts, memos and snapshots are destroyed
    #[command(
        after_help = "Example: workdiary remove --contract acme --from 2026-11-16T09:00Z --to 2026-11-16T09:10Z"
    )]
    Remove(RemoveCommand),
    /// Add manual time, where the contract permits it
    #[command(
        after_help = "Example: workdiary add --contract acme --from 2026-11-16T16:00Z --to 2026-11-16T17:00Z -m \"call\""
    )]
    Add(AddCommand),
    /// Bring in an export of Toggl, Clockify, Harvest, Kimai, Timewarrior or Upwork; without `--apply` only say what
    /// would come of it
    #[command(after_help = "Example: workdiary import november.csv --contract acme\n\n\
        As manual time, by the same rules: whole segments, free slots, a memo, with permission, until the lock.\n\
        With `--history` it is kept to be read and is never billed. Exit code 3: some lines are refused, and none\n\
        goes in, unless `--skip-refused` says otherwise.")]
    Import(Box<ImportCommand>),
    /// Show what was brought in as history, or remove it
    #[command(
        after_help = "Example: workdiary history --contract acme --from 2024-01-01 --to 2024-12-31\n\n\
        To remove what an import brought: workdiary history --contract acme --remove 1"
    )]
    History(HistoryCommand),
    /// Withhold or blur snapshots and keep their segments
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    /// Undo an edit, by default the last one; what was destroyed does not come back
    #[command(after_help = "Example: workdiary undo --contract acme")]
    Undo(UndoCommand),
    /// Do an edit again that was undone, by default the one undone last
    #[command(after_help = "Example: workdiary redo --contract acme")]
    Redo(UndoCommand),
    /// Ask the client for permission to add manual time
    #[command(subcommand)]
    Request(RequestCommand),
    /// For the client: grant a request for manual time
    #[command(after_help = "Example: workdiary grant 1 --as client:\"Acme GmbH\"")]
    Grant(Answer),
    /// For the client: refuse a request for manual time
    #[command(after_help = "Example: workdiary refuse 1 -m \"not agreed\" --as client:\"Acme GmbH\"")]
    Refuse(Answer),
    /// Show what of a week would not hold up, and the command that mends it
    #[command(after_help = "Example: workdiary check --contract acme --week 2026-11-16")]
    Check(WeekCommand),
    /// List, show, countersign and dispute the frozen bills of weeks
    #[command(subcommand)]
    Statement(StatementCommand),
    /// Show what was done to the diary, by whom and when
    #[command(after_help = "Example: workdiary journal --contract acme --last 20")]
    Journal(JournalCommand),
    /// Check a bundle that somebody gave you; without a file: the whole diary against its journal and signatures
    #[command(after_help = "Example: workdiary verify\n\n\
        A bundle: workdiary verify acme-2026-11-16.html --since acme-2026-11-09.html\n\n\
        For a bundle nothing else is needed, no diary and no network: signature, chain, seals and pictures are\n\
        checked, and the enclosed rule bills the weeks anew. Exit code 0: all of it holds; 1: something is broken;\n\
        3: it holds and is of a demo home, which proves nothing.")]
    Verify(VerifyCommand),
    /// Write a bundle: what a client needs to check weeks without trusting this machine
    #[command(
        after_help = "Example: workdiary bundle --contract acme --week 2026-11-16 -o acme-2026-11-16.html\n\n\
        A browser shows it as a page; `workdiary verify FILE` checks it on the client's machine."
    )]
    Bundle(BundleCommand),
    /// For the client: answer to a bundle with a small signed file
    #[command(
        after_help = "Example: workdiary respond acme-2026-11-16.html -o answer.json --countersign 2026-11-16\n\n\
        It is signed by the key of your own home (`workdiary key show`), which is made if needed."
    )]
    Respond(RespondCommand),
    /// Take the answer of a client in: all of it, or nothing where something was changed since
    #[command(after_help = "Example: workdiary take answer.json\n\n\
        The first time, and when the client has another key: `--key KEY`, as the client told you.")]
    Take(TakeCommand),
    /// Show, protect and unlock the key that signs the journal
    #[command(subcommand)]
    Key(KeyCommand),
    /// Let clients in from elsewhere, each to the pages of one contract
    #[command(subcommand)]
    Share(ShareCommand),
    /// Show the bill of a week
    #[command(after_help = "Example: workdiary bill --contract acme --week 2026-11-16")]
    Bill {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// The week (Monday to Sunday, UTC) of this date
        #[arg(long, value_name = "DATE")]
        week: Date,
        #[command(flatten)]
        output: Output,
    },
    /// List the labels of a contract, or those that suit a memo
    #[command(after_help = "Example: workdiary labels --contract acme --suggest \"call with Ada\"")]
    Labels {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// Only those that suit this memo, the best one first
        #[arg(long, value_name = "MEMO")]
        suggest: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Issue invoices over closed weeks, take them back, and set what stands on them
    #[command(subcommand)]
    Invoice(InvoiceCommand),
    /// Write a stretch of a contract's diary as files: a PDF, a table, a calendar, or a format of your own
    #[command(
        after_help = "Example: workdiary report html --contract acme --from 2026-11-01 --to 2026-11-30 -o november\n\n\
        An invoice: workdiary report invoice --invoice 2026-0001 -o invoices"
    )]
    Report(ReportCommand),
    /// Add, show and write plugins: billing rules, label schemes, report formats
    #[command(subcommand)]
    Plugin(Box<PluginCommand>),
    /// Find what keeps tracking from working, and what to do about it
    #[command(after_help = "Example: workdiary doctor")]
    Doctor {
        #[command(flatten)]
        output: Output,
    },
    /// Write the whole diary into one file
    #[command(after_help = "Example: workdiary backup ~/diary-2026-11-16.tar\n\n\
        The file holds everything, pictures and keys included: keep it as private as the diary.")]
    Backup {
        /// The file to write; it must not exist
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Bring a diary back from a backup, into a new folder
    #[command(after_help = "Example: workdiary restore ~/diary-2026-11-16.tar --home ~/restored")]
    Restore {
        /// The backup
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Make a home of sample data, marked DEMO for ever
    #[command(
        after_help = "Example: workdiary demo --home sample && workdiary diary --home sample --week 2026-11-16"
    )]
    Demo {
        /// Take the minutes from this file, one JSON object a line
        #[arg(long, value_name = "FILE.ndjson")]
        minutes: Option<PathBuf>,
        /// The time at which the home stands, RFC 3339; by default after the last minute
        #[arg(long, value_name = "T")]
        now: Option<jiff::Timestamp>,
        /// Draw a picture for each tracked segment
        #[arg(long)]
        snapshots: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Print the completions of a shell
    #[command(
        after_help = "Example: workdiary completions bash > ~/.local/share/bash-completion/completions/workdiary"
    )]
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(after_help = "Example: workdiary man ~/.local/share/man/man1")]
    Man {
        /// The folder, which must exist
        folder: PathBuf,
    },
    /// Gather input counts and pictures for the host; not for people
    #[command(hide = true)]
    CaptureChild,
    /// Compile a plugin for the host; not for people
    #[command(hide = true)]
    CompileChild,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Output {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReportCommand {
    /// The report format; `workdiary plugin list` lists them
    pub format: String,
    /// The contract
    #[arg(long, value_name = "ID", required_unless_present = "invoice")]
    pub contract: Option<String>,
    /// The first day, UTC
    #[arg(long, value_name = "DATE", required_unless_present = "invoice")]
    pub from: Option<Date>,
    /// The last day, UTC
    #[arg(long, value_name = "DATE", required_unless_present = "invoice")]
    pub to: Option<Date>,
    /// Of the contract and the weeks of this invoice or credit note
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["contract", "from", "to"])]
    pub invoice: Option<String>,
    /// The folder for its files, which replace those of the same names
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    pub folder: PathBuf,
    /// File with the format's config, JSON or TOML
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Let the report have the snapshots
    #[arg(long)]
    pub snapshots: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Contract {
    /// Make a contract
    #[command(after_help = "Example: workdiary contract add acme --title \"Parser\" --client \"Acme GmbH\" \
        --rate 85.00 --currency EUR --weekly-limit 40")]
    Add {
        /// Its short name: 1 to 32 of a-z, 0-9, - and _
        id: String,
        /// Who pays
        #[arg(long, value_name = "NAME")]
        client: String,
        /// ISO 4217 code, such as EUR; never changes
        #[arg(long, value_name = "CODE")]
        currency: String,
        /// The hourly rate, such as 85.00
        #[arg(long, value_name = "AMOUNT")]
        rate: String,
        /// What the work is
        #[arg(long, value_name = "T")]
        title: String,
        #[command(flatten)]
        more: ContractFields,
        #[command(flatten)]
        output: Output,
    },
    /// List the contracts
    #[command(after_help = "Example: workdiary contract list")]
    List {
        #[command(flatten)]
        output: Output,
    },
    /// Show a contract with the history of its rate and limit
    #[command(after_help = "Example: workdiary contract show acme")]
    Show {
        /// Which
        id: String,
        #[command(flatten)]
        output: Output,
    },
    /// Change a contract
    #[command(after_help = "Example: workdiary contract edit acme --weekly-limit 45\n\n\
        A higher limit counts at once; a lower one, and any rate, from next Monday 00:00 UTC on.")]
    Edit {
        /// Which
        id: String,
        /// What the work is
        #[arg(long, value_name = "T")]
        title: Option<String>,
        /// The hourly rate, from next Monday on
        #[arg(long, value_name = "AMOUNT")]
        rate: Option<String>,
        /// Who pays
        #[arg(long, value_name = "NAME")]
        client: Option<String>,
        #[command(flatten)]
        more: ContractFields,
        #[command(flatten)]
        output: Output,
    },
    /// Close a contract: its diary is readable and never editable
    #[command(after_help = "Example: workdiary contract close acme")]
    Close {
        /// Which
        id: String,
        #[command(flatten)]
        output: Output,
    },
    /// Open a closed contract again; the journal says so
    #[command(after_help = "Example: workdiary contract reopen acme")]
    Reopen {
        /// Which
        id: String,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// List the plugins, who uses them and which fail
    #[command(after_help = "Example: workdiary plugin list")]
    List {
        #[command(flatten)]
        output: Output,
    },
    /// Add a plugin from a component
    #[command(after_help = "Example: workdiary plugin add hours.wasm\n\n\
        A file put into the folder `plugins` of the diary is added as well.")]
    Add {
        /// The component, a file that ends in `.wasm`
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Remove a plugin that was added
    #[command(after_help = "Example: workdiary plugin remove hours")]
    Remove {
        /// Which
        name: String,
        #[command(flatten)]
        output: Output,
    },
    /// Show what a plugin is, what it asks for and what its config may say
    #[command(after_help = "Example: workdiary plugin inspect html")]
    Inspect {
        /// The name of a plugin, or a file
        plugin: String,
        /// Show its world as WIT
        #[arg(long)]
        wit: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Make the folder of a new plugin, in Rust
    #[command(after_help = "Example: workdiary plugin new --kind report hours")]
    New {
        /// What it is for
        #[arg(long)]
        kind: PluginKind,
        /// Its name, and that of the folder: 1 to 40 of a-z, 0-9 and -
        name: String,
        /// Use the plugin kit in this folder instead of a copy of one's own
        #[arg(long, value_name = "DIR")]
        sdk: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// Build a plugin with cargo and make it a component
    #[command(after_help = "Example: workdiary plugin build hours")]
    Build {
        /// Its folder
        #[arg(default_value = ".")]
        folder: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Run the examples of a plugin in the sandbox
    #[command(after_help = "Example: workdiary plugin test hours")]
    Test {
        /// Its folder, which is built first, or a component
        #[arg(default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Build and test a plugin at every change, until Ctrl-C
    #[command(after_help = "Example: workdiary plugin dev hours            (Ctrl-C ends it)")]
    Dev {
        /// Its folder
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
}

/// What a plugin is for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PluginKind {
    /// A billing rule
    Billing,
    /// A label scheme
    Labels,
    /// A report format
    Report,
}

impl PluginKind {
    /// The folder of its template.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Labels => "labels",
            Self::Report => "report",
        }
    }

    /// What it is, in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Billing => "billing rule",
            Self::Labels => "label scheme",
            Self::Report => "report format",
        }
    }
}

/// What `contract add` and `contract edit` share.
#[derive(Debug, Args)]
pub(crate) struct ContractFields {
    /// Hours a week, such as 40 or 37.25, or `none`
    #[arg(long, value_name = "HOURS")]
    pub weekly_limit: Option<String>,
    /// May manual time be added? [by default on-request]
    #[arg(long, value_name = "POLICY")]
    pub manual: Option<Manual>,
    /// The freelancer's time zone, such as Europe/Kyiv [by default this machine's]
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// The billing rule [by default weekly-limit]
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// File with the rule's config, JSON or TOML
    #[arg(long, value_name = "FILE")]
    pub rule_config: Option<PathBuf>,
    /// The label scheme, or `none`
    #[arg(long, value_name = "NAME")]
    pub labels: Option<String>,
    /// File with the scheme's config, JSON or TOML
    #[arg(long, value_name = "FILE")]
    pub labels_config: Option<PathBuf>,
    /// The client's postal address
    #[arg(long, value_name = "TEXT")]
    pub client_address: Option<String>,
    /// The client's tax id
    #[arg(long, value_name = "TEXT")]
    pub client_tax_id: Option<String>,
    /// The client's e-mail address
    #[arg(long, value_name = "TEXT")]
    pub client_email: Option<String>,
    /// The freelancer's name
    #[arg(long, value_name = "NAME")]
    pub freelancer: Option<String>,
    /// The freelancer's postal address
    #[arg(long, value_name = "TEXT")]
    pub freelancer_address: Option<String>,
    /// The freelancer's tax id
    #[arg(long, value_name = "TEXT")]
    pub freelancer_tax_id: Option<String>,
    /// The freelancer's e-mail address
    #[arg(long, value_name = "TEXT")]
    pub freelancer_email: Option<String>,
}

/// The policies of manual time.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Manual {
    Allowed,
    Denied,
    OnRequest,
}

impl From<Manual> for ManualPolicy {
    fn from(manual: Manual) -> Self {
        match manual {
            Manual::Allowed => Self::Allowed,
            Manual::Denied => Self::Denied,
            Manual::OnRequest => Self::OnRequest,
        }
    }
}
