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
    /// The same in the zone of the reader, and in UTC.
    pub(crate) mine: String,
    pub(crate) utc: String,
    pub(crate) is_utc: bool,
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
                select name="contract" aria-label="Contract to show" data-submit {
                    @for contract in desk.contracts()? {
                        option value=(text(&contract, "/id")) selected[text(&contract, "/id") == id] {
                            (text(&contract, "/title")) @if text(&contract, "/status") == "closed" { " (closed)" }
                        }
                    }
                }
                input type="date" name="date" value=(bar.date) aria-label="Date" data-submit;
                @for (name, value) in bar.also { input type="hidden" name=(name) value=(value); }
                button { "Go" }
            }
            (views)
            (zones(bar.contract, &bar.mine, &bar.utc, bar.is_utc))
            (acts)
        }
    })
}

/// Mine or UTC (SPEC.md §5).
pub(crate) fn zones(contract: &Value, mine: &str, utc: &str, is_utc: bool) -> Markup {
    html! {
        nav.tabs aria-label="Time zone" {
            a href=(mine) aria-current=[(!is_utc).then_some("page")] title=(text(contract, "/time_zone")) { "Mine" }
            a href=(utc) aria-current=[is_utc.then_some("page")] { "UTC" }
        }
    }
}
