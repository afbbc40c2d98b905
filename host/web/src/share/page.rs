//! What every page of clients has: a menu of three pages, the contract, where the client is, the way out.

use maud::{Markup, html};
use workdiary_service::Failure;

use crate::desk::Desk;
use crate::html::{self, text};
use crate::reply::Place;

/// The diary of a contract.
pub(crate) fn diary_of(contract: &str) -> String {
    format!("/diary/{}", html::path(contract))
}

/// The page about the contract itself.
pub(crate) fn contract_of(contract: &str) -> String {
    format!("/terms/{}", html::path(contract))
}

/// Menu and bar of a page.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn head(desk: &Desk, here: Place) -> Result<(Markup, Markup), Failure> {
    let contracts = desk.contracts()?;
    let contract = contracts.first();
    let of = |pointer: &str| contract.map(|contract| text(contract, pointer)).unwrap_or_default();
    let id = of("/id");
    let places = [
        (Place::Diary, diary_of(id), "Diary"),
        (Place::Bill, format!("/bill/{}", html::path(id)), "Bill"),
        (Place::Contracts, contract_of(id), "Contract"),
    ];
    let menu = html! {
        nav.menu aria-label="Pages" {
            @for (place, address, name) in places {
                a href=(address) aria-current=[(place == here).then_some("page")] { (name) }
            }
        }
    };
    let freelancer = of("/freelancer/name");
    let bar = html! {
        section.client-bar aria-label="Contract" {
            p {
                strong { (of("/title")) }
                @if !freelancer.is_empty() { " by " (freelancer) }
                ", for " (of("/client/name"))
            }
            p { "Your time zone: " a href=(format!("{}#zone", contract_of(id))) { (desk.client_zone().unwrap_or("UTC")) } }
            form action="/leave" method="post" { button.link { "Leave" } }
        }
    };
    Ok((menu, bar))
}
