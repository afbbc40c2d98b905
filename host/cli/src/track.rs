//! `workdiary start`, `stop` and `status`.

use std::process::ExitCode;

use workdiary_service::doctor::Level;
use workdiary_service::shown::stopwatch;
use workdiary_service::source::Source;
use workdiary_service::status::{Status, TimeSpent, TrackingStatus};
use workdiary_service::{Answer, Failure, Request, Start};

use crate::args::Output;
use crate::client::{self, Client, unexpected};
use crate::output::{self, BAD, CARE, FAINT, GOOD, STRONG, plain};

pub(crate) fn start(
    client: &Client,
    contract: Option<String>,
    memo: String,
    label: String,
    output: Output,
) -> Result<ExitCode, Failure> {
    let environment = client::display_environment();
    let request = Request::Start(Start { contract, memo, label, environment });
    show(client.ask_host(&request)?, output)
}

pub(crate) fn stop(client: &Client, host: bool, output: Output) -> Result<ExitCode, Failure> {
    let stopped = client.ask(Request::Stop);
    if host {
        // Off or not, the host ends.
        client.ask_running_host(&Request::End)?;
    }
    match stopped {
        Err(_) if host => output::done(output, "the host has ended", &serde_json::json!({ "host": null })),
        Ok(Answer::Status(status)) if host => {
            show(Answer::Status(Box::new(Status { host: None, ..*status })), output)
        }
        stopped => show(stopped?, output),
    }
}

pub(crate) fn status(client: &Client, output: Output) -> Result<ExitCode, Failure> {
    show(client.ask(Request::Status)?, output)
}

/// What to say once a host answers.
pub(crate) fn host_runs(client: &Client) -> ExitCode {
    let text = format!("the host runs; its log is `{}`", client.home().log().display());
    match output::done(Output { json: false }, &text, &()) {
        Ok(code) => code,
        Err(failure) => output::failure(&failure),
    }
}

fn show(answer: Answer, output: Output) -> Result<ExitCode, Failure> {
    let Answer::Status(status) = answer else { return Err(unexpected()) };
    output::done(output, &page(&status), &status)
}

fn page(status: &Status) -> String {
    let mut page = String::new();
    if status.demo {
        page.push_str(&format!("{CARE}DEMO{CARE:#} sample data, standing at {}\n", status.now));
    }
    match (&status.tracking, &status.last) {
        (Some(tracking), _) => page.push_str(&on(tracking)),
        (None, Some(last)) => {
            let ended = last.ended.as_deref().unwrap_or("it was not closed");
            let style = if last.by_itself { CARE } else { FAINT };
            page.push_str(&format!(
                "{STRONG}Off{STRONG:#}  {} until {}: {style}{ended}{style:#}\n",
                last.contract, last.until
            ));
        }
        (None, None) => page.push_str(&format!("{STRONG}Off{STRONG:#}  nothing was tracked yet\n")),
    }
    if let Some(time) = &status.time {
        page.push_str(&spent(time));
    }
    page.push_str(&match status.host {
        Some(process) => format!("     {FAINT}host: process {process}{FAINT:#}\n"),
        None => format!("     {FAINT}no host runs; `workdiary start` starts it{FAINT:#}\n"),
    });
    if let Some(warning) = &status.warning {
        page.push_str(&format!("{CARE}warning{CARE:#}: {}\n", warning.message));
        page.push_str(&warning.hint.as_ref().map_or_else(String::new, |hint| format!("  {hint}\n")));
    }
    if let Some(worst) = &status.worst {
        let style = if worst.level == Level::Problem { BAD } else { CARE };
        page.push_str(&format!("{style}{}{style:#}: {}\n", worst.name, worst.found));
        page.push_str(&worst.hint.as_ref().map_or_else(String::new, |hint| format!("  {hint}\n")));
    }
    page
}

fn on(tracking: &TrackingStatus) -> String {
    let TrackingStatus { contract, memo, label, session_seconds, counts, .. } = tracking;
    let label = label.as_ref().map_or_else(String::new, |label| format!(" [{label}]"));
    let work = plain(&format!("{memo}{label}"));
    let mut page =
        format!("{GOOD}On{GOOD:#}   {STRONG}{contract}{STRONG:#} {}  {work}\n", stopwatch(*session_seconds));
    page.push_str(&format!(
        "     {} keystrokes, {} clicks, {} scrolls since {}\n",
        counts.keystrokes, counts.clicks, counts.scrolls, tracking.since
    ));
    let snapshot = tracking.last_snapshot.as_deref().unwrap_or("none yet in this session");
    let withheld = tracking.last_snapshot_withheld.as_ref();
    let withheld = withheld.map_or_else(String::new, |why| format!(", withheld: {why}"));
    page.push_str(&format!("     last snapshot: {snapshot}{withheld}\n"));
    if let (Some(idle), Some(stop)) = (tracking.idle_seconds, tracking.idle_stop_seconds) {
        page.push_str(&format!("     idle for {}; tracking stops at {}\n", stopwatch(idle), stopwatch(stop)));
    }
    for source in [&tracking.input, &tracking.screen] {
        page.push_str(&missing(source));
    }
    page
}

fn missing(source: &Source) -> String {
    if source.works() {
        return String::new();
    }
    let hint = source.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
    format!("     {BAD}{}{BAD:#}{hint}\n", source.what)
}

fn spent(time: &TimeSpent) -> String {
    let limit = time
        .week_limit_seconds
        .map_or_else(|| "no limit".to_owned(), |limit| format!("limit {}", stopwatch(limit)));
    let (today, week) = (stopwatch(time.today_seconds), stopwatch(time.week_seconds));
    format!("     {} today {today}, this week {week}, {limit}\n", time.contract)
}
