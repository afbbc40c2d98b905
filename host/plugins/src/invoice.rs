//! The invoice of a report's period, as reports see it.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use wasmtime::Result;
use wasmtime::component::Resource;

use crate::bindings::invoicing;
pub use crate::bindings::invoicing::{InvoiceLine, Payment, Tax, Trader};
use crate::call::State;

/// An invoice, or a credit note; `wit/0.1.1/plugin.wit` says what each field is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the contract says it")]
pub struct Invoice {
    pub number: Option<String>,
    pub credit_note: bool,
    pub corrects: Option<String>,
    pub corrects_date: Option<String>,
    pub date: String,
    pub due: Option<String>,
    pub seller: Trader,
    pub buyer: Trader,
    pub lines: Vec<InvoiceLine>,
    pub tax: Tax,
    pub net: i64,
    pub tax_amount: i64,
    pub gross: i64,
    pub payment: Payment,
    pub buyer_reference: String,
    pub order_reference: String,
    pub contract_reference: String,
    pub project_reference: String,
    pub note: String,
    pub logo: Vec<u8>,
}

/// The invoice of a report's period, or why there is none; found out when the report first asks.
pub type Invoicing = LazyLock<Found, Box<dyn FnOnce() -> Found + Send>>;

type Found = std::result::Result<Invoice, String>;

/// How the client of a contract is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    /// ISO 639-1 code.
    pub language: String,
    /// By the example of 1234.5.
    pub number_format: String,
    /// By the example of a date.
    pub date_format: String,
}

/// Getters, each of one field.
macro_rules! getters {
    ($($field:ident: $of:ty;)*) => {
        impl invoicing::HostInvoice for State {
            $(fn $field(&mut self, invoice: Resource<Invoice>) -> Result<$of> {
                Ok(self.table.get(&invoice)?.$field.clone())
            })*

            fn drop(&mut self, invoice: Resource<Invoice>) -> Result<()> {
                self.table.delete(invoice)?;
                Ok(())
            }
        }
    };
}

getters! {
    number: Option<String>;
    credit_note: bool;
    corrects: Option<String>;
    corrects_date: Option<String>;
    date: String;
    due: Option<String>;
    seller: Trader;
    buyer: Trader;
    lines: Vec<InvoiceLine>;
    tax: Tax;
    net: i64;
    tax_amount: i64;
    gross: i64;
    payment: Payment;
    buyer_reference: String;
    order_reference: String;
    contract_reference: String;
    project_reference: String;
    note: String;
    logo: Vec<u8>;
}

impl invoicing::Host for State {
    fn get(&mut self) -> Result<std::result::Result<Resource<Invoice>, String>> {
        match LazyLock::force(&self.diary()?.invoice).clone() {
            Ok(invoice) => Ok(Ok(self.table.push(invoice)?)),
            Err(why) => Ok(Err(why)),
        }
    }

    fn language(&mut self) -> Result<String> {
        Ok(self.diary()?.manner.language.clone())
    }

    fn number_format(&mut self) -> Result<String> {
        Ok(self.diary()?.manner.number_format.clone())
    }

    fn date_format(&mut self) -> Result<String> {
        Ok(self.diary()?.manner.date_format.clone())
    }
}
