//! A billing rule: every segment with enough tracked time is billed whole, up to the weekly limit.

use serde::Deserialize;
use workdiary_sdk::prelude::*;

struct Rule;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    /// From how many tracked seconds on a segment is billed, 0 to 600.
    minimum_tracked_seconds: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self { minimum_tracked_seconds: 60 }
    }
}

impl Plugin for Rule {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Whole segments, up to the weekly limit",
        schema: "../config.schema.json",
        examples: ["../examples/past-the-limit.json"]
    );

    fn check(config: &Config) -> Result<(), String> {
        match config.minimum_tracked_seconds {
            0..=600 => Ok(()),
            other => Err(format!("minimum_tracked_seconds is `{other}`, not 0 to 600")),
        }
    }
}

impl BillingRule for Rule {
    fn assess(config: &Config, week: &Week<'_>) -> Result<Bill, String> {
        let limit = week.terms().weekly_limit().unwrap_or(u32::MAX);
        let mut bill = Bill::new(week, Rounding::HalfAwayFromZero);
        for segment in week.segments() {
            if !segment.is_manual() && segment.tracked_seconds() < config.minimum_tracked_seconds {
                bill.not_billable("too-short");
            } else if bill.billed_minutes() + 10 > limit {
                bill.over_limit();
            } else {
                bill.billable(10);
            }
        }
        bill.time_line("Time", bill.billed_minutes(), week.terms().hourly_rate())?;
        Ok(bill)
    }
}

billing_rule!(Rule);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::billing_examples::<super::Rule>();
    }
}
