//! The head of pages about a stretch of one contract's time: its name, its neighbours, other contracts and dates, zones.

use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::Failure;

use crate::desk::Desk;
use crate::html::text;

/// What there is to choose. Addresses lead to the same kind of page.
pub(crate) struct Toolbar<'a> {
    pub(crate) heading: &'a str,
    pub(crate) earlier: Option<String>,
    pub(crate) later: Option<String>,
    /// The stretch of now, and what it is called.
    pub(crate) now: (String, &'a str),
    /// Where the form for contract and date goes, and what it says beside them.
    pub(crate) action: &'a str,
    pub(crate) also: &'a [(&'a str, &'a str)],
    /// The contract that is shown.
    pub(crate) contract: &'a Value,
    pub(crate) date: Date,
    /// The option of the address that says in which zone it is shown, and the address with another.
    pub(crate) zone: &'a str,
    pub(crate) in_zone: &'a dyn Fn(&str) -> String,
}

/// The toolbar; `views` stands before the time zones and `acts` at the end.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn toolbar(
    desk: &Desk,
    bar: &Toolbar<'_>,
    views: &Markup,
    acts: &Markup,
) -> Result<Markup, Failure> {
    let id = text(bar.contract, "/id");
    Ok(html! {
        div.toolbar {
            h1 { (bar.heading) }
            nav.steps aria-label="Other days" {
                a href=[&bar.earlier] data-key="[" title="Earlier ([)" aria-label="Earlier" { "‹" }
                a href=(bar.now.0) data-key="t" title=(format!("{} (t)", bar.now.1)) { (bar.now.1) }
                a href=[&bar.later] data-key="]" title="Later (])" aria-label="Later" { "›" }
            }
            form.go-to action=(bar.action) method="get" {
                @if desk.is_client() {
                    input type="hidden" name="contract" value=(id);
                } @else {
                    select name="contract" aria-label="Contract to show" data-submit {
                        @for contract in desk.contracts()? {
                            option value=(text(&contract, "/id")) selected[text(&contract, "/id") == id] {
                                (text(&contract, "/title")) @if text(&contract, "/status") == "closed" { " (closed)" }
                            }
                        }
                    }
                }
                input type="date" name="date" value=(bar.date) aria-label="Date" data-submit;
                @for (name, value) in bar.also { input type="hidden" name=(name) value=(value); }
                button { "Go" }
            }
            (views)
            (zones(desk, bar.contract, bar.zone, bar.in_zone))
            (acts)
        }
    })
}

/// Mine or UTC, and for a client theirs, the freelancer's (SPEC.md §5).
pub(crate) fn zones(desk: &Desk, contract: &Value, chosen: &str, in_zone: impl Fn(&str) -> String) -> Markup {
    let freelancers = text(contract, "/time_zone");
    let theirs = desk.is_client().then_some(("theirs", "Theirs", freelancers));
    let options = [("", "Mine", desk.client_zone().unwrap_or(freelancers)), ("utc", "UTC", "UTC")];
    let is_known = chosen == "utc" || theirs.is_some() && chosen == "theirs";
    html! {
        nav.tabs aria-label="Time zone" {
            @for (option, name, zone) in options.into_iter().chain(theirs) {
                @let is_chosen = option == chosen || option.is_empty() && !is_known;
                a href=(in_zone(option)) aria-current=[is_chosen.then_some("page")] title=(zone) { (name) }
            }
        }
    }
}
