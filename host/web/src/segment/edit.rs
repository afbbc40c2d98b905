//! What can be done to a segment on its page; the form goes where that of the diary's cells goes.

use maud::{Markup, html};
use workdiary_diary::law::Action;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_service::view::SegmentView;

use super::Shown;
use crate::bar::Labels;
use crate::html;

/// Memo, label, snapshots, removal.
pub(super) fn form(
    shown: &Shown<'_>,
    segment: &SegmentView,
    labels: &Labels,
    recent: &[(String, String)],
) -> Markup {
    let was = (segment.memo.as_str(), segment.label.as_deref().unwrap_or_default());
    let (memo, label) = shown.refused.map_or(was, |refused| (refused.memo, refused.label));
    let action = format!("/diary/{}/edit", html::path(&shown.at.contract));
    let hides = shown.desk.may(Action::HideSnapshot);
    let any = |wanted: fn(SnapshotState) -> bool| {
        hides && segment.snapshots.iter().any(|snapshot| wanted(snapshot.state))
    };
    let says = shown.desk.may(Action::EditMemo);
    html! {
        section aria-labelledby="edit" {
            h2 #edit { "Change it" }
            form method="post" action=(action) hx-post=(action) hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" hx-push-url="true" {
                input type="hidden" name="back" value=(shown.at.address());
                input type="hidden" name="at" value=(shown.at.start);
                input type="hidden" name="memo-was" value=(was.0);
                input type="hidden" name="label-was" value=(was.1);
                div.form {
                    @if says {
                        div.field {
                            label for="edit-memo" { "Memo" }
                            input #edit-memo name="memo" list="edit-memos" value=(memo) autocomplete="off" maxlength="500";
                            datalist #edit-memos { @for (memo, _) in recent { option value=(memo) {} } }
                        }
                    }
                    div.field {
                        label for="edit-label" { "Label" }
                        (labels.field("edit", label, recent))
                    }
                }
                div.actions {
                    @if says { button.go name="do" value="save" { "Save" } }
                    @else { button.go name="do" value="label" { "Set label" } }
                    @if any(|state| state == SnapshotState::Kept) { button name="do" value="blur" { "Blur the snapshot" } }
                    @if any(|state| state != SnapshotState::Withheld) { button name="do" value="withhold" { "Withhold the snapshot" } }
                    @if shown.desk.may(Action::Remove) { button.danger type="button" popovertarget="sure" { "Remove…" } }
                }
                @if shown.desk.may(Action::Remove) { div #sure popover {
                    p { strong { "Remove this segment for good?" } }
                    p { "Its snapshots and counts are destroyed. This cannot be undone." }
                    button.danger name="do" value="remove" { "Remove for good" }
                    " "
                    button type="button" popovertarget="sure" popovertargetaction="hide" { "Keep it" }
                } }
            }
        }
    }
}

/// Why nothing can be done to it.
pub(super) fn not_any_more(why: &str) -> Markup {
    html! {
        section aria-labelledby="edit" {
            h2 #edit { "Change it" }
            p { (why) }
        }
    }
}
