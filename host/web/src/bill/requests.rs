//! Requests for manual time, and what the client said.

use maud::{Markup, html};
use serde_json::Value;

use super::Shown;
use crate::html::{self, stretch, text};

/// Those of the contract, the newest first; nothing where none is needed and none was made.
pub(super) fn requests(shown: &Shown<'_>, requests: &[Value]) -> Markup {
    let asked = text(&shown.contract, "/manual") == "on-request";
    html! {
        @if asked || !requests.is_empty() {
            section aria-labelledby="requests" {
                h2 #requests { "Requests for manual time" }
                @if requests.is_empty() {
                    p { "None was made. Choose free slots in the diary to ask for them." }
                } @else {
                    div.scroll tabindex="0" role="group" aria-label="The requests" {
                        table.requests {
                            thead { tr { th scope="col" { "For" } th scope="col" { "Reason" } th scope="col" { "State" } th scope="col" { "The client says" } th scope="col" { "Answer until" } } }
                            tbody { @for request in requests.iter().rev() { (row(shown, request)) } }
                        }
                    }
                }
            }
        }
    }
}

fn row(shown: &Shown<'_>, request: &Value) -> Markup {
    let expires = text(request, "/expires");
    html! {
        tr {
            th scope="row" { (stretch(text(request, "/from"), text(request, "/to"), &shown.zone)) }
            td { (text(request, "/reason")) }
            td { (text(request, "/state")) }
            td { (text(request, "/words")) }
            td { @if !expires.is_empty() { (html::exact(expires, &shown.zone)) } }
        }
    }
}
