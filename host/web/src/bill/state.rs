//! How far a week is: open until its lock, then the client's to answer.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::time::Second;

use super::Shown;
use crate::html::{self, exact, local, number, text};

/// In a sentence or two, with the moments that matter.
pub(super) fn state(shown: &Shown<'_>) -> Markup {
    match (shown.is_locked(), shown.statement()) {
        (true, Some(statement)) if statement.get("fault").is_none() => locked(shown, statement),
        (true, Some(_)) => html! {
            p.note.bad { "The week is locked since " (exact(&shown.week.lock().to_string(), &shown.zone)) " and has no statement, since its rule gives none. It is tried again by itself." }
        },
        (true, None) => html! {
            p.note { "The week is locked since " (exact(&shown.week.lock().to_string(), &shown.zone)) ". Nothing was recorded in it, so it has no statement." }
        },
        (false, _) => open(shown),
    }
}

fn open(shown: &Shown<'_>) -> Markup {
    let lock = shown.week.lock();
    html! {
        p.note {
            @if shown.week.start() > shown.now { "The week has not begun. It locks in " } @else { "The week is open. It locks in " }
            strong { (left(shown, lock)) } ": " (exact(&lock.to_string(), &shown.zone)) "."
            @if shown.week.start() <= shown.now { " Until then what would not hold up can be mended." }
        }
    }
}

fn left(shown: &Shown<'_>, until: Second) -> String {
    html::duration(until.since(shown.now))
}

fn locked(shown: &Shown<'_>, statement: &Value) -> Markup {
    let lock = shown.week.lock().to_string();
    let verdict = text(statement, "/verdict");
    let until = text(statement, "/answer_until");
    let mood = match verdict {
        "countersigned" => "note good",
        "disputed" => "note bad",
        _ => "note",
    };
    html! {
        div class=(mood) {
            p { strong { "Statement " (number(statement, "/number").unwrap_or_default()) } ", frozen at the lock: " (exact(&lock, &shown.zone)) "." }
            @if !verdict.is_empty() {
                p {
                    strong { (who(shown)) " " (if verdict == "disputed" { "disputed" } else { "countersigned" }) " it" }
                    " on " (html::moment(text(statement, "/answered_at"), &shown.zone))
                    @if text(statement, "/words").is_empty() { "." } @else { ": “" (text(statement, "/words")) "”" }
                }
            }
            @if until.is_empty() {
                @if verdict.is_empty() { p { (who(shown)) " " (if shown.desk.is_client() { "have" } else { "has" }) " not answered, and the time for it is over." } }
            } @else if verdict != "countersigned" {
                p {
                    (who(shown)) @if verdict == "disputed" { " can still countersign it for " } @else { " can countersign or dispute it for " }
                    strong { (left(shown, shown.week.answer_until())) } ": until " (midnight(until, shown)) "."
                }
                @if shown.desk.may(Action::AnswerStatement) { (answer(shown, verdict)) }
            }
        }
    }
}

fn who(shown: &Shown<'_>) -> &'static str {
    if shown.desk.is_client() { "You" } else { "The client" }
}

/// The client's word: one form, since both may have words.
fn answer(shown: &Shown<'_>, verdict: &str) -> Markup {
    let action = format!("/statements/{}/{}", html::path(&shown.at.contract), shown.at.week);
    html! {
        form.answer action=(action) method="post" {
            input type="hidden" name="view" value=(shown.at.options.zone);
            label { "What you say to it" input name="words" maxlength="500" autocomplete="off"; }
            div.actions {
                button.go name="do" value="countersign" { "Countersign" }
                button.danger name="do" value="dispute" { @if verdict == "disputed" { "Dispute otherwise" } @else { "Dispute" } }
            }
            p.small {
                "A dispute needs a reason. To name segments, select them in the "
                a href=(shown.diary_of_week()) { "diary of the week" } " and dispute them there."
            }
        }
    }
}

/// The end of the answer: Friday 24:00 UTC, which a clock shows as Saturday.
fn midnight(until: &str, shown: &Shown<'_>) -> Markup {
    let friday = local(until, &TimeZone::UTC).and_then(|at| at.date().yesterday().ok());
    html! {
        @if let Some(friday) = friday { (friday.strftime("%A %-d %B")) ", 24:00 UTC" }
        @if let (false, Some(here)) = (shown.at.options.zone == "utc", local(until, &shown.zone)) {
            " (" time datetime=(until) { (here.strftime("%a %-d %b, %H:%M")) } " " (shown.zone.iana_name().unwrap_or_default()) ")"
        }
    }
}
