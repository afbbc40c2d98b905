//! Rates and weekly limits: versioned by week, so that what applied in a past week never changes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::decimal::{self, DecimalError};
use crate::week::Week;

/// At most so many minutes are billed a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeeklyLimit(Option<u32>);

/// Why a text is not a weekly limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Neither hours nor `none`.
    #[error("`{text}` is not a number of hours: {source}")]
    NotHours {
        /// What was given.
        text: String,
        /// What is wrong with it.
        source: DecimalError,
    },
    /// A part of a minute.
    #[error("`{0}` hours are not a whole number of minutes")]
    PartOfAMinute(String),
    /// More hours than a week has.
    #[error("`{0}` hours are more than the 168 of a week")]
    LongerThanAWeek(String),
}

impl WeeklyLimit {
    const WEEK_MINUTES: u32 = 7 * 24 * 60;

    /// No limit.
    pub const NONE: Self = Self(None);

    /// A limit of so many minutes.
    #[must_use]
    pub fn of_minutes(minutes: u32) -> Self {
        Self(Some(minutes))
    }

    /// The limit in minutes, if there is one.
    #[must_use]
    pub fn minutes(self) -> Option<u32> {
        self.0
    }

    /// Whether this limit lets more time through than `other`.
    #[must_use]
    pub fn is_above(self, other: Self) -> bool {
        match (self.0, other.0) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(mine), Some(others)) => mine > others,
        }
    }
}

/// Hours (`40`, `37.25`), exact to the minute, or `none`.
impl FromStr for WeeklyLimit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            return Ok(Self::NONE);
        }
        // A minute is 1/60 hour: no decimal of more than four digits is a whole number of minutes
        // unless it ends in zeros, which `parse` passes over.
        let ten_thousandths = decimal::parse(text, 4)
            .map_err(|source| LimitError::NotHours { text: text.to_owned(), source })?;
        let sixtieths = i128::from(ten_thousandths) * 60;
        if sixtieths % 10_000 != 0 {
            return Err(LimitError::PartOfAMinute(text.to_owned()));
        }
        u32::try_from(sixtieths / 10_000)
            .ok()
            .filter(|minutes| *minutes <= Self::WEEK_MINUTES)
            .map(Self::of_minutes)
            .ok_or_else(|| LimitError::LongerThanAWeek(text.to_owned()))
    }
}

/// `40:00 hours` or `none`.
impl fmt::Display for WeeklyLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(minutes) => write!(f, "{}:{:02} hours", minutes / 60, minutes % 60),
            None => f.write_str("none"),
        }
    }
}

/// One entry of the history of a rate or a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<T> {
    /// From which week on; `None`: since ever, as said when the contract was made.
    pub from: Option<Week>,
    /// What applies from then on.
    pub value: T,
}

/// What applies in `week`, given the history in the order in which it was said.
///
/// The last word said counts among those that reach the week: a limit raised today takes back the
/// lower one that was to start next Monday.
#[must_use]
pub fn in_force<T>(history: &[Change<T>], week: Week) -> Option<&T> {
    history
        .iter()
        .rev()
        .find(|change| change.from.is_none_or(|from| from <= week))
        .map(|change| &change.value)
}

/// The change that a new limit makes when it is said in week `now`: at once where it is above the
/// one in force, else from the next Monday on (SPEC.md §1).
#[must_use]
pub fn limit_change(history: &[Change<WeeklyLimit>], limit: WeeklyLimit, now: Week) -> Change<WeeklyLimit> {
    let raises = in_force(history, now).is_none_or(|current| limit.is_above(*current) || limit == *current);
    Change { from: Some(if raises { now } else { now.next() }), value: limit }
}

/// The change that a new hourly rate or billing rule makes when it is said in week `now`: from the
/// next Monday on, so that a week has one rate and one rule (SPEC.md §1).
#[must_use]
pub fn from_next_week<T>(value: T, now: Week) -> Change<T> {
    Change { from: Some(now.next()), value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Second;
    use rstest::rstest;

    const NOW: i64 = 1_763_900_000;

    fn now() -> Week {
        Week::of(Second(NOW))
    }

    fn limit(text: &str) -> WeeklyLimit {
        text.parse().unwrap()
    }

    #[rstest]
    #[case("40", Some(2_400))]
    #[case("37.25", Some(2_235))]
    #[case("0.05", Some(3))]
    #[case("168", Some(10_080))]
    #[case("none", None)]
    fn limits_are_hours(#[case] text: &str, #[case] minutes: Option<u32>) {
        assert_eq!(limit(text).minutes(), minutes);
    }

    #[rstest]
    #[case("0.01", "not a whole number of minutes")]
    #[case("168.05", "more than the 168")]
    #[case("forty", "not a number of hours")]
    #[case("-1", "not a number of hours")]
    fn other_limits_are_refused(#[case] text: &str, #[case] why: &str) {
        let error = text.parse::<WeeklyLimit>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    /// What is in force this week and the next after saying these limits this week.
    #[rstest]
    #[case::raised_at_once(&["40", "50"], "50", "50")]
    #[case::lowered_next_monday(&["40", "30"], "40", "30")]
    #[case::lowered_then_raised(&["40", "30", "50"], "50", "50")]
    #[case::raised_then_lowered(&["40", "50", "30"], "50", "30")]
    #[case::lifted_at_once(&["40", "none"], "none", "none")]
    #[case::bounded_next_monday(&["none", "40"], "none", "40")]
    #[case::lowering_taken_back(&["40", "30", "40"], "40", "40")]
    fn limits_over_a_week_border(#[case] said: &[&str], #[case] this_week: &str, #[case] next_week: &str) {
        let (first, later) = said.split_first().unwrap();
        let mut history = vec![Change { from: None, value: limit(first) }];
        for text in later {
            history.push(limit_change(&history, limit(text), now()));
        }
        assert_eq!(in_force(&history, now()), Some(&limit(this_week)));
        assert_eq!(in_force(&history, now().next()), Some(&limit(next_week)));
        assert_eq!(in_force(&history, Week::of(Second(0))), Some(&limit(first)), "the past has changed");
    }

    #[test]
    fn a_rate_changes_on_monday() {
        let history = [Change { from: None, value: 6_000 }, from_next_week(8_500, now())];
        assert_eq!(in_force(&history, now()), Some(&6_000));
        assert_eq!(in_force(&history, now().next()), Some(&8_500));
    }
}
