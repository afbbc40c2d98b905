//! Invoices: numbered documents over the statements of whole weeks, with tax, frozen when they are issued.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::assess::Line;
use crate::contract::{Contract, ContractId, Party};
use crate::week::Week;

pub mod numbers;
pub mod settings;
pub mod words;

use settings::{InvoiceSettings, Trader, iban};
use words::Language;

/// A line: one of the bill of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceLine {
    /// Of which week.
    pub week: Week,
    /// What is billed, for people.
    pub text: String,
    /// Minutes; 0 for a fixed amount.
    pub minutes: u32,
    /// The hourly rate in minor units; none for a fixed amount.
    pub rate: Option<i64>,
    /// In minor units, without tax.
    pub amount: i64,
}

/// The tax on all lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// UNCL5305: `S`, `Z`, `E` or `AE`; empty on a draft of which it was not said.
    pub category: String,
    /// In hundredths of a percent.
    pub rate: u32,
    /// Why no tax is due, for people.
    pub reason: String,
    /// The same as a code of VATEX.
    pub reason_code: String,
}

/// How to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "they are those of the settings")]
pub struct Payment {
    pub means: String,
    pub account: String,
    pub account_name: String,
    pub bic: String,
    pub reference: String,
    pub terms: String,
}

/// The invoice that a credit note takes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrects {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Date,
}

/// An invoice, or a credit note that takes one back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// None: a draft.
    pub number: Option<String>,
    /// What it takes back; then it is a credit note, and its amounts are those that are given back.
    pub corrects: Option<Corrects>,
    /// Of which contract.
    pub contract: ContractId,
    /// Its first week.
    pub first: Week,
    /// Its last week.
    pub last: Week,
    /// Its date, on the freelancer's calendar.
    pub date: Date,
    /// When it is to be paid.
    pub due: Option<Date>,
    /// Who works.
    pub seller: Trader,
    /// Who pays.
    pub buyer: Trader,
    /// ISO 4217.
    pub currency: String,
    /// In the order of the weeks; they sum to `net`.
    pub lines: Vec<InvoiceLine>,
    /// On all of them.
    pub tax: Tax,
    /// Sum of the lines, without tax, in minor units.
    pub net: i64,
    /// `net` times the rate of the tax, a half minor unit going away from zero.
    pub tax_amount: i64,
    /// Both together.
    pub gross: i64,
    /// How to pay.
    pub payment: Payment,
    /// The buyer's reference.
    pub buyer_reference: String,
    /// The buyer's order.
    pub order_reference: String,
    /// The agreement.
    pub contract_reference: String,
    /// The project.
    pub project_reference: String,
    /// What else is to be said.
    pub note: String,
    /// In which language the client is written to.
    pub language: Language,
    /// How numbers are written, by the example of 1234.5.
    pub number_format: String,
    /// How dates are written.
    pub date_format: String,
    /// SHA-256 of the picture for its head, or empty.
    pub logo: String,
}

/// Why there can be no invoice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoInvoice {
    /// A setting without which none can be issued was not said.
    #[error("`{0}` is not said: an invoice needs it")]
    Missing(&'static str),
    /// Nothing was billed.
    #[error("nothing is billed in these weeks")]
    Nothing,
    /// A sum is larger than the program can count.
    #[error("the sum is too large")]
    TooLarge,
}

impl Invoice {
    /// The draft over the bills of weeks, each with its lines, in the order of time.
    ///
    /// # Errors
    /// [`NoInvoice::TooLarge`].
    pub fn draft(
        contract: &Contract,
        settings: &InvoiceSettings,
        logo: String,
        (first, last): (Week, Week),
        bills: &[(Week, Vec<Line>)],
        date: Date,
    ) -> Result<Self, NoInvoice> {
        let lines: Vec<InvoiceLine> = bills
            .iter()
            .flat_map(|(week, lines)| lines.iter().map(|line| invoice_line(*week, line, settings.language)))
            .collect();
        let net: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
        let tax_amount = share(net, settings.tax_rate());
        let whole = |amount: i128| i64::try_from(amount).map_err(|_| NoInvoice::TooLarge);
        let InvoiceSettings { seller, buyer, .. } = settings.completed(contract);
        let payment = payment(settings, contract, &seller);
        Ok(Self {
            number: None,
            corrects: None,
            contract: contract.id.clone(),
            first,
            last,
            date,
            due: date.checked_add(i64::from(settings.payment.days).days()).ok(),
            seller,
            buyer,
            currency: contract.currency.code().to_owned(),
            lines,
            tax: tax(settings),
            net: whole(net)?,
            tax_amount: whole(tax_amount)?,
            gross: whole(net + tax_amount)?,
            payment,
            buyer_reference: settings.buyer_reference.clone(),
            order_reference: settings.order_reference.clone(),
            contract_reference: settings.contract_reference.clone(),
            project_reference: settings.project_reference.clone(),
            note: settings.note.clone(),
            language: settings.language,
            number_format: settings.number_format().to_owned(),
            date_format: settings.date_format().to_owned(),
            logo,
        })
    }

    /// The credit note that takes this invoice back; a draft has none.
    #[must_use]
    pub fn credit_note(&self, date: Date) -> Option<Self> {
        let corrects = Corrects { number: self.number.clone()?, date: self.date };
        let reference = corrects.number.clone();
        let payment = Payment { reference, terms: String::new(), ..self.payment.clone() };
        Some(Self { number: None, corrects: Some(corrects), date, due: None, payment, ..self.clone() })
    }

    /// It under its number.
    #[must_use]
    pub fn numbered(mut self, number: String) -> Self {
        if self.payment.reference.is_empty() {
            self.payment.reference.clone_from(&number);
        }
        self.number = Some(number);
        self
    }

    /// Whether it can be issued.
    ///
    /// # Errors
    /// What is missing.
    pub fn check(&self) -> Result<(), NoInvoice> {
        let needed = [
            ("seller.name", &self.seller.name),
            ("buyer.name", &self.buyer.name),
            ("tax.category", &self.tax.category),
        ];
        if let Some((field, _)) = needed.into_iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(NoInvoice::Missing(field));
        }
        if self.lines.is_empty() { Err(NoInvoice::Nothing) } else { Ok(()) }
    }

    /// Minutes on it.
    #[must_use]
    pub fn minutes(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.minutes)).sum()
    }

    /// Whether it has lines of this week.
    #[must_use]
    pub fn is_of(&self, week: Week) -> bool {
        self.first <= week && week <= self.last
    }
}

fn invoice_line(week: Week, line: &Line, language: Language) -> InvoiceLine {
    let Line { text, minutes, rate, amount } = line.clone();
    InvoiceLine { week, text: language.line(&text).to_owned(), minutes, rate, amount }
}

/// A share of an amount in hundredths of a percent, a half going away from zero.
fn share(amount: i128, hundredths: u32) -> i128 {
    let parts = amount * i128::from(hundredths);
    let away = if (parts % 10_000).abs() >= 5_000 { parts.signum() } else { 0 };
    parts / 10_000 + away
}

/// Where no tax is due to a reverse charge, the code says so without anybody having to look it up.
fn tax(settings: &InvoiceSettings) -> Tax {
    let given = &settings.tax;
    let untold = given.reason_code.is_empty() && given.category == "AE";
    Tax {
        category: given.category.clone(),
        rate: settings.tax_rate(),
        reason: given.reason.clone(),
        reason_code: if untold { "VATEX-EU-AE".to_owned() } else { given.reason_code.clone() },
    }
}

fn payment(settings: &InvoiceSettings, contract: &Contract, seller: &Trader) -> Payment {
    let given = &settings.payment;
    let or = |text: &String, other: &str| if text.is_empty() { other.to_owned() } else { text.clone() };
    let means = match (given.account.is_empty(), contract.currency.code(), iban(&given.account)) {
        (true, ..) => "",
        (false, "EUR", Some(true)) => "58",
        _ => "30",
    };
    let account_name = if given.account.is_empty() { "" } else { &seller.name };
    Payment {
        means: or(&given.means, means),
        account: given.account.clone(),
        account_name: or(&given.account_name, account_name),
        bic: given.bic.clone(),
        reference: given.reference.clone(),
        terms: given.terms.clone(),
    }
}

impl InvoiceSettings {
    /// What the settings leave open of the parties comes from the contract.
    #[must_use]
    pub fn completed(&self, contract: &Contract) -> Self {
        let seller = completed(&self.seller, &contract.freelancer);
        Self { seller, buyer: completed(&self.buyer, &contract.client), ..self.clone() }
    }
}

fn completed(trader: &Trader, party: &Party) -> Trader {
    let mut trader = trader.clone();
    let fill = |field: &mut String, from: &str| {
        if field.is_empty() {
            from.clone_into(field);
        }
    };
    fill(&mut trader.name, &party.name);
    fill(&mut trader.email, &party.email);
    if trader.city.is_empty() && trader.postcode.is_empty() {
        fill(&mut trader.street, &party.address);
    }
    if trader.vat_id.is_empty() && trader.tax_number.is_empty() {
        // A VAT number begins with its country.
        let is_vat = party.tax_id.bytes().take(2).filter(u8::is_ascii_uppercase).count() == 2;
        fill(if is_vat { &mut trader.vat_id } else { &mut trader.tax_number }, &party.tax_id);
    }
    trader
}

#[cfg(test)]
mod tests;
