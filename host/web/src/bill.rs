//! The bill of a week: as the rule assesses it, or the statement; what it stands on and what of it would not hold up.

use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_service::view::{DiaryView, Period};
use workdiary_service::{Failure, Kind, Request};

use crate::caller::Caller;
use crate::contracts;
use crate::desk::Desk;
use crate::diary::{Options, Span, View, read_date, zone_of};
use crate::html::{self, hours, list, text};
use crate::reply::{Page, Place, Reply};
use crate::routes::Table;
use crate::toolbar::{self, Toolbar};

mod bundle;
mod findings;
mod invoice;
mod money;
mod requests;
mod state;
mod statements;

pub(crate) fn routes() -> Table {
    Table::new()
        .route("/bill", get(go))
        .route("/bill/{contract}", get(this_week))
        .route("/bill/{contract}/statements", get(statements::show))
        .route("/bill/{contract}/{date}", get(show))
        .route("/bill/{contract}/{date}/bundle", get(bundle::download))
}

/// Which bill, and in which zone its times are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct At {
    contract: String,
    /// A Monday.
    week: Date,
    options: Options,
}

impl At {
    fn new(contract: &str, date: Date, options: Options) -> Self {
        Self { contract: contract.to_owned(), week: html::monday(date), options }
    }

    fn address(&self) -> String {
        let zone = match self.options.zone.as_str() {
            "" => String::new(),
            zone => format!("?zone={}", html::path(zone)),
        };
        format!("/bill/{}/{}{zone}", html::path(&self.contract), self.week)
    }

    /// The week so many weeks away.
    fn away(&self, weeks: i32) -> Option<Self> {
        let week = self.week.checked_add(jiff::Span::new().days(7 * weeks)).ok()?;
        Some(Self { week, ..self.clone() })
    }

    fn in_zone(&self, zone: &str) -> Self {
        Self { options: Options { zone: zone.to_owned(), ..Options::default() }, ..self.clone() }
    }
}

/// The address of the bill of a week; `zone` is the option that says in which zone its times are shown.
pub(crate) fn address(contract: &str, date: Date, zone: &str) -> String {
    At::new(contract, date, Options { zone: zone.to_owned(), ..Options::default() }).address()
}

async fn this_week(web: Caller, Path(contract): Path<String>, Query(options): Query<Options>) -> Response {
    web.reply(move |desk| {
        desk.contract(&contract)?;
        Ok(Reply::See(At::new(&contract, desk.today()?, options).address()))
    })
    .await
}

/// Where the form above the bill wants to go.
#[derive(Debug, Deserialize)]
struct Wanted {
    contract: String,
    date: String,
    #[serde(flatten)]
    options: Options,
}

async fn go(web: Caller, Query(wanted): Query<Wanted>) -> Response {
    web.reply(move |_| {
        let Wanted { contract, date, options } = wanted;
        Ok(Reply::See(At::new(&contract, read_date(&date)?, options).address()))
    })
    .await
}

async fn show(
    web: Caller,
    Path((contract, date)): Path<(String, String)>,
    Query(options): Query<Options>,
) -> Response {
    web.reply(move |desk| {
        let at = At::new(&contract, read_date(&date)?, options);
        Ok(page(desk, &at)?.into())
    })
    .await
}

/// All that the page is made from.
struct Shown<'a> {
    desk: &'a Desk,
    at: &'a At,
    contract: Value,
    zone: TimeZone,
    week: Week,
    now: Second,
    diary: DiaryView,
    /// The bill, or why the rule gives none.
    bill: Result<Value, Failure>,
    /// Those of the contract.
    statements: Value,
}

impl Shown<'_> {
    fn diary_of_week(&self) -> String {
        let At { contract, week, options } = self.at.clone();
        View { contract, span: Span::Week, date: week, options }.address()
    }

    fn is_locked(&self) -> bool {
        self.week.lock() <= self.now
    }

    /// What the list of statements says of this week.
    fn statement(&self) -> Option<&Value> {
        let week = self.at.week.to_string();
        list(&self.statements, "/statements").iter().find(|statement| text(statement, "/week") == week)
    }
}

fn page(desk: &Desk, at: &At) -> Result<Page, Failure> {
    let id = || Some(at.contract.clone());
    let contract = desk.contract(&at.contract)?;
    let (diary, _) = desk.diary(Some(&at.contract), Period::Week(at.week), desk.zone(&at.options.zone))?;
    let shown = Shown {
        desk,
        at,
        zone: zone_of(&diary)?,
        week: Week::of_date(at.week),
        now: desk.now()?,
        bill: of_rule(desk.json(Request::Bill { contract: id(), week: at.week }))?,
        statements: desk.json(Request::StatementList { contract: id() })?,
        diary,
        contract,
    };
    let check = of_rule(desk.json(Request::Check { contract: id(), week: at.week }))?;
    let requests = desk.json(Request::RequestList { contract: id() })?;
    let title = format!("Bill, {}, {}", text(&shown.contract, "/title"), html::week(at.week));
    let main = html! {
        div.bill {
            (head(desk, &shown)?)
            (state::state(&shown))
            (invoice::link(&shown))
            @match &shown.bill {
                Ok(bill) => {
                    (totals(&shown))
                    (money::bill(&shown, bill))
                    @if let Ok(check) = &check { (findings::findings(&shown, check)) }
                },
                Err(failure) => (fault(&shown, failure)),
            }
            (requests::requests(&shown, list(&requests, "/requests")))
            (statements::newest(&shown))
            @if shown.bill.is_ok() { (bundle::section(&shown)) }
        }
    };
    Ok(Page::new(Place::Bill, title, main).of(&at.contract))
}

/// What the rule said, or why it did not: a page is shown either way.
fn of_rule(answer: Result<Value, Failure>) -> Result<Result<Value, Failure>, Failure> {
    match answer {
        Err(failure) if !matches!(failure.kind, Kind::Plugin | Kind::Refused) => Err(failure),
        answer => Ok(answer),
    }
}

fn head(desk: &Desk, shown: &Shown<'_>) -> Result<Markup, Failure> {
    let at = shown.at;
    let step = |weeks: i32| at.away(weeks).map(|at| at.address());
    let bar = Toolbar {
        heading: &html::week(at.week),
        earlier: step(-1),
        later: step(1),
        now: (format!("/bill/{}", html::path(&at.contract)), "This week"),
        action: "/bill",
        also: &[("zone", &at.options.zone)],
        contract: &shown.contract,
        date: at.week,
        zone: &at.options.zone,
        in_zone: &|zone| at.in_zone(zone).address(),
    };
    let views = html! { a.button href=(shown.diary_of_week()) { "Diary of the week" } };
    toolbar::toolbar(desk, &bar, &views, &html! {})
}

fn totals(shown: &Shown<'_>) -> Markup {
    let totals = &shown.diary.totals;
    html! {
        dl.totals {
            div { dt { "Tracked" } dd { (hours(totals.tracked_minutes)) } }
            div { dt { "Manual" } dd { (hours(totals.manual_minutes)) } }
            div { dt { "Billable" } dd { (hours(totals.billable_minutes)) } }
            div { dt { "Over limit" } dd { (hours(totals.over_limit_minutes)) } }
        }
    }
}

/// What keeps the week from being billed, and the ways out.
fn fault(shown: &Shown<'_>, failure: &Failure) -> Markup {
    let totals = &shown.diary.totals;
    html! {
        h2 { "There is no bill" }
        (html::failure(failure))
        @if shown.desk.is_client() { p { "What was recorded is safe. The freelancer can mend the rule." } }
        @else { p {
            "What was recorded is safe: " (hours(totals.tracked_minutes)) " tracked and " (hours(totals.manual_minutes)) " manual. "
            "Look at the rule under " a href="/plugins" { "Plugins" } ", or "
            a href=(contracts::address(&shown.at.contract)) { "bind another one to the contract" } ": it applies from the next week on."
        } }
    }
}
