//! The command line of imports and of history.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::{Date, Time};
use workdiary_service::import::{DateOrder, Format};

use super::Output;

#[derive(Debug, Args)]
pub(crate) struct ImportCommand {
    /// The file
    pub file: PathBuf,
    /// To which contract
    #[arg(long, value_name = "ID")]
    pub contract: String,
    /// Whose export it is [by default what its head tells]
    #[arg(long, value_name = "NAME")]
    pub format: Option<FormatName>,
    /// The time zone of its times [by default the contract's]
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Which comes first in dates such as 11/12/2026, where the file does not tell: day or month
    #[arg(long, value_name = "ORDER")]
    pub date_order: Option<OrderName>,
    /// Where the file tells no times of day: lay what is of a day one after another from this time on
    #[arg(long, value_name = "HH:MM")]
    pub day_starts: Option<Time>,
    /// One label for all, in place of the tags in the file; empty: none
    #[arg(long, value_name = "LABEL")]
    pub label: Option<String>,
    /// Keep it as history: it can be read and is never billed
    #[arg(long)]
    pub history: bool,
    /// Do it; without this nothing is written
    #[arg(long)]
    pub apply: bool,
    /// Take the other lines where some are refused
    #[arg(long)]
    pub skip_refused: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct HistoryCommand {
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    /// From this day on, UTC
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// Up to this day, UTC
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// Instead: remove what this import brought, for good
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["from", "to"])]
    pub remove: Option<i64>,
    #[command(flatten)]
    pub output: Output,
}

/// The formats, by their words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormatName(pub(crate) Format);

impl ValueEnum for FormatName {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [FormatName; 6] = {
            let [a, b, c, d, e, f] = Format::ALL;
            [FormatName(a), FormatName(b), FormatName(c), FormatName(d), FormatName(e), FormatName(f)]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.0.word().into())
    }
}

/// The orders of day and month.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum OrderName {
    /// 16/11/2026
    Dmy,
    /// 11/16/2026
    Mdy,
}

impl OrderName {
    /// The word that is typed.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        }
    }
}

impl From<OrderName> for DateOrder {
    fn from(order: OrderName) -> Self {
        match order {
            OrderName::Dmy => Self::Dmy,
            OrderName::Mdy => Self::Mdy,
        }
    }
}
