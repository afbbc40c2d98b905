//! What stands on an invoice: parties, lines, sums, how to pay.

use maud::{Markup, html};
use serde_json::Value;

use crate::contracts;
use crate::html::{self, hours, list, minutes, money, text};

/// All of it.
pub(super) fn sheet(invoice: &Value, title: &str) -> Markup {
    html! {
        (facts(invoice, title))
        div.sides {
            (party(invoice, "seller", "Seller"))
            (party(invoice, "buyer", "Buyer"))
        }
        (lines(invoice))
        (rows("How to pay", invoice, &[
            ("Account", "/payment/account"), ("Account holder", "/payment/account_name"), ("BIC", "/payment/bic"),
            ("Reference", "/payment/reference"), ("Means", "/payment/means"), ("Terms", "/payment/terms"),
        ]))
        (rows("References", invoice, &[
            ("Buyer's reference", "/references/buyer"), ("Order", "/references/order"),
            ("Agreement", "/references/contract"), ("Project", "/references/project"), ("Note", "/note"),
        ]))
    }
}

fn facts(invoice: &Value, title: &str) -> Markup {
    let id = text(invoice, "/contract");
    html! {
        dl.facts {
            div { dt { "Contract" } dd { a href=(contracts::address(id)) { (title) } } }
            div { dt { "Date" } dd { (text(invoice, "/date")) } }
            @if !text(invoice, "/due").is_empty() { div { dt { "To be paid by" } dd { (text(invoice, "/due")) } } }
            div { dt { "Period" } dd { (text(invoice, "/from")) " to " (text(invoice, "/to")) } }
            div { dt { "Total" } dd { (money(invoice.get("gross"))) } }
        }
    }
}

/// What was said of a party, as rows.
fn party(invoice: &Value, whose: &str, heading: &str) -> Markup {
    let of = |name: &str| text(invoice, &format!("/parties/{whose}/{name}"));
    let city = format!("{} {}", of("postcode"), of("city"));
    let address = [of("street"), city.trim(), of("region"), of("country")];
    let address: Vec<&str> =
        address.into_iter().flat_map(str::lines).filter(|line| !line.is_empty()).collect();
    let others = [
        ("Trades as", "trading_name"),
        ("VAT number", "vat_id"),
        ("Tax number", "tax_number"),
        ("Register", "registration"),
        ("Legal notice", "legal_notice"),
        ("E-invoices to", "endpoint"),
        ("Contact", "contact"),
        ("Phone", "phone"),
        ("E-mail", "email"),
    ];
    html! {
        section aria-labelledby=(whose) {
            h2 id=(whose) { (heading) }
            dl.facts.rows {
                div { dt { "Name" } dd { (of("name")) } }
                @if !address.is_empty() {
                    div { dt { "Address" } dd { @for (at, line) in address.iter().enumerate() { @if at > 0 { br; } (line) } } }
                }
                @for (label, name) in others {
                    @if !of(name).is_empty() { div { dt { (label) } dd { (of(name)) } } }
                }
            }
        }
    }
}

/// What of it was said.
fn rows(heading: &str, invoice: &Value, rows: &[(&str, &str)]) -> Markup {
    let said: Vec<_> = rows.iter().filter(|(_, pointer)| !text(invoice, pointer).is_empty()).collect();
    html! {
        @if !said.is_empty() {
            h2 { (heading) }
            dl.facts.rows { @for (label, pointer) in said {
                div { dt { (label) } dd { @for (at, line) in text(invoice, pointer).lines().enumerate() { @if at > 0 { br; } (line) } } }
            } }
        }
    }
}

fn lines(invoice: &Value) -> Markup {
    let week = |line: &Value| text(line, "/week").parse().map(html::week).unwrap_or_default();
    let sum = |label: Markup, amount: &str| {
        html! { tr { th scope="row" colspan="4" { (label) } td.number { (money(invoice.get(amount))) } } }
    };
    html! {
        h2 { "Lines" }
        div.scroll tabindex="0" role="group" aria-label="The lines of the invoice" {
            table.lines.of-invoice {
                thead { tr {
                    th scope="col" { "Week" } th scope="col" { "Work" } th.number scope="col" { "Hours" }
                    th.number scope="col" { "Rate" } th.number scope="col" { "Amount" }
                } }
                tbody { @for line in list(invoice, "/lines") { tr {
                    td { (week(line)) }
                    th scope="row" { (text(line, "/text")) }
                    // A line without a rate is a fixed amount.
                    td.number { @if line.get("rate").is_some_and(|rate| !rate.is_null()) { (hours(minutes(line, "/minutes"))) } }
                    td.number { (money(line.get("rate"))) }
                    td.number { (money(line.get("amount"))) }
                } } }
                tfoot {
                    (sum(html! { "Net" }, "net"))
                    (sum(tax(invoice), "tax_amount"))
                    (sum(html! { "Total" }, "gross"))
                }
            }
        }
    }
}

fn tax(invoice: &Value) -> Markup {
    let rate = minutes(invoice, "/tax/hundredths_of_percent");
    let reason = text(invoice, "/tax/reason");
    html! {
        @match text(invoice, "/tax/category") {
            "S" => { "Tax, " (percent(rate)) " %" },
            "Z" => "Tax, zero rated",
            "AE" => "Tax, reverse charge",
            _ => "Tax, exempt",
        }
        @if !reason.is_empty() { br; span.small { (reason) } }
    }
}

/// `19`, `7.5`, `7.25`.
fn percent(hundredths: u64) -> String {
    let whole = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    whole.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_has_the_digits_that_it_needs() {
        for (hundredths, told) in [(1_900, "19"), (750, "7.5"), (725, "7.25"), (10_000, "100"), (5, "0.05")] {
            assert_eq!(percent(hundredths), told);
        }
    }
}
