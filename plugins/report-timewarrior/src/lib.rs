//! Report: billable time in the data files of Timewarrior, one a month.

mod interval;

use serde::Deserialize;
use workdiary_sdk::OutputFile;
use workdiary_sdk::prelude::*;

/// The report.
#[derive(Debug)]
pub struct Timewarrior;

/// Its config: there is nothing to choose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {}

impl Plugin for Timewarrior {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Data files of Timewarrior: intervals, annotations, tags",
        name: "timewarrior",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-night.json",
            "../examples/quotes-and-demo.json",
            "../examples/bad-config.json",
        ]
    );
}

impl ReportFormat for Timewarrior {
    fn write(_: &Config, diary: &mut Diary) -> Result<(), String> {
        let is_demo = diary.is_demo();
        let mut month: Option<(String, OutputFile)> = None;
        while let Some(page) = diary.next_page() {
            for stretch in page.stretches().filter(|it| it.status() == Status::Billable) {
                let name = stretch.local_start().strftime("%Y-%m.data").to_string();
                // A clock that is put back at the begin of a month does not open the last one again.
                if month.as_ref().is_none_or(|(last, _)| *last < name) {
                    let file = diary.create(&name);
                    month = Some((name, file));
                }
                if let Some((_, file)) = &mut month {
                    file.text(&interval::line(stretch, is_demo));
                }
            }
        }
        Ok(())
    }
}

report_format!(Timewarrior);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Timewarrior>();
    }
}
