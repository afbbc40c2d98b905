//! Between the exports that the host calls and the traits that authors implement.

use std::marker::PhantomData;

use crate::bindings::billing::exports::workdiary::plugin::billing as billing_export;
use crate::bindings::billing::workdiary::plugin::segments as host;
use crate::bindings::billing::workdiary::plugin::types::Description;
use crate::bindings::labels::exports::workdiary::plugin::labelling;
use crate::bindings::report::exports::workdiary::plugin::reporting;
use crate::describe::config;
use crate::{BillingRule, Diary, Label, LabelScheme, ReportFormat, Segments, Terms, Week, log};

/// What the host calls of a billing rule.
pub struct BillingGuest<P>(PhantomData<P>);
/// What the host calls of a label scheme.
pub struct LabelGuest<P>(PhantomData<P>);
/// What the host calls of a report format.
pub struct ReportGuest<P>(PhantomData<P>);

/// `describe` and `check-config`, alike for all kinds.
macro_rules! described {
    ($plugin:ident) => {
        fn describe() -> Description {
            let it = $plugin::DESCRIPTION;
            Description {
                name: it.name.to_owned(),
                version: it.version.to_owned(),
                title: it.title.to_owned(),
                license: it.license.to_owned(),
                config_schema: it.config_schema.to_owned(),
                examples: it.examples.iter().map(|&example| example.to_owned()).collect(),
            }
        }

        fn check_config(text: String) -> Result<(), String> {
            log::panics();
            config::<$plugin>(&text).map(drop)
        }
    };
}

impl<P: BillingRule> billing_export::Guest for BillingGuest<P> {
    described!(P);

    fn lookback_days() -> u8 {
        P::LOOKBACK_DAYS
    }

    fn assess(
        text: String,
        terms: &host::Terms,
        week: &host::Segments,
        earlier: &host::Segments,
    ) -> Result<billing_export::Assessment, String> {
        log::panics();
        let config = config::<P>(&text)?;
        let terms = Terms::of_host(terms);
        let week = Week::new(terms, Segments::lent(week), Segments::lent(earlier));
        P::assess(&config, &week).map(Into::into)
    }
}

impl<P: LabelScheme> labelling::Guest for LabelGuest<P> {
    described!(P);

    fn entries(text: String) -> Result<Vec<Label>, String> {
        log::panics();
        P::entries(&config::<P>(&text)?)
    }

    fn check(text: String, pairs: Vec<labelling::Pair>) -> Result<Vec<Option<String>>, String> {
        log::panics();
        let config = config::<P>(&text)?;
        let check = |pair: labelling::Pair| P::check_pair(&config, &pair.memo, pair.label.as_deref()).err();
        Ok(pairs.into_iter().map(check).collect())
    }

    fn suggest(text: String, memo: String) -> Result<Vec<String>, String> {
        log::panics();
        Ok(P::suggest(&config::<P>(&text)?, &memo))
    }

    fn roll_up(text: String, ids: Vec<String>) -> Result<Vec<Label>, String> {
        log::panics();
        P::roll_up(&config::<P>(&text)?, &ids)
    }
}

impl<P: ReportFormat> reporting::Guest for ReportGuest<P> {
    described!(P);

    fn write(text: String) -> Result<(), String> {
        log::panics();
        P::write(&config::<P>(&text)?, &mut Diary::new())
    }
}
