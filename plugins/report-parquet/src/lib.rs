//! Report: segments and bills as Parquet, for DuckDB, pandas and the like.

mod bill;
mod segments;
mod table;

use std::collections::BTreeMap;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

use crate::bill::Lines;
use crate::segments::Rows;

/// The report.
#[derive(Debug)]
pub struct Parquet;

/// Its config: there is nothing to say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {}

impl Plugin for Parquet {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Segments and bills as Parquet, for DuckDB, pandas and the like",
        name: "parquet",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/demo.json",
            "../examples/empty.json",
            "../examples/bad-config.json",
        ]
    );
}

impl ReportFormat for Parquet {
    fn write(_: &Config, diary: &mut Diary) -> Result<(), String> {
        let labels: BTreeMap<String, String> =
            diary.labels().into_iter().map(|label| (label.id, label.title)).collect();
        let (mut segments, mut bill) = (segments::table(diary)?, bill::table(diary)?);
        let (mut rows, mut lines) = (Rows::new(diary.is_demo()), Lines::default());
        while let Some(page) = diary.next_page() {
            for segment in page.segments.iter() {
                rows.add(&page, segment, &labels);
                if rows.are_many() {
                    rows.write(&mut segments)?;
                }
            }
            lines.add(&page);
            if lines.are_many() {
                lines.write(&mut bill, diary)?;
            }
        }
        rows.write(&mut segments)?;
        lines.write(&mut bill, diary)?;
        segments.finish()?;
        bill.finish()
    }
}

report_format!(Parquet);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Parquet>();
    }
}
