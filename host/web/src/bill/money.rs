//! The lines of a bill, their total, and what the figure stands on.

use maud::{Markup, html};
use serde_json::Value;

use super::Shown;
use crate::html::{hours, list, minutes, money, number, text};

/// The bill itself.
pub(super) fn bill(shown: &Shown<'_>, bill: &Value) -> Markup {
    let lines = list(bill, "/lines");
    let over = minutes(bill, "/over_limit_minutes");
    html! {
        section aria-labelledby="bill" {
            h2 #bill {
                @match number(bill, "/statement") { Some(number) => { "Statement " (number) }, None => "Bill so far" }
            }
            @if lines.is_empty() {
                p { "Nothing is billed in this week." }
            } @else {
                (table(bill, lines))
                p.small { "Hours times rate, rounded " (text(bill, "/rounding").replace('-', " ")) " line by line." }
            }
            @if over > 0 {
                p.over { strong { (hours(over)) } " over the weekly limit, not billed." }
            }
            (origin(shown, bill))
        }
    }
}

fn table(bill: &Value, lines: &[Value]) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="The lines of the bill" {
            table.lines {
                thead { tr { th scope="col" { "Work" } th.number scope="col" { "Hours" } th.number scope="col" { "Rate" } th.number scope="col" { "Amount" } } }
                tbody {
                    @for line in lines {
                        tr {
                            th scope="row" { (text(line, "/text")) }
                            // A line without a rate is a fixed amount.
                            td.number { @if line.get("rate").is_some_and(|rate| !rate.is_null()) { (hours(minutes(line, "/minutes"))) } }
                            td.number { (money(line.get("rate"))) }
                            td.number { (money(line.get("amount"))) }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { "Total" }
                    td.number { (hours(minutes(bill, "/billable_minutes"))) }
                    td {}
                    td.number { (money(bill.get("total"))) }
                } }
            }
        }
    }
}

/// All that somebody needs who wants to make the same bill again.
fn origin(shown: &Shown<'_>, bill: &Value) -> Markup {
    let frozen = bill.get("statement").is_some();
    let limit = shown.contract.get("weekly_limit_minutes").and_then(Value::as_u64);
    html! {
        details.origin {
            summary { "How this figure came about" }
            p {
                "The rule looked at the segments of the week and said what becomes of each. The same rule on the same segments says the same, to the fuel that it takes."
                @if frozen { " The statement is frozen: later changes of plugin, rate or limit leave it as it is." }
            }
            dl.facts.rows {
                div { dt { "Rule" } dd { (text(bill, "/rule/name")) " " (text(bill, "/rule/version")) } }
                div { dt { "Digest of the rule" } dd.digest { (text(bill, "/rule/digest")) } }
                div { dt { "Digest of its inputs" } dd.digest { (text(bill, "/inputs_digest")) } }
                div { dt { "Fuel" } dd { (number(bill, "/fuel").unwrap_or_default()) " by wasmtime " (text(bill, "/wasmtime")) } }
                @if !frozen {
                    div { dt { "Weekly limit" } dd { @match limit { Some(limit) => (hours(limit)), None => "none" } } }
                }
            }
        }
    }
}
