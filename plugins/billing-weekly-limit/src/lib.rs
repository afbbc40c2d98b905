//! The default billing rule: whole segments, up to the weekly limit (SPEC.md §6).

use serde::Deserialize;
use workdiary_sdk::prelude::*;

/// Minutes of a whole segment: segments are never split.
const WHOLE: u16 = 10;

/// The rule.
#[derive(Debug)]
pub struct WeeklyLimit;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// From how many tracked seconds on a tracked segment is billed.
    pub minimum_tracked_seconds: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self { minimum_tracked_seconds: 60 }
    }
}

impl Plugin for WeeklyLimit {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Whole segments, up to the weekly limit",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-plain-week.json",
            "../examples/past-the-limit.json",
            "../examples/too-short.json",
            "../examples/bad-config.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        match config.minimum_tracked_seconds {
            0..=600 => Ok(()),
            other => Err(format!("minimum_tracked_seconds is `{other}`, not 0 to 600")),
        }
    }
}

impl BillingRule for WeeklyLimit {
    fn assess(config: &Config, week: &Week<'_>) -> Result<Bill, String> {
        let terms = week.terms();
        let limit = terms.weekly_limit().unwrap_or(u32::MAX);
        let mut bill = Bill::new(week, Rounding::HalfAwayFromZero);
        let (mut tracked, mut manual) = (0u32, 0u32);
        for segment in week.segments() {
            let is_manual = segment.is_manual();
            if !is_manual && segment.tracked_seconds() < config.minimum_tracked_seconds {
                bill.not_billable("too-short");
            } else if tracked + manual + u32::from(WHOLE) > limit {
                bill.over_limit();
            } else {
                bill.billable(WHOLE);
                if is_manual {
                    manual += u32::from(WHOLE);
                } else {
                    tracked += u32::from(WHOLE);
                }
            }
        }
        bill.time_line("Tracked time", tracked, terms.hourly_rate())?;
        bill.time_line("Manual time", manual, terms.hourly_rate())?;
        Ok(bill)
    }
}

billing_rule!(WeeklyLimit);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::billing_examples::<super::WeeklyLimit>();
    }
}
