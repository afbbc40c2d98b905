//! One contract: what applies, what can be changed, what applied before.

use axum::body::Bytes;
use axum::extract::{Path, Query, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_diary::contract::ManualPolicy;
use workdiary_service::contracts::{Changes, PartyChanges};
use workdiary_service::{Failure, Request};

use super::binding::{self, Bound, NONE};
use super::{access, address, terms};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::form::{Form, Line};
use crate::html::{self, list, text};
use crate::reply::{Page, Place, Reply, status_of};

/// What was just done, as the address tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    did: String,
}

pub(super) async fn show(web: Caller, Path(id): Path<String>, Query(note): Query<Note>) -> Response {
    web.reply(move |desk| {
        let contract = desk.contract(&id)?;
        let was = known(&contract);
        Ok(page(desk, &contract, &was, &was, &note.did, None)?.into())
    })
    .await
}

/// The fields for the config of a plugin that was chosen on the page of this contract, or of a new one.
pub(super) async fn config(
    web: Caller,
    Path((id, bound)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    web.reply(move |desk| {
        let bound = Bound::of(&bound).ok_or_else(|| Failure::usage("only `rule` and `labels` are bound"))?;
        let was = desk.contract(&id).map(|contract| known(&contract)).unwrap_or_default();
        let form = Form::read(query.unwrap_or_default().as_bytes());
        Ok(Reply::Part(StatusCode::OK, binding::config(desk, bound, &form, &was)))
    })
    .await
}

pub(super) async fn save(web: Caller, Path(id): Path<String>, body: Bytes) -> Response {
    web.reply(move |desk| {
        let (form, contract) = (Form::read(&body), desk.contract(&id)?);
        // What is compared is what the page showed: what was changed elsewhere since stays.
        let was = form.said("was").map_or_else(|| known(&contract), |was| Form::read(was.as_bytes()));
        let saved = changes(desk, &form, &was).and_then(|changes| {
            if changes == Changes::default() {
                return Ok("same");
            }
            desk.json(Request::ContractEdit { id: id.clone(), changes }).map(|_| "saved")
        });
        match saved {
            Ok(did) => Ok(Reply::See(format!("{}?did={did}", address(&id)))),
            Err(failure) => {
                let page = page(desk, &contract, &form, &was, "", Some(&failure))?;
                Ok(page.with_status(status_of(&failure)).into())
            }
        }
    })
    .await
}

pub(super) async fn set_status(web: Caller, Path(id): Path<String>, body: Bytes) -> Response {
    web.reply(move |desk| {
        let (request, did) = match Form::read(&body).get("do") {
            "close" => (Request::ContractClose { id: id.clone() }, "closed"),
            "reopen" => (Request::ContractReopen { id: id.clone() }, "reopened"),
            other => {
                return Err(Failure::usage(format!("`{other}` is nothing that can be done here")));
            }
        };
        match desk.json(request) {
            Ok(_) => Ok(Reply::See(format!("{}?did={did}", address(&id)))),
            Err(failure) => {
                let contract = desk.contract(&id)?;
                let was = known(&contract);
                let page = page(desk, &contract, &was, &was, "", Some(&failure))?;
                Ok(page.with_status(status_of(&failure)).into())
            }
        }
    })
    .await
}

/// A contract as its form says it.
fn known(contract: &Value) -> Form {
    let mut form = Form::default();
    for name in ["title", "manual", "time_zone"] {
        form.set(name, text(contract, &format!("/{name}")));
    }
    for whose in ["client", "freelancer"] {
        for what in ["name", "address", "tax_id", "email"] {
            form.set(&format!("{whose}.{what}"), text(contract, &format!("/{whose}/{what}")));
        }
    }
    form.set("rate", terms::rate_typed(contract));
    form.set("weekly_limit", terms::hours_typed(terms::next_limit(contract)));
    form.set(binding::OWN, text(contract, "/labels/digest"));
    let rule = contract.pointer("/next_week/rule").unwrap_or(&Value::Null);
    let labels = contract.get("labels").unwrap_or(&Value::Null);
    for (bound, plugin) in [(Bound::Rule, rule), (Bound::Labels, labels)] {
        let name = if plugin.is_null() { NONE } else { text(plugin, "/name") };
        form.set(bound.name(), name);
        form.set(&bound.json(), plugin.get("config").map(Value::to_string).unwrap_or_default());
    }
    form
}

/// What is said otherwise than the page knew it: a rate that stays has no new version.
///
/// # Errors
/// When a choice is none of those that there are, or a config makes no sense.
pub(super) fn changes(desk: &Desk, form: &Form, was: &Form) -> Result<Changes, Failure> {
    let changed = |name: &str| {
        let said = form.said(name)?.trim();
        (said != was.get(name).trim()).then(|| said.to_owned())
    };
    let party = |whose: &str| {
        let changed = |what: &str| changed(&format!("{whose}.{what}"));
        PartyChanges {
            name: changed("name"),
            address: changed("address"),
            tax_id: changed("tax_id"),
            email: changed("email"),
        }
    };
    let (rule, rule_config) = binding::wanted(desk, Bound::Rule, form, was)?;
    let (labels, labels_config) = binding::wanted(desk, Bound::Labels, form, was)?;
    let no_limit = |limit: String| if limit.is_empty() { NONE.to_owned() } else { limit };
    Ok(Changes {
        title: changed("title"),
        rate: changed("rate"),
        weekly_limit: changed("weekly_limit").map(no_limit),
        manual: changed("manual").map(|policy| read_policy(&policy)).transpose()?,
        time_zone: changed("time_zone"),
        rule,
        rule_config,
        labels,
        labels_config,
        client: party("client"),
        freelancer: party("freelancer"),
    })
}

/// What a form says otherwise than the contract does; nothing is no change.
///
/// # Errors
/// As [`changes`].
pub(crate) fn saved_changes(desk: &Desk, form: &Form, contract: &Value) -> Result<Changes, Failure> {
    changes(desk, form, &known(contract))
}

fn read_policy(text: &str) -> Result<ManualPolicy, Failure> {
    serde_json::from_value(Value::from(text))
        .map_err(|_| Failure::usage(format!("`{text}` is no policy for manual time")))
}

fn page(
    desk: &Desk,
    contract: &Value,
    form: &Form,
    was: &Form,
    did: &str,
    failure: Option<&Failure>,
) -> Result<Page, Failure> {
    let (id, title) = (text(contract, "/id"), text(contract, "/title"));
    let closed = text(contract, "/status") == "closed";
    let main = html! {
        div.toolbar { h1 { (title) @if closed { " (closed)" } } }
        (told(did))
        @if let Some(failure) = failure { (html::failure(failure)) }
        (terms::facts(contract))
        p.actions {
            a.button href=(access::of(id)) { "Client access" }
            a.button href=(super::invoice_settings(id)) { "Invoice settings" }
        }
        @if closed { p { "A closed contract can be read and not changed. Open it again to go on." } }
        form.contract action=(format!("/contracts/{}/edit", html::path(id))) method="post" {
            input type="hidden" name="was" value=(encoded(was));
            (work(contract, form, closed))
            fieldset disabled[closed] {
                legend { "Billing rule and labels" }
                div.form { (plugins(desk, id, form, was)?) }
            }
            @for (whose, legend) in [("client", "Client"), ("freelancer", "You")] {
                fieldset disabled[closed] {
                    legend { (legend) }
                    div.form { (super::party_fields(form, whose, true)) }
                }
            }
            @if !closed { div.actions { button.go { "Save" } } }
        }
        (terms::history(contract))
        (status(id, closed))
    };
    Ok(Page::new(Place::Contracts, title, main).of(id))
}

pub(super) fn encoded(form: &Form) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form.pairs()).finish()
}

fn told(did: &str) -> Markup {
    let words = match did {
        "saved" => "Saved. What applies now and what from next Monday stands below.",
        "same" => "Nothing was changed: it says the same as before.",
        "closed" => "The contract is closed. Its diary can be read as before.",
        "reopened" => "The contract is open again.",
        _ => return html! {},
    };
    html! { p.note.good role="status" { (words) } }
}

fn work(contract: &Value, form: &Form, closed: bool) -> Markup {
    let currency = text(contract, "/currency");
    let next = terms::day(text(contract, "/next_week/from"));
    let rate = format!("In {currency}, which stays. A change applies from {next}.");
    let limit = format!("Empty: none. A higher one applies at once, a lower one from {next}.");
    html! {
        fieldset disabled[closed] {
            legend { "Work and terms" }
            div.form {
                (Line { name: "title", label: "What is the work?", required: true, ..Line::default() }.show(form))
                (Line { name: "rate", label: "Hourly rate", required: true, mode: Some("decimal"), note: &rate, ..Line::default() }.show(form))
                (super::limit_field(form, &limit))
                (super::policy_field(form))
                (super::zone_field(form))
                p.small.wide { "Its short name is " code { (text(contract, "/id")) } "." }
            }
        }
    }
}

fn plugins(desk: &Desk, id: &str, form: &Form, was: &Form) -> Result<Markup, Failure> {
    let parts = format!("/contracts/{}/config", html::path(id));
    // A newer version of the rule waits for the person's yes.
    let rule = desk.json(Request::PluginShow { name: was.get(Bound::Rule.name()).to_owned() }).ok();
    let newer =
        rule.filter(|rule| list(rule, "/waits_for").iter().any(|waiting| waiting.as_str() == Some(id)));
    Ok(html! {
        (binding::fields(desk, Bound::Rule, form, was, &parts)?)
        @if let Some(newer) = newer {
            label.check.wide {
                input type="checkbox" name=(binding::NEWEST) value="true";
                span { "Use version " (text(&newer, "/version")) " of " code { (text(&newer, "/name")) } " from next Monday: it is newer than the one that applies." }
            }
        }
        (binding::fields(desk, Bound::Labels, form, was, &parts)?)
    })
}

/// Closing, and opening again.
fn status(id: &str, closed: bool) -> Markup {
    let action = format!("/contracts/{}/status", html::path(id));
    html! {
        h2 { @if closed { "Open again" } @else { "Close" } }
        form action=(action) method="post" {
            @if closed {
                p { "Work can be tracked again. The journal keeps that it was reopened." }
                button type="button" popovertarget="sure" { "Open the contract again…" }
            } @else {
                p { "Nothing more is tracked or edited. Diary, statements and reports can be read as before." }
                button.danger type="button" popovertarget="sure" { "Close the contract…" }
            }
            div #sure popover {
                @if closed {
                    p { strong { "Open this contract again?" } }
                    button.go name="do" value="reopen" { "Open again" }
                } @else {
                    p { strong { "Close this contract?" } }
                    p { "Its diary can be read and not edited until it is opened again." }
                    button.danger name="do" value="close" { "Close it" }
                }
                " "
                button type="button" popovertarget="sure" popovertargetaction="hide" { "Leave it" }
            }
        }
    }
}
