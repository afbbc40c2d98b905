//! A report: hours of each week as Markdown.

use serde::Deserialize;
use workdiary_sdk::prelude::*;
use workdiary_sdk::{money, time};

struct Report;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    /// Whether the memos of each week are listed.
    memos: bool,
}

impl Plugin for Report {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Hours of each week as Markdown",
        schema: "../config.schema.json",
        examples: ["../examples/a-week.json"]
    );
}

impl ReportFormat for Report {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let mut file = diary.create("hours.md");
        let demo = if diary.is_demo() { "DEMO " } else { "" };
        file.text(&format!("# {demo}{}\n\n", diary.title()));
        // One page is one week: ten years pass in little memory.
        while let Some(page) = diary.next_page() {
            let minutes: u64 = page.billed_minutes.iter().copied().map(u64::from).sum();
            file.text(&format!("- {}: {}\n", time::week_words(page.week), money::hours(minutes)));
            let mut memos: Vec<&str> = page.segments.iter().map(|segment| segment.memo()).collect();
            memos.sort_unstable();
            memos.dedup();
            for memo in memos.into_iter().filter(|memo| config.memos && !memo.is_empty()) {
                file.text(&format!("  - {memo}\n"));
            }
        }
        Ok(())
    }
}

report_format!(Report);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Report>();
    }
}
