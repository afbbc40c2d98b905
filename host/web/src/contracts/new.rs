//! A new contract; the first one is where a new diary begins.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::contracts::{Changes, NewContract, local_zone};
use workdiary_service::{Failure, Request};

use super::binding::{self, Bound};
use super::edit;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::diary;
use crate::form::{Form, Line};
use crate::html::{self, text};
use crate::reply::{Page, Place, Reply, status_of};

/// What many are paid in.
const CURRENCIES: &[(&str, &str)] = &[
    ("EUR", "Euro"),
    ("USD", "US dollar"),
    ("GBP", "Pound sterling"),
    ("CHF", "Swiss franc"),
    ("UAH", "Hryvnia"),
    ("PLN", "Zloty"),
    ("CZK", "Czech koruna"),
    ("RON", "Romanian leu"),
    ("SEK", "Swedish krona"),
    ("NOK", "Norwegian krone"),
    ("DKK", "Danish krone"),
    ("CAD", "Canadian dollar"),
    ("AUD", "Australian dollar"),
    ("NZD", "New Zealand dollar"),
    ("BRL", "Real"),
    ("INR", "Indian rupee"),
    ("JPY", "Yen"),
    ("SGD", "Singapore dollar"),
    ("TRY", "Turkish lira"),
    ("ZAR", "Rand"),
];

pub(super) async fn show(web: Caller) -> Response {
    web.reply(|desk| {
        let contracts = desk.contracts()?;
        let mut form = Form::default();
        form.set("manual", "on-request");
        form.set("time_zone", local_zone());
        // Who has a contract is mostly paid in the same money again.
        form.set("currency", contracts.last().map(|last| text(last, "/currency")).unwrap_or_default());
        Ok(page(desk, &contracts, &form, None)?.into())
    })
    .await
}

pub(super) async fn make(web: Caller, body: Bytes) -> Response {
    web.reply(move |desk| {
        let (form, contracts) = (Form::read(&body), desk.contracts()?);
        let made = wanted(desk, &contracts, &form).and_then(|new| {
            let id = new.id.clone();
            desk.json(Request::ContractAdd(new)).map(|_| id)
        });
        match made {
            Ok(id) => Ok(Reply::See(format!("{}?did=made", diary::today_of(desk, &id)?.address()))),
            Err(failure) => {
                let page = page(desk, &contracts, &form, Some(&failure))?;
                Ok(page.with_status(status_of(&failure)).into())
            }
        }
    })
    .await
}

/// Rule and labels: fetched when somebody looks at them, since to list plugins they are made ready to run.
pub(super) async fn plugins(web: Caller) -> Response {
    web.reply(|desk| {
        let mut form = Form::default();
        form.set(Bound::Rule.name(), "weekly-limit");
        Ok(Reply::Part(StatusCode::OK, plugin_fields(desk, &form)?))
    })
    .await
}

fn plugin_fields(desk: &Desk, form: &Form) -> Result<Markup, Failure> {
    let fields = |bound| binding::fields(desk, bound, form, &Form::default(), "/contracts/new/config");
    Ok(html! { (fields(Bound::Rule)?) (fields(Bound::Labels)?) })
}

fn page(desk: &Desk, contracts: &[Value], form: &Form, failure: Option<&Failure>) -> Result<Page, Failure> {
    let is_first = contracts.is_empty();
    let title = if is_first { "Welcome" } else { "New contract" };
    let main = html! {
        div.narrow {
            @if is_first {
                h1 { "Welcome to your work diary" }
                p { "It records the work that you bill by the hour and turns a week of it into a bill that your client can check." }
                p { "All of it stays on this machine: there is no account, and nothing is sent anywhere." }
                h2 { "For whom do you work?" }
            } @else {
                h1 { "New contract" }
            }
            @if let Some(failure) = failure { (html::failure(failure)) }
            form.contract action="/contracts/new" method="post" {
                div.form { (needed(contracts, form)) }
                (more(desk, form)?)
                div.actions { button.go { "Make the contract" } @if !is_first { a.button href="/contracts" { "Back" } } }
            }
        }
    };
    Ok(Page::new(Place::Contracts, title, main))
}

/// What nobody can do without.
fn needed(contracts: &[Value], form: &Form) -> Markup {
    let taken = contracts.iter().map(|contract| text(contract, "/id")).collect::<Vec<_>>().join(" ");
    let line = |name, label| Line { name, label, required: true, ..Line::default() };
    html! {
        (Line { autofocus: true, hint: "Web shop", ..line("title", "What is the work?") }.show(form))
        (Line { hint: "Acme Ltd", ..line("client.name", "Who is the client?") }.show(form))
        (Line { mode: Some("decimal"), hint: "85.00", ..line("rate", "Hourly rate") }.show(form))
        (Line { list: Some("currencies"), hint: "EUR", ..line("currency", "Currency") }.show(form))
        datalist #currencies { @for (code, name) in CURRENCIES { option value=(code) { (name) } } }
        (super::limit_field(form, "Time above it is recorded and not billed. May stay empty."))
        label {
            "Short name"
            input name="id" value=(form.get("id")) data-short-of="title" data-taken=(taken) autocomplete="off" spellcheck="false";
            span.small { "For the command line. Left empty, it is made from the title." }
        }
    }
}

fn more(desk: &Desk, form: &Form) -> Result<Markup, Failure> {
    let has_plugins = form.said(Bound::Rule.name()).is_some();
    Ok(html! {
        details.more open[has_plugins] {
            summary { "More: manual time, time zone, addresses, billing rule, labels" }
            div.form { (super::policy_field(form)) (super::zone_field(form)) }
            fieldset { legend { "Client" } div.form { (super::party_fields(form, "client", false)) } }
            fieldset { legend { "You" } div.form { (super::party_fields(form, "freelancer", true)) } }
            fieldset {
                legend { "Billing rule and labels" }
                @if has_plugins {
                    div.form { (plugin_fields(desk, form)?) }
                } @else {
                    div.form hx-get="/contracts/new/plugins" hx-trigger="toggle once from:closest details" hx-swap="innerHTML" {
                        p.small.wide { "The rule is " code { "weekly-limit" } " and labels are free. The page of the contract changes that." }
                    }
                }
            }
        }
    })
}

fn wanted(desk: &Desk, contracts: &[Value], form: &Form) -> Result<NewContract, Failure> {
    let was = Form::default();
    let mut more = edit::changes(desk, form, &was)?;
    let title = more.title.take().unwrap_or_default();
    let client = more.client.name.take().unwrap_or_default();
    let id = match form.trimmed("id") {
        "" => short_name(&[&title, &client], contracts),
        id => id.to_owned(),
    };
    let currency = form.trimmed("currency").to_ascii_uppercase();
    let rate = more.rate.take().unwrap_or_default();
    Ok(NewContract { id, title, client, rate, currency, more: Changes { ..more } })
}

/// The longest name that is made here.
const LONGEST: usize = 16;

/// A name for a contract from the first of these texts that gives one: short, and no other contract's.
fn short_name(texts: &[&str], contracts: &[Value]) -> String {
    let plain = texts.iter().map(|text| plain(text)).find(|name| !name.is_empty());
    let plain = plain.unwrap_or_else(|| "contract".to_owned());
    // `new` is the page for a new one.
    let is_free =
        |name: &str| name != "new" && !contracts.iter().any(|contract| text(contract, "/id") == name);
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| is_free(name)).unwrap_or(plain)
}

/// Whole words of a text as an id may have them: `Web shop, part 2` is `web-shop-part-2`.
fn plain(text: &str) -> String {
    let letters: String = text.to_lowercase().chars().map(latin).collect();
    let mut name = String::new();
    for word in letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let joint = usize::from(!name.is_empty());
        if name.len() + joint + word.len() > LONGEST && !name.is_empty() {
            break;
        }
        if joint == 1 {
            name.push('-');
        }
        name.extend(word.chars().take(LONGEST));
    }
    name
}

/// The plain letter that one with a mark is read as.
fn latin(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ß' | 'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_names_are_short_plain_and_nobody_elses() {
        let contracts = [json!({ "id": "web-shop" }), json!({ "id": "web-shop-2" })];
        for (title, client, name) in [
            ("Parser", "Acme", "parser"),
            ("Web shop", "Acme", "web-shop-3"),
            ("  Web—shop, part 2!", "Acme", "web-shop-part-2"),
            ("Größere Überarbeitung", "Acme", "grosere"),
            ("Internationalisation of everything", "Acme", "internationalisa"),
            ("Веб-магазин", "Acme", "acme"),
            ("Веб", "Ромашка", "contract"),
            ("New", "", "new-2"),
            ("../x", "", "x"),
        ] {
            let made = short_name(&[title, client], &contracts);
            assert_eq!(made, name, "{title}");
            assert!(made.parse::<workdiary_diary::contract::ContractId>().is_ok(), "{made}");
        }
    }
}
