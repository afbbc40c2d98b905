//! The commands by which a week is handed over, checked and answered.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::Output;

#[derive(Debug, Args)]
pub(crate) struct VerifyCommand {
    /// The bundle; without it the diary itself is verified
    pub file: Option<PathBuf>,
    /// The freelancer's key as you know it: the bundle must be signed by it
    #[arg(long, value_name = "KEY", requires = "file")]
    pub key: Option<String>,
    /// An earlier bundle or answer that you have kept: nothing before it may have been changed
    #[arg(long, value_name = "FILE", requires = "file")]
    pub since: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct BundleCommand {
    /// The contract; by default the one worked on last
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,
    /// The week (Monday to Sunday, UTC) of this date
    #[arg(long, value_name = "DATE")]
    pub week: Date,
    /// Up to the week of this date; six weeks at most
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// Leave the pictures out: their digests alone go along
    #[arg(long)]
    pub without_pictures: bool,
    /// The file to write; it must not exist
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct RespondCommand {
    /// The bundle
    pub bundle: PathBuf,
    /// The file to write; it must not exist
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub file: PathBuf,
    /// Label the segments that begin from one time up to another, such as `2026-11-16T09:00Z..2026-11-16T10:00Z=review`
    #[arg(long, value_name = "FROM..TO=LABEL", value_parser = label)]
    pub label: Vec<(String, String, String)>,
    /// Grant a request for manual time, with or without words
    #[arg(long, value_name = "NUMBER[=WORDS]", value_parser = numbered)]
    pub grant: Vec<(i64, String)>,
    /// Refuse a request for manual time
    #[arg(long, value_name = "NUMBER[=WHY]", value_parser = numbered)]
    pub refuse: Vec<(i64, String)>,
    /// Say that the statement of the week of this date is right
    #[arg(long, value_name = "DATE[=WORDS]", value_parser = dated)]
    pub countersign: Vec<(Date, String)>,
    /// Say that the statement of the week of this date is not right, and why
    #[arg(long, value_name = "DATE=WHY", value_parser = dated)]
    pub dispute: Vec<(Date, String)>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TakeCommand {
    /// The answer
    pub file: PathBuf,
    /// The client's key as the client told you; needed once, or when it has become another
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

/// What stands before the first `=`, and what after it.
fn halves(text: &str) -> (&str, String) {
    text.split_once('=').map_or((text, String::new()), |(first, rest)| (first, rest.to_owned()))
}

fn label(text: &str) -> Result<(String, String, String), String> {
    let (range, label) = text.split_once('=').ok_or("`FROM..TO=LABEL`; an empty label takes it away")?;
    let (from, to) = range.split_once("..").ok_or("`FROM..TO=LABEL`, with two dots between the times")?;
    Ok((from.to_owned(), to.to_owned(), label.to_owned()))
}

fn numbered(text: &str) -> Result<(i64, String), String> {
    let (number, words) = halves(text);
    number
        .parse()
        .map(|number| (number, words))
        .map_err(|_| format!("`{number}` is not the number of a request"))
}

fn dated(text: &str) -> Result<(Date, String), String> {
    let (date, words) = halves(text);
    date.parse().map(|date| (date, words)).map_err(|_| format!("`{date}` is not a date such as 2026-11-16"))
}
