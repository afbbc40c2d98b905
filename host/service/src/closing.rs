//! Weeks close at their lock, by themselves: each gets its statement (SPEC.md §6).

use serde_json::{Value, json};
use workdiary_diary::contract::{Contract, ContractId};
use workdiary_diary::law::{self, Action};
use workdiary_diary::statement::{Statement, Verdict};
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_store::{NewAnswer, StatementAnswer, Store};

use crate::billing;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::plugins::Plugins;

/// A locked week without a statement, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclosed {
    /// Whose.
    pub contract: ContractId,
    /// Which.
    pub week: Week,
    /// What keeps it open.
    pub why: Failure,
}

/// Closes all weeks whose lock has passed, in order of time; those whose rule fails stay open until
/// it is back, and are the answer.
///
/// # Errors
/// When the diary cannot be read.
pub fn close_weeks(store: &mut Store, plugins: &Plugins, now: Second) -> Result<Vec<Unclosed>, Failure> {
    let open = first_open(now);
    let closed_before = store.closed_before()?;
    if closed_before.is_some_and(|closed| closed >= open) {
        return Ok(Vec::new());
    }
    let contracts = store.contracts()?;
    let mut due = Vec::new();
    for contract in &contracts {
        due.extend(weeks_due(store, contract, closed_before, open)?.into_iter().map(|week| (week, contract)));
    }
    due.sort_by_key(|(week, contract)| (*week, contract.id.clone()));
    let any_due = !due.is_empty();
    let mut unclosed = Vec::new();
    for (week, contract) in due {
        if let Err(why) = close(store, plugins, contract, week, now) {
            unclosed.push(Unclosed { contract: contract.id.clone(), week, why });
        }
    }
    // While one is left, all are looked through again: a few milliseconds for ten years. Where nothing
    // was due nothing is written: a command that reads a diary leaves it as it is.
    if unclosed.is_empty() && any_due {
        store.set_closed_before(open)?;
    }
    Ok(unclosed)
}

/// The first week that is not locked at `now`.
fn first_open(now: Second) -> Week {
    let week = Week::of(now);
    let previous = Week::of(week.start().plus(-1));
    if previous.lock() <= now { week } else { previous }
}

/// The locked weeks of a contract that have segments and no statement.
fn weeks_due(
    store: &Store,
    contract: &Contract,
    from: Option<Week>,
    open: Week,
) -> Result<Vec<Week>, Failure> {
    let mut due = Vec::new();
    let mut from = from.map_or(Slot(0), |week| Slot(week.slots().start));
    while let Some(slot) = store.next_segment(&contract.id, from)? {
        let week = Week::of_slot(slot);
        if week >= open {
            break;
        }
        if store.statement(&contract.id, week)?.is_none() {
            due.push(week);
        }
        from = Slot(week.slots().end);
    }
    Ok(due)
}

fn close(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    week: Week,
    now: Second,
) -> Result<(), Failure> {
    let assessed = billing::assess(store, plugins, contract, week)?;
    let number = store.next_statement(&contract.id)?;
    Ok(store.close_week(&assessed.statement(number, contract, week), now)?)
}

/// The statements of a contract and its locked weeks without one, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list(desk: &Desk<'_>) -> Result<Value, Failure> {
    let (store, contract) = (&desk.store, desk.contract);
    let mut all = Vec::new();
    for statement in store.statements(&contract.id)? {
        let answer = store.statement_answer(&contract.id, statement.week)?;
        all.push(summary(&statement, answer, desk.now));
    }
    let mine = desk.unclosed.iter().filter(|left| left.contract == contract.id);
    all.extend(mine.map(|left| {
        json!({
            "number": null, "week": billing::date(left.week).to_string(), "state": "open", "fault": left.why,
        })
    }));
    Ok(json!({ "contract": contract.id, "statements": all }))
}

fn summary(statement: &Statement, answer: Option<StatementAnswer>, now: Second) -> Value {
    let until = statement.week.answer_until();
    json!({
        "number": statement.number, "week": billing::date(statement.week).to_string(), "state": "closed",
        "billable_minutes": statement.billable_minutes(),
        "total": { "minor": statement.total, "currency": statement.currency },
        "verdict": answer.as_ref().map(|answer| answer.verdict),
        "answered_at": answer.as_ref().map(|answer| answer.time.to_string()),
        "words": answer.map(|answer| answer.words),
        "answer_until": (now < until).then(|| until.to_string()),
    })
}

/// The statement of a week, whole, as it was frozen.
///
/// # Errors
/// When there is none.
pub(crate) fn show(desk: &Desk<'_>, week: Week) -> Result<Value, Failure> {
    Ok(json!(statement(desk, week)?))
}

fn statement(desk: &Desk<'_>, week: Week) -> Result<Statement, Failure> {
    let found = desk.store.statement(&desk.contract.id, week)?;
    found.ok_or_else(|| {
        let message =
            format!("`{}` has no statement of the week of {}", desk.contract.id, billing::date(week));
        Failure::usage(message).hint("`workdiary statement list` lists them")
    })
}

/// Takes the client's word on a statement. A countersignature is final; a dispute can still become one.
/// What the client had before the eyes is fixed by it: by `witness`, or else all acts up to now.
///
/// # Errors
/// When the law forbids it or there is no statement.
pub(crate) fn answer(
    desk: &mut Desk<'_>,
    week: Week,
    verdict: Verdict,
    words: &str,
    witness: Option<Value>,
) -> Result<Value, Failure> {
    let statement = may_answer(desk, week, verdict, words)?;
    let id = &desk.contract.id;
    let witness = match witness {
        Some(witness) => witness,
        None => json!({ "chain": desk.store.each_act(id, |_, _| ())? }),
    };
    desk.store.answer_statement(id, week, &NewAnswer { verdict, words, witness }, desk.actor, desk.now)?;
    let answer = desk.store.statement_answer(id, week)?;
    Ok(summary(&statement, answer, desk.now))
}

/// Sees whether a statement may be answered so; gives it.
///
/// # Errors
/// When the law forbids it or there is no statement.
pub(crate) fn may_answer(
    desk: &Desk<'_>,
    week: Week,
    verdict: Verdict,
    words: &str,
) -> Result<Statement, Failure> {
    law::permit_in(Action::AnswerStatement, desk.actor, desk.contract, week, desk.now)?;
    let statement = statement(desk, week)?;
    if verdict == Verdict::Disputed && words.trim().is_empty() {
        return Err(Failure::usage("a dispute without a reason").hint("say why: `-m TEXT`"));
    }
    let before = desk.store.statement_answer(&desk.contract.id, week)?;
    if before.is_some_and(|before| before.verdict == Verdict::Countersigned) {
        let message = format!("statement {} of `{}` is countersigned", statement.number, desk.contract.id);
        return Err(Failure::refused("statement-answered", message));
    }
    Ok(statement)
}
