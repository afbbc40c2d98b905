//! Requests for manual time: asked, listed, granted, refused.

use serde_json::{Value, json};
use workdiary_diary::contract::{Contract, ManualPolicy};
use workdiary_diary::law::{self, Action};
use workdiary_diary::request::{ManualRequest, RequestState};
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;

use crate::contracts::time_zone;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::select::Selection;

/// Asks the client for permission to add manual time.
///
/// # Errors
/// When the law forbids it, a slot is not free, the policy needs no request, or no reason is given.
pub(crate) fn ask(desk: &mut Desk<'_>, selection: &Selection, reason: &str) -> Result<Value, Failure> {
    let contract = desk.contract;
    if reason.trim().is_empty() {
        return Err(Failure::usage("a request without a reason").hint("say why: `--reason TEXT`"));
    }
    let needless = match contract.manual {
        ManualPolicy::OnRequest => None,
        ManualPolicy::Allowed => Some("allows manual time without a request"),
        ManualPolicy::Denied => Some("allows no manual time"),
    };
    if let Some(why) = needless {
        return Err(Failure::refused("manual-policy", format!("contract `{}` {why}", contract.id)));
    }
    let slots = selection.slots(&time_zone(&contract.time_zone)?)?;
    desk.judge_free(Action::RequestManual, &slots)?;
    let (Some(first), Some(last)) = (slots.first(), slots.last()) else {
        return Err(Failure::usage("no time was named"));
    };
    let range = first.0..last.0.saturating_add(1);
    let number = desk.store.add_request(&contract.id, &range, reason, desk.actor, desk.now)?;
    let all = desk.store.requests(&contract.id)?;
    found(&all, number).map(|request| describe(contract, request, desk.now))
}

/// The requests of a contract, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list(desk: &Desk<'_>) -> Result<Value, Failure> {
    let all = desk.store.requests(&desk.contract.id)?;
    let all: Vec<_> = all.iter().map(|request| describe(desk.contract, request, desk.now)).collect();
    Ok(json!({ "contract": desk.contract.id, "requests": all }))
}

/// Takes the client's answer to a request.
///
/// # Errors
/// When the law forbids it, or the request is answered or expired.
pub(crate) fn answer(desk: &mut Desk<'_>, number: i64, granted: bool, words: &str) -> Result<Value, Failure> {
    may_answer(desk, number)?;
    let id = &desk.contract.id;
    desk.store.answer_request(id, number, granted, words, desk.actor, desk.now)?;
    let all = desk.store.requests(id)?;
    found(&all, number).map(|request| describe(desk.contract, request, desk.now))
}

/// Sees whether a request may be answered.
///
/// # Errors
/// When the law forbids it, or the request is answered or expired.
pub(crate) fn may_answer(desk: &Desk<'_>, number: i64) -> Result<(), Failure> {
    let all = desk.store.requests(&desk.contract.id)?;
    let request = found(&all, number)?;
    // It expires with the lock of its last week.
    law::permit_in(Action::AnswerRequest, desk.actor, desk.contract, request.last_week(), desk.now)?;
    if request.answer.is_some() {
        let message = format!("request {number} is {} already", request.state(desk.now).word());
        return Err(Failure::refused("request-answered", message));
    }
    Ok(())
}

fn found(all: &[ManualRequest], number: i64) -> Result<&ManualRequest, Failure> {
    let found = all.iter().find(|request| request.number == number);
    found.ok_or_else(|| Failure::from(workdiary_store::Error::NoRequest(number)))
}

fn describe(contract: &Contract, request: &ManualRequest, now: Second) -> Value {
    let (from, to) = (Slot(request.slots.start).start(), Slot(request.slots.end).start());
    let state = request.state(now);
    let pending = state == RequestState::Pending;
    json!({
        "request": request.number, "contract": contract.id, "from": from.to_string(), "to": to.to_string(),
        "reason": request.reason, "asked_at": request.asked_at.to_string(), "state": state.word(),
        "words": request.answer.as_ref().map(|answer| &answer.words),
        "expires": pending.then(|| Week::lock(request.last_week()).to_string()),
    })
}
