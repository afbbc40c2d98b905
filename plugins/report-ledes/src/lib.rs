//! Report: an invoice as LEDES 1998B, which the e-billing systems of legal departments read.

mod config;
mod head;
mod items;
mod texts;

use workdiary_sdk::prelude::*;

pub use config::{Characters, Codes, Config};
use head::Head;

/// The report.
#[derive(Debug)]
pub struct Ledes;

impl Plugin for Ledes {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "The invoice as LEDES 1998B, for legal departments",
        name: "ledes",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/hostile-and-demo.json",
            "../examples/lines-of-two-rates.json",
            "../examples/utf-8.json",
            "../examples/missing.json",
            "../examples/draft.json",
            "../examples/tax.json",
            "../examples/bad-config.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        config.check()
    }
}

/// The fields of a line, in order, by the standard of ledes.org.
const FIELDS: [&str; 24] = [
    "INVOICE_DATE",
    "INVOICE_NUMBER",
    "CLIENT_ID",
    "LAW_FIRM_MATTER_ID",
    "INVOICE_TOTAL",
    "BILLING_START_DATE",
    "BILLING_END_DATE",
    "INVOICE_DESCRIPTION",
    "LINE_ITEM_NUMBER",
    "EXP/FEE/INV_ADJ_TYPE",
    "LINE_ITEM_NUMBER_OF_UNITS",
    "LINE_ITEM_ADJUSTMENT_AMOUNT",
    "LINE_ITEM_TOTAL",
    "LINE_ITEM_DATE",
    "LINE_ITEM_TASK_CODE",
    "LINE_ITEM_EXPENSE_CODE",
    "LINE_ITEM_ACTIVITY_CODE",
    "TIMEKEEPER_ID",
    "LINE_ITEM_DESCRIPTION",
    "LAW_FIRM_ID",
    "LINE_ITEM_UNIT_COST",
    "TIMEKEEPER_NAME",
    "TIMEKEEPER_CLASSIFICATION",
    "CLIENT_MATTER_ID",
];

impl ReportFormat for Ledes {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let invoice = diary.invoice()?;
        let mut head = Head::of(config, diary, &invoice)?;
        let items = items::of(config, diary, &invoice)?;
        head.stretch_to(&items);
        let mark = if diary.is_demo() { "DEMO-" } else { "" };
        let mut file = diary.create(&format!("{mark}ledes-1998b.txt"));
        file.text("LEDES1998B[]\n");
        file.text(&format!("{}[]\n", FIELDS.join("|")));
        for (number, item) in (1..).zip(&items) {
            file.text(&format!("{}[]\n", head.line(number, item).join("|")));
        }
        Ok(())
    }
}

report_format!(Ledes);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Ledes>();
    }
}
