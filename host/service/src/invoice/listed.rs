//! Lists of invoices, and of the weeks that wait for one.

use serde_json::{Value, json};
use workdiary_diary::contract::{Contract, ContractId};
use workdiary_store::Store;

use super::shown::{describe, in_force};
use super::sunday;
use crate::billing;
use crate::desk::Desk;
use crate::failure::Failure;

/// The documents of the contract on the desk, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list(desk: &Desk<'_>) -> Result<Value, Failure> {
    described(desk.store, std::slice::from_ref(desk.contract), Some(&desk.contract.id))
}

/// Those of all contracts.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list_all(store: &Store) -> Result<Value, Failure> {
    described(store, &store.contracts()?, None)
}

fn described(store: &Store, contracts: &[Contract], of: Option<&ContractId>) -> Result<Value, Failure> {
    let all = store.invoices(of)?;
    let all: Vec<Value> = all.iter().map(|invoice| describe(store, invoice)).collect::<Result<_, _>>()?;
    let mut waiting = Vec::new();
    for contract in contracts {
        waiting.extend(not_invoiced(store, contract)?);
    }
    Ok(json!({ "invoices": all, "not_invoiced": waiting }))
}

/// The closed weeks of a contract that are on no invoice and have something to be billed.
fn not_invoiced(store: &Store, contract: &Contract) -> Result<Vec<Value>, Failure> {
    let issued = in_force(store, contract)?;
    let mut weeks = Vec::new();
    for statement in store.statements(&contract.id)? {
        let week = statement.week;
        if statement.lines.is_empty() || issued.iter().any(|invoice| invoice.is_of(week)) {
            continue;
        }
        let answer = store.statement_answer(&contract.id, week)?;
        weeks.push(json!({
            "contract": contract.id, "week": billing::date(week).to_string(), "to": sunday(week).to_string(),
            "minutes": statement.billable_minutes(), "verdict": answer.map(|answer| answer.verdict),
            "total": { "minor": statement.total, "currency": statement.currency },
        }));
    }
    Ok(weeks)
}
