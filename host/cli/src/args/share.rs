//! The command line of clients from elsewhere.

use clap::Subcommand;

use super::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum ShareCommand {
    /// Show where clients get in, and the fingerprint of the certificate that they see
    #[command(after_help = "Example: workdiary share show")]
    Show {
        #[command(flatten)]
        output: Output,
    },
    /// Make a link that lets the client of a contract in, once
    #[command(after_help = "Example: workdiary share invite --contract acme --days 7\n\n\
        Whoever opens it is in for that contract alone, while the session is used every 30 days or until it is revoked.")]
    Invite {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// So many days the link waits, 90 at most
        #[arg(long, value_name = "N", default_value_t = 7)]
        days: u16,
        #[command(flatten)]
        output: Output,
    },
    /// List invitations and how they stand
    #[command(after_help = "Example: workdiary share list")]
    List {
        /// Only those to this contract
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Take an invitation back: its session ends at once
    #[command(after_help = "Example: workdiary share revoke 1")]
    Revoke {
        /// The number of the invitation
        number: i64,
        #[command(flatten)]
        output: Output,
    },
}
