//! Weeks as the contract's billing rule sees them, and their bills.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};
use workdiary_diary::assess::{Assessment, Line, OVER_LIMIT};
use workdiary_diary::contract::{Contract, DEFAULT_RULE, RuleBinding};
use workdiary_diary::ownership;
use workdiary_diary::segments::Segments;
use workdiary_diary::terms::{self, WeeklyLimit};
use workdiary_diary::time::DAY_SLOTS;
use workdiary_diary::week::Week;
use workdiary_plugins::{Manifest, Plugin, RuleTerms, WASMTIME, WeekColumns};
use workdiary_store::Store;

use crate::contracts::time_zone;
use crate::failure::Failure;
use crate::plugins::Plugins;

/// A week and what the rule said of it.
#[derive(Debug, Clone)]
pub struct AssessedWeek {
    /// All its segments, those in slots of other contracts too.
    pub segments: Arc<Segments>,
    /// What the rule said, over all of them.
    pub assessment: Arc<Assessment>,
    /// Which rule.
    pub rule: RuleBinding,
    /// What the call used: the same each time for the same component and input.
    pub fuel: u64,
    input: WeekColumns,
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

/// Asks the rule that is in force in a week.
///
/// # Errors
/// When the diary cannot be read, or the rule refuses or fails.
pub fn assess(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    week: Week,
) -> Result<AssessedWeek, Failure> {
    let rule = rule_of(contract, week);
    let plugin = plugins.bound(store, &rule)?;
    let all = Arc::new(segments(store, contract, week.slots())?);
    let input = columns(store, contract, week, &all, &plugin)?;
    let refused = |why: String| {
        Failure::refused(
            "billing-rule",
            format!("`{}` does not bill the week of {}: {why}", rule.name, date(week)),
        )
    };
    let run = plugins.call(store, &plugin, refused, |plugin| plugin.assess(&rule.config, &input))?;
    let Manifest { version, digest, .. } = plugin.manifest().clone();
    Ok(AssessedWeek {
        assessment: Arc::new(run.answer.with_shared(all.shared())),
        segments: all,
        rule: RuleBinding { version, digest, ..rule },
        fuel: run.fuel,
        input,
    })
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

/// The bill of a week, as JSON for people and programs (SPEC.md §10).
///
/// # Errors
/// As [`assess`].
pub fn bill(store: &mut Store, plugins: &Plugins, contract: &Contract, week: Week) -> Result<Value, Failure> {
    let assessed = assess(store, plugins, contract, week)?;
    let money = |minor: i64| json!({ "minor": minor, "currency": contract.currency.code() });
    let line = |line: &Line| json!({ "text": line.text, "minutes": line.minutes, "rate": line.rate.map(money), "amount": money(line.amount) });
    let AssessedWeek { assessment, rule, fuel, input, .. } = &assessed;
    let answer = assessment.answer();
    let over_limit = answer.outcomes.iter().filter(|outcome| **outcome == OVER_LIMIT).count();
    let mut bill = json!({
        "contract": contract.id, "week": date(week).to_string(),
        // A week is frozen as a statement when statements are there; until then it is assessed anew.
        "state": "open",
        "rule": { "name": rule.name, "version": rule.version, "digest": rule.digest },
        "lines": answer.lines.iter().map(line).collect::<Vec<_>>(),
        "rounding": answer.rounding,
        "billable_minutes": answer.billed_minutes.iter().copied().map(u64::from).sum::<u64>(),
        "over_limit_minutes": 10 * over_limit,
        "total": money(assessment.total()),
        "fuel": fuel, "wasmtime": WASMTIME,
        "inputs_digest": input.digest(&rule.config),
    });
    if let (Some(_), Some(fields)) = (store.demo_now()?, bill.as_object_mut()) {
        fields.insert("demo".to_owned(), true.into());
    }
    Ok(bill)
}

/// The Monday of a week.
pub(crate) fn date(week: Week) -> Date {
    workdiary_diary::zone::date(week.start(), &jiff::tz::TimeZone::UTC)
}
