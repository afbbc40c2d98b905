//! Requests for manual time: asked by the freelancer, answered by the client (SPEC.md §4).

use std::ops::Range;

use crate::contract::ManualPolicy;
use crate::time::{Second, Slot};
use crate::week::Week;

/// A request to add manual time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualRequest {
    /// Its number in this diary.
    pub number: i64,
    /// The first slot, and the first after it.
    pub slots: Range<u32>,
    /// Why, for the client.
    pub reason: String,
    /// When it was asked.
    pub asked_at: Second,
    /// What the client said; none yet.
    pub answer: Option<RequestAnswer>,
}

/// What a client said to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAnswer {
    /// Whether it was granted.
    pub granted: bool,
    /// When.
    pub at: Second,
    /// Why; may be empty.
    pub words: String,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// The client has not answered yet.
    Pending,
    /// The time may be added.
    Granted,
    /// The time may not be added.
    Refused,
    /// Its week was locked before the client answered.
    Expired,
}

impl RequestState {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Expired => "expired",
        }
    }
}

impl ManualRequest {
    /// The last of its weeks: with its lock the request expires.
    #[must_use]
    pub fn last_week(&self) -> Week {
        Week::of_slot(Slot(self.slots.end.saturating_sub(1)))
    }

    /// How it stands at `now`.
    #[must_use]
    pub fn state(&self, now: Second) -> RequestState {
        match &self.answer {
            Some(answer) if answer.granted => RequestState::Granted,
            Some(_) => RequestState::Refused,
            None if self.last_week().lock() <= now => RequestState::Expired,
            None => RequestState::Pending,
        }
    }
}

/// Whether manual time may be added in a slot, under a contract's policy and its requests.
///
/// # Errors
/// Why not, in words.
pub fn permit_manual(
    policy: ManualPolicy,
    slot: Slot,
    requests: &[ManualRequest],
) -> Result<(), &'static str> {
    let granted = |request: &ManualRequest| {
        request.slots.contains(&slot.0) && request.answer.as_ref().is_some_and(|answer| answer.granted)
    };
    match policy {
        ManualPolicy::Allowed => Ok(()),
        ManualPolicy::Denied => Err("the contract allows no manual time"),
        ManualPolicy::OnRequest if requests.iter().any(granted) => Ok(()),
        ManualPolicy::OnRequest => Err("the client has granted no request for it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn request(granted: Option<bool>) -> ManualRequest {
        let first = Week::of_date(jiff::civil::date(2026, 11, 16)).slots().start;
        let answer =
            granted.map(|granted| RequestAnswer { granted, at: Slot(first).start(), words: String::new() });
        let asked_at = Slot(first).start();
        ManualRequest {
            number: 1,
            slots: first + 6..first + 12,
            reason: "a call".to_owned(),
            asked_at,
            answer,
        }
    }

    #[rstest]
    #[case::unanswered(None, -1, RequestState::Pending)]
    #[case::unanswered_at_the_lock(None, 0, RequestState::Expired)]
    #[case::granted(Some(true), 0, RequestState::Granted)]
    #[case::refused(Some(false), -1, RequestState::Refused)]
    fn a_request_expires_at_the_lock(
        #[case] granted: Option<bool>,
        #[case] after_lock: i64,
        #[case] expected: RequestState,
    ) {
        let request = request(granted);
        assert_eq!(request.state(request.last_week().lock().plus(after_lock)), expected);
    }

    #[rstest]
    #[case::allowed(ManualPolicy::Allowed, 0, None, true)]
    #[case::denied(ManualPolicy::Denied, 6, Some(true), false)]
    #[case::first_slot(ManualPolicy::OnRequest, 6, Some(true), true)]
    #[case::last_slot(ManualPolicy::OnRequest, 11, Some(true), true)]
    #[case::slot_before(ManualPolicy::OnRequest, 5, Some(true), false)]
    #[case::slot_after(ManualPolicy::OnRequest, 12, Some(true), false)]
    #[case::unanswered(ManualPolicy::OnRequest, 6, None, false)]
    #[case::refused(ManualPolicy::OnRequest, 6, Some(false), false)]
    fn manual_time_needs_permission(
        #[case] policy: ManualPolicy,
        #[case] into: u32,
        #[case] granted: Option<bool>,
        #[case] may: bool,
    ) {
        let request = request(granted);
        let slot = Slot(request.slots.start - 6 + into);
        assert_eq!(permit_manual(policy, slot, &[request]).is_ok(), may);
    }
}
