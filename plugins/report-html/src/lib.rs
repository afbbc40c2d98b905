//! Report: a page that a client can open and print: weeks with their bill, memos, days and segments.

mod day;
mod page;
mod segments;
mod week;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

/// The report.
#[derive(Debug)]
pub struct Html;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Whether every segment is listed.
    pub segments: bool,
    /// The longest side of snapshots, where they are granted.
    pub thumbnail_pixels: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { segments: true, thumbnail_pixels: 240 }
    }
}

impl Plugin for Html {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A page that a client can open and print",
        name: "html",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/markup-and-demo.json",
            "../examples/empty.json",
            "../examples/bad-config.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        match config.thumbnail_pixels {
            64..=640 => Ok(()),
            other => Err(format!("thumbnail_pixels is `{other}`, not 64 to 640")),
        }
    }
}

impl ReportFormat for Html {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let mut file = diary.create(if diary.is_demo() { "DEMO-report.html" } else { "report.html" });
        file.text(&page::head(diary));
        let labels = diary.labels();
        let (mut weeks, mut minutes, mut amount) = (0, 0, 0i64);
        while let Some(page) = diary.next_page() {
            file.text(&week::section(config, diary, &page, &labels).into_string());
            weeks += 1;
            minutes += page.billed_minutes.iter().copied().map(u64::from).sum::<u64>();
            amount = amount.saturating_add(page.total.unwrap_or_default());
        }
        file.text(&page::foot(diary, weeks, minutes, amount));
        Ok(())
    }
}

report_format!(Html);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Html>();
    }
}
