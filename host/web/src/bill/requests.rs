//! Requests for manual time, and what the client said.

use maud::{Markup, html};
use serde_json::Value;
use workdiary_diary::law::Action;

use super::Shown;
use crate::html::{self, number, stretch, text};

/// Those of the contract, the newest first; nothing where none is needed and none was made.
pub(super) fn requests(shown: &Shown<'_>, requests: &[Value]) -> Markup {
    let asked = text(&shown.contract, "/manual") == "on-request";
    html! {
        @if asked || !requests.is_empty() {
            section aria-labelledby="requests" {
                h2 #requests { "Requests for manual time" }
                @if requests.is_empty() {
                    p { "None was made." @if shown.desk.may(Action::RequestManual) { " Choose free slots in the diary to ask for them." } }
                } @else {
                    div.scroll tabindex="0" role="group" aria-label="The requests" {
                        table.requests {
                            thead { tr { th scope="col" { "For" } th scope="col" { "Reason" } th scope="col" { "State" } th scope="col" { @if shown.desk.is_client() { "You say" } @else { "The client says" } } th scope="col" { "Answer until" } } }
                            tbody { @for request in requests.iter().rev() { (row(shown, request)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The client's word on a request that waits for it.
fn answer(shown: &Shown<'_>, request: &Value) -> Markup {
    let number = number(request, "/request").unwrap_or_default();
    let action = format!("/requests/{}/{number}", html::path(&shown.at.contract));
    html! {
        form.answer action=(action) method="post" {
            input type="hidden" name="week" value=(shown.at.week);
            input type="hidden" name="view" value=(shown.at.options.zone);
            input name="words" placeholder="Words, if you like" aria-label=(format!("Words to request {number}")) maxlength="500" autocomplete="off";
            div.actions {
                button.go name="do" value="grant" { "Grant" }
                button.danger name="do" value="refuse" { "Refuse" }
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
            td {
                (text(request, "/words"))
                @if !expires.is_empty() && shown.desk.may(Action::AnswerRequest) { (answer(shown, request)) }
            }
            td { @if !expires.is_empty() { (html::exact(expires, &shown.zone)) } }
        }
    }
}
