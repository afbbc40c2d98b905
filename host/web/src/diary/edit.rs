//! Edits from the diary's cells: memo, label, manual time, removal, snapshots, undo.

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::time::Second;
use workdiary_service::edit::{Change, Hide, ManualWanted};
use workdiary_service::select::Selection;
use workdiary_service::{Failure, Request};

use super::{Note, Options, Refused, Shown, Span, View};
use crate::bar::Labels;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::html::{self, list, number, text};
use crate::reply::{Reply, status_of};
use crate::segment::{self, At};

/// What to do with the cells that are selected; a bar at the foot of the page while some are. Nothing where nothing
/// can be done.
pub(super) fn panel(shown: &Shown<'_>, labels: &Labels, recent: &[(String, String)]) -> Markup {
    let active = text(&shown.contract, "/status") == "active";
    let label = shown.refused.map_or("", |refused| refused.label);
    let may = |action| active && shown.desk.may(action);
    html! {
        @if active || shown.can_dispute() {
            div #panel role="group" aria-label="The selected segments" {
                p.count role="status" { span data-count {} }
                div.fields {
                    @if may(Action::EditMemo) { (memo_field(shown, recent)) }
                    @if may(Action::EditLabel) {
                        (labels.field("edit", label, recent))
                        span.segments-only { button name="do" value="label" { "Set label" } }
                    }
                }
                @if may(Action::HideSnapshot) {
                    div.segments-only {
                        button name="do" value="blur" { "Blur snapshots" }
                        button name="do" value="withhold" { "Withhold snapshots" }
                        button.danger type="button" popovertarget="sure" { "Remove…" }
                    }
                }
                @if may(Action::AddManual) { (manual(text(&shown.contract, "/manual"))) }
                @if shown.can_dispute() { (dispute(shown)) }
                button.link type="button" data-select-none { "Select none" }
                @if may(Action::Remove) { (sure()) }
            }
        }
    }
}

fn memo_field(shown: &Shown<'_>, recent: &[(String, String)]) -> Markup {
    let memo = shown.refused.map_or("", |refused| refused.memo);
    html! {
        input #edit-memo name="memo" list="edit-memos" value=(memo) placeholder="Memo" aria-label="Memo" autocomplete="off" maxlength="500";
        datalist #edit-memos { @for (memo, _) in recent { option value=(memo) {} } }
        span.segments-only { button name="do" value="memo" { "Set memo" } }
    }
}

fn manual(policy: &str) -> Markup {
    html! {
        div.free-only {
            @match policy {
                "allowed" => button.go name="do" value="add" { "Add manual time" },
                "on-request" => button.go name="do" value="request" title="The memo is the reason" { "Ask the client for manual time" },
                _ => p.small { "The contract allows no manual time." },
            }
        }
    }
}

fn dispute(shown: &Shown<'_>) -> Markup {
    let reason = shown.refused.map_or("", |refused| refused.memo);
    html! {
        div.fields {
            input name="reason" value=(reason) placeholder="Why they are not right" aria-label="Why they are not right" maxlength="300" autocomplete="off";
            span.segments-only { button.danger name="do" value="dispute" { "Dispute these" } }
        }
    }
}

fn sure() -> Markup {
    html! {
        div #sure popover {
            p { strong { "Remove the selected segments for good?" } }
            p { "Their snapshots and counts are destroyed. This cannot be undone." }
            button.danger name="do" value="remove" { "Remove for good" }
            button type="button" popovertarget="sure" popovertargetaction="hide" { "Keep them" }
        }
    }
}

impl Shown<'_> {
    /// Whether the statement of the week can be disputed now.
    fn can_dispute(&self) -> bool {
        let week = self.week();
        self.desk.may(Action::AnswerStatement) && week.lock() <= self.now && self.now < week.answer_until()
    }

    /// Whether it was selected for an edit that was refused, or is by the address.
    pub(super) fn is_picked(&self, at: Second) -> bool {
        let start = at.to_string();
        let refused = self.refused.is_some_and(|refused| refused.picked.contains(&start));
        refused || self.note.picks(at)
    }
}

/// What the form says; segments are named by their beginnings.
#[derive(Default)]
struct Said {
    back: String,
    wanted: String,
    memo: String,
    label: String,
    /// Why segments are disputed.
    reason: String,
    /// What they were, where the form says it.
    memo_was: String,
    label_was: String,
    edit: Option<i64>,
    picked: Vec<String>,
}

/// A page that edits are made on.
enum Back {
    Diary(View),
    Segment(At),
}

fn lost() -> Failure {
    Failure::usage("the form does not say on which page it was")
}

impl Said {
    fn read(body: &Bytes) -> Self {
        let mut said = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            match &*name {
                "back" => said.back = value,
                "do" => said.wanted = value,
                "memo" => said.memo = value.trim().to_owned(),
                "label" => said.label = value,
                "reason" => value.trim().clone_into(&mut said.reason),
                "memo-was" => said.memo_was = value,
                "label-was" => said.label_was = value,
                "edit" => said.edit = value.parse().ok(),
                "at" => said.picked.push(value),
                _ => {}
            }
        }
        said
    }

    /// The page that the form was on.
    fn page(&self, contract: &str) -> Result<Back, Failure> {
        let (path, query) = self.back.split_once('?').unwrap_or((&self.back, ""));
        let mut options = Options::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "zone" => options.zone = value.into_owned(),
                "hours" => options.hours = value.into_owned(),
                _ => {}
            }
        }
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match *parts.as_slice() {
            ["diary", _, span, date] => {
                let span = Span::of(span).ok_or_else(lost)?;
                Ok(Back::Diary(View {
                    contract: contract.to_owned(),
                    span,
                    date: super::read_date(date)?,
                    options,
                }))
            }
            ["segment", _, start] => Ok(Back::Segment(At::read(contract, start, &options.zone)?)),
            _ => Err(lost()),
        }
    }

    /// A page has a field for one of them.
    fn memo_or_reason(&self) -> &str {
        if self.reason.is_empty() { &self.memo } else { &self.reason }
    }

    /// What of memo and label is another than it was on the page.
    fn words(&self) -> Result<Change, Failure> {
        let differs = |said: &String, was: &String| (said != was).then(|| said.clone());
        let change = Change {
            memo: differs(&self.memo, &self.memo_was),
            label: differs(&self.label, &self.label_was),
        };
        if change == Change::default() {
            return Err(
                Failure::usage("nothing was changed").hint("type another memo or choose another label")
            );
        }
        Ok(change)
    }

    fn request(&self, contract: &str) -> Result<Request, Failure> {
        let contract = Some(contract.to_owned());
        if self.picked.is_empty() {
            return Err(Failure::usage("nothing is selected").hint("select cells of the diary first"));
        }
        let selection = Selection::Picked(self.picked.clone());
        let change = |memo, label| Change { memo, label };
        Ok(match self.wanted.as_str() {
            "save" => Request::Edit { contract, selection, change: self.words()? },
            "memo" => {
                let change = change(Some(self.memo.clone()), None);
                Request::Edit { contract, selection, change }
            }
            "label" => {
                let change = change(None, Some(self.label.clone()));
                Request::Edit { contract, selection, change }
            }
            "add" => {
                let (memo, label) = (self.memo.clone(), self.label.clone());
                Request::AddManual(ManualWanted { contract, selection, memo, label })
            }
            "request" => Request::RequestManual { contract, selection, reason: self.memo.clone() },
            "remove" => Request::Remove { contract, selection },
            "blur" => Request::HideSnapshots { contract, selection, how: Hide::Blur },
            "withhold" => Request::HideSnapshots { contract, selection, how: Hide::Withhold },
            other => return Err(Failure::usage(format!("`{other}` is nothing that can be done here"))),
        })
    }
}

pub(super) async fn edit(web: Caller, Path(contract): Path<String>, body: Bytes) -> Response {
    web.reply(move |desk| {
        let said = Said::read(&body);
        // Where to go back to is known before anything is done.
        let back = said.page(&contract)?;
        let done = match said.wanted.as_str() {
            "dispute" => super::dispute::dispute(desk, &contract, &said.picked, &said.reason),
            _ => said.request(&contract).and_then(|request| desk.json(request)),
        };
        answer(desk, &back, &said, done, None)
    })
    .await
}

pub(super) async fn undo(web: Caller, Path(contract): Path<String>, body: Bytes) -> Response {
    web.reply(move |desk| {
        let said = Said::read(&body);
        let back = said.page(&contract)?;
        let again = said.wanted == "redo";
        let request = Request::Undo { contract: Some(contract), number: said.edit, again };
        let did = if again { "redone" } else { "undone" };
        answer(desk, &back, &said, desk.json(request), Some(did))
    })
    .await
}

/// Back to the page: with what was done, or with what was refused and all that was typed.
fn answer(
    desk: &Desk,
    back: &Back,
    said: &Said,
    done: Result<Value, Failure>,
    did: Option<&str>,
) -> Result<Reply, Failure> {
    let failure = match done {
        Ok(done) => return Ok(Reply::See(note_address(&back.after(desk, &done)?, &done, did))),
        Err(failure) => failure,
    };
    let refused =
        Refused { failure: &failure, picked: &said.picked, memo: said.memo_or_reason(), label: &said.label };
    let page = match back {
        Back::Diary(view) => super::page(desk, view, &Note::default(), Some(&refused))?,
        Back::Segment(at) => segment::page(desk, at, &Note::default(), Some(&refused))?,
    };
    Ok(page.with_status(status_of(&failure)).into())
}

impl Back {
    /// Where an edit leads: to its page, or to the day of a segment that it removed.
    fn after(&self, desk: &Desk, done: &Value) -> Result<String, Failure> {
        match self {
            Self::Diary(view) => Ok(view.address()),
            Self::Segment(at) if text(done, "/did") == "removed" => Ok(at.day(desk)?.address()),
            Self::Segment(at) => Ok(at.address()),
        }
    }
}

fn note_address(address: &str, done: &Value, did: Option<&str>) -> String {
    let did = did.unwrap_or_else(|| match (done.get("request"), done.get("verdict")) {
        (Some(_), _) => "requested",
        (None, Some(_)) => "disputed",
        (None, None) => text(done, "/did"),
    });
    let edit = number(done, "/edit").map_or_else(String::new, |edit| format!("&edit={edit}"));
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}did={}&segments={}{edit}", html::path(did), list(done, "/segments").len())
}
