//! The plugins: what there is, who uses it, what is wrong with it; adding, removing, accepting a new version.

use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_service::{Failure, Kind, Request};

use crate::caller::Caller;
use crate::contracts;
use crate::desk::Desk;
use crate::html::{self, list, number, size, text};
use crate::layout;
use crate::reply::{Page, Place, Reply, status_of};
use crate::routes::Table;

mod accept;
mod one;
mod upload;

pub(crate) use upload::{Arrived, READ_BYTES};

pub(crate) fn routes() -> Table {
    // More is read than is taken: a browser is told only when it has sent all.
    let add = post(upload::add).layer(DefaultBodyLimit::max(READ_BYTES));
    Table::new()
        .route("/plugins", get(all).merge(add))
        .route("/plugins/{name}", get(show))
        .route("/plugins/{name}/remove", post(remove))
        .route("/plugins/{name}/accept/{contract}", get(accept::show).post(accept::accept))
}

/// What was just done, as the address tells it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Note {
    did: String,
    name: String,
    contract: String,
}

async fn all(web: Caller, Query(note): Query<Note>) -> Response {
    web.reply(move |desk| Ok(page(desk, &note, None)?.into())).await
}

/// The page of all plugins.
///
/// # Errors
/// When the diary cannot be read.
fn page(desk: &Desk, note: &Note, failure: Option<&Failure>) -> Result<Page, Failure> {
    let all = desk.json(Request::PluginList)?;
    let refused = list(&all, "/refused");
    let kinds = [
        ("billing-rule", "Billing rules"),
        ("label-scheme", "Label schemes"),
        ("report-format", "Report formats"),
    ];
    let main = html! {
        h1 { "Plugins" }
        @if let Some(failure) = failure { (html::failure(failure)) }
        @if note.did == "removed" { p.note.good role="status" { "Removed " code { (note.name) } "." } }
        p { "Rules of money, label schemes and report formats are plugins. Each runs in a sandbox: it sees what it is given, and reaches no file and no network." }
        @for (kind, title) in kinds {
            @let of_kind: Vec<&Value> = list(&all, "/plugins").iter().filter(|plugin| text(plugin, "/kind") == kind).collect();
            @if !of_kind.is_empty() { h2 { (title) } (table(&of_kind)) }
        }
        @if !refused.is_empty() {
            h2 { "Files that were not taken" }
            p { "These lie in the folder of plugins. What they replace, where they replace something, is in use as before." }
            div.scroll tabindex="0" role="region" aria-label="Files that were not taken" { table {
                thead { tr { th scope="col" { "File" } th scope="col" { "Why" } } }
                tbody { @for file in refused { tr { th scope="row" { (text(file, "/file")) } td { (text(file, "/why")) } } } }
            } }
        }
        (upload::form())
    };
    Ok(Page::new(Place::Plugins, "Plugins", main))
}

fn table(plugins: &[&Value]) -> Markup {
    html! {
        div.scroll { table.plugins {
            thead { tr {
                th scope="col" { "Plugin" } th scope="col" { "Version" } th scope="col" .number { "Size" }
                th scope="col" { "From" } th scope="col" { "Used by" } th scope="col" { "How it stands" }
            } }
            tbody { @for plugin in plugins { tr {
                th scope="row" {
                    a href=(address(text(plugin, "/name"))) { (text(plugin, "/name")) }
                    span.small.title { (text(plugin, "/title")) }
                }
                td { (text(plugin, "/version")) " " span.digest.small title=(text(plugin, "/digest")) { (short(text(plugin, "/digest"))) } }
                td.number { (number(plugin, "/size").and_then(|bytes| u64::try_from(bytes).ok()).map(size).unwrap_or_default()) }
                td { (from(plugin)) }
                td { (names(list(plugin, "/used_by"))) }
                td { (stands(plugin)) }
            } } }
        } }
    }
}

/// The address of a plugin's page.
fn address(name: &str) -> String {
    format!("/plugins/{}", html::path(name))
}

/// The begin of a digest.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

fn from(plugin: &Value) -> &'static str {
    if plugin.get("built_in") == Some(&Value::Bool(true)) { "Built in" } else { "Added" }
}

/// Contracts, each a way to its page.
fn names(ids: &[Value]) -> Markup {
    html! {
        @for (index, id) in ids.iter().filter_map(Value::as_str).enumerate() {
            @if index > 0 { ", " }
            a href=(contracts::address(id)) { (id) }
        }
        @if ids.is_empty() { "–" }
    }
}

/// What is wrong with it, or what waits.
fn stands(plugin: &Value) -> Markup {
    let faults = number(plugin, "/faults").unwrap_or_default();
    html! {
        @if let Some(missing) = plugin.get("missing").and_then(Value::as_str) {
            p.warn { (html::sentence(missing)) }
        } @else if plugin.get("set_aside") == Some(&Value::Bool(true)) {
            p.warn { strong { "Set aside" } " after " (faults) " faults in a row: " (text(plugin, "/last_fault")) }
        } @else if faults > 0 {
            p.warn { "Failed " @if faults == 1 { "once" } @else { (faults) " times in a row" } ": " (text(plugin, "/last_fault")) }
        } @else {
            p { "In order" }
        }
        @for contract in list(plugin, "/waits_for").iter().filter_map(Value::as_str) {
            p { a href=(accept::address(text(plugin, "/name"), contract)) { "A new version waits for " (contract) } }
        }
    }
}

async fn show(web: Caller, Path(name): Path<String>, Query(note): Query<Note>) -> Response {
    web.reply(
        move |desk| Ok(one::page(desk, &name, &note, None)?.map_or_else(|| missing(&name), Reply::from)),
    )
    .await
}

fn missing(name: &str) -> Reply {
    layout::missing(&format!("there is no plugin `{name}`")).into()
}

async fn remove(web: Caller, Path(name): Path<String>) -> Response {
    web.reply(move |desk| {
        let failure = match desk.ask(Request::PluginRemove { name: name.clone() }) {
            Ok(_) => return Ok(Reply::See(format!("/plugins?did=removed&name={}", html::path(&name)))),
            Err(failure) => failure,
        };
        let page = one::page(desk, &name, &Note::default(), Some(&failure))?;
        Ok(page.map_or_else(|| missing(&name), |page| page.with_status(status_of(&failure)).into()))
    })
    .await
}

/// The status of a failure that a file brought in has caused: a plugin that does not pass is what was sent.
fn status_of_file(failure: &Failure) -> StatusCode {
    match failure.kind {
        Kind::Plugin => StatusCode::UNPROCESSABLE_ENTITY,
        _ => status_of(failure),
    }
}
