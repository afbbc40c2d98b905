//! Invoices as people, programs and reports see them.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};
use workdiary_diary::contract::Contract;
use workdiary_diary::invoice::settings::Trader;
use workdiary_diary::invoice::{Invoice, InvoiceLine, Payment, Tax};
use workdiary_diary::time::Second;
use workdiary_plugins::{self as report, Invoicing};
use workdiary_store::Store;

use super::{draft, sunday, whole_weeks};
use crate::billing;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::plugins::Plugins;

/// The invoices of the contract that were not taken back.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn in_force(store: &Store, contract: &Contract) -> Result<Vec<Invoice>, Failure> {
    let mut all = store.invoices(Some(&contract.id))?;
    let taken_back: Vec<String> =
        all.iter().filter_map(|invoice| invoice.corrects.clone()).map(|corrects| corrects.number).collect();
    all.retain(|invoice| {
        invoice.corrects.is_none()
            && invoice.number.as_ref().is_some_and(|number| !taken_back.contains(number))
    });
    Ok(all)
}

/// The number of the credit note that takes an invoice back.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn taken_back_by(
    store: &Store,
    contract: &Contract,
    number: &str,
) -> Result<Option<String>, Failure> {
    let of = |invoice: &Invoice| invoice.corrects.as_ref().is_some_and(|corrects| corrects.number == number);
    Ok(store.invoices(Some(&contract.id))?.into_iter().find(of).and_then(|note| note.number))
}

/// The documents of the contract on the desk, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list(desk: &Desk<'_>) -> Result<Value, Failure> {
    described(desk.store, &desk.store.invoices(Some(&desk.contract.id))?)
}

/// Those of all contracts.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list_all(store: &Store) -> Result<Value, Failure> {
    described(store, &store.invoices(None)?)
}

fn described(store: &Store, all: &[Invoice]) -> Result<Value, Failure> {
    let all: Vec<Value> = all.iter().map(|invoice| describe(store, invoice)).collect::<Result<_, _>>()?;
    Ok(json!({ "invoices": all }))
}

/// One of them.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn describe(store: &Store, invoice: &Invoice) -> Result<Value, Failure> {
    let money = |minor: i64| json!({ "minor": minor, "currency": invoice.currency });
    let line = |line: &InvoiceLine| {
        json!({
            "week": billing::date(line.week).to_string(), "text": line.text, "minutes": line.minutes,
            "rate": line.rate.map(money), "amount": money(line.amount),
        })
    };
    let contract = store.contract(&invoice.contract)?;
    let number = invoice.number.as_deref().unwrap_or_default();
    let Tax { category, rate, .. } = &invoice.tax;
    Ok(json!({
        "number": number, "kind": if invoice.corrects.is_some() { "credit-note" } else { "invoice" },
        "takes_back": invoice.corrects.as_ref().map(|corrects| &corrects.number),
        "taken_back_by": taken_back_by(store, &contract, number)?,
        "contract": invoice.contract, "from": billing::date(invoice.first).to_string(),
        "to": sunday(invoice.last).to_string(), "date": invoice.date.to_string(),
        "due": invoice.due.map(|due| due.to_string()), "seller": invoice.seller.name, "buyer": invoice.buyer.name,
        "minutes": invoice.minutes(), "lines": invoice.lines.iter().map(line).collect::<Vec<_>>(),
        "tax": { "category": category, "hundredths_of_percent": rate }, "net": money(invoice.net),
        "tax_amount": money(invoice.tax_amount), "gross": money(invoice.gross),
    }))
}

/// What a report gets that names a document.
///
/// # Errors
/// When there is none of this number, or it is not of the contract and exactly the period.
pub(crate) fn named(
    store: &Store,
    contract: &Contract,
    number: &str,
    period: (Date, Date),
) -> Result<Invoicing, Failure> {
    let invoice = store.invoice(number)?;
    if invoice.contract != contract.id || (billing::date(invoice.first), sunday(invoice.last)) != period {
        let message = format!("`{number}` is no invoice of `{}` over exactly this period", contract.id);
        return Err(Failure::usage(message).hint("`workdiary invoice list` tells what each is of"));
    }
    let invoice = as_report(store, invoice)?;
    Ok(Invoicing::new(Box::new(|| Ok(invoice))))
}

/// What another report gets: the invoice of exactly its period; or, where `drafts` says at which time, a draft.
pub(crate) fn of_period(
    mut store: Store,
    plugins: Arc<Plugins>,
    contract: Contract,
    (from, to): (Date, Date),
    drafts: Option<Second>,
) -> Invoicing {
    Invoicing::new(Box::new(move || {
        let weeks = whole_weeks(from, to)?;
        let issued = in_force(&store, &contract).map_err(Failure::into_line)?;
        let same = issued.into_iter().find(|invoice| (invoice.first, invoice.last) == weeks);
        let invoice = match (same, drafts) {
            (Some(invoice), _) => Ok(invoice),
            (None, Some(now)) => draft(&mut store, &plugins, &contract, weeks, now),
            (None, None) => return Err("no invoice was issued over exactly this period".to_owned()),
        };
        invoice.and_then(|invoice| as_report(&store, invoice)).map_err(Failure::into_line)
    }))
}

fn as_report(store: &Store, invoice: Invoice) -> Result<report::Invoice, Failure> {
    let logo = store.logo(&invoice.logo)?.unwrap_or_default();
    let Tax { category, rate, reason, reason_code } = invoice.tax;
    let Payment { means, account, account_name, bic, reference, terms } = invoice.payment;
    let (corrects, corrects_date) =
        invoice.corrects.map(|corrects| (corrects.number, corrects.date.to_string())).unzip();
    Ok(report::Invoice {
        number: invoice.number,
        credit_note: corrects.is_some(),
        corrects,
        corrects_date,
        date: invoice.date.to_string(),
        due: invoice.due.map(|due| due.to_string()),
        seller: trader(invoice.seller),
        buyer: trader(invoice.buyer),
        lines: invoice.lines.into_iter().map(line).collect(),
        tax: report::Tax { category, rate, reason, reason_code },
        net: invoice.net,
        tax_amount: invoice.tax_amount,
        gross: invoice.gross,
        payment: report::Payment { means, account, account_name, bic, reference, terms },
        buyer_reference: invoice.buyer_reference,
        order_reference: invoice.order_reference,
        contract_reference: invoice.contract_reference,
        project_reference: invoice.project_reference,
        note: invoice.note,
        logo,
    })
}

fn line(line: InvoiceLine) -> report::InvoiceLine {
    let InvoiceLine { week, text, minutes, rate, amount } = line;
    report::InvoiceLine { week: week.slots().start, text, minutes, rate, amount }
}

fn trader(trader: Trader) -> report::Trader {
    report::Trader {
        name: trader.name,
        trading_name: trader.trading_name,
        street: trader.street.lines().map(str::to_owned).collect(),
        city: trader.city,
        postcode: trader.postcode,
        region: trader.region,
        country: trader.country,
        vat_id: trader.vat_id,
        tax_number: trader.tax_number,
        registration: trader.registration,
        registration_scheme: trader.registration_scheme,
        legal_notice: trader.legal_notice,
        endpoint: trader.endpoint,
        endpoint_scheme: trader.endpoint_scheme,
        contact: trader.contact,
        phone: trader.phone,
        email: trader.email,
    }
}
