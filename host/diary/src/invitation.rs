//! Invitations: how a client is let in to one contract, and for how long.

use crate::contract::ContractId;
use crate::time::Second;

/// A session that was not used for so long is over: 30 days.
pub const UNUSED_SECONDS: i64 = 30 * 86_400;

/// A link that works once, then the session that it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// By this people name it.
    pub number: i64,
    /// To which contract.
    pub contract: ContractId,
    /// When it was made.
    pub made_at: Second,
    /// From then on its link is good for nothing.
    pub expires_at: Second,
    /// When somebody came in by it.
    pub entered_at: Option<Second>,
    /// When its session was seen last, to the hour.
    pub seen_at: Option<Second>,
    /// When it was taken back.
    pub revoked_at: Option<Second>,
    /// Whether whoever came in has left.
    pub has_left: bool,
    /// The client's IANA time zone; empty where it was not said.
    pub time_zone: String,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// Its link lets somebody in.
    Waiting,
    /// Nobody has come in time.
    Expired,
    /// Somebody is in.
    Entered,
    /// Whoever was in has left, or was not seen for long.
    Over,
    /// It was taken back.
    Revoked,
}

impl Invitation {
    /// How it stands at this time.
    #[must_use]
    pub fn state(&self, now: Second) -> InvitationState {
        let unused = self.seen_at.is_none_or(|seen| seen.plus(UNUSED_SECONDS) <= now);
        match self.entered_at {
            _ if self.revoked_at.is_some() => InvitationState::Revoked,
            None if self.expires_at <= now => InvitationState::Expired,
            None => InvitationState::Waiting,
            Some(_) if self.has_left || unused => InvitationState::Over,
            Some(_) => InvitationState::Entered,
        }
    }
}

impl InvitationState {
    /// The word for people and programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Expired => "expired",
            Self::Entered => "entered",
            Self::Over => "over",
            Self::Revoked => "revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const MADE: Second = Second(1_000_000);

    fn made() -> Invitation {
        Invitation {
            number: 1,
            contract: "acme".parse().unwrap(),
            made_at: MADE,
            expires_at: MADE.plus(100),
            entered_at: None,
            seen_at: None,
            revoked_at: None,
            has_left: false,
            time_zone: String::new(),
        }
    }

    #[rstest]
    #[case(99, InvitationState::Waiting)]
    #[case(100, InvitationState::Expired)]
    fn a_link_waits_until_it_expires(#[case] after: i64, #[case] state: InvitationState) {
        assert_eq!(made().state(MADE.plus(after)), state);
    }

    #[rstest]
    #[case(UNUSED_SECONDS + 9, InvitationState::Entered)]
    #[case(UNUSED_SECONDS + 10, InvitationState::Over)]
    fn a_session_lasts_while_it_is_used(#[case] after: i64, #[case] state: InvitationState) {
        let seen = Some(MADE.plus(10));
        let entered = Invitation { entered_at: seen, seen_at: seen, ..made() };
        assert_eq!(entered.state(MADE.plus(after)), state);
        let left = Invitation { has_left: true, ..entered.clone() };
        assert_eq!(left.state(MADE.plus(20)), InvitationState::Over);
        let revoked = Invitation { revoked_at: seen, ..entered };
        assert_eq!(revoked.state(MADE.plus(20)), InvitationState::Revoked);
    }
}
