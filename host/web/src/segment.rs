//! One segment on its own page: pictures, minutes, facts, what would not hold up, edits, history.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_diary::law::Action;
use workdiary_diary::time::{SLOT_SECONDS, Second};
use workdiary_diary::week::Week;
use workdiary_service::view::{Period, SegmentView, Zone};
use workdiary_service::{Failure, Kind, Request};

use crate::bar::{Labels, recent};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::diary::{self, Note, Options, Refused, Span, View};
use crate::html::{self, text};
use crate::pictures;
use crate::reply::{Page, Place, Reply};
use crate::routes::Table;
use crate::toolbar;

mod chart;
mod edit;
mod facts;
mod history;
mod shots;

pub(crate) fn routes() -> Table {
    Table::new().route("/segment/{contract}/{start}", get(show))
}

/// Which segment, and in which zone it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At {
    contract: String,
    start: Second,
    /// As in the options of the diary.
    zone: String,
}

impl At {
    pub(crate) fn new(contract: &str, start: Second, zone: &str) -> Self {
        Self { contract: contract.to_owned(), start, zone: zone.to_owned() }
    }

    /// The segment that an address names.
    ///
    /// # Errors
    /// When its beginning is no time.
    pub(crate) fn read(contract: &str, start: &str, zone: &str) -> Result<Self, Failure> {
        let time = start.parse::<Timestamp>().map_err(|_| {
            Failure::usage(format!("`{start}` is not a time")).hint("such as `2026-11-16T09:00:00Z`")
        })?;
        Ok(Self::new(contract, time.into(), zone))
    }

    /// The address of its page.
    pub(crate) fn address(&self) -> String {
        let Self { contract, start, zone } = self;
        let zone = if zone.is_empty() { String::new() } else { format!("?zone={}", html::path(zone)) };
        format!("/segment/{}/{}{zone}", html::path(contract), html::path(&start.to_string()))
    }

    /// The day of the reader's in which it lies.
    ///
    /// # Errors
    /// When there is no such contract.
    pub(crate) fn day(&self, desk: &Desk) -> Result<View, Failure> {
        let zone = self.time_zone(desk, &desk.contract(&self.contract)?)?;
        Ok(self.day_in(&zone))
    }

    fn day_in(&self, zone: &TimeZone) -> View {
        let date: Date = Timestamp::from(self.start).to_zoned(zone.clone()).date();
        let options = Options { zone: self.zone.clone(), ..Options::default() };
        View { contract: self.contract.clone(), span: Span::Day, date, options }
    }

    fn time_zone(&self, desk: &Desk, contract: &Value) -> Result<TimeZone, Failure> {
        let zone = desk.zone(&self.zone);
        let name = match &zone {
            Zone::Utc => "UTC",
            Zone::Mine => text(contract, "/time_zone"),
            Zone::Named(name) => name,
        };
        TimeZone::get(name).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
    }

    /// The page of another one, by its beginning.
    fn at(&self, start: &str) -> Option<String> {
        let start = start.parse::<Timestamp>().ok()?;
        Some(Self { start: start.into(), ..self.clone() }.address())
    }

    fn end(&self) -> Second {
        self.start.plus(SLOT_SECONDS)
    }
}

/// All that the page is made from.
struct Shown<'a> {
    desk: &'a Desk,
    at: &'a At,
    contract: &'a Value,
    zone: TimeZone,
    day: View,
    /// What the journal says, and the segments before and after.
    history: Value,
    now: Second,
    refused: Option<&'a Refused<'a>>,
}

async fn show(
    web: Caller,
    Path((contract, start)): Path<(String, String)>,
    Query(options): Query<Options>,
    Query(note): Query<Note>,
) -> Response {
    web.reply(move |desk| {
        let at = At::read(&contract, &start, &options.zone)?;
        Ok(Reply::Page(page(desk, &at, &note, None)?))
    })
    .await
}

/// The page; with what was refused, where something was.
///
/// # Errors
/// When there is no such contract or the diary cannot be read.
pub(crate) fn page(
    desk: &Desk,
    at: &At,
    note: &Note,
    refused: Option<&Refused<'_>>,
) -> Result<Page, Failure> {
    let contract = desk.contract(&at.contract)?;
    let (id, start) = (Some(at.contract.clone()), at.start.to_string());
    let history = desk.json(Request::SegmentHistory { contract: id, start: start.clone() })?;
    let now = desk.now()?;
    let zone = at.time_zone(desk, &contract)?;
    let day = at.day_in(&zone);
    let (view, sessions) = desk.diary(Some(&at.contract), Period::Day(day.date), desk.zone(&at.zone))?;
    let shown = Shown { desk, at, contract: &contract, zone, day, history, now, refused };
    let Some(segment) = view.segments.iter().find(|segment| segment.start == start) else {
        return Ok(shown.missing());
    };
    let main = html! {
        div.segment data-live[now < at.end()] {
            (shown.head())
            (diary::told(desk, &at.contract, &at.address(), note))
            @if let Some(refused) = refused { (html::failure(refused.failure)) }
            @if let Some(fault) = &view.fault { (html::failure(fault)) }
            div.columns {
                div {
                    (shots::shots(&shown, segment))
                    (chart::activity(&shown, segment))
                }
                div {
                    (facts::facts(&shown, segment, &sessions))
                    (facts::weaknesses(&shown, segment))
                    (shown.edits(desk, segment)?)
                }
            }
            (history::history(&shown))
        }
    };
    let title = format!("{}, {}", text(&contract, "/title"), shown.name());
    Ok(Page::new(Place::Diary, title, main).of(&at.contract))
}

impl Shown<'_> {
    fn start(&self) -> String {
        self.at.start.to_string()
    }

    /// From when to when it is, on the reader's clock.
    fn name(&self) -> String {
        let (start, end) = (self.at.start, self.at.end());
        let clock = |at: Second| Timestamp::from(at).to_zoned(self.zone.clone());
        format!("{}{}", clock(start).strftime("%a %-d %b %Y, %H:%M"), clock(end).strftime("–%H:%M"))
    }

    /// Its time, and the ways from it: beside it, to its day, to the other zone.
    fn head(&self) -> Markup {
        let at = self.at;
        let beside = |name: &str| at.at(text(&self.history, name));
        let (earlier, later) = (beside("/previous"), beside("/next"));
        let zone = |zone: &str| At { zone: zone.to_owned(), ..at.clone() }.address();
        html! {
            div.toolbar {
                h1 { (self.name()) }
                nav.steps aria-label="Other segments" {
                    @if let Some(earlier) = earlier {
                        a href=(earlier) data-key="ArrowLeft" title="The segment before (←)" aria-label="The segment before" { "‹" }
                    }
                    a href=(format!("{}#{}", self.day.address(), at.start)) data-key="Escape" title="Back to its day (Esc)" {
                        (self.day.date.strftime("%A %-d %B"))
                    }
                    @if let Some(later) = later {
                        a href=(later) data-key="ArrowRight" title="The segment after (→)" aria-label="The segment after" { "›" }
                    }
                }
                (toolbar::zones(self.desk, self.contract, &at.zone, zone))
            }
        }
    }

    /// No segment begins there; what was removed has a history all the same.
    fn missing(&self) -> Page {
        let (start, end) = (self.start(), self.at.end().to_string());
        let main = html! {
            div.segment {
                (self.head())
                div.note {
                    p { strong { "There is no segment here." } }
                    p { "Nothing was recorded in this slot of " (text(self.contract, "/title")) ", or it was removed." }
                    @if self.at.start > self.now {
                        p { "The slot has not begun. " a href=(self.day.address()) { "To the diary of the day" } }
                    } @else if self.why_final().is_some() || !self.desk.may(Action::RequestManual) {
                        p { a href=(self.day.address()) { "To the diary of the day" } }
                    } @else {
                        p { a href=(self.day.picking(&start, &end)) { "Add manual time in the diary of the day" } }
                    }
                }
                @if !html::list(&self.history, "/entries").is_empty() { (history::history(self)) }
            }
        };
        let page = Page::new(Place::Diary, format!("No segment, {}", self.name()), main);
        page.of(&self.at.contract).with_status(StatusCode::NOT_FOUND)
    }

    /// Why nothing can be done here any more, where that is so.
    fn why_final(&self) -> Option<&'static str> {
        if text(self.contract, "/status") != "active" {
            return Some("The contract is closed: nothing can be changed.");
        }
        let locked = Week::of(self.at.start).lock() <= self.now;
        locked.then_some("The week is locked: nothing can be changed any more.")
    }

    fn edits(&self, desk: &Desk, segment: &SegmentView) -> Result<Markup, Failure> {
        // What was typed stays, whatever has come between.
        if let (Some(why), None) = (self.why_final(), self.refused) {
            return Ok(edit::not_any_more(why));
        }
        let labels = Labels::of(desk, self.contract, &segment.memo)?;
        Ok(edit::form(self, segment, &labels, &recent(desk, &self.at.contract)?))
    }
}
