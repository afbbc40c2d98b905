//! What the journal says about a segment: what was done, by whom and when, before and after.

use maud::{Markup, html};
use serde_json::Value;

use super::Shown;
use crate::html::{self, list, number, text};

/// Each entry, the newest first.
pub(super) fn history(shown: &Shown<'_>) -> Markup {
    let entries = list(&shown.history, "/entries");
    html! {
        section aria-labelledby="history" {
            h2 #history { "History" }
            @if entries.is_empty() {
                p.small { "The journal says nothing about it yet." }
            } @else {
                div.scroll tabindex="0" role="group" aria-label="The entries of the journal" {
                    table.history {
                        thead { tr {
                            th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } th.number scope="col" { "Entry" }
                        } }
                        tbody {
                            @for entry in entries.iter().rev() {
                                tr {
                                    td { (html::moment(text(entry, "/time"), &shown.zone)) }
                                    td { (text(entry, "/actor")) }
                                    td { (what(entry)) }
                                    td.number { (number(entry, "/seq").unwrap_or_default()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn what(entry: &Value) -> Markup {
    let kind = text(entry, "/kind");
    let edit = number(entry, "/edit").map(|edit| format!(" (edit {edit})"));
    html! {
        (kind_words(kind))
        (edit.unwrap_or_default())
        @for field in ["memo", "label"] { (change(entry, field)) }
    }
}

fn kind_words(kind: &str) -> String {
    match kind {
        "segments-recorded" => "recorded",
        "segments-changed" => "changed",
        "manual-added" => "added as manual time",
        "segments-removed" => "removed",
        "edit-undone" => "edit undone",
        "edit-redone" => "edit done again",
        "session-ended" => "cut at the end of its session",
        "snapshot-taken" => "snapshot taken",
        "snapshots-withheld" => "snapshot withheld",
        "snapshots-blurred" => "snapshot blurred",
        other => return other.replace('-', " "),
    }
    .to_owned()
}

/// Memo or label before and after, where they differ.
fn change(entry: &Value, field: &str) -> Markup {
    let said = |when: &str| {
        let said = entry.pointer(&format!("/change/{field}/{when}"))?;
        Some(said.as_str().unwrap_or_default()).filter(|said| !said.is_empty())
    };
    let (before, after) = (said("before"), said("after"));
    html! {
        @if before != after {
            div.change {
                (field) ": "
                @match before { Some(before) => del { (before) }, None => span.small { "none" } }
                " → "
                @match after { Some(after) => ins { (after) }, None => span.small { "none" } }
            }
        }
    }
}
