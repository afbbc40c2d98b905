//! What of a week would not hold up, and the way to mend it.

use maud::{Markup, html};
use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::quality::Weakness;

use super::Shown;
use crate::contracts;
use crate::diary::{Span, View};
use crate::html::{self, list, local, number, stretch, text};

/// Each finding, with a link to its cells in the diary.
pub(super) fn findings(shown: &Shown<'_>, check: &Value) -> Markup {
    let findings = list(check, "/findings");
    let (all, good) =
        (number(check, "/segments").unwrap_or_default(), number(check, "/hold_up").unwrap_or_default());
    html! {
        section aria-labelledby="check" {
            h2 #check { "Would it hold up?" }
            @if all > 0 {
                p { (good) " of " (all) " segments hold up." @if shown.is_locked() && !findings.is_empty() { " The week is locked: the rest stays as it is." } }
            }
            @if !findings.is_empty() {
                div.scroll {
                    table.findings {
                        thead { tr { th scope="col" { "When" } th.number scope="col" { "Segments" } th scope="col" { "Why not" } @if mends(shown) { th scope="col" { "What to do" } } } }
                        tbody { @for finding in findings { (row(shown, finding)) } }
                    }
                }
            }
        }
    }
}

/// Whether the reader can do something about it: the freelancer, until the lock.
fn mends(shown: &Shown<'_>) -> bool {
    !shown.is_locked() && shown.desk.may(Action::EditMemo)
}

fn row(shown: &Shown<'_>, finding: &Value) -> Markup {
    let (from, to) = (text(finding, "/from"), text(finding, "/to"));
    let mend = text(finding, "/mend");
    html! {
        tr {
            th scope="row" { a href=(cells(shown, from, to)) { (stretch(from, to, &shown.zone)) } }
            td.number { (number(finding, "/segments").unwrap_or_default()) }
            td { (html::sentence(text(finding, "/why"))) }
            @if mends(shown) {
                td {
                    (way(shown, finding))
                    @if !mend.is_empty() { code.command { (mend) } }
                }
            }
        }
    }
}

fn way(shown: &Shown<'_>, finding: &Value) -> Markup {
    let there = || cells(shown, text(finding, "/from"), text(finding, "/to"));
    html! {
        @match Weakness::of(text(finding, "/weakness"), Some(text(finding, "/reason"))) {
            Some(Weakness::NoMemo) => a href=(there()) { "Say what was done" },
            Some(Weakness::NoSnapshot | Weakness::QuietSession) => a href=(there()) { "Say why little shows it" },
            Some(Weakness::OverLimit) => (contracts::raise_limit(&shown.at.contract)),
            Some(Weakness::SharedSlot) => a href=(there()) { "Remove it, if it does not belong here" },
            Some(Weakness::UnusualInput(_)) => a href=(there()) { "Remove it, if it was no work" },
            Some(Weakness::Manual) | None => {},
        }
    }
}

/// The diary with these cells chosen: of the day where they lie in one, else of the week.
fn cells(shown: &Shown<'_>, from: &str, to: &str) -> String {
    let date = |time: &str| local(time, &shown.zone);
    let (first, last) =
        (date(from), date(to).and_then(|at| at.checked_sub(jiff::Span::new().seconds(1)).ok()));
    let day = first.zip(last).map(|(first, last)| (first.date(), last.date())).filter(|(a, b)| a == b);
    let (span, date) = day.map_or((Span::Week, shown.at.week), |(date, _)| (Span::Day, date));
    let (contract, options) = (shown.at.contract.clone(), shown.at.options.clone());
    let view = View { contract, span, date, options };
    // What cannot be mended is only looked at.
    if !mends(shown) { format!("{}#{from}", view.address()) } else { view.picking(from, to) }
}
