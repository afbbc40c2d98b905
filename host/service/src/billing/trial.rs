//! What another version of a rule would make of a week: to look at before it is accepted.

use std::sync::Arc;

use serde_json::{Value, json};
use workdiary_diary::assess::Assessed;
use workdiary_diary::contract::Contract;
use workdiary_diary::time::Slot;
use workdiary_diary::week::Week;
use workdiary_plugins::{Kind, NoAnswer};
use workdiary_store::Store;

use super::{AssessedWeek, asked, assess, columns, date, describe, refusal, segments};
use crate::contracts;
use crate::failure::{self, Failure};
use crate::plugins::Plugins;

/// A week's bill as it is, and as the newest version of the rule would make it with the config that is bound; then
/// the segments of which they say different things. A side that fails has a `failure` in place of a bill.
///
/// # Errors
/// When there is no such rule or the diary cannot be read.
pub(crate) fn trial(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    week: Week,
    rule: &str,
) -> Result<Value, Failure> {
    let is = assess(store, plugins, contract, week);
    let would_be = ask_newest(store, plugins, contract, week, rule);
    let changed = match (&is, &would_be) {
        (Ok(is), Ok(would_be)) => changed(is, would_be),
        _ => Vec::new(),
    };
    let side = |assessed: Result<AssessedWeek, Failure>| match assessed {
        Ok(assessed) => describe(store, assessed, contract, week),
        Err(failure) => Ok(json!({ "failure": failure })),
    };
    Ok(json!({
        "contract": contract.id, "week": date(week).to_string(),
        "is": side(is)?, "would_be": side(would_be)?, "changed": changed,
    }))
}

/// Its faults are not counted: nobody uses it yet.
fn ask_newest(
    store: &Store,
    plugins: &Plugins,
    contract: &Contract,
    week: Week,
    rule: &str,
) -> Result<AssessedWeek, Failure> {
    let plugin = plugins.newest(store, Kind::BillingRule, rule)?;
    let bound = contract.rules.last().map(|rule| &rule.value).filter(|bound| bound.name == rule);
    let config = contracts::config(bound.map(|bound| &bound.config), &plugin)?;
    let all = Arc::new(segments(store, contract, week.slots())?);
    let input = columns(store, contract, week, &all, &plugin)?;
    let run = plugin.assess(&config, &input).map_err(|error| match error {
        NoAnswer::Refused(why) => refusal(rule, week, &why),
        NoAnswer::Fault(fault) => Failure::new(failure::Kind::Plugin, fault.to_string()),
        NoAnswer::Host(why) => Failure::environment(why),
    })?;
    Ok(asked(&plugin, config, run, all, input))
}

fn changed(is: &AssessedWeek, would_be: &AssessedWeek) -> Vec<Value> {
    let said = |of: &Assessed<'_>| {
        json!({
            "status": of.status.word(), "reason": of.reason, "billed_minutes": of.billed_minutes,
        })
    };
    let both = is.assessment.iter().zip(would_be.assessment.iter());
    is.segments
        .slots()
        .iter()
        .zip(both)
        .filter(|(_, (is, would_be))| is != would_be)
        .map(|(slot, (is, would_be))| {
            let start = Slot(*slot).start().to_string();
            json!({ "start": start, "is": said(&is), "would_be": said(&would_be) })
        })
        .collect()
}
