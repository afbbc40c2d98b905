//! The command line of edits, requests, statements and proof.

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::Output;

/// Which segments; times are RFC 3339, or as the clock shows them in the freelancer's zone.
#[derive(Debug, Args)]
pub(crate) struct Chosen {
    /// The beginning of the first segment, such as 2026-11-16T09:00Z; without `Z` on the freelancer's clock
    #[arg(long, value_name = "T", requires = "to", required_unless_present = "at")]
    pub from: Option<String>,
    /// The end of the last segment
    #[arg(long, value_name = "T", requires = "from")]
    pub to: Option<String>,
    /// Instead: single segments, by their beginnings
    #[arg(long, value_name = "T", conflicts_with_all = ["from", "to"])]
    pub at: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct EditCommand {
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    #[command(flatten)]
    pub chosen: Chosen,
    /// What was done
    #[arg(short, long)]
    pub memo: Option<String>,
    /// Its label; empty takes it away
    #[arg(short, long)]
    pub label: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveCommand {
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct AddCommand {
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    #[command(flatten)]
    pub chosen: Chosen,
    /// What was done
    #[arg(short, long, default_value = "")]
    pub memo: String,
    /// Its label
    #[arg(short, long, default_value = "")]
    pub label: String,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotCommand {
    /// Destroy the pictures; that there were some is still told
    #[command(after_help = "Example: workdiary snapshot withhold --contract acme --at 2026-11-16T09:00Z")]
    Withhold(RemoveCommand),
    /// Put pictures in their place that show no text
    #[command(after_help = "Example: workdiary snapshot blur --contract acme --at 2026-11-16T09:00Z")]
    Blur(RemoveCommand),
}

#[derive(Debug, Args)]
pub(crate) struct UndoCommand {
    /// The number of the edit, as `workdiary journal` tells it
    pub number: Option<i64>,
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RequestCommand {
    /// Ask
    #[command(after_help = "Example: workdiary request ask --contract acme --from 2026-11-16T16:00Z \
        --to 2026-11-16T17:00Z --reason \"call without the machine\"")]
    Ask {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// The beginning of the first segment
        #[arg(long, value_name = "T")]
        from: String,
        /// The end of the last segment
        #[arg(long, value_name = "T")]
        to: String,
        /// Why, for the client
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        output: Output,
    },
    /// List the requests of a contract and their answers
    #[command(after_help = "Example: workdiary request list --contract acme")]
    List {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Answer {
    /// The number of the request
    pub number: i64,
    /// Why
    #[arg(short, long, value_name = "TEXT", default_value = "")]
    pub message: String,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct WeekCommand {
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    /// The week (Monday to Sunday, UTC) of this date
    #[arg(long, value_name = "DATE")]
    pub week: Date,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StatementCommand {
    /// List the statements of a contract, and the locked weeks that have none yet
    #[command(after_help = "Example: workdiary statement list --contract acme")]
    List {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Print a statement whole, as it was frozen, in JSON
    #[command(after_help = "Example: workdiary statement show --contract acme --week 2026-11-16")]
    Show {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// The week (Monday to Sunday, UTC) of this date
        #[arg(long, value_name = "DATE")]
        week: Date,
    },
    /// For the client: say that a statement is right, until Friday 24:00 UTC after its lock
    #[command(
        after_help = "Example: workdiary statement countersign --contract acme --week 2026-11-16 --as client:\"Acme GmbH\""
    )]
    Countersign {
        #[command(flatten)]
        of: WeekCommand,
        /// A word to it
        #[arg(short, long, value_name = "TEXT", default_value = "")]
        message: String,
    },
    /// For the client: say that a statement is not right, and why
    #[command(
        after_help = "Example: workdiary statement dispute --contract acme --week 2026-11-16 -m \"not mine\" --as client:\"Acme GmbH\""
    )]
    Dispute {
        #[command(flatten)]
        of: WeekCommand,
        /// Why
        #[arg(short, long, value_name = "TEXT", default_value = "")]
        message: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct JournalCommand {
    /// Only what is about this contract
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    /// How many of the newest entries
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub last: usize,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum KeyCommand {
    /// Show the public half of the key and whether it can sign
    #[command(after_help = "Example: workdiary key show")]
    Show {
        #[command(flatten)]
        output: Output,
    },
    /// Encrypt the key's file with a passphrase
    #[command(after_help = "Example: workdiary key protect\n\n\
        Until it is unlocked the journal goes on unsigned; the next signature covers all of it.")]
    Protect {
        #[command(flatten)]
        output: Output,
    },
    /// Leave the key's file plain again
    #[command(after_help = "Example: workdiary key unprotect")]
    Unprotect {
        #[command(flatten)]
        output: Output,
    },
    /// Let the running host sign until it ends; without a host, sign the journal once
    #[command(after_help = "Example: workdiary key unlock")]
    Unlock {
        #[command(flatten)]
        output: Output,
    },
}
