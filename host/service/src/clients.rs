//! Clients who are let in from elsewhere: invited by a link that works once, known by a session from then on.

use serde_json::{Value, json};
use workdiary_diary::invitation::{Invitation, InvitationState, UNUSED_SECONDS};
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_store::Store;

use crate::contracts::{contract_id, time_zone};
use crate::desk::Desk;
use crate::failure::{Failure, Kind};
use crate::service::Service;

/// A link waits so long at most: it lies in mail boxes.
const MOST_DAYS: u16 = 90;
const DAY_SECONDS: i64 = 86_400;
/// A session that is used is noted so often: not each request needs to write.
const SEEN_EVERY_SECONDS: i64 = 3_600;

/// A client whose session is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// By this number it is ended or given another time zone.
    pub invitation: i64,
    /// Who it is: a client of one contract and of nothing else.
    pub actor: Actor,
    /// The client's IANA time zone; empty where it was not said.
    pub time_zone: String,
}

/// Invites the client of a contract. The secret of the link is in the answer and nowhere else.
///
/// # Errors
/// When the link would wait for too long, or the system has no randomness.
pub(crate) fn invite(desk: &mut Desk<'_>, days: u16) -> Result<Value, Failure> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Failure::usage(format!("an invitation waits 1 to {MOST_DAYS} days, not {days}")));
    }
    let (id, secret) = (&desk.contract.id, secret()?);
    let expires = desk.now.plus(i64::from(days) * DAY_SECONDS);
    let number = desk.store.invite(id, &secret, expires, desk.actor, desk.now)?;
    let made = desk.store.invitation(number)?;
    let mut told = describe(&made, desk.now);
    if let Some(fields) = told.as_object_mut() {
        fields.insert("path".to_owned(), format!("/enter/{id}?once={secret}").into());
    }
    Ok(told)
}

/// The invitations to the contract of the desk.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list(desk: &Desk<'_>) -> Result<Value, Failure> {
    let all = desk.store.invitations(Some(&desk.contract.id))?;
    Ok(described(&all, desk.now))
}

/// All invitations.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn list_all(store: &Store, now: Second) -> Result<Value, Failure> {
    Ok(described(&store.invitations(None)?, now))
}

/// Takes an invitation back: its session ends at once.
///
/// # Errors
/// When it was taken back already.
pub(crate) fn revoke(desk: &mut Desk<'_>, number: i64) -> Result<Value, Failure> {
    let invitation = desk.store.invitation(number)?;
    if invitation.revoked_at.is_some() {
        return Err(Failure::usage(format!("invitation {number} was revoked already")));
    }
    desk.store.revoke_invitation(&invitation, desk.actor, desk.now)?;
    Ok(describe(&desk.store.invitation(number)?, desk.now))
}

fn described(all: &[Invitation], now: Second) -> Value {
    let all: Vec<_> = all.iter().map(|invitation| describe(invitation, now)).collect();
    json!({ "invitations": all })
}

fn describe(invitation: &Invitation, now: Second) -> Value {
    let time = |at: Option<Second>| at.map(|at| at.to_string());
    let state = invitation.state(now);
    let until = match state {
        InvitationState::Waiting => Some(invitation.expires_at),
        InvitationState::Entered => invitation.seen_at.map(|seen| seen.plus(UNUSED_SECONDS)),
        _ => None,
    };
    json!({
        "invitation": invitation.number, "contract": invitation.contract, "state": state.word(),
        "made_at": invitation.made_at.to_string(), "until": time(until), "entered_at": time(invitation.entered_at),
        "seen_at": time(invitation.seen_at), "revoked_at": time(invitation.revoked_at),
    })
}

fn secret() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::environment(format!("no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What clients do before it is known who they are.
impl Service {
    /// Lets a client in by the secret of a link, once; gives the secret of its session. None where the link is
    /// unknown, used, expired or revoked: which of them, nobody is told.
    ///
    /// # Errors
    /// When the diary cannot be read or written.
    pub fn enter(&self, link: &str, zone: &str) -> Result<Option<(String, Actor)>, Failure> {
        let mut store = self.store();
        let now = self.now(&store)?;
        let Some(invitation) = store.invitation_by_link(link)? else { return Ok(None) };
        if invitation.state(now) != InvitationState::Waiting {
            return Ok(None);
        }
        let (actor, secret) = (actor(&store, &invitation)?, secret()?);
        // A zone that this diary does not know is as good as none.
        let zone = time_zone(zone).map(|_| zone).unwrap_or_default();
        store.enter_client(&invitation, &secret, zone, &actor, now)?;
        Ok(Some((secret, actor)))
    }

    /// Whose session has this secret; none where there is no such session, or it is over.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub fn session(&self, secret: &str) -> Result<Option<Session>, Failure> {
        let mut store = self.store();
        let now = self.now(&store)?;
        let Some(invitation) = store.invitation_by_session(secret)? else { return Ok(None) };
        if invitation.state(now) != InvitationState::Entered {
            return Ok(None);
        }
        let noted = invitation.seen_at.is_some_and(|seen| now.since(seen) < SEEN_EVERY_SECONDS);
        if !noted {
            store.see_client(invitation.number, now)?;
        }
        let actor = actor(&store, &invitation)?;
        Ok(Some(Session { invitation: invitation.number, actor, time_zone: invitation.time_zone }))
    }

    /// Notes where the client of a session is.
    ///
    /// # Errors
    /// When that is no time zone, or the diary cannot be written.
    pub fn place(&self, session: &Session, zone: &str) -> Result<(), Failure> {
        time_zone(zone)?;
        Ok(self.store().place_client(session.invitation, zone)?)
    }

    /// Ends a session, since its client leaves.
    ///
    /// # Errors
    /// When the diary cannot be written.
    pub fn leave(&self, session: &Session) -> Result<(), Failure> {
        Ok(self.store().client_left(session.invitation)?)
    }

    /// Enters in the journal that somebody was locked out, who wanted the pages of this contract.
    ///
    /// # Errors
    /// When the diary cannot be written.
    pub fn locked_out(&self, contract: &str, tries: u32) -> Result<(), Failure> {
        let mut store = self.store();
        let now = self.now(&store)?;
        Ok(store.note_lock_out(contract_id(contract).ok().as_ref(), tries, now)?)
    }
}

/// The client whom an invitation lets in, by the name that the contract gives now.
fn actor(store: &Store, invitation: &Invitation) -> Result<Actor, Failure> {
    let contract = store.contract(&invitation.contract)?;
    Ok(Actor::Invited { contract: contract.id, name: contract.client.name })
}

/// What an invited client is told in place of this: nothing of the machine, and no commands for its owner.
pub(crate) fn for_client(failure: Failure) -> Failure {
    match failure.kind {
        Kind::Environment | Kind::Internal => {
            Failure::new(failure.kind, "the diary cannot do this now; the freelancer can see why")
        }
        Kind::Usage | Kind::Refused | Kind::Plugin => Failure { hint: None, ..failure },
    }
}
