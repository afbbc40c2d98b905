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

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Field { name, value, why } in &self.fields {
            match value.as_str() {
                "" => writeln!(out, "`{name}` is missing: {why}")?,
                value => writeln!(out, "`{name}` is `{value}`: {why}")?,
            }
        }
        write!(out, "hint: `workdiary invoice settings {}", self.contract)?;
        self.fields.iter().try_for_each(|field| write!(out, " --set {}=…", field.name))?;
        out.write_str("`")
    }
}
