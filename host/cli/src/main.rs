//! The `workdiary` binary: reads the command line, asks the service, shows the answer.

mod answers;
mod args;
mod bill;
mod client;
mod contract;
mod diary;
mod doctor;
mod edit;
mod handover;
mod history;
mod host;
mod import;
mod invoice;
mod open;
mod output;
mod pages;
mod plugin;
mod proof;
mod share;
mod socket;
mod track;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser;
use client::Client;
use etcetera::BaseStrategy;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_service::{Answer, Failure, Request, demo};
use workdiary_store::{Home, Saved, Store};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(failure) => output::failure(&failure),
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::CaptureChild => return Ok(workdiary_capture::child::run()),
        Command::CompileChild => return Ok(workdiary_plugins::compile::child()),
        Command::Completions { shell } => return pages::completions(shell),
        Command::Man { folder } => return pages::manual(&folder),
        _ => {}
    }
    let home = home(cli.home)?;
    let client = Client::new(home.clone(), cli.actor.unwrap_or(Actor::Freelancer))?;
    match cli.command {
        Command::Serve { detach: true, listen, share } => {
            client.start_host(listen, share).map(|()| track::host_runs(&client))
        }
        Command::Serve { detach: false, listen, share } => {
            host::serve(&home, client.program(), listen, share)
        }
        Command::Open { print, output } => open::open(&client, print, output),
        Command::Contract(command) => contract::run(&client, *command),
        Command::Start { contract, memo, label, output } => {
            track::start(&client, contract, memo, label, output)
        }
        Command::Stop { host, output } => track::stop(&client, host, output),
        Command::Status { output } => track::status(&client, output),
        Command::Diary { contract, day, week, tz, output } => {
            diary::run(&client, contract, day, week, &tz, output)
        }
        Command::Edit(command) => edit::edit(&client, command),
        Command::Remove(command) => edit::remove(&client, command),
        Command::Add(command) => edit::add(&client, command),
        Command::Import(command) => import::import(&client, &command),
        Command::History(command) => history::history(&client, command),
        Command::Snapshot(command) => edit::snapshot(&client, command),
        Command::Undo(command) => edit::undo(&client, command, false),
        Command::Redo(command) => edit::undo(&client, command, true),
        Command::Request(command) => answers::request(&client, command),
        Command::Grant(command) => answers::answer(&client, command, true),
        Command::Refuse(command) => answers::answer(&client, command, false),
        Command::Statement(command) => answers::statement(&client, command),
        Command::Check(command) => proof::check(&client, command),
        Command::Journal(command) => proof::journal(&client, command),
        Command::Verify(command) => handover::verify(&client, command),
        Command::Bundle(command) => handover::bundle(&client, command),
        Command::Respond(command) => handover::respond(&client, command),
        Command::Take(command) => handover::take(&client, command),
        Command::Share(command) => share::run(&client, command),
        Command::Key(command) => proof::key(&client, command),
        Command::Bill { contract, week, output } => bill::bill(&client, contract, week, output),
        Command::Labels { contract, suggest, output } => bill::labels(&client, contract, suggest, output),
        Command::Invoice(command) => invoice::run(&client, command),
        Command::Report(command) => bill::report(&client, command),
        Command::Plugin(command) => plugin::run(&client, *command),
        Command::Doctor { output } => doctor::run(&client, output),
        Command::Backup { file, output } => backup(&client, &file, output),
        Command::Restore { file, output } => restore(&home, &file, output),
        Command::Demo { minutes, now, snapshots, output } => {
            demo(&client, minutes.as_deref(), now.map(Into::into), snapshots, output)
        }
        Command::CaptureChild | Command::CompileChild | Command::Completions { .. } | Command::Man { .. } => {
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn home(named: Option<PathBuf>) -> Result<Home, Failure> {
    let folder = match named {
        Some(folder) => folder,
        None => etcetera::choose_base_strategy()
            .map_err(|error| {
                Failure::environment(format!("the platform's data folder is not known: {error}"))
                    .hint("name one: `--home DIR`")
            })?
            .data_dir()
            .join("workdiary"),
    };
    Ok(Home::at(&absolute(&folder)?))
}

/// The host may stand in another folder: paths are made absolute where they are typed.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path)
        .map_err(|error| Failure::usage(format!("the path `{}` cannot be used: {error}", path.display())))
}

/// Makes a demo home, or sets the clock of one that is there.
fn demo(
    client: &Client,
    minutes: Option<&Path>,
    now: Option<Second>,
    snapshots: bool,
    output: args::Output,
) -> Result<ExitCode, Failure> {
    let home = client.home();
    if let (None, Some(now), true) = (minutes, now, home.has_diary()) {
        demo::set_clock(home, now)?;
        let json = serde_json::json!({ "demo": true, "now": now.to_string() });
        return output::done(output, &format!("the time of the DEMO home is {now}"), &json);
    }
    let made = demo::make(home, client.program(), minutes, now, snapshots)?;
    let text = format!(
        "made a DEMO home in `{}`: {} contracts, {} tracked minutes; its time is {}",
        home.folder().display(),
        made.contracts,
        made.minutes,
        made.now
    );
    let json = serde_json::json!({
        "demo": true, "contracts": made.contracts, "minutes": made.minutes, "now": made.now.to_string(),
    });
    output::done(output, &text, &json)
}

fn backup(client: &Client, file: &Path, output: args::Output) -> Result<ExitCode, Failure> {
    let file = absolute(file)?;
    let Answer::Backup { pictures, missing, bytes } = client.ask(Request::Backup { file: file.clone() })?
    else {
        return Err(client::unexpected());
    };
    let text =
        format!("wrote `{}`: {pictures} pictures, {} kB{}", file.display(), bytes / 1_000, lacking(missing));
    let json = serde_json::json!({ "file": file, "pictures": pictures, "missing": missing, "bytes": bytes });
    output::done(output, &text, &json)
}

fn restore(home: &Home, file: &Path, output: args::Output) -> Result<ExitCode, Failure> {
    let Saved { pictures, missing, .. } = Store::restore(file, home)?;
    let folder = home.folder();
    let text = format!(
        "brought the diary back into `{}`: {pictures} pictures, all checked{}",
        folder.display(),
        lacking(missing)
    );
    let json = serde_json::json!({ "home": folder, "pictures": pictures, "missing": missing });
    output::done(output, &text, &json)
}

fn lacking(missing: u64) -> String {
    match missing {
        0 => String::new(),
        _ => format!("; {missing} more are named by the diary and were missing already"),
    }
}
