//! What each request needs by the law of the diary: every entry point passes here first.

use workdiary_diary::contract::{Contract, ContractId};
use workdiary_diary::law::{self, Action, Actor, Role};
use workdiary_store::{Error, Store};

use crate::contracts;
use crate::failure::Failure;
use crate::request::Request;

/// What a request is about.
enum Target<'a> {
    /// The diary as a whole.
    Diary,
    /// A contract: the one named, or else the one worked on last, or else the only one.
    Contract(Option<&'a str>),
    /// The contract of a request for manual time.
    ManualRequest(i64),
    /// The contract of an invitation.
    Invitation(i64),
    /// The contract of an invoice.
    Invoice(&'a str),
    /// What the actor may see of all contracts.
    Mine,
}

/// What is to be done, and to what.
fn needed(request: &Request) -> (Action, Target<'_>) {
    use Request as R;
    match request {
        R::ContractAdd(_)
        | R::Stop
        | R::Status
        | R::PluginList
        | R::PluginShow { .. }
        | R::PluginAdd { .. }
        | R::PluginRemove { .. }
        | R::Doctor { .. }
        | R::Settings
        | R::SettingsSet(_)
        | R::Backup { .. }
        | R::Verify
        | R::KeyShow
        | R::KeyUnlock { .. }
        | R::KeyProtect { .. }
        | R::Respond(_)
        | R::Take { .. }
        | R::Open { .. }
        | R::Share
        | R::End => (Action::OwnDiary, Target::Diary),
        R::ContractList | R::Journal { contract: None, .. } => (Action::Read, Target::Mine),
        R::ContractShow { id } => (Action::Read, Target::Contract(Some(id))),
        R::ContractEdit { id, changes } if changes.are_terms() => {
            (Action::SetTerms, Target::Contract(Some(id)))
        }
        R::ContractEdit { id, changes } if changes.are_labels() => {
            (Action::SetLabels, Target::Contract(Some(id)))
        }
        R::LabelsUpload { contract, .. } => (Action::SetLabels, Target::Contract(Some(contract))),
        R::Invite { contract, .. } => (Action::Invite, Target::Contract(contract.as_deref())),
        R::InvitationList { contract: None } => (Action::OwnDiary, Target::Diary),
        R::InvitationList { contract } => (Action::Invite, Target::Contract(contract.as_deref())),
        R::InvoiceSettings { contract }
        | R::InvoiceSettingsSet { contract, .. }
        | R::InvoiceIssue { contract, .. } => (Action::Invoice, Target::Contract(contract.as_deref())),
        R::InvoiceCancel { number } => (Action::Invoice, Target::Invoice(number)),
        R::InvoiceList { contract: None } => (Action::OwnDiary, Target::Diary),
        R::InvoiceList { contract } => (Action::Read, Target::Contract(contract.as_deref())),
        R::InvoiceShow { number } => (Action::Read, Target::Invoice(number)),
        R::InvitationRevoke { number } => (Action::Invite, Target::Invitation(*number)),
        R::ContractEdit { id, .. } => (Action::ManageContract, Target::Contract(Some(id))),
        R::ContractClose { id } | R::ContractReopen { id } => {
            (Action::CloseContract, Target::Contract(Some(id)))
        }
        R::Start(start) => (Action::Track, Target::Contract(start.contract.as_deref())),
        R::Diary { contract, .. }
        | R::Bill { contract, .. }
        | R::BillTrial { contract, .. }
        | R::Labels { contract, .. }
        | R::Recent { contract }
        | R::Journal { contract, .. }
        | R::Check { contract, .. }
        | R::SegmentHistory { contract, .. }
        | R::RequestList { contract }
        | R::StatementList { contract }
        | R::StatementShow { contract, .. } => (Action::Read, Target::Contract(contract.as_deref())),
        R::Report(wanted) | R::ReportCheck(wanted) => {
            (Action::Read, Target::Contract(Some(&wanted.contract)))
        }
        R::Bundle(wanted) => (Action::Read, Target::Contract(wanted.contract.as_deref())),
        R::Edit { contract, change, .. } => {
            let action = if change.memo.is_some() { Action::EditMemo } else { Action::EditLabel };
            (action, Target::Contract(contract.as_deref()))
        }
        R::Remove { contract, .. } => (Action::Remove, Target::Contract(contract.as_deref())),
        R::Import(wanted) => {
            let action = if wanted.history { Action::KeepHistory } else { Action::AddManual };
            (action, Target::Contract(Some(&wanted.contract)))
        }
        R::History { contract, .. } | R::HistoryRemove { contract, .. } => {
            (Action::KeepHistory, Target::Contract(contract.as_deref()))
        }
        R::AddManual(wanted) => (Action::AddManual, Target::Contract(wanted.contract.as_deref())),
        R::HideSnapshots { contract, .. } => (Action::HideSnapshot, Target::Contract(contract.as_deref())),
        // What an undo changes is known only when its edit is: the edit is asked again there.
        R::Undo { contract, .. } => (Action::EditLabel, Target::Contract(contract.as_deref())),
        R::RequestManual { contract, .. } => (Action::RequestManual, Target::Contract(contract.as_deref())),
        R::RequestAnswer { number, .. } => (Action::AnswerRequest, Target::ManualRequest(*number)),
        R::StatementAnswer { contract, .. } => {
            (Action::AnswerStatement, Target::Contract(contract.as_deref()))
        }
    }
}

/// Lets a request through, or says why not; gives the contract that it is about, where it is about one.
///
/// # Errors
/// What the law says, or that there is no such contract.
pub(crate) fn permit(store: &Store, actor: &Actor, request: &Request) -> Result<Option<Contract>, Failure> {
    let (action, target) = needed(request);
    let contract = match target {
        Target::Mine => return Ok(None),
        Target::Diary if *actor == Actor::Freelancer => return Ok(None),
        Target::Diary => {
            let words = action.right().words;
            return Err(law::Refusal::NotYours { role: Role::Other, words }.into());
        }
        Target::Contract(id) => contract_or_last(store, actor, id)?,
        Target::ManualRequest(number) => {
            let missing = || Error::NoRequest(number).into();
            named(store, actor, &store.contract_of_request(number)?, missing)?
        }
        Target::Invitation(number) => {
            let missing = || Error::NoInvitation(number).into();
            named(store, actor, &store.invitation(number)?.contract, missing)?
        }
        Target::Invoice(number) => {
            let missing = || Error::NoInvoice(number.to_owned()).into();
            named(store, actor, &store.invoice(number)?.contract, missing)?
        }
    };
    law::permit(action, actor, &contract)?;
    Ok(Some(contract))
}

/// The contracts that an actor may read.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn readable(store: &Store, actor: &Actor) -> Result<Vec<Contract>, Failure> {
    if let Actor::Invited { contract, .. } = actor {
        return Ok(vec![store.contract(contract)?]);
    }
    let mut all = store.contracts()?;
    all.retain(|contract| law::permit(Action::Read, actor, contract).is_ok());
    Ok(all)
}

/// A contract by its id. To whoever was invited to one contract, another is as one that is not there: nothing of
/// it is read, and nobody finds out by guessing which there are.
fn named(
    store: &Store,
    actor: &Actor,
    id: &ContractId,
    missing: impl FnOnce() -> Failure,
) -> Result<Contract, Failure> {
    match actor {
        Actor::Invited { contract, .. } if contract != id => Err(missing()),
        _ => Ok(store.contract(id)?),
    }
}

/// The contract that was named, or else the one worked on last, or else the only one.
fn contract_or_last(store: &Store, actor: &Actor, id: Option<&str>) -> Result<Contract, Failure> {
    if let Some(id) = id {
        let id = contracts::contract_id(id)?;
        return named(store, actor, &id, || Error::NoContract(id.to_string()).into());
    }
    let mut all = readable(store, actor)?;
    let last = store.last_session()?.map(|session| session.contract);
    if let Some(last) = all.iter().find(|contract| last.as_ref() == Some(&contract.id)) {
        return Ok(last.clone());
    }
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Failure::usage("there is no contract yet")
            .hint("`workdiary contract add ID --title T --client NAME --rate 85.00 --currency EUR`")),
        (Some(_), false) => Err(Failure::usage("there are several contracts and none was worked on yet")
            .hint("name one; see `workdiary contract list`")),
    }
}
