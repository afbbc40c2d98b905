//! Why an invoice is not written.

use std::fmt;

/// Why an invoice is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It has no number.
    #[error(
        "the invoice of `{contract}` is a draft, and an e-invoice has a number; nothing else is missing; \
         hint: `workdiary invoice issue` gives it one"
    )]
    Draft {
        /// The contract.
        contract: String,
    },
    /// Nothing is billed.
    #[error("the invoice has no line; EN 16931 wants one at least (BG-25)")]
    NoLines,
    /// EN 16931 has two decimals at most.
    #[error(
        "`{currency}` has {digits} decimals; EN 16931 has 2 at most, so this invoice cannot be an e-invoice"
    )]
    Currency {
        /// ISO 4217 code.
        currency: String,
        /// Its decimals.
        digits: u8,
    },
    /// An amount that no bill can have.
    #[error("a line has an amount of {amount} and a rate of {rate} in minor units, below zero")]
    Negative {
        /// In minor units.
        amount: i64,
        /// In minor units.
        rate: i64,
    },
    /// The profile is for the other syntax.
    #[error("`{profile}` is written in `{syntax}` only")]
    Syntax {
        /// As in the config of the report.
        profile: &'static str,
        /// As in the config of the report.
        syntax: &'static str,
    },
    /// What is to be set first.
    #[error(transparent)]
    Missing(#[from] Missing),
}

/// All settings that the invoice cannot do without, and how to set them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The contract whose settings they are.
    pub contract: String,
    /// In the order in which they are set.
    pub fields: Vec<Field>,
}

/// A setting that has to be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in `workdiary invoice settings`, such as `seller.vat_id`.
    pub name: &'static str,
    /// What it has now; empty: nothing.
    pub value: String,
    /// What it is for, with its term in EN 16931.
    pub why: String,
}

impl std::error::Error for Missing {}

/// One line and not too long, since that is what a report may say when it refuses: after some, names are enough.
impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, more) = self.fields.split_at(self.fields.len().min(IN_FULL));
        for Field { name, value, why } in first {
            let value: String = value.chars().take(VALUE).collect();
            match value.as_str() {
                "" => write!(out, "`{name}` is missing: {why}; ")?,
                value => write!(out, "`{name}` is `{value}`: {why}; ")?,
            }
        }
        if !more.is_empty() {
            let names: Vec<String> = more.iter().map(|field| format!("`{}`", field.name)).collect();
            write!(out, "and {}; ", names.join(", "))?;
        }
        let name = first.first().map_or("seller.name", |field| field.name);
        write!(out, "hint: `workdiary invoice settings {} --set {name}=…`", self.contract)
    }
}

/// So many settings are told with what they are for.
const IN_FULL: usize = 5;
/// Characters of a value that are told.
const VALUE: usize = 40;
