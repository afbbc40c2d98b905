//! The invoice of a report's period, with all that stands on it.

use serde::{Deserialize, Serialize};

pub use crate::bindings::report::workdiary::plugin::invoicing::{InvoiceLine, Payment, Tax, Trader};

/// An invoice, or a credit note that takes one back. Amounts are in minor units of the contract's
/// currency; terms of EN 16931 are named as BT-n in the contract (`wit/plugin.wit`). A text that
/// nobody has said is empty: a report says itself what it cannot do without.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invoice {
    /// None: it has not been issued, it is a draft, and must be seen to be one.
    pub number: Option<String>,
    /// Whether it takes back the invoice `corrects`; its amounts are those that are given back.
    pub credit_note: bool,
    /// The number of the invoice before it.
    pub corrects: Option<String>,
    /// The date of that, `YYYY-MM-DD`.
    pub corrects_date: Option<String>,
    /// `YYYY-MM-DD`; that of a draft is today's.
    pub date: String,
    /// When it is to be paid, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// Who works.
    pub seller: Trader,
    /// Who pays.
    pub buyer: Trader,
    /// In the order of the weeks; they sum to `net`.
    pub lines: Vec<InvoiceLine>,
    /// On all of them.
    pub tax: Tax,
    /// Sum of the lines, without tax.
    pub net: i64,
    /// `net` times the rate, a half going away from zero.
    pub tax_amount: i64,
    /// Both together.
    pub gross: i64,
    /// How to pay.
    pub payment: Payment,
    /// The buyer's reference, in Germany the Leitweg-ID.
    pub buyer_reference: String,
    /// The buyer's order.
    pub order_reference: String,
    /// The agreement.
    pub contract_reference: String,
    /// The project.
    pub project_reference: String,
    /// What else is to be said, lines separated by `\n`.
    pub note: String,
    /// A picture for its head, PNG or JPEG; empty: none.
    pub logo: Vec<u8>,
}

impl Invoice {
    /// The minutes of all lines.
    #[must_use]
    pub fn minutes(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.minutes)).sum()
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) fn of_host(host: &crate::bindings::report::workdiary::plugin::invoicing::Invoice) -> Self {
        Self {
            number: host.number(),
            credit_note: host.credit_note(),
            corrects: host.corrects(),
            corrects_date: host.corrects_date(),
            date: host.date(),
            due: host.due(),
            seller: host.seller(),
            buyer: host.buyer(),
            lines: host.lines(),
            tax: host.tax(),
            net: host.net(),
            tax_amount: host.tax_amount(),
            gross: host.gross(),
            payment: host.payment(),
            buyer_reference: host.buyer_reference(),
            order_reference: host.order_reference(),
            contract_reference: host.contract_reference(),
            project_reference: host.project_reference(),
            note: host.note(),
            logo: host.logo(),
        }
    }
}
