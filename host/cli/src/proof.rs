//! `workdiary check`, `journal`, `verify` and `key`: what holds up, what was done, what proves it.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use serde_json::Value;
use workdiary_service::{Failure, Request};

use crate::args::{JournalCommand, KeyCommand, Output, WeekCommand};
use crate::client::Client;
use crate::output::{self, BAD, CARE, FAINT, GOOD, STRONG, short, text};

pub(crate) fn check(client: &Client, command: WeekCommand) -> Result<ExitCode, Failure> {
    let WeekCommand { contract, week, output } = command;
    let check = client.ask_json(Request::Check { contract, week })?;
    output::done(output, &check_page(&check), &check)
}

fn check_page(check: &Value) -> String {
    let mut page = format!(
        "{STRONG}{}{STRONG:#}  week of {}, {} {}\n{} of {} segments hold up\n",
        text(check, "/contract"),
        text(check, "/week"),
        if check.get("locked") == Some(&Value::Bool(true)) { "locked since" } else { "can be mended until" },
        text(check, "/lock"),
        number(check, "hold_up"),
        number(check, "segments"),
    );
    for finding in check.get("findings").and_then(Value::as_array).into_iter().flatten() {
        page.push_str(&format!(
            "\n{CARE}{}{CARE:#}  {} to {} ({} segments): {}\n",
            text(finding, "/weakness"),
            text(finding, "/from"),
            text(finding, "/to"),
            number(finding, "segments"),
            text(finding, "/why"),
        ));
        let mend = text(finding, "/mend");
        if !mend.is_empty() {
            page.push_str(&format!("  {FAINT}{mend}{FAINT:#}\n"));
        }
    }
    page
}

pub(crate) fn journal(client: &Client, command: JournalCommand) -> Result<ExitCode, Failure> {
    let JournalCommand { contract, last, output } = command;
    let journal = client.ask_json(Request::Journal { contract, most: last })?;
    let entries = journal.get("entries").and_then(Value::as_array);
    let page: String = entries.into_iter().flatten().map(entry_lines).collect();
    output::done(output, &page, &journal)
}

fn entry_lines(entry: &Value) -> String {
    let payload = entry.get("payload").unwrap_or(&Value::Null);
    let contract = text(payload, "/contract");
    let edit = payload.get("edit").and_then(Value::as_i64).map(|edit| format!("edit {edit}"));
    let about = [Some(contract).filter(|name| !name.is_empty()), edit];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut lines = format!(
        "{FAINT}{:>6}{FAINT:#}  {}  {:<12} {STRONG}{}{STRONG:#}  {about}\n",
        number(entry, "seq"),
        text(entry, "/time"),
        text(entry, "/actor"),
        text(entry, "/kind"),
    );
    for change in entry.get("changes").and_then(Value::as_array).into_iter().flatten() {
        lines.push_str(&change_line(change));
    }
    lines
}

/// So many letters of a memo or label are shown.
const SHOWN: usize = 48;

fn change_line(change: &Value) -> String {
    let mut line = format!("        {}", text(change, "/start"));
    for what in ["memo", "label"] {
        let said = |when: &str| short(&text(change, &format!("/{what}/{when}")), SHOWN);
        let (before, after) = (said("before"), said("after"));
        if before != after {
            line.push_str(&format!("  {what} {FAINT}`{before}`{FAINT:#} → `{after}`"));
        }
    }
    line + "\n"
}

pub(crate) fn verify(client: &Client, output: Output) -> Result<ExitCode, Failure> {
    let verified = client.ask_json(Request::Verify)?;
    let shown = output::done(output, &verified_page(&verified), &verified)?;
    match verified.get("valid") {
        Some(Value::Bool(true)) => Ok(shown),
        _ => Err(Failure::environment("the diary is not what its journal says")
            .hint("keep the home as it is; `workdiary restore` brings back a backup into another folder")),
    }
}

fn verified_page(verified: &Value) -> String {
    let mut page = String::new();
    for broken in verified.get("broken").and_then(Value::as_array).into_iter().flatten() {
        page.push_str(&format!("{BAD}broken{BAD:#}  {}: {}\n", text(broken, "/what"), text(broken, "/why")));
    }
    page.push_str(&format!(
        "{} entries, {} signatures, {} statements, {} segments, {} snapshots\n",
        number(verified, "entries"),
        number(verified, "signatures"),
        number(verified, "statements"),
        number(verified, "segments"),
        number(verified, "snapshots"),
    ));
    let unsigned = number(verified, "entries") - number(verified, "signed_until");
    if unsigned > 0 {
        page.push_str(&format!("{CARE}the last {unsigned} entries are not signed yet{CARE:#}\n"));
    }
    if verified.get("valid") == Some(&Value::Bool(true)) {
        page.push_str(&format!("{GOOD}whole{GOOD:#}: nothing was changed behind the journal's back\n"));
    }
    if verified.get("demo").is_some() {
        page.push_str(&format!("{CARE}DEMO{CARE:#}: sample data, which proves nothing\n"));
    }
    page
}

pub(crate) fn key(client: &Client, command: KeyCommand) -> Result<ExitCode, Failure> {
    let is_protected = || -> Result<bool, Failure> {
        Ok(client.ask_json(Request::KeyShow)?.get("protected") == Some(&Value::Bool(true)))
    };
    let old = || if is_protected()? { passphrase("passphrase: ").map(Some) } else { Ok(None) };
    let (request, output) = match command {
        KeyCommand::Show { output } => (Request::KeyShow, output),
        KeyCommand::Unlock { output } => {
            (Request::KeyUnlock { passphrase: old()?.unwrap_or_default() }, output)
        }
        KeyCommand::Unprotect { output } => (Request::KeyProtect { old: old()?, new: None }, output),
        KeyCommand::Protect { output } => {
            let old = old()?;
            let new = passphrase("new passphrase: ")?;
            if new.is_empty() || passphrase("once more: ")? != new {
                return Err(
                    Failure::usage("the passphrases differ, or are empty").hint("nothing was changed")
                );
            }
            (Request::KeyProtect { old, new: Some(new) }, output)
        }
    };
    let key = client.ask_json(request)?;
    let is = |name: &str| key.get(name) == Some(&Value::Bool(true));
    let state = match (is("protected"), is("unlocked")) {
        (true, true) => "protected, unlocked",
        (true, false) => "protected, locked: `workdiary key unlock` lets it sign",
        (false, _) => "not protected",
    };
    let page = format!("{}\n{FAINT}{}{FAINT:#}\n{state}\n", text(&key, "/public"), text(&key, "/file"));
    output::done(output, &page, &key)
}

/// Asks at the terminal without showing what is typed; otherwise takes a line of standard input.
fn passphrase(prompt: &str) -> Result<String, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("no passphrase could be read: {error}"))
            .hint("type it at the terminal, or give it as a line on standard input")
    };
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(prompt).map_err(cannot);
    }
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line).map_err(cannot)? {
        0 => Err(cannot(std::io::ErrorKind::UnexpectedEof.into())),
        _ => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}

fn number(value: &Value, name: &str) -> i64 {
    value.get(name).and_then(Value::as_i64).unwrap_or_default()
}
