//! The page of one plugin: all that is known of it.

use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::{Failure, Request};

use super::{Note, address, from, names, stands};
use crate::desk::Desk;
use crate::html::{self, list, number, size, text};
use crate::reply::{Page, Place};
use crate::schema;

/// Its page; none where there is no such plugin.
///
/// # Errors
/// When the diary cannot be read.
pub(super) fn page(
    desk: &Desk,
    name: &str,
    note: &Note,
    failure: Option<&Failure>,
) -> Result<Option<Page>, Failure> {
    let all = desk.json(Request::PluginList)?;
    let Some(plugin) = list(&all, "/plugins").iter().find(|plugin| text(plugin, "/name") == name) else {
        return Ok(None);
    };
    let kind = text(plugin, "/kind").replace('-', " ");
    let main = html! {
        h1 { (name) }
        @if let Some(failure) = failure { (html::failure(failure)) }
        (told(note))
        @if !text(plugin, "/title").is_empty() { p { (text(plugin, "/title")) } }
        dl.facts {
            div { dt { "Kind" } dd { (html::sentence(&kind).trim_end_matches('.')) } }
            div { dt { "Version" } dd { (text(plugin, "/version")) } }
            div { dt { "From" } dd { (from(plugin)) } }
            @if let Some(bytes) = number(plugin, "/size").and_then(|bytes| u64::try_from(bytes).ok()) {
                div { dt { "Size" } dd { (size(bytes)) } }
            }
            @if !text(plugin, "/license").is_empty() { div.long { dt { "Licence" } dd { (text(plugin, "/license")) } } }
            div.long { dt { "Used by" } dd { (names(list(plugin, "/used_by"))) } }
            div.long { dt { "Digest (SHA-256)" } dd.digest { (text(plugin, "/digest")) } }
        }
        h2 { "How it stands" }
        (stands(plugin))
        (said(plugin))
        @if plugin.get("missing").is_none() {
            (reaches(plugin))
            h2 { "What can be set" }
            (schema::table(plugin.get("config_schema").unwrap_or(&Value::Null)))
            details {
                summary { "The schema as it is" }
                pre.source tabindex="0" role="region" aria-label="The schema as it is" { "\n" (format!("{:#}", plugin.get("config_schema").unwrap_or(&Value::Null))) }
            }
        }
        (removal(plugin))
    };
    Ok(Some(Page::new(Place::Plugins, name, main)))
}

fn told(note: &Note) -> Markup {
    html! {
        @match note.did.as_str() {
            "added" => p.note.good role="status" { "It was added: it passed all gates and its own examples." },
            "accepted" => p.note.good role="status" { "From next Monday on " code { (note.contract) } " is billed by this version." },
            _ => {}
        }
    }
}

/// What it said to its author in its last calls.
fn said(plugin: &Value) -> Markup {
    let lines = list(plugin, "/log");
    html! {
        @if !lines.is_empty() {
            details {
                summary { "What it said in its last calls (" (lines.len()) @if lines.len() == 1 { " line" } @else { " lines" } ")" }
                pre.source tabindex="0" role="region" aria-label="What it said" {
                    "\n"
                    @for line in lines { (format!("{:<5}  {}\n", text(line, "/level"), text(line, "/message"))) }
                }
            }
        }
    }
}

/// What it sees and how far it reaches.
fn reaches(plugin: &Value) -> Markup {
    let imports = list(plugin, "/imports");
    let lookback = number(plugin, "/lookback_days").unwrap_or_default();
    html! {
        h2 { "What it sees" }
        ul {
            @for import in imports.iter().filter_map(Value::as_str) { li { code { (import) } } }
            @if imports.is_empty() { li { "Nothing but what it is asked" } }
        }
        @if !list(plugin, "/grants").is_empty() { p { "It sees snapshots only where you grant them, each time anew." } }
        @if lookback > 0 { p { "To bill a week it is given the " (lookback) " days before it as well." } }
        p { "Its own examples: " (number(plugin, "/examples").unwrap_or_default()) ". All of them came out as it says." }
    }
}

fn removal(plugin: &Value) -> Markup {
    let (name, users) = (text(plugin, "/name"), list(plugin, "/used_by"));
    html! {
        @if plugin.get("built_in") == Some(&Value::Bool(true)) {
            p.small { "It is built in and cannot be removed." }
        } @else if !users.is_empty() {
            p.small { "It cannot be removed while it is used by " (names(users)) "." }
        } @else {
            div.actions { button.danger type="button" popovertarget="sure" { "Remove…" } }
            div #sure popover {
                p { strong { "Remove " (name) "?" } }
                p { "Its file is taken away. Weeks that it has billed stay as they are." }
                form action=(format!("{}/remove", address(name))) method="post" {
                    button.danger { "Remove it" }
                    " "
                    button type="button" popovertarget="sure" popovertargetaction="hide" { "Keep it" }
                }
            }
        }
    }
}
