//! Weeks as the contract's billing rule sees them.

use workdiary_diary::assess::Assessed;
use workdiary_diary::contract::Contract;
use workdiary_diary::ownership;
use workdiary_diary::segments::Segments;
use workdiary_diary::terms::{self, WeeklyLimit};
use workdiary_diary::week::Week;
use workdiary_store::Store;

use crate::contracts;
use crate::failure::Failure;

/// Reads the segments of a week, settles which slots other contracts own, and asks the rule.
///
/// # Errors
/// When the diary cannot be read or the rule cannot be run.
pub fn assess(store: &Store, contract: &Contract, week: Week) -> Result<(Segments, Vec<Assessed>), Failure> {
    let mut segments = store.segments(&contract.id, week.slots())?;
    ownership::mark_shared(&mut segments, &contract.id, &store.rival_claims(&contract.id, week.slots())?);
    let limit = terms::in_force(&contract.limits, week).unwrap_or(WeeklyLimit::NONE);
    let assessed = contracts::rule(contract)?.assess(&segments, limit);
    Ok((segments, assessed))
}
