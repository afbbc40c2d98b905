//! Contracts: for whom work is done and on which terms (SPEC.md §1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::money::Currency;
use crate::terms::{Change, WeeklyLimit};

/// The short name by which people type a contract, such as `acme`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContractId(String);

/// Why a text is not a contract id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a contract id: 1 to 32 of a-z, 0-9, - and _, starting with a letter or digit")]
pub struct BadContractId(String);

impl ContractId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContractId {
    type Err = BadContractId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let good = (1..=32).contains(&text.len())
            && text.bytes().all(|byte| plain(byte) || byte == b'-' || byte == b'_')
            && text.bytes().next().is_some_and(plain);
        if good { Ok(Self(text.to_owned())) } else { Err(BadContractId(text.to_owned())) }
    }
}

impl TryFrom<String> for ContractId {
    type Error = BadContractId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ContractId> for String {
    fn from(id: ContractId) -> Self {
        id.0
    }
}

impl fmt::Display for ContractId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One side of a contract, as it stands on a bill. All but the name may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Party {
    /// Person or company.
    pub name: String,
    /// Postal address, lines separated by `\n`.
    pub address: String,
    /// VAT number or the like.
    pub tax_id: String,
    /// E-mail address.
    pub email: String,
}

/// Whether the freelancer may add manual time (SPEC.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManualPolicy {
    /// Always.
    Allowed,
    /// Never.
    Denied,
    /// After the client has granted a request.
    #[default]
    OnRequest,
}

/// Whether work on a contract goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContractStatus {
    /// Work can be tracked and edited.
    Active,
    /// Readable, never editable.
    Closed,
}

/// The billing rule of a contract that names none.
pub const DEFAULT_RULE: &str = "weekly-limit";

/// The billing rule of a contract and its config. It never changes by itself: the digest names one
/// component for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleBinding {
    /// The rule's name, such as `weekly-limit`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its component; empty in diaries from before components: the built-in rule.
    pub digest: String,
    /// Its config, a JSON object as text; the rule reads it.
    pub config: String,
}

/// The label scheme of a contract and its config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelBinding {
    /// The scheme's name, such as `fixed-list`.
    pub name: String,
    /// SHA-256 of its component, where it is the contract's own; empty: the newest of this name in the diary.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// Its config, a JSON object as text; the scheme reads it.
    pub config: String,
}

/// An hourly contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its short name; never changes.
    pub id: ContractId,
    /// What the work is.
    pub title: String,
    /// Who pays.
    pub client: Party,
    /// Who works.
    pub freelancer: Party,
    /// In which currency; never changes.
    pub currency: Currency,
    /// May manual time be added?
    pub manual: ManualPolicy,
    /// The freelancer's IANA time zone, such as `Europe/Kyiv`.
    pub time_zone: String,
    /// What decides which labels there are; without it they are free.
    pub labels: Option<LabelBinding>,
    /// Active or closed.
    pub status: ContractStatus,
    /// What decides which time is billed, in the order in which it was said.
    pub rules: Vec<Change<RuleBinding>>,
    /// Hourly rates in minor units, in the order in which they were said.
    pub rates: Vec<Change<i64>>,
    /// Weekly limits, in the order in which they were said.
    pub limits: Vec<Change<WeeklyLimit>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("acme", true)]
    #[case("7-of_9", true)]
    #[case("", false)]
    #[case("-acme", false)]
    #[case("Acme", false)]
    #[case("a/../b", false)]
    #[case("a234567890123456789012345678901234", false)]
    fn ids_are_short_and_plain(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<ContractId>().is_ok(), good);
    }
}
