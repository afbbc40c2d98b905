//! The default billing rule, `weekly-limit`, and what any rule answers (SPEC.md §6).

use serde::{Deserialize, Serialize};

use crate::segments::Segments;
use crate::terms::WeeklyLimit;

/// Minutes of a whole segment: segments are never split.
const WHOLE: u16 = 10;

/// Why a segment is not billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Another contract owns the slot.
    SharedSlot,
    /// Fewer tracked seconds than the rule asks for.
    TooShort,
}

/// What becomes of a segment on the bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It is billed.
    Billable,
    /// It would take the week past its limit.
    OverLimit,
    /// It is not billed.
    NotBillable(Reason),
}

impl Status {
    /// The word in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Billable => "billable",
            Self::OverLimit => "over-limit",
            Self::NotBillable(_) => "not-billable",
        }
    }

    /// Why it is not billable, if so.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::NotBillable(reason) => Some(reason),
            Self::Billable | Self::OverLimit => None,
        }
    }
}

/// What a rule says of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    /// Its status.
    pub status: Status,
    /// Minutes on the bill, 0 to 10.
    pub billed_minutes: u16,
}

/// The rule `weekly-limit` with its config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WeeklyLimitRule {
    /// From how many tracked seconds on a tracked segment is billed, 0 to 600.
    pub minimum_tracked_seconds: u16,
}

impl Default for WeeklyLimitRule {
    fn default() -> Self {
        Self { minimum_tracked_seconds: 60 }
    }
}

impl WeeklyLimitRule {
    /// The name by which contracts are bound to it.
    pub const NAME: &str = "weekly-limit";

    /// Assesses the segments of one week, in order of time; the answer has one entry a segment.
    #[must_use]
    pub fn assess(&self, week: &Segments, limit: WeeklyLimit) -> Vec<Assessed> {
        let limit = limit.minutes().unwrap_or(u32::MAX);
        let mut billed = 0u32;
        let columns = week.manual().iter().zip(week.shared()).zip(week.tracked_seconds());
        let assess = |((manual, shared), seconds): ((&bool, &bool), &u16)| {
            let status = if *shared {
                Status::NotBillable(Reason::SharedSlot)
            } else if !manual && *seconds < self.minimum_tracked_seconds {
                Status::NotBillable(Reason::TooShort)
            } else if billed + u32::from(WHOLE) > limit {
                Status::OverLimit
            } else {
                billed += u32::from(WHOLE);
                Status::Billable
            };
            let billed_minutes = if status == Status::Billable { WHOLE } else { 0 };
            Assessed { status, billed_minutes }
        };
        columns.map(assess).collect()
    }
}

/// Sums over some segments, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Whole minutes in the tracked seconds, billable or not.
    pub tracked_minutes: u64,
    /// Manual time, billable or not.
    pub manual_minutes: u64,
    /// Minutes on the bill.
    pub billable_minutes: u64,
    /// Minutes of segments past the weekly limit.
    pub over_limit_minutes: u64,
}

/// Adds up segments; seconds become minutes only at the end, so that none are lost between weeks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    tracked_seconds: u64,
    totals: Totals,
}

impl Tally {
    /// Adds one segment.
    pub fn add(&mut self, manual: bool, tracked_seconds: u16, assessed: &Assessed) {
        let whole = u64::from(WHOLE);
        self.tracked_seconds += u64::from(tracked_seconds);
        self.totals.manual_minutes += if manual { whole } else { 0 };
        self.totals.billable_minutes += u64::from(assessed.billed_minutes);
        self.totals.over_limit_minutes += if assessed.status == Status::OverLimit { whole } else { 0 };
    }

    /// Adds all segments of a week.
    pub fn add_all(&mut self, segments: &Segments, assessed: &[Assessed]) {
        for ((manual, seconds), assessed) in
            segments.manual().iter().zip(segments.tracked_seconds()).zip(assessed)
        {
            self.add(*manual, *seconds, assessed);
        }
    }

    /// The sums.
    #[must_use]
    pub fn totals(self) -> Totals {
        Totals { tracked_minutes: self.tracked_seconds / 60, ..self.totals }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::minutes::{MinuteDelta, SlotMinutes};
    use crate::segments::{NewSegment, Origin};
    use crate::time::{SLOT_MINUTES, Slot};
    use proptest::prelude::*;
    use rstest::rstest;

    /// Segments from `(tracked seconds or None for manual)`, one a slot.
    fn week(of: &[Option<u16>]) -> Segments {
        let mut segments = Segments::with_texts(vec![String::new()]);
        for (slot, tracked) in (0u32..).map(Slot).zip(of) {
            let mut minutes = SlotMinutes::starting(slot, slot.start());
            let mut left = tracked.unwrap_or(0);
            for index in 0..SLOT_MINUTES {
                let seconds = left.min(60);
                left -= seconds;
                let seconds = u8::try_from(seconds).unwrap();
                minutes.add(&MinuteDelta { minute: slot.minute(index), seconds, counts: Counts::default() });
            }
            let origin = if tracked.is_some() { Origin::Tracked } else { Origin::Manual };
            segments.push(&NewSegment { slot, origin, minutes, memo_id: 0, label_id: 0, session: 0 });
        }
        segments
    }

    #[rstest]
    #[case::whole_from_a_minute_on(&[Some(60), Some(59), Some(600)], None, "B-B")]
    #[case::manual_is_whole(&[None, Some(1)], None, "B-")]
    #[case::over_limit_in_order_of_time(&[Some(600), None, Some(600)], Some(20), "BBO")]
    #[case::never_split(&[Some(600), Some(600)], Some(19), "BO")]
    #[case::too_short_takes_no_limit(&[Some(5), Some(600)], Some(10), "-B")]
    #[case::nothing_billable(&[Some(600)], Some(0), "O")]
    fn statuses(#[case] of: &[Option<u16>], #[case] limit: Option<u32>, #[case] expected: &str) {
        let limit = limit.map_or(WeeklyLimit::NONE, WeeklyLimit::of_minutes);
        let assessed = WeeklyLimitRule::default().assess(&week(of), limit);
        let letter = |assessed: &Assessed| match assessed.status {
            Status::Billable => 'B',
            Status::OverLimit => 'O',
            Status::NotBillable(_) => '-',
        };
        assert_eq!(assessed.iter().map(letter).collect::<String>(), expected);
    }

    #[test]
    fn a_shared_slot_goes_before_the_rules_own_reasons() {
        let mut segments = week(&[Some(5)]);
        segments.mark_shared(0);
        let assessed = WeeklyLimitRule::default().assess(&segments, WeeklyLimit::of_minutes(0));
        assert_eq!(assessed[0].status, Status::NotBillable(Reason::SharedSlot));
    }

    proptest! {
        #[test]
        fn the_limit_is_never_passed(of in prop::collection::vec(prop::option::of(0u16..=600), 0..200), limit in 0u32..2_000) {
            let segments = week(&of);
            let assessed = WeeklyLimitRule::default().assess(&segments, WeeklyLimit::of_minutes(limit));
            let mut tally = Tally::default();
            tally.add_all(&segments, &assessed);
            let totals = tally.totals();
            prop_assert!(totals.billable_minutes <= u64::from(limit));
            prop_assert_eq!(assessed.len(), segments.len());
            // What is over the limit would indeed not have fitted.
            if totals.over_limit_minutes > 0 {
                prop_assert!(totals.billable_minutes + 10 > u64::from(limit));
            }
        }
    }
}
