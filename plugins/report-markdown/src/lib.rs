//! Report: a summary in Markdown: the bill, and time by week, day, label and memo.

mod inert;
mod page;
mod summary;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

use summary::Summary;

/// The report.
#[derive(Debug)]
pub struct Markdown;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Whether there is a table of memos.
    pub memos: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { memos: true }
    }
}

impl Plugin for Markdown {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A summary in Markdown: bill, weeks, days, labels, memos",
        name: "markdown",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/hostile-and-demo.json",
            "../examples/part-of-a-week.json",
            "../examples/empty.json",
            "../examples/bad-config.json",
        ]
    );
}

impl ReportFormat for Markdown {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let summary = Summary::of(diary);
        let mut file = diary.create(if diary.is_demo() { "DEMO-report.md" } else { "report.md" });
        page::write(config, diary, &summary, &mut |text| file.text(text));
        Ok(())
    }
}

report_format!(Markdown);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Markdown>();
    }
}
