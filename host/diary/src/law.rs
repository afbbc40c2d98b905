//! The law of the diary: who may do what, and until when (SPEC.md §4). One table, from which
//! enforcement, the tests and docs/law.md are made.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::{Contract, ContractId, ContractStatus};
use crate::time::Second;
use crate::week::Week;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The person whose diary it is.
    Freelancer,
    /// A client, by the name that stands in its contracts: in demo homes, where somebody acts for it.
    Client(String),
    /// A client who was let in for one contract: to any other it is nobody, also where the same client pays for that.
    Invited {
        /// The contract.
        contract: ContractId,
        /// What it is called in that contract.
        name: String,
    },
    /// The program by itself: tracking, and the closing of weeks.
    Host,
}

/// What an actor is to a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Whose diary it is.
    Freelancer,
    /// Who pays by this contract.
    Client,
    /// Anybody else, another client too.
    Other,
}

impl Actor {
    /// What this actor is to a contract.
    #[must_use]
    pub fn role(&self, contract: &Contract) -> Role {
        match self {
            Self::Freelancer | Self::Host => Role::Freelancer,
            Self::Client(name) if *name == contract.client.name => Role::Client,
            Self::Invited { contract: of, .. } if *of == contract.id => Role::Client,
            Self::Client(_) | Self::Invited { .. } => Role::Other,
        }
    }
}

/// The word in the journal and on the command line: `freelancer`, `client:NAME` or `host`.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Freelancer => f.write_str("freelancer"),
            Self::Client(name) | Self::Invited { name, .. } => write!(f, "client:{name}"),
            Self::Host => f.write_str("host"),
        }
    }
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See the contract, its diary, bills, reports and its part of the journal.
    Read,
    /// Track time.
    Track,
    /// Change the memo of segments.
    EditMemo,
    /// Change the label of segments.
    EditLabel,
    /// Remove segments.
    Remove,
    /// Withhold or blur snapshots.
    HideSnapshot,
    /// Add manual time.
    AddManual,
    /// Ask the client for permission to add manual time.
    RequestManual,
    /// Grant or refuse such a request.
    AnswerRequest,
    /// Set limit, rate or the policy for manual time.
    SetTerms,
    /// Bind a label scheme to the contract.
    SetLabels,
    /// Change everything else of a contract.
    ManageContract,
    /// Invite the client to the pages of the contract, and take that back.
    Invite,
    /// Close a contract, or open it again.
    CloseContract,
    /// Countersign or dispute the statement of a week.
    AnswerStatement,
    /// Say what stands on invoices of a contract, issue them and take them back.
    Invoice,
    /// Keep, read and remove history: time that was recorded elsewhere.
    KeepHistory,
    /// Work with the diary as a whole: make contracts, add plugins, back up, look for faults.
    OwnDiary,
}

/// When somebody may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Never.
    Never,
    /// At any time.
    Always,
    /// While the contract is active.
    Active,
    /// While the contract is active, in the current week, and in the one before it until its lock.
    UntilLock,
    /// From the lock of the week to the Friday after it, 24:00 UTC.
    AfterLock,
}

/// Who may do one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// What.
    pub action: Action,
    /// In words.
    pub words: &'static str,
    /// When the freelancer may.
    pub freelancer: Window,
    /// When the client of the contract may.
    pub client: Window,
}

/// The table. Others may do nothing.
pub const RIGHTS: [Right; 18] = {
    use Action as A;
    use Window as W;
    const fn right(action: A, words: &'static str, freelancer: W, client: W) -> Right {
        Right { action, words, freelancer, client }
    }
    [
        right(A::Read, "read the diary, bills and reports of the contract", W::Always, W::Always),
        right(A::Track, "track time", W::Active, W::Never),
        right(A::EditMemo, "change memos", W::UntilLock, W::Never),
        right(A::EditLabel, "change labels", W::UntilLock, W::UntilLock),
        right(A::Remove, "remove segments", W::UntilLock, W::Never),
        right(A::HideSnapshot, "withhold or blur snapshots", W::UntilLock, W::Never),
        right(A::AddManual, "add manual time", W::UntilLock, W::Never),
        right(A::RequestManual, "request permission for manual time", W::UntilLock, W::Never),
        right(A::AnswerRequest, "grant or refuse a request", W::Never, W::UntilLock),
        right(A::SetTerms, "set limit, rate and the policy for manual time", W::Active, W::Active),
        right(A::SetLabels, "bind a label scheme to the contract", W::Active, W::Active),
        right(A::ManageContract, "change anything else of the contract", W::Active, W::Never),
        right(A::Invite, "let the client in from elsewhere, and end that", W::Always, W::Never),
        right(A::CloseContract, "close the contract and open it again", W::Always, W::Never),
        right(A::AnswerStatement, "countersign or dispute a statement", W::Never, W::AfterLock),
        right(A::Invoice, "issue invoices of the contract and take them back", W::Always, W::Never),
        right(A::KeepHistory, "keep, read and remove history from elsewhere", W::Always, W::Never),
        right(A::OwnDiary, "work with the diary as a whole", W::Always, W::Never),
    ]
};

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role has no right to it.
    #[error("{role} may not {words}")]
    NotYours {
        /// Who asked.
        role: Role,
        /// What for.
        words: &'static str,
    },
    /// The contract is closed.
    #[error("contract `{0}` is closed: it can be read and not changed")]
    ClosedContract(String),
    /// The week was locked.
    #[error("the week of {} was locked at {}", .0.start(), .0.lock())]
    LockedWeek(Week),
    /// The week has not begun.
    #[error("the week of {} has not begun", .0.start())]
    Future(Week),
    /// The week is not locked yet, so that its statement is not there.
    #[error("the week of {} is locked only at {}", .0.start(), .0.lock())]
    NotLocked(Week),
    /// The time to answer a statement is over.
    #[error("the statement of the week of {} could be answered until {}", .0.start(), .0.answer_until())]
    AnsweredTooLate(Week),
}

impl Refusal {
    /// The name of the rule, for people and programs.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotYours { .. } => "not-yours",
            Self::ClosedContract(_) => "closed-contract",
            Self::LockedWeek(_) => "locked-week",
            Self::Future(_) => "future",
            Self::NotLocked(_) | Self::AnsweredTooLate(_) => "statement-window",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Freelancer => "the freelancer",
            Self::Client => "the client",
            Self::Other => "who is no party of the contract",
        })
    }
}

impl Action {
    /// Its row in the table.
    #[must_use]
    pub fn right(self) -> Right {
        let unknown = Right {
            action: self,
            words: "do what has no row in the table",
            freelancer: Window::Never,
            client: Window::Never,
        };
        RIGHTS.into_iter().find(|right| right.action == self).unwrap_or(unknown)
    }

    /// When a role may do it.
    #[must_use]
    pub fn window(self, role: Role) -> Window {
        let right = self.right();
        match role {
            Role::Freelancer => right.freelancer,
            Role::Client => right.client,
            Role::Other => Window::Never,
        }
    }
}

/// Whether `actor` may do something with a contract at all, whatever the week.
///
/// # Errors
/// [`Refusal::NotYours`] or [`Refusal::ClosedContract`].
pub fn permit(action: Action, actor: &Actor, contract: &Contract) -> Result<(), Refusal> {
    let role = actor.role(contract);
    match action.window(role) {
        Window::Never => Err(Refusal::NotYours { role, words: action.right().words }),
        Window::Active | Window::UntilLock if contract.status == ContractStatus::Closed => {
            Err(Refusal::ClosedContract(contract.id.to_string()))
        }
        _ => Ok(()),
    }
}

/// Whether `actor` may do something in a week of a contract. `now` is never before the newest time
/// that the diary knows, so that setting a clock back opens no week again.
///
/// # Errors
/// Why not.
pub fn permit_in(
    action: Action,
    actor: &Actor,
    contract: &Contract,
    week: Week,
    now: Second,
) -> Result<(), Refusal> {
    permit(action, actor, contract)?;
    match action.window(actor.role(contract)) {
        Window::UntilLock if week.start() > now => Err(Refusal::Future(week)),
        Window::UntilLock if week.lock() <= now => Err(Refusal::LockedWeek(week)),
        Window::AfterLock if now < week.lock() => Err(Refusal::NotLocked(week)),
        Window::AfterLock if week.answer_until() <= now => Err(Refusal::AnsweredTooLate(week)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{ManualPolicy, Party};
    use rstest::rstest;

    fn contract(status: ContractStatus) -> Contract {
        Contract {
            id: "acme".parse().unwrap(),
            title: "Parser".to_owned(),
            client: Party { name: "Acme".to_owned(), ..Party::default() },
            freelancer: Party::default(),
            currency: "EUR".parse().unwrap(),
            manual: ManualPolicy::OnRequest,
            time_zone: "UTC".to_owned(),
            labels: None,
            status,
            rules: Vec::new(),
            rates: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// The week of 2026-11-16, seen so many seconds after its end.
    fn seen(after_end: i64) -> (Week, Second) {
        let week = Week::of_date(jiff::civil::date(2026, 11, 16));
        (week, week.end().plus(after_end))
    }

    #[rstest]
    #[case::before_it_begins(-7 * 86_400 - 1, Err("future"))]
    #[case::in_its_first_second(-7 * 86_400, Ok(()))]
    #[case::in_the_week_after(1, Ok(()))]
    #[case::a_second_before_the_lock(43_199, Ok(()))]
    #[case::at_the_lock(43_200, Err("locked-week"))]
    #[case::a_year_later(365 * 86_400, Err("locked-week"))]
    fn a_week_can_be_edited_until_its_lock(#[case] after_end: i64, #[case] expected: Result<(), &str>) {
        let (week, now) = seen(after_end);
        let found =
            permit_in(Action::EditMemo, &Actor::Freelancer, &contract(ContractStatus::Active), week, now);
        assert_eq!(found.map_err(|refusal| refusal.rule()), expected);
    }

    #[rstest]
    #[case::a_second_before_the_lock(43_199, Err("statement-window"))]
    #[case::at_the_lock(43_200, Ok(()))]
    #[case::friday_before_midnight(5 * 86_400 - 1, Ok(()))]
    #[case::friday_midnight(5 * 86_400, Err("statement-window"))]
    fn a_statement_is_answered_by_friday(#[case] after_end: i64, #[case] expected: Result<(), &str>) {
        let (week, now) = seen(after_end);
        let client = Actor::Client("Acme".to_owned());
        let found = permit_in(Action::AnswerStatement, &client, &contract(ContractStatus::Closed), week, now);
        assert_eq!(found.map_err(|refusal| refusal.rule()), expected);
    }

    #[rstest]
    #[case(Actor::Freelancer, Role::Freelancer)]
    #[case(Actor::Client("Acme".to_owned()), Role::Client)]
    #[case(Actor::Client("acme".to_owned()), Role::Other)]
    #[case(Actor::Client("Beta".to_owned()), Role::Other)]
    #[case(Actor::Invited { contract: "acme".parse().unwrap(), name: "Old name".to_owned() }, Role::Client)]
    #[case(Actor::Invited { contract: "beta".parse().unwrap(), name: "Acme".to_owned() }, Role::Other)]
    fn a_client_is_known_by_the_name_in_the_contract(#[case] actor: Actor, #[case] role: Role) {
        assert_eq!(actor.role(&contract(ContractStatus::Active)), role);
    }

    #[test]
    fn others_may_do_nothing_and_a_closed_contract_is_only_read() {
        let stranger = Actor::Client("Beta".to_owned());
        for right in RIGHTS {
            let refused = permit(right.action, &stranger, &contract(ContractStatus::Active)).unwrap_err();
            assert_eq!(refused.rule(), "not-yours", "{right:?}");
            let closed = permit(right.action, &Actor::Freelancer, &contract(ContractStatus::Closed));
            let changes = matches!(right.freelancer, Window::Active | Window::UntilLock);
            assert_eq!(
                closed.is_err_and(|refusal| refusal.rule() == "closed-contract"),
                changes,
                "{right:?}"
            );
        }
    }

    #[test]
    fn each_action_has_one_row() {
        for right in RIGHTS {
            assert_eq!(RIGHTS.iter().filter(|other| other.action == right.action).count(), 1);
            assert_eq!(right.action.right(), right);
        }
    }
}
