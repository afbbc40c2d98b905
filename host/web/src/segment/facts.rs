//! What is known of a segment, and what of it would not hold up.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use workdiary_diary::assess::{RULE_FAILED, SHARED_SLOT};
use workdiary_diary::law::Action;
use workdiary_diary::quality::Weakness;
use workdiary_diary::segments::Origin;
use workdiary_service::view::{SegmentView, SessionView};

use super::{Second, Shown, Timestamp};
use crate::contracts;
use crate::diary::class_of;
use crate::html::{self, stretch, text};

/// Time, origin, status, what was said, sessions.
pub(super) fn facts(shown: &Shown<'_>, segment: &SegmentView, sessions: &[SessionView]) -> Markup {
    let (start, end) = (shown.start(), shown.at.end().to_string());
    let tracked = segment.origin == Origin::Tracked;
    let status = format!("status {}", class_of(segment));
    html! {
        section aria-labelledby="facts" {
            h2 #facts { "Facts" }
            dl.facts.rows {
                div { dt { "Contract" } dd { (text(shown.contract, "/title")) } }
                @if let Some(name) = shown.zone.iana_name().filter(|name| *name != "UTC") {
                    div { dt { (name) } dd { (stretch(&start, &end, &shown.zone)) } }
                }
                div { dt { "UTC" } dd { (stretch(&start, &end, &TimeZone::UTC)) } }
                div { dt { "Origin" } dd { @if tracked { "tracked" } @else { "manual" } } }
                @if tracked { div { dt { "Tracked" } dd { (time_of(segment.tracked_seconds)) } } }
                div { dt { "Status" } dd { span class=(status) { (segment.status.replace('-', " ")) } @if let Some(reason) = &segment.reason { ": " (reason_words(reason)) } } }
                div { dt { "Billed" } dd { (segment.billed_minutes) " minutes" } }
                div { dt { "Memo" } dd { @if segment.memo.is_empty() { span.small { "none" } } @else { (segment.memo) } } }
                div { dt { "Label" } dd { (label(segment)) } }
                @for session in sessions.iter().filter(|session| touches(shown, session)) {
                    div { dt { "Session" } dd { (session_words(shown, session)) } }
                }
            }
        }
    }
}

fn time_of(seconds: u16) -> String {
    format!("{} min {:02} s of 10 min", seconds / 60, seconds % 60)
}

fn label(segment: &SegmentView) -> Markup {
    html! {
        @match (&segment.label, &segment.label_title) {
            (Some(id), Some(title)) => { (title) " (" (id) ")" },
            (Some(id), None) => (id),
            (None, _) => span.small { "none" },
        }
    }
}

/// The reasons that are not a plugin's own; that of a plugin is shown as its words.
fn reason_words(reason: &str) -> String {
    match reason {
        SHARED_SLOT => "another contract owns the slot".to_owned(),
        RULE_FAILED => "the billing rule failed".to_owned(),
        "too-short" => "too few seconds were tracked".to_owned(),
        other => other.replace('-', " "),
    }
}

fn touches(shown: &Shown<'_>, session: &SessionView) -> bool {
    let time = |text: &str| text.parse::<Timestamp>().ok().map(Second::from);
    time(&session.start).is_some_and(|start| start < shown.at.end())
        && time(&session.until).is_some_and(|until| until > shown.at.start)
}

fn session_words(shown: &Shown<'_>, session: &SessionView) -> Markup {
    let clock = |time: &str| html::local(time, &shown.zone).map(|at| at.strftime("%a %H:%M:%S").to_string());
    html! {
        "On " (clock(&session.start).unwrap_or_default())
        @match &session.ended {
            Some(ended) => { ", Off " (clock(&session.until).unwrap_or_default()) ": " (ended) },
            None => { ", still running" },
        }
    }
}

/// Why it would not hold up, and what mends it.
pub(super) fn weaknesses(shown: &Shown<'_>, segment: &SegmentView) -> Markup {
    html! {
        section aria-labelledby="holds" {
            h2 #holds { "Would it hold up?" }
            @if segment.weaknesses.is_empty() {
                p { "Nothing speaks against it." }
            } @else {
                ul.weaknesses {
                    @for weakness in segment.weak() {
                        li { strong { (html::sentence(weakness.why())) } " " (mend(shown, weakness)) }
                    }
                }
            }
        }
    }
}

fn mend(shown: &Shown<'_>, weakness: Weakness) -> Markup {
    let locked = super::Week::of(shown.at.start).lock() <= shown.now;
    html! {
        @match weakness {
            // What mends it is the freelancer's to do.
            _ if locked || !shown.desk.may(Action::EditMemo) => {},
            Weakness::NoMemo => a href="#edit-memo" { "Say what was done" },
            Weakness::NoSnapshot | Weakness::QuietSession => a href="#edit-memo" { "Say in the memo why little shows it" },
            Weakness::OverLimit => (contracts::raise_limit(&shown.at.contract)),
            Weakness::SharedSlot => { "If it does not belong here, remove it below." },
            Weakness::UnusualInput(_) => { "If it was no work, remove it below." },
            Weakness::Manual => { "A good memo is all that helps." },
        }
    }
}
