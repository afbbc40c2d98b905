//! Billing rule: tracked time rounded to increments, with overtime, weekends and a retainer.

mod config;
mod minutes;
mod price;

use workdiary_sdk::prelude::*;

pub use config::Config;

/// The rule.
#[derive(Debug)]
pub struct Increments;

impl Plugin for Increments {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Tracked time in increments of 6, 15 or 30 minutes, with overtime, weekends and a monthly retainer",
        schema: "../config.schema.json",
        examples: [
            "../examples/quarter-hours-a-day.json",
            "../examples/six-minutes-a-session.json",
            "../examples/nearest-half-hour.json",
            "../examples/overtime-a-day.json",
            "../examples/overtime-a-week-and-weekend.json",
            "../examples/up-to-the-limit.json",
            "../examples/retainer.json",
            "../examples/retainer-with-a-limit.json",
            "../examples/bad-factor.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        config.check()
    }
}

impl BillingRule for Increments {
    // A retainer is of a month: the rule has to know how much of it is used.
    const LOOKBACK_DAYS: u8 = 31;

    fn assess(config: &Config, week: &Week<'_>) -> Result<Bill, String> {
        if config.retainer.is_some() && week.terms().weekly_limit().is_some() {
            return Err(
                "a retainer and a weekly limit exclude each other: set the limit to `none`".to_owned()
            );
        }
        let limit = week.terms().weekly_limit();
        let billed = minutes::billed(week.segments(), config, limit);
        let mut bill = Bill::new(week, Rounding::HalfAwayFromZero);
        for minutes in &billed {
            match minutes {
                Some(minutes) => bill.billable(*minutes),
                None => bill.over_limit(),
            }
        }
        match &config.retainer {
            Some(retainer) => price::retainer(&mut bill, config, retainer, week, &billed)?,
            None => price::by_factor(&mut bill, config, week, &billed)?,
        }
        Ok(bill)
    }
}

billing_rule!(Increments);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::billing_examples::<super::Increments>();
    }
}
