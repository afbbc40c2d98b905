//! Report: time in the columns that other services import.

mod columns;
mod entry;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

use columns::Columns;
use entry::{Entry, People};

/// The report.
#[derive(Debug)]
pub struct TimesheetCsv;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Whose importer reads it.
    pub columns: Columns,
    /// Also time that is not billed.
    pub all: bool,
    /// The freelancer's address there; empty: that in the contract.
    pub email: String,
    /// Task or activity of time without a label.
    pub task: String,
}

impl Default for Config {
    fn default() -> Self {
        Self { columns: Columns::Toggl, all: false, email: String::new(), task: "Work".to_owned() }
    }
}

impl Plugin for TimesheetCsv {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "CSV in the columns that Toggl, Clockify, Harvest and Kimai import",
        name: "timesheet-csv",
        schema: "../config.schema.json",
        examples: [
            "../examples/toggl.json",
            "../examples/clockify.json",
            "../examples/harvest.json",
            "../examples/kimai.json",
            "../examples/formulas-and-demo.json",
            "../examples/no-address.json",
            "../examples/all-of-harvest.json",
            "../examples/no-task.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        if config.all && config.columns == Columns::Harvest {
            return Err(
                "`all` is `true`, but Harvest cannot mark time as not billable: leave it out".to_owned()
            );
        }
        match config.task.trim() {
            "" => Err("task is empty; name the task of time without a label".to_owned()),
            _ => Ok(()),
        }
    }
}

impl ReportFormat for TimesheetCsv {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let people = People::of(config, diary)?;
        let name = format!("{}{}.csv", if diary.is_demo() { "DEMO-" } else { "" }, config.columns.name());
        let mut table = csv::Writer::from_writer(diary.create(&name));
        // Writing to the host does not fail here: where it fails the call ends.
        drop(table.write_record(config.columns.header()));
        let mut rows = config.columns.rows();
        while let Some(page) = diary.next_page() {
            for stretch in page.stretches().filter(|it| config.all || it.status() == Status::Billable) {
                drop(table.write_record(rows(&people, &Entry::of(stretch, config))));
            }
        }
        Ok(())
    }
}

report_format!(TimesheetCsv);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::TimesheetCsv>();
    }
}
