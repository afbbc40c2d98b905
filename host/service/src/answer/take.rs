//! Taking an answer in: first everything is held against the diary as it is now, then all of it is done or nothing.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use workdiary_diary::contract::Contract;
use workdiary_diary::law::Actor;
use workdiary_diary::time::{Second, Slot};
use workdiary_proof::answer::{Answer, StatementAnswer};
use workdiary_proof::chain::Link;
use workdiary_proof::envelope::Envelope;
use workdiary_proof::hex::Sha;
use workdiary_proof::key::PublicKey;
use workdiary_store::Store;

use crate::desk::Desk;
use crate::edit::Change;
use crate::failure::Failure;
use crate::plugins::Plugins;
use crate::select::Selection;
use crate::{billing, closing, requests};

/// Takes an answer in; gives what was done as JSON for people and programs. `accept` is the key that the client
/// has told, where none is known yet or another one from now on.
///
/// # Errors
/// When it is to another diary, signed by an unknown key, forbidden by the law, or anything that it is about was
/// changed since: then nothing of it is done.
pub(crate) fn take(
    store: &mut Store,
    plugins: &Plugins,
    file: &Path,
    accept: Option<&str>,
    now: Second,
) -> Result<Value, Failure> {
    let accept = accept.map(key_of).transpose()?;
    let (answer, key, envelope) = super::read(file)?;
    let contract = store.contract(&answer.contract)?;
    is_to_this_diary(store, &contract, &answer)?;
    let is_new_key = is_by_the_client(store, &contract, key, accept)?;
    let actor = Actor::Client(contract.client.name.clone());
    let mut desk = Desk { store, plugins, actor: &actor, contract: &contract, now, unclosed: &[] };
    let conflicts = conflicts(&desk, &answer)?;
    if !conflicts.is_empty() {
        let message = format!("{} things were changed since the bundle, nothing was taken", conflicts.len());
        let hint = "write a new bundle and let the client answer to that";
        return Err(Failure { details: conflicts, ..Failure::refused("changed-since", message).hint(hint) });
    }
    carry_out(&mut desk, &answer, key, &envelope, is_new_key)
}

fn key_of(text: &str) -> Result<PublicKey, Failure> {
    PublicKey::read(text).ok_or_else(|| {
        Failure::usage(format!("`{text}` is not a key"))
            .hint("64 digits and letters a to f, as `workdiary key show` tells")
    })
}

fn is_to_this_diary(store: &Store, contract: &Contract, answer: &Answer) -> Result<(), Failure> {
    let ToPlace { chain, is_ours } = place(store, contract, answer)?;
    let other = |message: String| {
        Failure::refused("other-diary", message).hint("ask the client which bundle it is the answer to")
    };
    if store.key_state()?.public != answer.bundle.key.to_string() {
        return Err(other(format!(
            "the answer is to a bundle of the key {}, not of this diary",
            answer.bundle.key
        )));
    }
    if !is_ours {
        let entries = answer.bundle.chain.entries;
        return Err(other(format!(
            "the answer is to a journal whose first {entries} acts are not those of this one, which has {}",
            chain.entries
        )));
    }
    if answer.client != contract.client.name {
        let message =
            format!("the answer is by `{}`, the client is `{}`", answer.client, contract.client.name);
        return Err(other(message));
    }
    Ok(())
}

/// The chain as it is now, and whether it goes on from where the client's bundle ended.
struct ToPlace {
    chain: Link,
    is_ours: bool,
}

fn place(store: &Store, contract: &Contract, answer: &Answer) -> Result<ToPlace, Failure> {
    let mut is_ours = answer.bundle.chain == Link::begin(contract.id.as_str());
    let chain = store.each_act(&contract.id, |at, _| is_ours |= at == answer.bundle.chain)?;
    Ok(ToPlace { chain, is_ours })
}

/// Whether the key is one that becomes known now; an unknown one is refused.
fn is_by_the_client(
    store: &Store,
    contract: &Contract,
    key: PublicKey,
    accept: Option<PublicKey>,
) -> Result<bool, Failure> {
    let known = store.client_key(&contract.id)?;
    let is_known = known == Some(key.to_string());
    match accept {
        None if is_known => Ok(false),
        Some(accepted) if accepted == key => Ok(!is_known),
        _ => {
            let message = match known {
                Some(known) => format!("the answer is signed by the key {key}; the client's is {known}"),
                None => format!("the answer is signed by the key {key}, and no key of the client is known"),
            };
            Err(Failure::refused("client-key", message)
                .hint("let the client tell you the key (`workdiary key show`), then add `--key KEY`"))
        }
    }
}

/// What was changed since the bundle, or what the law forbids by now.
fn conflicts(desk: &Desk<'_>, answer: &Answer) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for wanted in &answer.labels {
        let at = Slot(wanted.slot).start();
        let segments = desk.store.segments(&desk.contract.id, wanted.slot..wanted.slot.saturating_add(1))?;
        match segments.get(0).map(|segment| segment.label.to_owned()) {
            None => found.push(format!("{at}: the segment was removed")),
            Some(label) if label != wanted.before && label != wanted.label => {
                found.push(format!("{at}: the label is `{label}` by now, and was `{}`", wanted.before));
            }
            Some(_) => {}
        }
    }
    for wanted in &answer.requests {
        found.extend(requests::may_answer(desk, wanted.number).err().map(|failure| failure.message));
    }
    for wanted in &answer.statements {
        found.extend(statement_conflict(desk, wanted)?);
    }
    Ok(found)
}

fn statement_conflict(desk: &Desk<'_>, wanted: &StatementAnswer) -> Result<Option<String>, Failure> {
    let body = desk.store.statement_body(&desk.contract.id, wanted.week)?;
    if body.is_some_and(|body| Sha::of(body.as_bytes()) != wanted.sha256) {
        return Ok(Some(format!("the statement of the week of {} is another", billing::date(wanted.week))));
    }
    let may = closing::may_answer(desk, wanted.week, wanted.verdict, &wanted.words);
    Ok(may.err().map(|failure| failure.message))
}

fn carry_out(
    desk: &mut Desk<'_>,
    answer: &Answer,
    key: PublicKey,
    envelope: &Envelope,
    is_new_key: bool,
) -> Result<Value, Failure> {
    // The scheme may refuse labels: that is seen before anything is done.
    let mut by_label = BTreeMap::<&str, Vec<String>>::new();
    for wanted in answer.labels.iter().filter(|wanted| wanted.label != wanted.before) {
        by_label.entry(&wanted.label).or_default().push(Slot(wanted.slot).start().to_string());
    }
    let mut prepared = Vec::new();
    for (label, starts) in by_label {
        let change = Change { memo: None, label: Some(label.to_owned()) };
        prepared.push(desk.prepare(&Selection::Picked(starts), &change)?);
    }
    if is_new_key {
        desk.store.accept_client_key(&desk.contract.id, &key.to_string(), desk.now)?;
    }
    let labels = prepared.into_iter().map(|change| desk.carry_out(change)).collect::<Result<Vec<_>, _>>()?;
    let answered = |desk: &mut Desk<'_>| {
        let each = answer.requests.iter();
        each.map(|said| requests::answer(desk, said.number, said.granted, &said.words))
            .collect::<Result<Vec<_>, _>>()
    };
    let requests = answered(desk)?;
    let witness = json!({ "chain": answer.bundle.chain, "answer": envelope });
    let signed = |desk: &mut Desk<'_>| {
        let each = answer.statements.iter();
        let answer = |said: &StatementAnswer| (said.week, said.verdict, said.words.clone());
        each.map(answer)
            .map(|(week, verdict, words)| closing::answer(desk, week, verdict, &words, Some(witness.clone())))
            .collect::<Result<Vec<_>, _>>()
    };
    let statements = signed(desk)?;
    Ok(json!({
        "contract": answer.contract, "client": answer.client, "key": key, "made_at": Second::to_string(&answer.made_at),
        "labels": labels, "requests": requests, "statements": statements,
    }))
}
