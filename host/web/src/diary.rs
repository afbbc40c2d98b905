//! The diary as pages: a day, a week, or a timesheet of a week.

use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_service::view::{DiaryView, Period, SessionView};
use workdiary_service::{Failure, Kind};

use crate::bar::{Labels, recent};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::html::{self, hours, text};
use crate::reply::{Page, Place, Reply};
use crate::routes::Table;
use crate::toolbar::{self, Toolbar};

mod cells;
mod dispute;
mod edit;
mod grid;
mod timesheet;

pub(crate) use cells::class_of;

pub(crate) fn routes() -> Table {
    Table::new().route("/", get(home)).route("/diary/{contract}/undo", post(edit::undo)).merge(shared())
}

/// Those that clients use as well.
pub(crate) fn shared() -> Table {
    Table::new()
        .route("/diary", get(go))
        .route("/diary/{contract}", get(today))
        .route("/diary/{contract}/{span}/{date}", get(show))
        .route("/diary/{contract}/edit", post(edit::edit))
}

/// What of the diary a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) contract: String,
    pub(crate) span: Span,
    pub(crate) date: Date,
    pub(crate) options: Options,
}

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Span {
    Day,
    Week,
    Timesheet,
}

/// How it is shown; goes along in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Options {
    /// `utc`; `theirs`, for a client the freelancer's; or one's own when empty.
    pub(crate) zone: String,
    /// `all`: every hour of the day.
    pub(crate) hours: String,
}

impl Span {
    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Timesheet => "timesheet",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Timesheet].into_iter().find(|span| span.word() == word)
    }
}

impl View {
    /// The address of this with the cells chosen that begin in `from..to`; it leads to the first of them.
    pub(crate) fn picking(&self, from: &str, to: &str) -> String {
        let address = self.address();
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}pick-from={}&pick-to={}#{from}", html::path(from), html::path(to))
    }

    /// The address of a page that shows this.
    pub(crate) fn address(&self) -> String {
        let Self { contract, span, date, options } = self;
        let mut address = format!("/diary/{}/{}/{date}", html::path(contract), span.word());
        let said = [("zone", &options.zone), ("hours", &options.hours)];
        for (index, (name, value)) in said.iter().filter(|(_, value)| !value.is_empty()).enumerate() {
            address.push_str(&format!("{}{name}={}", if index == 0 { '?' } else { '&' }, html::path(value)));
        }
        address
    }

    fn with(&self, span: Span, date: Date) -> Self {
        Self { span, date, ..self.clone() }
    }

    fn period(&self) -> Period {
        if self.span == Span::Day { Period::Day(self.date) } else { Period::Week(self.date) }
    }

    /// The date so many spans away.
    fn away(&self, spans: i32) -> Option<Self> {
        let days = spans * if self.span == Span::Day { 1 } else { 7 };
        let date = self.date.checked_add(jiff::Span::new().days(days)).ok()?;
        Some(self.with(self.span, date))
    }
}

/// The diary of the contract that is worked on; without a contract, the way to one.
async fn home(web: Caller) -> Response {
    web.reply(|desk| {
        if desk.contracts()?.is_empty() {
            return Ok(Reply::See("/contracts/new".to_owned()));
        }
        let status = desk.status()?;
        let tracked = status.tracking.map(|tracking| tracking.contract);
        let last = tracked.or_else(|| status.last.map(|last| last.contract));
        let first = || desk.contracts().ok()?.first().map(|contract| text(contract, "/id").to_owned());
        to_today(desk, &last.or_else(first).unwrap_or_default())
    })
    .await
}

async fn today(web: Caller, Path(contract): Path<String>) -> Response {
    web.reply(move |desk| to_today(desk, &contract)).await
}

fn to_today(desk: &Desk, contract: &str) -> Result<Reply, Failure> {
    Ok(Reply::See(today_of(desk, contract)?.address()))
}

/// Today in the diary of a contract.
pub(crate) fn today_of(desk: &Desk, contract: &str) -> Result<View, Failure> {
    let (view, _) = desk.diary(Some(contract), Period::Today, desk.zone(""))?;
    // A day may begin late in the day before it by UTC.
    let (zone, noon) = (zone_of(&view)?, view.from.parse::<jiff::Timestamp>());
    let date = noon.map_or(Date::MIN, |from| from.to_zoned(zone).date());
    Ok(View { contract: contract.to_owned(), span: Span::Day, date, options: Options::default() })
}

pub(crate) fn zone_of(view: &DiaryView) -> Result<TimeZone, Failure> {
    TimeZone::get(&view.time_zone).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}

/// Where the form above the diary wants to go.
#[derive(Debug, Deserialize)]
struct Wanted {
    contract: String,
    span: Span,
    date: String,
    #[serde(flatten)]
    options: Options,
}

async fn go(web: Caller, Query(wanted): Query<Wanted>) -> Response {
    web.reply(move |_| {
        let Wanted { contract, span, date, options } = wanted;
        Ok(Reply::See(View { contract, span, date: read_date(&date)?, options }.address()))
    })
    .await
}

pub(crate) fn read_date(text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|_| Failure::usage(format!("`{text}` is not a date")).hint("such as `2026-11-16`"))
}

async fn show(
    web: Caller,
    Path((contract, span, date)): Path<(String, String, String)>,
    Query(options): Query<Options>,
    Query(note): Query<Note>,
) -> Response {
    web.reply(move |desk| {
        let span = Span::of(&span).ok_or_else(|| {
            Failure::usage(format!("`{span}` is no view of the diary")).hint("`day`, `week` or `timesheet`")
        })?;
        let view = View { contract, span, date: read_date(&date)?, options };
        Ok(page(desk, &view, &note, None)?.into())
    })
    .await
}

/// What an address tells beside the view: what was just done, or which cells are to be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Note {
    did: String,
    segments: usize,
    edit: Option<i64>,
    pick_from: String,
    pick_to: String,
}

impl Note {
    /// Whether the cell that begins at this time is to be chosen.
    fn picks(&self, at: Second) -> bool {
        let time = |text: &str| text.parse::<jiff::Timestamp>().ok().map(Second::from);
        let (from, to) = (time(&self.pick_from), time(&self.pick_to));
        from.is_some_and(|from| from <= at) && to.is_some_and(|to| at < to)
    }
}

/// What was typed for an edit that was refused.
pub(crate) struct Refused<'a> {
    pub(crate) failure: &'a Failure,
    pub(crate) picked: &'a [String],
    pub(crate) memo: &'a str,
    pub(crate) label: &'a str,
}

/// All that a page of the diary is made from.
struct Shown<'a> {
    desk: &'a Desk,
    view: &'a View,
    note: &'a Note,
    contract: Value,
    diary: DiaryView,
    sessions: Vec<SessionView>,
    zone: TimeZone,
    /// By the diary's clock.
    now: Second,
    refused: Option<&'a Refused<'a>>,
}

/// The page of a view; with what was refused, where something was.
///
/// # Errors
/// When there is no such contract or the diary cannot be read.
pub(crate) fn page(
    desk: &Desk,
    view: &View,
    note: &Note,
    refused: Option<&Refused<'_>>,
) -> Result<Page, Failure> {
    let contract = desk.contract(&view.contract)?;
    let (diary, sessions) = desk.diary(Some(&view.contract), view.period(), desk.zone(&view.options.zone))?;
    let now = desk.now()?;
    let zone = zone_of(&diary)?;
    let shown = Shown { desk, view, note, contract, diary, sessions, zone, now, refused };
    let labels = Labels::of(desk, &shown.contract, "")?;
    let recent = recent(desk, &view.contract)?;
    let title = format!("{}, {}", text(&shown.contract, "/title"), heading(view));
    let main = html! {
        div.diary data-live[shown.is_current()] {
            (toolbar(desk, &shown)?)
            (told(desk, &view.contract, &view.address(), note))
            @if let Some(refused) = refused { (html::failure(refused.failure)) }
            @if let Some(fault) = &shown.diary.fault { (html::failure(fault)) }
            (totals(&shown))
            @if view.span == Span::Timesheet {
                (timesheet::sheet(&shown))
            } @else {
                form #cells method="post" action=(format!("/diary/{}/edit", html::path(&view.contract)))
                    hx-post=(format!("/diary/{}/edit", html::path(&view.contract)))
                    hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" hx-push-url="true" {
                    input type="hidden" name="back" value=(view.address());
                    (cells::days(&shown))
                    (edit::panel(&shown, &labels, &recent))
                }
                (sessions_of(&shown))
                (legend())
            }
        }
    };
    Ok(Page::new(Place::Diary, title, main).of(&view.contract))
}

impl Shown<'_> {
    /// Whether what is tracked now belongs to it.
    fn is_current(&self) -> bool {
        let bound = |time: &str| time.parse::<jiff::Timestamp>().map(Second::from).ok();
        bound(&self.diary.from).is_some_and(|from| from <= self.now)
            && bound(&self.diary.to).is_some_and(|to| self.now < to)
    }

    /// The week that it lies in.
    fn week(&self) -> Week {
        let start = self.diary.from.parse::<jiff::Timestamp>().map(Second::from).unwrap_or(self.now);
        Week::of(start)
    }

    fn lock(&self) -> Second {
        self.week().lock()
    }
}

fn heading(view: &View) -> String {
    match view.span {
        Span::Day => view.date.strftime("%A %-d %B %Y").to_string(),
        _ => html::week(view.date),
    }
}

fn toolbar(desk: &Desk, shown: &Shown<'_>) -> Result<Markup, Failure> {
    let view = shown.view;
    let step = |spans: i32| view.away(spans).map(|view| view.address());
    let zone = |name: &str| {
        let options = Options { zone: name.to_owned(), ..view.options.clone() };
        View { options, ..view.clone() }.address()
    };
    let views = html! {
        nav.tabs aria-label="Views" {
            @for (span, name) in [(Span::Day, "Day"), (Span::Week, "Week"), (Span::Timesheet, "Timesheet")] {
                a href=(view.with(span, view.date).address()) aria-current=[(span == view.span).then_some("page")] { (name) }
            }
        }
    };
    let undo = format!("/diary/{}/undo", html::path(&view.contract));
    let acts = html! {
        @if desk.may(Action::EditMemo) { form.undo action=(undo) method="post" hx-post=(undo) hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" hx-push-url="true" {
            input type="hidden" name="back" value=(view.address());
            button name="do" value="undo" title="Undo the last edit (Ctrl+Z)" data-key="Control+z" { "Undo" }
            button name="do" value="redo" title="Do it again (Ctrl+Shift+Z)" data-key="Control+Shift+Z" { "Redo" }
        } }
    };
    let bar = Toolbar {
        heading: &heading(view),
        earlier: step(-1),
        later: step(1),
        now: (format!("/diary/{}", html::path(&view.contract)), "Today"),
        action: "/diary",
        also: &[("span", view.span.word()), ("zone", &view.options.zone)],
        contract: &shown.contract,
        date: view.date,
        zone: &view.options.zone,
        in_zone: &zone,
    };
    toolbar::toolbar(desk, &bar, &views, &acts)
}

/// What was just done, on the page with this address.
pub(crate) fn told(desk: &Desk, contract: &str, back: &str, note: &Note) -> Markup {
    let word = match note.did.as_str() {
        "changed" => "Changed",
        "added" => "Added",
        "removed" => "Removed for good:",
        "withheld" => "Withheld the snapshots of",
        "blurred" => "Blurred the snapshots of",
        "undone" => "Undone:",
        "redone" => "Done again:",
        "made" => {
            return html! { p.note.good role="status" { "The contract is there. Say what you do in the field above and switch On." } };
        }
        "disputed" => {
            return html! { p.note.good role="status" { "Disputed. All that was said stands on the page of the bill." } };
        }
        "requested" => {
            return html! { p.note.good role="status" { "The client was asked. The answer is shown on the page of the bill." } };
        }
        _ => return html! {},
    };
    let undo = format!("/diary/{}/undo", html::path(contract));
    html! {
        div.note.good role="status" {
            (word) " " (note.segments) @if note.segments == 1 { " segment." } @else { " segments." }
            @if let (Some(edit), "changed" | "added") = (note.edit.filter(|_| desk.may(Action::EditMemo)), note.did.as_str()) {
                form.inline action=(undo) method="post" hx-post=(undo) hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" hx-push-url="true" {
                    input type="hidden" name="back" value=(back);
                    input type="hidden" name="edit" value=(edit);
                    button.link name="do" value="undo" { "Undo" }
                }
            }
        }
    }
}

fn totals(shown: &Shown<'_>) -> Markup {
    let totals = &shown.diary.totals;
    let lock = shown.lock();
    html! {
        dl.totals {
            div { dt { "Tracked" } dd { (hours(totals.tracked_minutes)) } }
            div { dt { "Manual" } dd { (hours(totals.manual_minutes)) } }
            div { dt { "Billable" } dd { (hours(totals.billable_minutes)) } }
            div { dt { "Over limit" } dd { (hours(totals.over_limit_minutes)) } }
            div {
                dt { @if lock <= shown.now { "Locked since" } @else { "Locks" } }
                dd { (html::moment(&lock.to_string(), &shown.zone)) }
            }
        }
    }
}

fn sessions_of(shown: &Shown<'_>) -> Markup {
    let clock = |time: &str| html::local(time, &shown.zone).map(|at| at.strftime("%a %H:%M").to_string());
    html! {
        @if !shown.sessions.is_empty() {
            details.sessions open {
                summary { "Sessions" }
                table {
                    thead { tr { th scope="col" { "On" } th scope="col" { "Off" } th scope="col" { "How it ended" } th { span.unseen { "Select" } } } }
                    tbody {
                        @for session in &shown.sessions {
                            tr {
                                td { (clock(&session.start).unwrap_or_default()) }
                                td { (clock(&session.until).unwrap_or_default()) }
                                td.warn[session.by_itself] { (session.ended.as_deref().unwrap_or("running")) }
                                td { button type="button" data-select-from=(session.start) data-select-to=(session.until) { "Select" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend aria-label="What the colours mean" {
            li.s-billable { "tracked, billable" }
            li.s-manual { "manual, billable" }
            li.s-over { "over the weekly limit" }
            li.s-not { "not billable" }
        }
        p.small.help {
            "Select: click or Space, Shift for a range, drag over cells. Arrow keys move, Enter opens, S takes the session, Ctrl+A all, Escape none."
        }
    }
}
