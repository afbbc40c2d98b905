//! `workdiary diary`: a day or a week for the terminal.

use std::process::ExitCode;

use jiff::civil::Date;
use workdiary_service::shown::hours;
use workdiary_service::view::{DiaryView, Period, SessionView, Zone};
use workdiary_service::{Answer, Failure, Request};

use crate::args::Output;
use crate::client::{Client, unexpected};
use crate::output::{self, CARE, FAINT, STRONG};

mod grid;

pub(crate) fn run(
    client: &Client,
    contract: Option<String>,
    day: Option<Date>,
    week: Option<Date>,
    tz: &str,
    output: Output,
) -> Result<ExitCode, Failure> {
    let period = week.map(Period::Week).or(day.map(Period::Day)).unwrap_or(Period::Today);
    let zone = match tz {
        "mine" => Zone::Mine,
        "utc" => Zone::Utc,
        name => Zone::Named(name.to_owned()),
    };
    let Answer::Diary(view, sessions) = client.ask(Request::Diary { contract, period, zone })? else {
        return Err(unexpected());
    };
    let text = if output.json { String::new() } else { page(&view, &sessions)? };
    let shown = output::done(output, &text, &view)?;
    // The diary is shown whatever the rule does; that it failed is told, and by the exit code.
    view.fault.map_or(Ok(shown), Err)
}

fn page(view: &DiaryView, sessions: &[SessionView]) -> Result<String, Failure> {
    let demo = if view.demo { format!("  {CARE}DEMO{CARE:#}") } else { String::new() };
    let mut page = format!("{STRONG}{}{STRONG:#}  times in {}{demo}\n", view.contract, view.time_zone);
    if view.segments.is_empty() {
        page.push_str(&format!("nothing from {} to {}\n", view.from, view.to));
    }
    for day in grid::days(view)? {
        page.push_str(&day);
    }
    page.push_str(&totals(view));
    page.push_str(&endings(view, sessions)?);
    if !view.segments.is_empty() {
        page.push_str(&format!("{FAINT}{}{FAINT:#}\n", grid::LEGEND));
    }
    Ok(page)
}

fn totals(view: &DiaryView) -> String {
    let totals = &view.totals;
    let pictures: usize = view.segments.iter().map(|segment| segment.snapshots.len()).sum();
    format!(
        "\ntracked {} · manual {} · billable {} · over limit {} · snapshots {pictures}\n",
        hours(totals.tracked_minutes),
        hours(totals.manual_minutes),
        hours(totals.billable_minutes),
        hours(totals.over_limit_minutes),
    )
}

/// Sessions that the person did not end: the diary says what happened.
fn endings(view: &DiaryView, sessions: &[SessionView]) -> Result<String, Failure> {
    let zone = grid::zone(view)?;
    let told = sessions.iter().filter(|session| session.by_itself).map(|session| {
        let until = grid::local(&session.until, &zone)?.strftime("%a %H:%M:%S").to_string();
        let ended = session.ended.as_deref().unwrap_or_default();
        Ok(format!("{CARE}{until}{CARE:#} tracking ended: {ended}\n"))
    });
    told.collect()
}
