//! Report: billable time as klog text, a record a day.

mod entry;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

/// The report.
#[derive(Debug)]
pub struct Klog;

/// Its config: there is nothing to choose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {}

impl Plugin for Klog {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "klog text: a record a day, an entry a stretch of work",
        name: "klog",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-night.json",
            "../examples/hostile-and-demo.json",
            "../examples/off-the-grid.json",
            "../examples/bad-config.json",
        ]
    );
}

impl ReportFormat for Klog {
    fn write(_: &Config, diary: &mut Diary) -> Result<(), String> {
        let is_demo = diary.is_demo();
        let summary = format!("{}#contract={}", if is_demo { "DEMO " } else { "" }, diary.contract());
        let mut file = diary.create(if is_demo { "DEMO-work.klg" } else { "work.klg" });
        let mut day = None;
        while let Some(page) = diary.next_page() {
            for stretch in page.stretches().filter(|it| it.status() == Status::Billable) {
                let date = stretch.local_start().date();
                if day != Some(date) {
                    let blank = if day.is_some() { "\n" } else { "" };
                    file.text(&format!("{blank}{date}\n{summary}\n"));
                    day = Some(date);
                }
                file.text(&entry::lines(stretch));
            }
        }
        Ok(())
    }
}

report_format!(Klog);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Klog>();
    }
}
