//! Runs a plugin's examples natively, so that `cargo test` and a debugger are enough to write it.
//!
//! ```ignore
//! #[test]
//! fn examples() {
//!     workdiary_sdk::harness::billing_examples::<MyRule>();
//! }
//! ```

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::bindings::billing::exports::workdiary::plugin::billing::Assessment;
use crate::describe::{Plugin, config};
use crate::example::{self, BillingInput, Example, LabelInput, PageInput, ReportInput};
use crate::imports_here::{self, Here};
use crate::{BillingRule, Diary, LabelScheme, Page, ReportFormat, Rounding, Segments, Terms, Week};

/// Runs the examples of a billing rule.
///
/// # Panics
/// With expected and answer, where one does not come out as expected.
pub fn billing_examples<P: BillingRule>() {
    run_all::<P, _>(|config, input: BillingInput| {
        let week = week(&input)?;
        let bill = assess::<P>(config, &week)?;
        assert_eq!(bill.outcomes.len(), week.columns().len(), "not one status a segment");
        Ok(example::billing_answer(&bill.outcomes, &bill.reasons, &bill.billed_minutes, &bill.lines))
    });
}

/// What a billing rule answers about a week.
///
/// # Errors
/// Its refusal.
pub fn assess<P: BillingRule>(config: &P::Config, week: &Week<'_>) -> Result<Assessment, String> {
    P::assess(config, week).map(Into::into)
}

/// Runs the examples of a label scheme.
///
/// # Panics
/// With expected and answer, where one does not come out as expected.
pub fn label_examples<P: LabelScheme>() {
    run_all::<P, _>(|config, input: LabelInput| {
        Ok(match input {
            LabelInput::Entries => json!(P::entries(config)?),
            LabelInput::Check { pairs } => {
                let check =
                    |pair: &example::PairInput| P::check_pair(config, &pair.memo, pair.label.as_deref());
                json!(pairs.iter().map(|pair| check(pair).err()).collect::<Vec<_>>())
            }
            LabelInput::Suggest { memo } => json!(P::suggest(config, &memo)),
            LabelInput::RollUp { ids } => json!(P::roll_up(config, &ids)?),
        })
    });
}

/// Runs the examples of a report format.
///
/// # Panics
/// With expected and answer, where one does not come out as expected.
pub fn report_examples<P: ReportFormat>() {
    run_all::<P, _>(|config, input: ReportInput| {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let files: serde_json::Map<String, Value> =
            report::<P>(config, input)?.into_iter().map(|(name, bytes)| (name, text(bytes).into())).collect();
        Ok(json!({ "files": files }))
    });
}

/// The files that a report format writes about an input, by their names.
///
/// # Errors
/// Its refusal.
pub fn report<P: ReportFormat>(
    config: &P::Config,
    input: ReportInput,
) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let pages = input.weeks.iter().map(|week| page(week, input.local_offset)).collect::<Result<_, _>>()?;
    imports_here::replace(Here { input, pages, ..Here::default() });
    let written = P::write(config, &mut Diary::new());
    let Here { files, .. } = imports_here::replace(Here::default());
    written.map(|()| files)
}

/// A week as a rule sees it, for tests of its own.
///
/// # Errors
/// When the segments make no sense.
pub fn week(input: &BillingInput) -> Result<Week<'static>, String> {
    let terms = Terms {
        week: crate::time::slot_of_date(input.week).ok_or("the week lies before 1970")?,
        hourly_rate: input.hourly_rate,
        weekly_limit: input.weekly_limit,
        currency: input.currency.clone(),
        currency_digits: input.currency_digits,
    };
    let segments = |of: &[example::SegmentInput]| {
        Ok::<_, String>(Segments::here(&example::rows(of)?, input.local_offset))
    };
    Ok(Week::new(terms, segments(&input.segments)?, segments(&input.earlier)?))
}

/// A week of a report, for tests of its own.
///
/// # Errors
/// When the segments make no sense.
pub fn page(input: &PageInput, local_offset: i16) -> Result<Page, String> {
    let rows = example::assessed_rows(&input.segments)?;
    let (outcomes, reasons, billed_minutes) = example::assessed_columns(&rows);
    let segments: Vec<_> = rows.into_iter().map(|(row, ..)| row).collect();
    Ok(Page {
        week: crate::time::slot_of_date(input.week).ok_or("the week lies before 1970")?,
        whole: input.whole,
        segments: Segments::here(&segments, local_offset),
        billed_minutes,
        total: input.whole.then(|| input.lines.iter().map(|line| line.amount).sum()),
        lines: input.lines.clone(),
        rounding: Rounding::HalfAwayFromZero,
        rule: input.rule.clone(),
        closed: input.closed,
        outcomes,
        reasons,
    })
}

fn run_all<P: Plugin, I: DeserializeOwned>(answer: impl Fn(&P::Config, I) -> Result<Value, String>) {
    assert!(!P::DESCRIPTION.examples.is_empty(), "`{}` has no examples", P::DESCRIPTION.name);
    for text in P::DESCRIPTION.examples {
        let example: Example = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let Example { title, input, expected, .. } = example;
        let input = serde_json::from_value(input).unwrap_or_else(|error| panic!("{title}: {error}"));
        let answered = config::<P>(&example.config.to_string())
            .and_then(|config| answer(&config, input))
            .unwrap_or_else(|error| example::error_answer(&error));
        assert!(
            example::is_as_expected(&expected, &answered),
            "{title}:\nexpected {expected:#}\nanswered {answered:#}"
        );
    }
}
