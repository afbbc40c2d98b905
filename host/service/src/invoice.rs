//! Invoices: what stands on them by contract, issuing them over closed weeks, and taking them back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workdiary_diary::assess::Line;
use workdiary_diary::contract::Contract;
use workdiary_diary::invoice::settings::{BadSetting, InvoiceSettings};
use workdiary_diary::invoice::{Invoice, NoInvoice};
use workdiary_diary::statement::Verdict;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_diary::zone;
use workdiary_store::{Numbering, Store};

use crate::billing;
use crate::contracts::{contract_id, time_zone};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::plugins::Plugins;

pub(crate) mod shown;

/// The largest picture for the head of an invoice.
const LOGO_BYTES: u64 = 512 * 1024;

/// What is to be changed of what stands on invoices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceChanges {
    /// Settings by their path, such as `seller.vat_id`.
    pub set: Vec<(String, String)>,
    /// First all but the buyer from this contract.
    pub like: Option<String>,
    /// Absolute path of a picture for the head.
    pub logo: Option<PathBuf>,
    /// Whether there is to be no picture.
    pub no_logo: bool,
}

/// What stands on invoices of the contract by path, and what else is taken from the contract, as JSON for people
/// and programs.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn settings(desk: &Desk<'_>) -> Result<Value, Failure> {
    let (settings, logo) = desk.store.invoice_settings(&desk.contract.id)?;
    let own: BTreeMap<String, String> = settings.entries().into_iter().collect();
    let mut of_contract: BTreeMap<String, String> =
        settings.completed(desk.contract).entries().into_iter().collect();
    of_contract.retain(|path, value| own.get(path) != Some(value));
    Ok(json!({
        "contract": desk.contract.id, "settings": own, "of_contract": of_contract, "logo": !logo.is_empty(),
    }))
}

/// Changes it.
///
/// # Errors
/// When a setting cannot be, or the picture cannot be read.
pub(crate) fn set(desk: &mut Desk<'_>, changes: &InvoiceChanges) -> Result<Value, Failure> {
    let InvoiceChanges { set, like, logo, no_logo } = changes;
    let (mut settings, _) = desk.store.invoice_settings(&desk.contract.id)?;
    let mut picture = logo.as_ref().map(picture).transpose()?;
    if let Some(other) = like {
        let (theirs, logo) = desk.store.invoice_settings(&contract_id(other)?)?;
        settings = InvoiceSettings { buyer: settings.buyer, ..theirs };
        picture = match picture {
            None => desk.store.logo(&logo)?,
            given => given,
        };
    }
    let settings = settings.with(set)?;
    let picture = if *no_logo { Some(Vec::new()) } else { picture };
    let (actor, now) = (desk.actor, desk.now);
    desk.store.set_invoice_settings(&desk.contract.id, &settings, picture.as_deref(), (actor, now))?;
    self::settings(desk)
}

fn picture(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    let bad = |why: String| {
        Failure::usage(format!("cannot take the picture `{}`: {why}", path.display()))
            .hint(format!("PNG or JPEG of {} KiB at most", LOGO_BYTES / 1024))
    };
    let size = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
    if size > LOGO_BYTES {
        return Err(bad(format!("it has {size} bytes")));
    }
    let bytes = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Ok(bytes),
        _ => Err(bad("it is neither".to_owned())),
    }
}

/// Issues the invoice over the closed weeks of a period that is made of whole weeks.
///
/// # Errors
/// When a week is open or on an invoice already, nothing was billed, or something is not said that an invoice
/// needs.
pub(crate) fn issue(desk: &mut Desk<'_>, from: Date, to: Date) -> Result<Value, Failure> {
    let weeks = whole_weeks(from, to).map_err(Failure::usage)?;
    if let Some(before) = shown::in_force(desk.store, desk.contract)?
        .into_iter()
        .find(|before| before.first <= weeks.1 && weeks.0 <= before.last)
    {
        let number = before.number.unwrap_or_default();
        let message = format!("weeks of this period are on invoice `{number}`");
        return Err(Failure::refused("already-invoiced", message)
            .hint(format!("`workdiary invoice cancel {number}` takes it back by a credit note")));
    }
    let draft = draft(desk.store, desk.plugins, desk.contract, weeks, desk.now)?;
    draft.check().map_err(|why| told(desk.contract, &why))?;
    let disputed = closed(desk, weeks)?;
    let issued = number(desk, draft)?;
    let mut told = shown::describe(desk.store, &issued)?;
    if let Some(fields) = told.as_object_mut() {
        fields.insert("disputed_weeks".to_owned(), disputed.into());
    }
    Ok(told)
}

/// Sees that all weeks with segments are closed; gives those whose statement the client disputes.
fn closed(desk: &Desk<'_>, (first, last): (Week, Week)) -> Result<Vec<String>, Failure> {
    let mut disputed = Vec::new();
    for week in weeks_with_segments(desk.store, desk.contract, (first, last))? {
        let id = &desk.contract.id;
        if desk.store.statement(id, week)?.is_none() {
            let message = format!("the week of {} has no statement yet", billing::date(week));
            let failed = desk.unclosed.iter().find(|left| left.contract == *id && left.week == week);
            let hint = failed.map_or_else(
                || format!("it is closed at its lock, {}; then it can be invoiced", week.lock()),
                |left| left.why.message.clone(),
            );
            return Err(Failure::refused("open-week", message).hint(hint));
        }
        let answer = desk.store.statement_answer(id, week)?;
        if answer.is_some_and(|answer| answer.verdict == Verdict::Disputed) {
            disputed.push(billing::date(week).to_string());
        }
    }
    Ok(disputed)
}

/// Takes an invoice back: a credit note over all of it.
///
/// # Errors
/// When it is a credit note itself, or was taken back already.
pub(crate) fn cancel(desk: &mut Desk<'_>, number: &str) -> Result<Value, Failure> {
    let invoice = desk.store.invoice(number)?;
    if let Some(corrects) = &invoice.corrects {
        let message = format!("`{number}` is a credit note: it takes `{}` back", corrects.number);
        return Err(Failure::refused("credit-note", message).hint("issue a new invoice instead"));
    }
    if let Some(by) = shown::taken_back_by(desk.store, desk.contract, number)? {
        return Err(Failure::refused("taken-back", format!("`{number}` was taken back by `{by}`")));
    }
    let today = today(desk.contract, desk.now)?;
    let note = invoice.credit_note(today).ok_or_else(|| Failure::usage("a draft is not taken back"))?;
    let issued = self::number(desk, note)?;
    shown::describe(desk.store, &issued)
}

fn number(desk: &mut Desk<'_>, draft: Invoice) -> Result<Invoice, Failure> {
    let (settings, _) = desk.store.invoice_settings(&desk.contract.id)?;
    let pattern = settings.pattern().map_err(|why| Failure::environment(why.to_string()))?;
    let mark = if desk.store.demo_now()?.is_some() { "DEMO-" } else { "" };
    let numbering = Numbering { series: pattern.series(draft.date), first: settings.numbers.first, mark };
    Ok(desk.store.issue_invoice(draft, &numbering, (desk.actor, desk.now))?)
}

/// The draft over the bills of weeks, as they stand.
///
/// # Errors
/// When the diary cannot be read, a rule fails, or the sum is too large.
pub(crate) fn draft(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    weeks: (Week, Week),
    now: Second,
) -> Result<Invoice, Failure> {
    let (settings, logo) = store.invoice_settings(&contract.id)?;
    let mut bills: Vec<(Week, Vec<Line>)> = Vec::new();
    for week in weeks_with_segments(store, contract, weeks)? {
        let assessed = billing::assess(store, plugins, contract, week)?;
        bills.push((week, assessed.assessment.answer().lines.clone()));
    }
    let draft = Invoice::draft(contract, &settings, logo, weeks, &bills, today(contract, now)?);
    draft.map_err(|why| told(contract, &why))
}

fn told(contract: &Contract, why: &NoInvoice) -> Failure {
    match why {
        NoInvoice::Missing(field) => Failure::refused("missing-data", why.to_string())
            .hint(format!("`workdiary invoice settings {} --set {field}=…`", contract.id)),
        NoInvoice::Nothing => Failure::usage(why.to_string()).hint("see `workdiary statement list`"),
        NoInvoice::TooLarge => Failure::usage(why.to_string()),
    }
}

/// The weeks of a period that is made of nothing else: from a Monday to a Sunday.
///
/// # Errors
/// That it is not, for a person.
pub(crate) fn whole_weeks(from: Date, to: Date) -> Result<(Week, Week), String> {
    if to < from {
        return Err(format!("the period ends on {to}, before it begins on {from}"));
    }
    if from.weekday() != Weekday::Monday || to.weekday() != Weekday::Sunday {
        let (monday, sunday) = around(from, to);
        return Err(format!(
            "an invoice is of whole weeks, from a Monday to a Sunday: {monday} to {sunday}, say, not {from} to {to}"
        ));
    }
    Ok((Week::of_date(from), Week::of_date(to)))
}

/// The whole weeks that a period touches.
fn around(from: Date, to: Date) -> (Date, Date) {
    let into = i64::from(from.weekday().to_monday_zero_offset());
    let left = 6 - i64::from(to.weekday().to_monday_zero_offset());
    (from.saturating_sub(into.days()), to.saturating_add(left.days()))
}

fn weeks_with_segments(
    store: &Store,
    contract: &Contract,
    (first, last): (Week, Week),
) -> Result<Vec<Week>, Failure> {
    let mut weeks = Vec::new();
    let mut from = Slot(first.slots().start);
    while let Some(slot) = store.next_segment(&contract.id, from)?.filter(|slot| slot.0 < last.slots().end) {
        let week = Week::of_slot(slot);
        weeks.push(week);
        from = Slot(week.slots().end);
    }
    Ok(weeks)
}

fn today(contract: &Contract, now: Second) -> Result<Date, Failure> {
    Ok(zone::date(now, &time_zone(&contract.time_zone)?))
}

/// The first and the last day of a week.
#[must_use]
pub fn period(week: Week) -> (Date, Date) {
    (billing::date(week), sunday(week))
}

/// The last day of a week.
pub(crate) fn sunday(week: Week) -> Date {
    billing::date(week).saturating_add(6.days())
}

impl From<BadSetting> for Failure {
    fn from(bad: BadSetting) -> Self {
        Self::usage(bad.to_string())
            .hint("`workdiary invoice settings ID` shows all of them; nothing was changed")
    }
}
