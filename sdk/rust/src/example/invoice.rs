//! The invoice of a report's example: what is not said is empty, and sums are made from the lines.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ReportInput;
use crate::invoice::{Invoice, InvoiceLine, Payment, Tax, Trader};
use crate::{Rounding, money, time};

/// An invoice as an example states it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InvoiceInput {
    /// None: a draft.
    pub number: Option<String>,
    /// Whether it takes back `corrects`.
    pub credit_note: bool,
    /// The number of the invoice before it.
    pub corrects: Option<String>,
    /// The date of that.
    pub corrects_date: Option<Date>,
    /// Its date; the day after the period when not said.
    pub date: Option<Date>,
    /// When it is to be paid.
    pub due: Option<Date>,
    /// Who works.
    pub seller: TraderInput,
    /// Who pays.
    pub buyer: TraderInput,
    /// The tax on all lines.
    pub tax: TaxInput,
    /// How to pay.
    pub payment: PaymentInput,
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
}

/// Fields that are texts, with the type of the contract that they become.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident => $wit:ident { $($field:ident),* } $($list:ident)? ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        #[allow(missing_docs, reason = "the contract says what each field is")]
        pub struct $name {
            $(pub $field: String,)*
            $(pub $list: Vec<String>,)?
        }

        impl From<$name> for $wit {
            fn from(input: $name) -> Self {
                let $name { $($field,)* $($list)? } = input;
                Self { $($field,)* $($list)? }
            }
        }
    };
}

texts! {
    /// A side of the invoice.
    TraderInput => Trader {
        name, trading_name, city, postcode, region, country, vat_id, tax_number, registration,
        registration_scheme, legal_notice, endpoint, endpoint_scheme, contact, phone, email
    } street
}

texts! {
    /// How to pay.
    PaymentInput => Payment { means, account, account_name, bic, reference, terms }
}

/// The tax on all lines.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TaxInput {
    /// `S`, `Z`, `E` or `AE`.
    pub category: String,
    /// In hundredths of a percent.
    pub rate: u32,
    /// Why no tax is due.
    pub reason: String,
    /// The same as a code.
    pub reason_code: String,
}

impl InvoiceInput {
    /// The invoice over the bills of the input's weeks.
    ///
    /// # Errors
    /// When an amount is larger than can be counted, or a week lies before 1970.
    pub fn over(self, input: &ReportInput) -> Result<Invoice, String> {
        let text = |date: Date| date.to_string();
        let mut lines = Vec::new();
        for week in &input.weeks {
            let first = time::slot_of_date(week.week).ok_or("the week lies before 1970")?;
            lines.extend(week.lines.iter().cloned().map(|line| InvoiceLine {
                week: first,
                text: line.text,
                minutes: line.minutes,
                rate: line.rate,
                amount: line.amount,
            }));
        }
        let TaxInput { category, rate, reason, reason_code } = self.tax;
        let too_large = "an amount is too large";
        let net = lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.amount)).ok_or(too_large)?;
        let tax_amount = money::share(net, rate, Rounding::HalfAwayFromZero).ok_or(too_large)?;
        let date = self.date.unwrap_or_else(|| time::date(input.end_slot()));
        Ok(Invoice {
            number: self.number,
            credit_note: self.credit_note,
            corrects: self.corrects,
            corrects_date: self.corrects_date.map(text),
            date: text(date),
            due: self.due.map(text),
            seller: self.seller.into(),
            buyer: self.buyer.into(),
            lines,
            tax: Tax { category, rate, reason, reason_code },
            net,
            tax_amount,
            gross: net.checked_add(tax_amount).ok_or(too_large)?,
            payment: self.payment.into(),
            buyer_reference: self.buyer_reference,
            order_reference: self.order_reference,
            contract_reference: self.contract_reference,
            project_reference: self.project_reference,
            note: self.note,
            logo: Vec::new(),
        })
    }
}
