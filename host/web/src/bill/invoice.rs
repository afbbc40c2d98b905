//! From the bill of a closed week to its invoice, or to issuing one.

use maud::{Markup, html};
use workdiary_diary::law::Action;
use workdiary_service::Request;

use super::Shown;
use crate::html::{list, text};
use crate::invoices;

/// The way to the invoice; nothing for clients, and while the week is open.
pub(super) fn link(shown: &Shown<'_>) -> Markup {
    let closed = shown.statement().is_some_and(|statement| statement.get("fault").is_none());
    if !closed || !shown.desk.may(Action::Invoice) {
        return html! {};
    }
    let contract = &shown.at.contract;
    // What is the matter with the list is told on its own page.
    let Ok(all) = shown.desk.json(Request::InvoiceList { contract: Some(contract.clone()) }) else {
        return html! {};
    };
    let week = shown.at.week.to_string();
    let covers = |from: &str, to: &str| from <= week.as_str() && week.as_str() <= to;
    let issued = invoices::in_force(&all, contract)
        .find(|invoice| covers(text(invoice, "/from"), text(invoice, "/to")));
    let waits = list(&all, "/not_invoiced").iter().any(|waiting| text(waiting, "/week") == week);
    html! {
        @if let Some(invoice) = issued {
            @let number = text(invoice, "/number");
            p { "It is on invoice " a href=(invoices::address(number)) { (number) } "." }
        } @else if waits {
            p { a.button href=(invoices::to_issue(contract, &week)) { "Issue an invoice" } }
        }
    }
}
