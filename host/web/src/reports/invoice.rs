//! Files of an invoice: the report formats that are made for it, as far as they are installed.

use std::path::Path;

use maud::{Markup, html};
use serde_json::Value;
use tokio::runtime::Handle;
use workdiary_service::{Failure, Request};

use super::form::{Format, formats, prefix};
use super::jobs::Asked;
use crate::desk::Desk;
use crate::diary::read_date;
use crate::form::Form;
use crate::html::text;
use crate::schema;
use crate::server::Web;

/// The formats that show an invoice, with their names on buttons.
const FORMATS: [(&str, &str); 2] = [("invoice", "PDF"), ("e-invoice", "E-invoice")];

/// A form for each format that is installed, sent to `action`, with what was typed into it.
pub(crate) fn documents(desk: &Desk, action: &str, typed: &Form) -> Result<Markup, Failure> {
    let installed = formats(desk)?;
    let offered: Vec<_> = FORMATS
        .iter()
        .filter_map(|(name, button)| Some((installed.iter().find(|format| format.name == *name)?, *button)))
        .collect();
    Ok(html! {
        @if offered.is_empty() {
            p { "No report format for invoices is installed: " code { "invoice" } " makes a PDF, " code { "e-invoice" } " a file for programs. See " a href="/plugins" { "Plugins" } "." }
        }
        @for (format, button) in offered { (document(format, button, action, typed)) }
    })
}

fn document(format: &Format, button: &str, action: &str, typed: &Form) -> Markup {
    html! {
        form.document action=(action) method="post" {
            div.actions {
                button.go name="format" value=(format.name) { (button) }
                @if format.takes_snapshots {
                    label.check { input type="checkbox" name="snapshots" value="yes"; span { "With snapshots, except those that you withheld" } }
                }
            }
            details.more {
                summary { "What can be set" }
                (schema::again(&format.schema, typed.pairs(), &prefix(&format.name)))
            }
        }
    }
}

/// Lets a file of an invoice be written; gives the number of the report. `again`: the page of the invoice.
pub(crate) fn start_document(
    desk: &Desk,
    (web, runtime): (&Web, &Handle),
    invoice: &Value,
    form: &Form,
    again: String,
) -> Result<u64, Failure> {
    let name = form.get("format");
    let format = formats(desk)?.into_iter().find(|format| format.name == name);
    let format = format.filter(|_| FORMATS.iter().any(|(known, _)| *known == name));
    let format = format.ok_or_else(|| Failure::usage(format!("there is no format `{name}` for invoices")))?;
    let config = schema::read(&format.schema, form.pairs(), &prefix(name))?.to_string();
    let contract = text(invoice, "/contract").to_owned();
    let title = text(&desk.contract(&contract)?, "/title").to_owned();
    let asked = Asked {
        from: read_date(text(invoice, "/from"))?,
        to: read_date(text(invoice, "/to"))?,
        config,
        snapshots: format.takes_snapshots && form.said("snapshots").is_some(),
        format: format.name,
        contracts: vec![(contract.clone(), title)],
        again,
        invoice: Some(text(invoice, "/number").to_owned()),
    };
    desk.ask(Request::ReportCheck(asked.report(&contract, Path::new(""))))?;
    web.jobs.start(runtime, web.desk(), asked)
}
