//! The page of a report: how far it is, then its files.

use std::io::Read;

use maud::{Markup, html};

use super::files::{address, can_be_shown, is_page};
use super::jobs::{File, Job, Part, State};
use crate::html::{self, size};
use crate::reply::{Page, Place};

/// So much of a text is shown.
const SHOWN_BYTES: u64 = 64 * 1024;

/// How it stands, in a word.
pub(super) fn word(state: &State) -> &'static str {
    match state {
        State::Waiting => "Waiting",
        State::Running(_) => "Being written",
        State::Done(parts) if parts.iter().all(|part| part.files.is_ok()) => "Done",
        State::Done(_) => "Failed",
        State::Cancelled => "Cancelled",
    }
}

/// Whom it is about.
pub(super) fn contracts(job: &Job) -> String {
    let titles: Vec<&str> = job.asked.contracts.iter().map(|(_, title)| title.as_str()).collect();
    titles.join(", ")
}

pub(super) fn page(job: &Job, shown: &str) -> Page {
    let main = html! {
        h1 { "Report " (job.number) }
        dl.facts {
            div { dt { "Format" } dd { (job.asked.format) } }
            @if let Some(number) = &job.asked.invoice { div { dt { "Document" } dd { (number) } } }
            div { dt { "Period" } dd { (job.asked.from) " to " (job.asked.to) } }
            div { dt { "Snapshots" } dd { @if job.asked.snapshots { "given" } @else { "not given" } } }
            div.long { dt { "Contracts" } dd { (contracts(job)) } }
        }
        (part(job, shown))
        p { a href=(job.asked.again) {
            @match &job.asked.invoice {
                Some(number) => { "To " (number) },
                None => "Change what is in it",
            }
        } }
    };
    Page::new(Place::Reports, format!("Report {}", job.number), main)
}

/// What changes while it is written.
pub(super) fn part(job: &Job, shown: &str) -> Markup {
    let here = format!("/reports/job/{}", job.number);
    let state = job.state();
    let goes_on = matches!(state, State::Waiting | State::Running(_));
    html! {
        div #job hx-get=[goes_on.then_some(&here)] hx-trigger=[goes_on.then_some("every 500ms")] hx-swap=[goes_on.then_some("outerHTML")] {
            @match &state {
                State::Waiting => {
                    p role="status" { "It waits for the report before it." }
                }
                State::Running(at) => (running(job, *at)),
                State::Cancelled => {
                    p.note role="status" { "It was cancelled. Nothing of it was kept." }
                }
                State::Done(parts) => (done(job, parts, shown)),
            }
            div.actions {
                @if goes_on {
                    form.inline action=(format!("{here}/cancel")) method="post" { button.danger #cancel { "Cancel" } }
                    a.again href=(here) { "Look again" }
                } @else {
                    form.inline action=(format!("{here}/delete")) method="post" { button.danger { "Delete" } }
                }
            }
        }
    }
}

/// What an open page shows of a report that was deleted.
pub(super) fn gone() -> Markup {
    html! { p.note { "This report was deleted." } }
}

fn running(job: &Job, at: usize) -> Markup {
    let (done, weeks) = (job.progress.done(), job.progress.weeks());
    let all = job.asked.contracts.len();
    html! {
        p {
            "Being written: " (done) " of " (weeks) @if weeks == 1 { " week" } @else { " weeks" }
            @if all > 1 { ", contract " (at + 1) " of " (all) } "."
        }
        @if weeks == 0 {
            progress aria-label="Weeks done" {}
        } @else {
            progress max=(weeks) value=(done) aria-label="Weeks done" {}
        }
    }
}

fn done(job: &Job, parts: &[Part], shown: &str) -> Markup {
    let files = || parts.iter().flat_map(|part| part.files.iter().flatten().map(move |file| (part, file)));
    let by_name = files().find(|(part, file)| format!("{}/{}", part.contract, file.name) == shown);
    let chosen = by_name.or_else(|| files().find(|(_, file)| can_be_shown(&file.name)));
    let is_chosen = |part: &Part, file: &File| {
        chosen.is_some_and(|(p, f)| p.contract == part.contract && f.name == file.name)
    };
    html! {
        p.unseen role="status" { "The report is done." }
        @for part in parts {
            h2 { (part.title) }
            @match &part.files {
                Err(failure) => (html::failure(failure)),
                Ok(files) if files.is_empty() => p { "The report wrote no file." },
                Ok(files) => (table(job, part, files, &is_chosen)),
            }
        }
        @if let Some((part, file)) = chosen { (preview(job, part, file)) }
    }
}

fn table(job: &Job, part: &Part, files: &[File], is_chosen: &impl Fn(&Part, &File) -> bool) -> Markup {
    let show = |file: &File| {
        format!(
            "/reports/job/{}?file={}%2F{}",
            job.number,
            html::path(&part.contract),
            html::path(&file.name)
        )
    };
    html! {
        table.files {
            thead { tr { th scope="col" { "File" } th scope="col" .number { "Size" } th scope="col" { "What to do" } } }
            tbody { @for file in files { tr {
                th scope="row" { (file.name) }
                td.number { (size(file.bytes)) }
                td.ways {
                    a href=(address(job, "files", part, file)) download aria-label=(format!("Download {}", file.name)) { "Download" }
                    @if can_be_shown(&file.name) {
                        a href=(show(file)) aria-label=(format!("Preview {}", file.name)) aria-current=[is_chosen(part, file).then_some("true")] { "Preview" }
                    }
                }
            } } }
        }
    }
}

fn preview(job: &Job, part: &Part, file: &File) -> Markup {
    html! {
        h2 #preview { "Preview of " (file.name) @if job.asked.contracts.len() > 1 { ", " (part.title) } }
        @if is_page(&file.name) {
            iframe.preview sandbox src=(address(job, "preview", part, file)) title=(format!("Preview of {}", file.name)) {}
        } @else {
            @match head(file) {
                Ok(text) => {
                    pre.preview tabindex="0" role="region" aria-labelledby="preview" { "\n" (text) }
                    @if file.bytes > SHOWN_BYTES {
                        p.small { "This is the beginning: 64 of " (size(file.bytes)) ". The download has all of it." }
                    }
                }
                Err(error) => p.note.bad { "It cannot be read: " (error) },
            }
        }
    }
}

/// The beginning of a file, as text.
fn head(file: &File) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(&file.path)?.take(SHOWN_BYTES).read_to_end(&mut bytes)?;
    let whole = String::from_utf8_lossy(&bytes);
    // The last letter may be cut in two; what cannot be seen stands for itself.
    let whole = if file.bytes > SHOWN_BYTES { whole.trim_end_matches('\u{fffd}') } else { &whole };
    let visible =
        |letter: char| if letter.is_control() && !"\t\n\r".contains(letter) { '\u{fffd}' } else { letter };
    Ok(whole.chars().map(visible).collect())
}
