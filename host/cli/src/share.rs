//! Clients from elsewhere: where they get in, and who is invited.

use std::net::SocketAddr;
use std::process::ExitCode;

use serde_json::{Value, json};
use workdiary_service::{Answer, Failure, Request, config};
use workdiary_store::Home;
use workdiary_web::Share;

use crate::args::ShareCommand;
use crate::client::Client;
use crate::output::{self, CARE, FAINT, STRONG, text};

pub(crate) fn run(client: &Client, command: ShareCommand) -> Result<ExitCode, Failure> {
    match command {
        ShareCommand::Show { output } => {
            let place = place(client)?;
            output::done(output, &place_lines(&place), &place)
        }
        ShareCommand::Invite { contract, days, output } => {
            // Without a place to come to an invitation leads nowhere.
            let place = place(client)?;
            let mut invited = client.ask_json(Request::Invite { contract, days })?;
            if let Some(fields) = invited.as_object_mut() {
                let path = fields.remove("path").unwrap_or_default();
                let link = format!("{}{}", text(&place, "/origin"), path.as_str().unwrap_or_default());
                fields.insert("link".to_owned(), link.into());
                fields
                    .insert("fingerprint".to_owned(), place.get("fingerprint").cloned().unwrap_or_default());
            }
            output::done(output, &invited_lines(&invited, &place), &invited)
        }
        ShareCommand::List { contract, output } => {
            let all = client.ask_json(Request::InvitationList { contract })?;
            let each = all.get("invitations").and_then(Value::as_array).into_iter().flatten();
            let lines: String = each.map(invitation_line).collect();
            let lines = if lines.is_empty() { "nobody was invited yet\n".to_owned() } else { lines };
            output::done(output, &lines, &all)
        }
        ShareCommand::Revoke { number, output } => {
            let revoked = client.ask_json(Request::InvitationRevoke { number })?;
            output::done(output, &invitation_line(&revoked), &revoked)
        }
    }
}

/// Where clients get in, as the running host says it, or as the settings do.
fn place(client: &Client) -> Result<Value, Failure> {
    if let Some(Answer::Json(place)) = client.ask_running_host(&Request::Share)? {
        return Ok(place);
    }
    let settings = config::read(&client.home().config())?.share;
    let at = settings.at().ok_or_else(off)?;
    Ok(described(&Share::of(client.home(), &settings, at)?, false))
}

/// Where clients get in, as JSON for people and programs.
pub(crate) fn described(share: &Share, listens: bool) -> Value {
    json!({
        "listens": listens, "address": share.at().to_string(), "origin": share.origin(),
        "fingerprint": share.fingerprint(),
    })
}

/// Nobody gets in.
pub(crate) fn off() -> Failure {
    Failure::environment("clients get in nowhere: no address is set for them")
        .hint("`workdiary serve --share ADDRESS:PORT`, or `listen` under `[share]` in config.toml; host.log tells what is wrong with that")
}

/// The settings of this home, with another address where one was named.
///
/// # Errors
/// When they cannot be read, or make no sense.
pub(crate) fn settings(home: &Home, named: Option<SocketAddr>) -> Result<config::Share, Failure> {
    let mut settings = config::read(&home.config())?.share;
    if let Some(at) = named {
        settings.listen = at.to_string();
        settings.validate().map_err(|why| Failure::usage(why).hint("docs/sharing.md says more"))?;
    }
    Ok(settings)
}

fn place_lines(place: &Value) -> String {
    let state = match place.get("listens") {
        Some(Value::Bool(true)) => "listens".to_owned(),
        _ => format!("{CARE}does not run{CARE:#}: `workdiary serve` starts it"),
    };
    let print = text(place, "/fingerprint");
    let print = if print.is_empty() { "none: what stands before it shows one".to_owned() } else { print };
    format!(
        "{STRONG}{}{STRONG:#}  on {}, {state}\ncertificate (SHA-256): {print}\n",
        text(place, "/origin"),
        text(place, "/address")
    )
}

fn invited_lines(invited: &Value, place: &Value) -> String {
    format!(
        "invitation {} to `{}`: this link works once, until {}\n{STRONG}{}{STRONG:#}\n{}",
        invited.get("invitation").and_then(Value::as_i64).unwrap_or_default(),
        text(invited, "/contract"),
        text(invited, "/until"),
        text(invited, "/link"),
        match text(place, "/fingerprint").as_str() {
            "" => String::new(),
            print => format!(
                "{FAINT}The certificate's fingerprint, to be compared on another way (SHA-256):{FAINT:#}\n{print}\n"
            ),
        }
    )
}

fn invitation_line(invitation: &Value) -> String {
    let time = |name: &str| {
        let time = text(invitation, &format!("/{name}"));
        if time.is_empty() { time } else { format!("  {} {time}", name.trim_end_matches("_at")) }
    };
    format!(
        "{STRONG}{}{STRONG:#}  {}  {:<8}{}{}{}{}\n",
        invitation.get("invitation").and_then(Value::as_i64).unwrap_or_default(),
        text(invitation, "/contract"),
        text(invitation, "/state"),
        time("made_at"),
        time("entered_at"),
        time("revoked_at"),
        time("until"),
    )
}
