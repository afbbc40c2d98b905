//! Weeks as the contract's billing rule sees them, and their bills.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};
use workdiary_diary::assess::{Assessment, Line, OVER_LIMIT};
use workdiary_diary::contract::{Contract, DEFAULT_RULE, RuleBinding};
use workdiary_diary::ownership;
use workdiary_diary::segments::Segments;
use workdiary_diary::statement::{RuleRun, Statement};
use workdiary_diary::terms::{self, WeeklyLimit};
use workdiary_diary::time::DAY_SLOTS;
use workdiary_diary::week::Week;
use workdiary_plugins::{Manifest, Plugin, RuleTerms, Run, WASMTIME, WeekColumns};
use workdiary_store::Store;

use crate::contracts::time_zone;
use crate::failure::Failure;
use crate::plugins::Plugins;

mod trial;

pub(crate) use trial::trial;

/// A week and what the rule says of it, or said when it was closed.
#[derive(Debug, Clone)]
pub struct AssessedWeek {
    /// All its segments, those in slots of other contracts too.
    pub segments: Arc<Segments>,
    /// What the rule said, over all of them.
    pub assessment: Arc<Assessment>,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    /// The week is closed.
    Frozen(Box<Statement>),
    /// The rule was asked.
    Asked { rule: RuleBinding, fuel: u64, input: Box<WeekColumns> },
}

impl AssessedWeek {
    /// Whether the week is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.source, Source::Frozen(_))
    }

    /// Which rule said it.
    #[must_use]
    pub fn rule(&self) -> &RuleBinding {
        match &self.source {
            Source::Frozen(statement) => &statement.rule,
            Source::Asked { rule, .. } => rule,
        }
    }

    /// The statement of a closed week, or the one that the week would have.
    #[must_use]
    pub fn statement(self, number: u32, contract: &Contract, week: Week) -> Statement {
        match self.source {
            Source::Frozen(statement) => *statement,
            Source::Asked { rule, fuel, input } => {
                let inputs_digest = input.digest(&rule.config);
                let run = RuleRun { rule, inputs_digest, fuel, wasmtime: WASMTIME.to_owned() };
                Statement::freeze(number, contract, week, self.segments.slots(), &self.assessment, run)
            }
        }
    }
}

/// Reads the segments of a week and settles which slots other contracts own.
///
/// # Errors
/// When the diary cannot be read.
pub fn segments(
    store: &Store,
    contract: &Contract,
    slots: std::ops::Range<u32>,
) -> Result<Segments, Failure> {
    let mut segments = store.segments(&contract.id, slots.clone())?;
    ownership::mark_shared(&mut segments, &contract.id, &store.rival_claims(&contract.id, slots)?);
    Ok(segments)
}

/// What is said of a week: by its statement, or else by the rule that is in force in it.
///
/// # Errors
/// When the diary cannot be read, or the rule refuses or fails.
pub fn assess(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    week: Week,
) -> Result<AssessedWeek, Failure> {
    let all = Arc::new(segments(store, contract, week.slots())?);
    let Some(statement) = store.statement(&contract.id, week)? else {
        return ask(store, plugins, contract, week, all);
    };
    if statement.slots != all.slots() {
        let message = format!("the week of {} has other segments than its statement", date(week));
        return Err(Failure::environment(message).hint("`workdiary verify` tells what was changed"));
    }
    let assessment = Arc::new(statement.assessment());
    Ok(AssessedWeek { segments: all, assessment, source: Source::Frozen(Box::new(statement)) })
}

fn ask(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    week: Week,
    all: Arc<Segments>,
) -> Result<AssessedWeek, Failure> {
    let rule = rule_of(contract, week);
    let plugin = plugins.bound(store, &rule)?;
    let input = columns(store, contract, week, &all, &plugin)?;
    let refused = |why: String| refusal(&rule.name, week, &why);
    let run = plugins.call(store, &plugin, refused, |plugin| plugin.assess(&rule.config, &input))?;
    Ok(asked(&plugin, rule.config, run, all, input))
}

fn refusal(rule: &str, week: Week, why: &str) -> Failure {
    let message = format!("`{rule}` does not bill the week of {}: {why}", date(week));
    Failure::refused("billing-rule", message)
}

fn asked(
    plugin: &Plugin,
    config: String,
    run: Run<Assessment>,
    all: Arc<Segments>,
    input: WeekColumns,
) -> AssessedWeek {
    let Manifest { name, version, digest, .. } = plugin.manifest().clone();
    AssessedWeek {
        assessment: Arc::new(run.answer.with_shared(all.shared())),
        segments: all,
        source: Source::Asked {
            rule: RuleBinding { name, version, digest, config },
            fuel: run.fuel,
            input: Box::new(input),
        },
    }
}

/// The rule that bills a week.
fn rule_of(contract: &Contract, week: Week) -> RuleBinding {
    let default = || RuleBinding {
        name: DEFAULT_RULE.to_owned(),
        version: String::new(),
        digest: String::new(),
        config: "{}".to_owned(),
    };
    terms::in_force(&contract.rules, week).cloned().unwrap_or_else(default)
}

/// What the rule is given: a slot that another contract owns is not among it.
fn columns(
    store: &Store,
    contract: &Contract,
    week: Week,
    all: &Arc<Segments>,
    rule: &Plugin,
) -> Result<WeekColumns, Failure> {
    let owned = |segments: &Arc<Segments>| match segments.shared().contains(&true) {
        true => Arc::new(segments.only(|index| segments.shared().get(index) == Some(&false))),
        false => Arc::clone(segments),
    };
    let slots = week.slots();
    let lookback = u32::from(rule.manifest().lookback_days) * DAY_SLOTS;
    let earlier = match lookback {
        0 => Arc::default(),
        _ => Arc::new(segments(store, contract, slots.start.saturating_sub(lookback)..slots.start)?),
    };
    Ok(WeekColumns {
        terms: RuleTerms {
            week: slots.start,
            currency: contract.currency.code().to_owned(),
            currency_digits: u8::try_from(contract.currency.digits()).unwrap_or(u8::MAX),
            hourly_rate: terms::in_force(&contract.rates, week).copied().unwrap_or_default(),
            weekly_limit: terms::in_force(&contract.limits, week)
                .and_then(|limit: &WeeklyLimit| limit.minutes()),
        },
        segments: owned(all),
        earlier: owned(&earlier),
        zone: time_zone(&contract.time_zone)?,
    })
}

/// The bill of a week, as JSON for people and programs (SPEC.md §10). That of a closed week is its
/// statement: nothing changes it any more.
///
/// # Errors
/// As [`assess`].
pub fn bill(store: &mut Store, plugins: &Plugins, contract: &Contract, week: Week) -> Result<Value, Failure> {
    let assessed = assess(store, plugins, contract, week)?;
    describe(store, assessed, contract, week)
}

fn describe(
    store: &Store,
    assessed: AssessedWeek,
    contract: &Contract,
    week: Week,
) -> Result<Value, Failure> {
    let closed = assessed.is_closed();
    let statement = assessed.statement(0, contract, week);
    let money = |minor: i64| json!({ "minor": minor, "currency": statement.currency });
    let line = |line: &Line| json!({ "text": line.text, "minutes": line.minutes, "rate": line.rate.map(money), "amount": money(line.amount) });
    let over_limit = statement.outcomes.iter().filter(|outcome| **outcome == OVER_LIMIT).count();
    let RuleBinding { name, version, digest, .. } = &statement.rule;
    let mut bill = json!({
        "contract": statement.contract, "week": date(week).to_string(),
        "state": if closed { "closed" } else { "open" },
        "rule": { "name": name, "version": version, "digest": digest },
        "lines": statement.lines.iter().map(line).collect::<Vec<_>>(),
        "rounding": statement.rounding,
        "billable_minutes": statement.billable_minutes(),
        "over_limit_minutes": 10 * over_limit,
        "total": money(statement.total),
        "fuel": statement.fuel, "wasmtime": statement.wasmtime,
        "inputs_digest": statement.inputs_digest,
    });
    if let Some(fields) = bill.as_object_mut() {
        if closed {
            fields.insert("statement".to_owned(), statement.number.into());
        }
        if store.demo_now()?.is_some() {
            fields.insert("demo".to_owned(), true.into());
        }
    }
    Ok(bill)
}

/// The Monday of a week.
pub(crate) fn date(week: Week) -> Date {
    workdiary_diary::zone::date(week.start(), &jiff::tz::TimeZone::UTC)
}
