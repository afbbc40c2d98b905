//! What becomes of a segment on the bill, and the number that says so in a column.

use serde::{Deserialize, Serialize};

pub(crate) const BILLABLE: u8 = 0;
pub(crate) const OVER_LIMIT: u8 = 1;
/// Not billable, for the first reason; the numbers after it are for those that follow.
pub(crate) const FIRST_REASON: u8 = 2;

/// What becomes of a segment on the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is billed.
    #[default]
    Billable,
    /// It lies past the weekly limit and is not billed.
    OverLimit,
    /// It is not billed, for a reason.
    NotBillable,
}

impl Status {
    pub(crate) fn of(outcome: u8) -> Self {
        match outcome {
            BILLABLE => Self::Billable,
            OVER_LIMIT => Self::OverLimit,
            _ => Self::NotBillable,
        }
    }
}

/// The reason of an outcome, where it has one.
pub(crate) fn reason(outcome: u8, reasons: &[String]) -> Option<&str> {
    reasons.get(usize::from(outcome.checked_sub(FIRST_REASON)?)).map(String::as_str)
}
