//! What stands on an e-invoice, whatever its syntax: the invoice of the diary in the terms of EN 16931.

use workdiary_sdk::time::{self, jiff::ToSpan, jiff::civil::Date};
use workdiary_sdk::{Diary, Invoice, InvoiceLine, money};

use crate::decimal;
use crate::text::is_blank;

/// An invoice, and what the diary alone knows of it.
#[derive(Debug, Clone, Copy)]
pub struct Document<'i> {
    /// The invoice itself.
    pub invoice: &'i Invoice,
    /// The contract, whose settings are named where one is missing.
    pub contract: &'i str,
    /// ISO 4217 code (BT-5).
    pub currency: &'i str,
    /// Decimals of its minor unit.
    pub currency_digits: u8,
    /// Whether it is sample data, which must say so.
    pub demo: bool,
}

/// A line of the invoice (BG-25).
pub(crate) struct Line {
    /// BT-126.
    pub(crate) id: String,
    /// What is billed (BT-153).
    pub(crate) name: String,
    /// BT-129.
    pub(crate) quantity: String,
    /// Hours or one piece (BT-130).
    pub(crate) unit: &'static str,
    /// Of one unit (BT-146).
    pub(crate) price: String,
    /// BT-131.
    pub(crate) amount: String,
    /// The week (BG-26).
    pub(crate) period: [Date; 2],
}

impl<'i> Document<'i> {
    /// The invoice of a diary.
    #[must_use]
    pub fn of(invoice: &'i Invoice, contract: &'i str, currency: &'i str, diary: &Diary) -> Self {
        Self { invoice, contract, currency, currency_digits: diary.currency_digits(), demo: diary.is_demo() }
    }

    /// An amount without more decimals than its currency has.
    pub(crate) fn amount(&self, minor: i64) -> String {
        money::show(minor, self.currency_digits)
    }

    /// An invoice or a credit note (BT-3).
    pub(crate) fn type_code(&self) -> &'static str {
        if self.invoice.credit_note { "381" } else { "380" }
    }

    /// What is said in words (BT-22): one note, since Peppol has one at most.
    pub(crate) fn note(&self) -> String {
        let demo = if self.demo { "DEMO: sample data, nothing is to be paid" } else { "" };
        let notes = [demo, &self.invoice.note];
        notes.into_iter().filter(|note| !is_blank(note)).collect::<Vec<_>>().join("\n")
    }

    /// From the first week to the end of the last (BG-14).
    pub(crate) fn period(&self) -> Option<[Date; 2]> {
        let weeks = || self.invoice.lines.iter().map(|line| line.week);
        Some([week(weeks().min()?)[0], week(weeks().max()?)[1]])
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        self.invoice.lines.iter().zip(1..).map(|(line, place)| self.line(line, place))
    }

    fn line(&self, line: &InvoiceLine, place: u32) -> Line {
        let (quantity, unit, price) = match line.rate {
            Some(rate) => (decimal::hours(line.minutes, rate, line.amount, self.currency_digits), HOUR, rate),
            // A price is never below zero: what is taken off is less than no piece.
            None if line.amount < 0 => ("-1".to_owned(), ONE, line.amount.saturating_neg()),
            None => ("1".to_owned(), ONE, line.amount),
        };
        Line {
            id: place.to_string(),
            name: if is_blank(&line.text) { "Work".to_owned() } else { line.text.clone() },
            quantity,
            unit,
            price: self.amount(price),
            amount: self.amount(line.amount),
            period: week(line.week),
        }
    }

    /// The rate of tax in percent (BT-119, BT-152).
    pub(crate) fn percent(&self) -> String {
        decimal::percent(self.invoice.tax.rate)
    }

    /// Why no tax is due, as code and in words; that taxes are reversed says its category as well.
    pub(crate) fn exemption(&self) -> [&str; 2] {
        let tax = &self.invoice.tax;
        match tax.category.as_str() {
            "AE" if is_blank(&tax.reason) && is_blank(&tax.reason_code) => ["VATEX-EU-AE", ""],
            "AE" | "E" => [&tax.reason_code, &tax.reason],
            _ => ["", ""],
        }
    }

    /// An identifier of the seller that is neither registration nor VAT number (BT-29): one of the three
    /// there must be (BR-CO-26), and who has a tax number alone has no other.
    pub(crate) fn seller_id(&self) -> &str {
        let seller = &self.invoice.seller;
        let named = !is_blank(&seller.vat_id) || !is_blank(&seller.registration);
        if named { "" } else { &seller.tax_number }
    }

    /// The account without the blanks that people write into it (BT-84).
    pub(crate) fn account(&self) -> String {
        self.invoice.payment.account.split_whitespace().collect()
    }
}

/// UN/ECE recommendation 20: an hour, and a piece.
const HOUR: &str = "HUR";
const ONE: &str = "C62";

/// Monday and Sunday.
fn week(first: u32) -> [Date; 2] {
    let monday = time::date(first);
    [monday, monday.saturating_add(6.days())]
}
