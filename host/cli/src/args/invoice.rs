//! The command line of invoices.

use std::path::PathBuf;

use clap::Subcommand;
use jiff::civil::Date;

use super::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum InvoiceCommand {
    /// Show or change what stands on invoices of a contract: parties, tax, payment, numbers, language
    #[command(after_help = "Example: workdiary invoice settings acme --set seller.name=\"Ada Lovelace\" \
        --set tax.category=S --set tax.rate=19\n\n\
        Without a change it shows all of them. What is left empty of names, addresses and e-mail is taken from the \
        contract. `{year}`, `{month}` and `{n:4}`, the number with four digits or more, make up `numbers.pattern`.")]
    Settings {
        /// The contract; by default the one worked on last
        #[arg(value_name = "ID")]
        contract: Option<String>,
        /// A setting by its path, such as `seller.vat_id=DE123456789`; nothing after `=` empties it
        #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
        set: Vec<(String, String)>,
        /// First take all but the buyer from this contract
        #[arg(long, value_name = "ID")]
        like: Option<String>,
        /// A picture for the head: PNG or JPEG, 512 KiB at most
        #[arg(long, value_name = "FILE")]
        logo: Option<PathBuf>,
        /// Have no picture
        #[arg(long, conflicts_with = "logo")]
        no_logo: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Issue the invoice over a closed week, or over several
    #[command(after_help = "Example: workdiary invoice issue --contract acme --week 2026-11-16\n\n\
        Several weeks: workdiary invoice issue --contract acme --from 2026-11-02 --to 2026-11-29\n\n\
        It gets the next number of its series, is frozen and never deleted. `workdiary report invoice --invoice NUMBER`\n\
        writes it as a PDF, `workdiary report e-invoice --invoice NUMBER` as XML.")]
    Issue {
        /// The contract; by default the one worked on last
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        /// The week (Monday to Sunday, UTC) of this date
        #[arg(long, value_name = "DATE", required_unless_present = "from", conflicts_with_all = ["from", "to"])]
        week: Option<Date>,
        /// The first day, a Monday
        #[arg(long, value_name = "DATE", requires = "to")]
        from: Option<Date>,
        /// The last day, a Sunday
        #[arg(long, value_name = "DATE", requires = "from")]
        to: Option<Date>,
        #[command(flatten)]
        output: Output,
    },
    /// Take an invoice back by a credit note over all of it; its weeks can then be invoiced again
    #[command(after_help = "Example: workdiary invoice cancel DEMO-2026-0001")]
    Cancel {
        /// The number of the invoice
        number: String,
        #[command(flatten)]
        output: Output,
    },
    /// List invoices and credit notes
    #[command(after_help = "Example: workdiary invoice list --contract acme")]
    List {
        /// Only those of this contract
        #[arg(long, value_name = "ID")]
        contract: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Show an invoice or a credit note
    #[command(after_help = "Example: workdiary invoice show DEMO-2026-0001")]
    Show {
        /// Its number
        number: String,
        #[command(flatten)]
        output: Output,
    },
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (path, value) = text.split_once('=').ok_or("PATH=VALUE, such as `seller.city=Berlin`")?;
    Ok((path.trim().to_owned(), value.to_owned()))
}
