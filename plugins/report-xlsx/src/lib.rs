//! Report: a workbook for spreadsheets: time by label and by day, the bills, and every segment.
//!
//! The diary passes once, so the sheet of segments is written while it does, and the others, which are short, after it.
//! In which order a reader shows the sheets is said by the workbook, not by their order in the file.

mod bill;
mod cell;
mod days;
mod detail;
mod package;
mod sheet;
mod style;
mod summary;
mod text;
mod workbook;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

use crate::bill::Bill;
use crate::days::Days;
use crate::detail::Titles;
use crate::package::Package;
use crate::summary::{About, ByLabel};

/// The report.
#[derive(Debug)]
pub struct Xlsx;

/// Its config: there is nothing to say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {}

impl Plugin for Xlsx {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A workbook for spreadsheets: labels, days, bills and segments",
        name: "xlsx",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/demo.json",
            "../examples/empty.json",
            "../examples/bad-config.json",
        ]
    );
}

impl ReportFormat for Xlsx {
    fn write(_: &Config, diary: &mut Diary) -> Result<(), String> {
        let demo = diary.is_demo();
        let mut package = Package::new(diary.create(if demo { "DEMO-report.xlsx" } else { "report.xlsx" }));
        workbook::begin(&mut package, diary.currency_digits())?;
        let titles: Titles = diary.labels().into_iter().map(|label| (label.id.clone(), label)).collect();
        let (mut by_label, mut days, mut bill) = (ByLabel::default(), Days::default(), Bill::of(diary));
        let detail = detail::write(
            &mut package,
            diary,
            &titles,
            |page, segment| {
                let minutes = page.billed_minutes[segment.index()].into();
                by_label.add(segment.label().unwrap_or_default(), minutes);
                days.add(detail::day(segment), minutes);
            },
            |page| bill.add(page),
        )?;
        let bill = bill.write(&mut package, demo)?;
        let days = days.write(&mut package, &detail, demo)?;
        let summary = by_label.write(&mut package, &About::of(diary), &titles, &detail, &bill)?;
        workbook::finish(package, &[summary, days, bill.extent, detail])
    }
}

report_format!(Xlsx);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Xlsx>();
    }
}
