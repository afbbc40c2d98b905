//! `workdiary doctor`: the findings, one a line.

use std::process::ExitCode;

use workdiary_service::doctor::{Check, Level};
use workdiary_service::{Answer, Failure, Request};

use crate::args::Output;
use crate::client::{self, Client, unexpected};
use crate::output::{self, BAD, CARE, GOOD};

/// Exit code 1 when something keeps tracking from working.
pub(crate) fn run(client: &Client, output: Output) -> Result<ExitCode, Failure> {
    let Answer::Doctor(report) =
        client.ask(Request::Doctor { environment: client::display_environment() })?
    else {
        return Err(unexpected());
    };
    let text: String = report.checks.iter().map(line).collect();
    let shown = output::done(output, &text, &report)?;
    let sick = report.checks.iter().any(|check| check.level == Level::Problem);
    Ok(if sick { ExitCode::FAILURE } else { shown })
}

fn line(check: &Check) -> String {
    let (style, word) = match check.level {
        Level::Ok => (GOOD, "ok"),
        Level::Warning => (CARE, "warning"),
        Level::Problem => (BAD, "problem"),
    };
    let hint = check.hint.as_ref().map_or_else(String::new, |hint| format!("{:24}{hint}\n", ""));
    format!("{style}{word:<8}{style:#} {:<14} {}\n{hint}", check.name, check.found)
}
