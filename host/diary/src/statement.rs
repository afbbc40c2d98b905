//! Statements: bills of locked weeks, frozen (SPEC.md §6).

use serde::{Deserialize, Serialize};

use crate::assess::{Answer, Assessment, Line};
use crate::contract::{Contract, ContractId, Party, RuleBinding};
use crate::money::Rounding;
use crate::terms::{self, WeeklyLimit};
use crate::week::Week;

/// The frozen bill of a week: all that it says, and all that is needed to make it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its number among the statements of the contract, from 1, in the order of closing.
    pub number: u32,
    /// Of which contract.
    pub contract: ContractId,
    /// What the work was.
    pub title: String,
    /// Who pays.
    pub client: Party,
    /// Who worked.
    pub freelancer: Party,
    /// The freelancer's time zone, which the rule was given.
    pub time_zone: String,
    /// Of which week.
    pub week: Week,
    /// ISO 4217.
    pub currency: String,
    /// In minor units.
    pub hourly_rate: i64,
    /// None: no limit.
    pub weekly_limit: Option<WeeklyLimit>,
    /// The rule that billed it: name, version, digest and config.
    pub rule: RuleBinding,
    /// SHA-256 over all that the rule was given.
    pub inputs_digest: String,
    /// What the rule used.
    pub fuel: u64,
    /// The engine by which the fuel was counted.
    pub wasmtime: String,
    /// The slots of its segments, rising.
    pub slots: Vec<u32>,
    /// What became of each.
    pub outcomes: Vec<u8>,
    /// The reasons that outcomes name.
    pub reasons: Vec<String>,
    /// Minutes on the bill for each.
    pub billed_minutes: Vec<u16>,
    /// The bill.
    pub lines: Vec<Line>,
    /// How the amounts were rounded.
    pub rounding: Rounding,
    /// In minor units.
    pub total: i64,
}

/// Which rule billed a week, and what the call took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRun {
    /// The rule.
    pub rule: RuleBinding,
    /// SHA-256 over all that it was given.
    pub inputs_digest: String,
    /// What it used.
    pub fuel: u64,
    /// The engine by which the fuel was counted.
    pub wasmtime: String,
}

impl Statement {
    /// Freezes what a rule said of a week of these slots.
    #[must_use]
    pub fn freeze(
        number: u32,
        contract: &Contract,
        week: Week,
        slots: &[u32],
        assessment: &Assessment,
        run: RuleRun,
    ) -> Self {
        let Answer { outcomes, reasons, billed_minutes, lines, rounding } = assessment.answer().clone();
        let RuleRun { rule, inputs_digest, fuel, wasmtime } = run;
        Self {
            number,
            contract: contract.id.clone(),
            title: contract.title.clone(),
            client: contract.client.clone(),
            freelancer: contract.freelancer.clone(),
            time_zone: contract.time_zone.clone(),
            week,
            currency: contract.currency.code().to_owned(),
            hourly_rate: terms::in_force(&contract.rates, week).copied().unwrap_or_default(),
            weekly_limit: terms::in_force(&contract.limits, week).copied(),
            rule,
            inputs_digest,
            fuel,
            wasmtime,
            slots: slots.to_vec(),
            outcomes,
            reasons,
            billed_minutes,
            lines,
            rounding,
            total: assessment.total(),
        }
    }

    /// Minutes on the bill.
    #[must_use]
    pub fn billable_minutes(&self) -> u64 {
        self.billed_minutes.iter().copied().map(u64::from).sum()
    }

    /// What was said of its segments.
    #[must_use]
    pub fn assessment(&self) -> Assessment {
        let answer = Answer {
            outcomes: self.outcomes.clone(),
            reasons: self.reasons.clone(),
            billed_minutes: self.billed_minutes.clone(),
            lines: self.lines.clone(),
            rounding: self.rounding,
        };
        Assessment::frozen(answer, self.total)
    }
}

/// What the client said to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is right.
    Countersigned,
    /// It is not; a disputed statement may still be countersigned.
    Disputed,
}

impl Verdict {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Countersigned => "countersigned",
            Self::Disputed => "disputed",
        }
    }
}
