//! `workdiary edit`, `remove`, `add`, `snapshot`, `undo` and `redo`.

use std::process::ExitCode;

use serde_json::Value;
use workdiary_service::edit::{Change, Hide, ManualWanted};
use workdiary_service::select::Selection;
use workdiary_service::{Failure, Request, shown};

use crate::args::{AddCommand, Chosen, EditCommand, Output, RemoveCommand, SnapshotCommand, UndoCommand};
use crate::client::Client;
use crate::output;

pub(crate) fn edit(client: &Client, command: EditCommand) -> Result<ExitCode, Failure> {
    let EditCommand { contract, chosen, memo, label, output } = command;
    let change = Change { memo, label };
    show(client, Request::Edit { contract, selection: chosen.into(), change }, output)
}

pub(crate) fn remove(client: &Client, command: RemoveCommand) -> Result<ExitCode, Failure> {
    let RemoveCommand { contract, chosen, output } = command;
    show(client, Request::Remove { contract, selection: chosen.into() }, output)
}

pub(crate) fn add(client: &Client, command: AddCommand) -> Result<ExitCode, Failure> {
    let AddCommand { contract, chosen, memo, label, output } = command;
    let wanted = ManualWanted { contract, selection: chosen.into(), memo, label };
    show(client, Request::AddManual(wanted), output)
}

pub(crate) fn snapshot(client: &Client, command: SnapshotCommand) -> Result<ExitCode, Failure> {
    let (command, how) = match command {
        SnapshotCommand::Withhold(command) => (command, Hide::Withhold),
        SnapshotCommand::Blur(command) => (command, Hide::Blur),
    };
    let RemoveCommand { contract, chosen, output } = command;
    show(client, Request::HideSnapshots { contract, selection: chosen.into(), how }, output)
}

pub(crate) fn undo(client: &Client, command: UndoCommand, again: bool) -> Result<ExitCode, Failure> {
    let UndoCommand { number, contract, output } = command;
    show(client, Request::Undo { contract, number, again }, output)
}

impl From<Chosen> for Selection {
    fn from(chosen: Chosen) -> Self {
        match (chosen.from, chosen.to) {
            (Some(from), Some(to)) => Self::Range { from, to },
            _ => Self::Picked(chosen.at),
        }
    }
}

fn show(client: &Client, request: Request, output: Output) -> Result<ExitCode, Failure> {
    let done = client.ask_json(request)?;
    let shown = output::done(output, &page(&done), &done)?;
    output::warning(&done);
    Ok(shown)
}

fn page(done: &Value) -> String {
    let text = |pointer: &str| done.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let what = match done.get("snapshots").and_then(Value::as_u64) {
        Some(snapshots) => output::count(snapshots, "snapshot", "snapshots"),
        None => output::count(shown::list(done, "/segments").len(), "segment", "segments"),
    };
    let edit = done.get("edit").and_then(Value::as_i64).unwrap_or_default();
    format!("{} {what} from {} on (edit {edit})\n", text("/did"), text("/segments/0"))
}
