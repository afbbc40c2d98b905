//! What keeps a diary safe: backup, checks, the journal, its key; and where it all lies.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::doctor::{Level, Report};
use workdiary_service::{Failure, Request};
use workdiary_store::Home;

use crate::caller::Caller;
use crate::desk::Desk;
use crate::form::Form;
use crate::html::{list, number, sentence, text};
use crate::layout;

/// All that stands below the settings.
pub(super) fn sections(desk: &Desk, home: &Home) -> Markup {
    html! {
        (backup())
        section {
            h2 { "Doctor" }
            p { "Tries what tracking needs: input, screen, a test picture, the disk, the diary." }
            (ask("/settings/doctor", "Run the checks"))
        }
        section {
            h2 { "Journal" }
            p { "Every entry and every change stands in a journal that is chained and signed. It shows whether anything was changed behind its back." }
            (ask("/settings/verify", "Verify the diary"))
            @match desk.json(Request::KeyShow) {
                Ok(key) => (key_forms(&key)),
                Err(failure) => (crate::html::failure(&failure)),
            }
        }
        (about(home))
    }
}

fn ask(action: &str, words: &str) -> Markup {
    html! {
        form action=(action) method="post" hx-post=(action) hx-target="#main" hx-select="#main" hx-swap="outerHTML show:top" hx-disabled-elt="find button" {
            button { (words) }
        }
    }
}

fn backup() -> Markup {
    html! {
        section {
            h2 { "Backup" }
            p { "One file with everything: the diary, its pictures and its keys. Keep it as private as the diary itself." }
            form action="/settings/backup" method="post" { button { "Download a backup" } }
            p.small { "To bring it back, into a new folder: " code { "workdiary restore workdiary-DATE.tar --home NEW-FOLDER" } }
        }
    }
}

/// The findings of the doctor.
pub(super) fn findings(report: &Report) -> Markup {
    let word = |level| match level {
        Level::Ok => "ok",
        Level::Warning => "warning",
        Level::Problem => "problem",
    };
    let worst = report.checks.iter().map(|check| check.level).max().unwrap_or(Level::Ok);
    html! {
        section #findings aria-label="What the doctor found" {
            p.note.good[worst == Level::Ok].bad[worst == Level::Problem] role="status" {
                @match worst {
                    Level::Ok => "The doctor found nothing wrong.",
                    Level::Warning => "The doctor has warnings: see below.",
                    Level::Problem => "The doctor found problems: see below.",
                }
            }
            div.scroll tabindex="0" role="group" aria-label="The checks" {
                table.doctor {
                    thead { tr { th scope="col" { "Check" } th scope="col" { "State" } th scope="col" { "Found, and what to do" } } }
                    tbody {
                        @for check in &report.checks {
                            tr {
                                th scope="row" { (check.name) }
                                td class=(word(check.level)) { (word(check.level)) }
                                td {
                                    (check.found)
                                    @if let Some(hint) = &check.hint { br; strong { (sentence(hint)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What came of holding the diary against its journal.
pub(super) fn verdict(verified: &Value) -> Markup {
    let count = |name: &str| number(verified, &format!("/{name}")).unwrap_or_default();
    let unsigned = count("entries") - count("signed_until");
    let valid = verified.get("valid") == Some(&Value::Bool(true));
    html! {
        section #verdict aria-label="What the journal says" {
            div.note.good[valid].bad[!valid] role="status" {
                p { strong {
                    @if valid { "Whole: nothing was changed behind the journal's back." }
                    @else { "The diary is not what its journal says." }
                } }
                p { (count("entries")) " entries, " (count("signatures")) " signatures, " (count("statements")) " statements, " (count("segments")) " segments and " (count("snapshots")) " snapshots were checked." }
                @if unsigned > 0 { p { "The last " (unsigned) " entries are not signed yet." } }
                @if verified.get("demo").is_some() { p { "This is sample data, which proves nothing." } }
                @if !valid {
                    ul { @for broken in list(verified, "/broken") { li { (text(broken, "/what")) ": " (text(broken, "/why")) } } }
                    p { "Keep the folder as it is. A backup is brought back into another one." }
                }
            }
        }
    }
}

fn key_forms(key: &Value) -> Markup {
    let is = |name: &str| key.get(name) == Some(&Value::Bool(true));
    let (protected, unlocked) = (is("protected"), is("unlocked"));
    let field = |name: &str, label: &str, complete: &str| {
        html! { label { (label) input type="password" name=(name) autocomplete=(complete) required; } }
    };
    let old = || field("old", "Passphrase", "current-password");
    let new = || {
        html! {
            (field("new", "New passphrase", "new-password"))
            (field("again", "The same once more", "new-password"))
        }
    };
    let form = |fields: Markup, wanted: &str, words: &str| {
        html! {
            form action="/settings/key" method="post" {
                div.form { (fields) }
                div.actions { button name="do" value=(wanted) { (words) } }
            }
        }
    };
    html! {
        h3 { "Its key" }
        p { "Who has this public key can check the signatures: " code { (text(key, "/public")) } }
        @if protected && !unlocked {
            p.note { "The key is locked: the journal goes on unsigned until you unlock it." }
            (form(old(), "unlock", "Unlock the key"))
        }
        details {
            summary { @if protected { "Change or remove its passphrase" } @else { "Protect it with a passphrase" } }
            p.small { "Its file is encrypted then. Each time the host starts, the key waits to be unlocked. A passphrase that is lost cannot be brought back." }
            @if protected {
                (form(html! { (old()) (new()) }, "protect", "Change the passphrase"))
                (form(old(), "plain", "Keep the key without a passphrase"))
            } @else {
                (form(new(), "protect", "Protect the key"))
            }
        }
    }
}

/// What is asked about the key, and the word for it when it is done.
///
/// # Errors
/// When the passphrases differ or there is none.
pub(super) fn key_request(form: &Form) -> Result<(Request, &'static str), Failure> {
    let (old, new) = (form.get("old").to_owned(), form.get("new").to_owned());
    match form.get("do") {
        "unlock" => Ok((Request::KeyUnlock { passphrase: old }, "unlocked")),
        "plain" => Ok((Request::KeyProtect { old: Some(old), new: None }, "plain")),
        "protect" if new.is_empty() || new != form.get("again") => {
            Err(Failure::usage("the passphrases differ, or are empty").hint("nothing was changed"))
        }
        "protect" => Ok((Request::KeyProtect { old: Some(old), new: Some(new) }, "protected")),
        other => Err(Failure::usage(format!("`{other}` is nothing that can be done with a key"))),
    }
}

fn about(home: &Home) -> Markup {
    html! {
        section {
            h2 { "This diary" }
            dl.facts {
                div { dt { "Folder" } dd { code { (home.folder().display()) } } }
                div { dt { "Version" } dd { (env!("CARGO_PKG_VERSION")) } }
            }
            p { "Everything of the diary lies in this folder. The host goes on when this page is closed." }
            button.danger type="button" popovertarget="end" { "End the host…" }
            div #end popover {
                form action="/settings/end" method="post" {
                    p { strong { "End the host?" } }
                    p { "Tracking is switched Off and everything is saved. These pages are gone until you run " code { "workdiary open" } "." }
                    button.danger { "End it" } " "
                    button type="button" popovertarget="end" popovertargetaction="hide" { "Let it run" }
                }
            }
        }
    }
}

/// Ends the host, once the browser has the answer.
pub(super) async fn end(web: Caller) -> Response {
    match web.work(|desk| desk.ask(Request::End)).await {
        Ok(_) => {
            web.end_soon();
            layout::outside(
                axum::http::StatusCode::OK,
                "The host is ended. Everything is saved.",
                "run `workdiary open` to start it again",
            )
        }
        Err(failure) => layout::bare(&failure),
    }
}
