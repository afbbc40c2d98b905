//! What a billing rule answers about a week, checked, and sums over it (SPEC.md §3, §6).

use serde::{Deserialize, Serialize};

use crate::money::{Rounding, per_hour};
use crate::segments::Segments;

/// Why a segment is not billed where another contract owns its slot: it goes before any reason of
/// the rule (SPEC.md §3).
pub const SHARED_SLOT: &str = "shared-slot";

/// Why a segment is not billed for now, where the rule refuses or fails.
pub const RULE_FAILED: &str = "rule-failed";

/// Minutes of a whole segment.
const WHOLE: u64 = 10;

/// What becomes of a segment on the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is billed.
    Billable,
    /// It would take the week past its limit.
    OverLimit,
    /// It is not billed, for a reason.
    NotBillable,
}

impl Status {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Billable => "billable",
            Self::OverLimit => "over-limit",
            Self::NotBillable => "not-billable",
        }
    }
}

/// A line of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is billed, for people.
    pub text: String,
    /// Minutes on this line; 0 for a fixed amount.
    pub minutes: u32,
    /// The hourly rate in minor units; none for a fixed amount.
    pub rate: Option<i64>,
    /// In minor units.
    pub amount: i64,
}

/// What a rule answers, as it gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of each segment.
    pub statuses: Vec<Status>,
    /// Why each one is not billable, as a place in `reasons`.
    pub reason_ids: Vec<u8>,
    /// Reasons, such as `too-short`.
    pub reasons: Vec<String>,
    /// Minutes on the bill for each segment.
    pub billed_minutes: Vec<u16>,
    /// The bill.
    pub lines: Vec<Line>,
    /// How the amounts were rounded.
    pub rounding: Rounding,
}

/// What a rule answered, after it was found to add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    answer: Answer,
    total: i64,
}

/// What a rule says of one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessed<'a> {
    /// Its status.
    pub status: Status,
    /// Why it is not billable.
    pub reason: Option<&'a str>,
    /// Minutes on the bill.
    pub billed_minutes: u16,
}

/// Why an answer is no bill.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Not one entry a segment.
    #[error("{column} has {found} entries for {segments} segments")]
    Length {
        /// Of which column.
        column: &'static str,
        /// How many it has.
        found: usize,
        /// How many it must have.
        segments: usize,
    },
    /// A reason that is not in the table, or no word.
    #[error("segment {segment} has a reason that is no word of a-z, 0-9 and -")]
    Reason {
        /// Which segment, from 0.
        segment: usize,
    },
    /// Minutes for a segment that is not billable.
    #[error("segment {segment} is {} and has {minutes} billed minutes", status.word())]
    Minutes {
        /// Which segment, from 0.
        segment: usize,
        /// What becomes of it.
        status: Status,
        /// Its minutes.
        minutes: u16,
    },
    /// Lines and segments differ.
    #[error("the lines bill {lines} minutes, the segments {segments}")]
    LineMinutes {
        /// Minutes of all lines with a rate.
        lines: u64,
        /// Minutes of all segments.
        segments: u64,
    },
    /// Hours times rate is not the amount.
    #[error("line `{text}`: {minutes} minutes at a rate of {rate} are {right}, not {amount}")]
    Amount {
        /// Of which line.
        text: String,
        /// Its minutes.
        minutes: u32,
        /// Its rate in minor units.
        rate: i64,
        /// What it should be.
        right: i64,
        /// What it is.
        amount: i64,
    },
    /// A line without a text, or with a negative rate, or minutes without a rate.
    #[error("line {line} has {what}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// More than can be counted.
    #[error("the amounts are larger than can be counted")]
    TooLarge,
}

impl Assessment {
    /// Takes an answer for so many segments, if it adds up: one entry a segment, no minutes for
    /// what is not billable, lines whose minutes sum to those of the segments, and hours × rate =
    /// amount on each line (SPEC.md §6).
    ///
    /// # Errors
    /// What does not add up.
    pub fn check(answer: Answer, segments: usize) -> Result<Self, Unsound> {
        check_columns(&answer, segments)?;
        for (line, number) in answer.lines.iter().zip(1..) {
            check_line(line, number, answer.rounding)?;
        }
        let of_lines = answer.lines.iter().map(|line| u64::from(line.minutes)).sum();
        let of_segments = answer.billed_minutes.iter().copied().map(u64::from).sum();
        if of_lines != of_segments {
            return Err(Unsound::LineMinutes { lines: of_lines, segments: of_segments });
        }
        let total = answer.lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.amount));
        Ok(Self { total: total.ok_or(Unsound::TooLarge)?, answer })
    }

    /// The same over all segments of a week, when the rule was asked only about those in slots
    /// that no other contract owns: `shared` says which were left out.
    #[must_use]
    pub fn with_shared(self, shared: &[bool]) -> Self {
        if !shared.contains(&true) {
            return self;
        }
        let Self { mut answer, total } = self;
        let reason = u8::try_from(answer.reasons.len()).unwrap_or(u8::MAX);
        answer.reasons.push(SHARED_SLOT.to_owned());
        let mut owned = answer.statuses.iter().zip(&answer.reason_ids).zip(&answer.billed_minutes);
        let (mut statuses, mut reason_ids, mut minutes) = (Vec::new(), Vec::new(), Vec::new());
        for shared in shared {
            let left_out = ((&Status::NotBillable, &reason), &0);
            let ((status, reason), billed) =
                if *shared { left_out } else { owned.next().unwrap_or(left_out) };
            statuses.push(*status);
            reason_ids.push(*reason);
            minutes.push(*billed);
        }
        let answer = Answer { statuses, reason_ids, billed_minutes: minutes, ..answer };
        Self { answer, total }
    }

    /// What is said of the segments at the places that `keep` names; lines and total stay those of
    /// all of them.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        fn of<T: Copy>(column: &[T], keep: &impl Fn(usize) -> bool) -> Vec<T> {
            column.iter().enumerate().filter(|(index, _)| keep(*index)).map(|(_, entry)| *entry).collect()
        }
        let answer = Answer {
            statuses: of(&self.answer.statuses, &keep),
            reason_ids: of(&self.answer.reason_ids, &keep),
            billed_minutes: of(&self.answer.billed_minutes, &keep),
            ..self.answer.clone()
        };
        Self { answer, total: self.total }
    }

    /// What is said of the segments of a week that no rule could be asked about.
    #[must_use]
    pub fn failed(segments: usize) -> Self {
        let answer = Answer {
            statuses: vec![Status::NotBillable; segments],
            reason_ids: vec![0; segments],
            reasons: vec![RULE_FAILED.to_owned()],
            billed_minutes: vec![0; segments],
            lines: Vec::new(),
            rounding: Rounding::HalfAwayFromZero,
        };
        Self { answer, total: 0 }
    }

    /// The answer that was checked.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// What the week costs, in minor units.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.total
    }

    /// What is said of the segment at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Assessed<'_>> {
        let status = *self.answer.statuses.get(index)?;
        let reason = usize::from(*self.answer.reason_ids.get(index)?);
        let reason = self.answer.reasons.get(reason).filter(|_| status == Status::NotBillable);
        let billed_minutes = *self.answer.billed_minutes.get(index)?;
        Some(Assessed { status, reason: reason.map(String::as_str), billed_minutes })
    }

    /// What is said of each segment, in order of time.
    pub fn iter(&self) -> impl Iterator<Item = Assessed<'_>> {
        (0..self.answer.statuses.len()).filter_map(|index| self.get(index))
    }
}

fn check_columns(answer: &Answer, segments: usize) -> Result<(), Unsound> {
    let Answer { statuses, reason_ids, reasons, billed_minutes, .. } = answer;
    let lengths = [
        ("`statuses`", statuses.len()),
        ("`reason-ids`", reason_ids.len()),
        ("`billed-minutes`", billed_minutes.len()),
    ];
    if let Some((column, found)) = lengths.into_iter().find(|(_, found)| *found != segments) {
        return Err(Unsound::Length { column, found, segments });
    }
    let is_word = |reason: &String| {
        (1..=40).contains(&reason.len())
            && reason.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let good: Vec<bool> = reasons.iter().map(is_word).collect();
    for (segment, ((status, reason), minutes)) in
        statuses.iter().zip(reason_ids).zip(billed_minutes).enumerate()
    {
        match status {
            Status::Billable => continue,
            Status::NotBillable if good.get(usize::from(*reason)) != Some(&true) => {
                return Err(Unsound::Reason { segment });
            }
            Status::NotBillable | Status::OverLimit => {}
        }
        if *minutes != 0 {
            return Err(Unsound::Minutes { segment, status: *status, minutes: *minutes });
        }
    }
    Ok(())
}

fn check_line(line: &Line, number: usize, rounding: Rounding) -> Result<(), Unsound> {
    let bad = |what| Err(Unsound::Line { line: number, what });
    if line.text.trim().is_empty() || line.text.chars().any(char::is_control) || line.text.len() > 200 {
        return bad("a text that is not one line of 1 to 200 bytes");
    }
    match line.rate {
        None if line.minutes != 0 => bad("minutes without a rate"),
        None => Ok(()),
        Some(rate) if rate < 0 => bad("a negative rate"),
        Some(rate) => {
            let Line { minutes, amount, .. } = *line;
            let right = per_hour(rate, i64::from(minutes), rounding).ok_or(Unsound::TooLarge)?;
            if right == amount {
                return Ok(());
            }
            Err(Unsound::Amount { text: line.text.clone(), minutes, rate, right, amount })
        }
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
    pub fn add(&mut self, manual: bool, tracked_seconds: u16, assessed: Assessed<'_>) {
        self.tracked_seconds += u64::from(tracked_seconds);
        self.totals.manual_minutes += if manual { WHOLE } else { 0 };
        self.totals.billable_minutes += u64::from(assessed.billed_minutes);
        self.totals.over_limit_minutes += if assessed.status == Status::OverLimit { WHOLE } else { 0 };
    }

    /// Adds all segments of a week.
    pub fn add_all(&mut self, segments: &Segments, assessment: &Assessment) {
        for ((manual, seconds), assessed) in
            segments.manual().iter().zip(segments.tracked_seconds()).zip(assessment.iter())
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
    use rstest::rstest;

    /// Two billable segments, one over the limit, one too short: 20 minutes at 85.00.
    fn answer() -> Answer {
        use Status::{Billable, NotBillable, OverLimit};
        let line = Line { text: "Time".to_owned(), minutes: 20, rate: Some(8_500), amount: 2_833 };
        Answer {
            statuses: vec![Billable, NotBillable, Billable, OverLimit],
            reason_ids: vec![7, 0, 7, 7],
            reasons: vec!["too-short".to_owned()],
            billed_minutes: vec![10, 0, 10, 0],
            lines: vec![line],
            rounding: Rounding::HalfAwayFromZero,
        }
    }

    #[test]
    fn an_answer_that_adds_up_is_a_bill() {
        let assessment = Assessment::check(answer(), 4).unwrap();
        assert_eq!(assessment.total(), 2_833);
        let reasons: Vec<_> = assessment.iter().map(|assessed| assessed.reason).collect();
        assert_eq!(reasons, [None, Some("too-short"), None, None]);
    }

    #[rstest]
    #[case::a_status_too_few(|a: &mut Answer| a.statuses.truncate(3), "`statuses` has 3 entries for 4 segments")]
    #[case::minutes_too_few(|a: &mut Answer| a.billed_minutes.truncate(3), "`billed-minutes` has 3")]
    #[case::no_such_reason(|a: &mut Answer| a.reason_ids[1] = 1, "segment 1 has a reason")]
    #[case::a_reason_that_is_no_word(|a: &mut Answer| a.reasons[0] = "<b>".to_owned(), "segment 1 has a reason")]
    #[case::over_limit_and_billed(|a: &mut Answer| a.billed_minutes[3] = 10, "segment 3 is over-limit and has 10")]
    #[case::a_minute_more(|a: &mut Answer| a.billed_minutes[0] = 11, "the lines bill 20 minutes, the segments 21")]
    #[case::a_cent_more(|a: &mut Answer| a.lines[0].amount += 1, "are 2833, not 2834")]
    #[case::rounded_otherwise(|a: &mut Answer| a.rounding = Rounding::Up, "are 2834, not 2833")]
    #[case::minutes_for_nothing(|a: &mut Answer| a.lines[0].rate = None, "minutes without a rate")]
    #[case::a_negative_rate(|a: &mut Answer| a.lines[0].rate = Some(-1), "negative")]
    #[case::two_lines_in_one(|a: &mut Answer| a.lines[0].text.push('\n'), "not one line")]
    #[case::too_large(|a: &mut Answer| (a.lines[0].rate, a.lines[0].minutes) = (Some(i64::MAX), 61), "larger than can be counted")]
    fn one_that_does_not_is_refused(#[case] spoil: fn(&mut Answer), #[case] why: &str) {
        let mut answer = answer();
        spoil(&mut answer);
        let unsound = Assessment::check(answer, 4).unwrap_err().to_string();
        assert!(unsound.contains(why), "{unsound}");
    }

    #[test]
    fn fixed_amounts_sum_up_and_may_be_too_large() {
        let fixed = |amount| Line { text: "Retainer".to_owned(), minutes: 0, rate: None, amount };
        let mut large = answer();
        large.lines.push(fixed(100));
        assert_eq!(Assessment::check(large.clone(), 4).unwrap().total(), 2_933);
        large.lines.push(fixed(i64::MAX));
        assert_eq!(Assessment::check(large, 4), Err(Unsound::TooLarge));
    }

    #[test]
    fn shared_slots_go_back_to_their_places() {
        let assessment =
            Assessment::check(answer(), 4).unwrap().with_shared(&[true, false, false, true, false, false]);
        let shown: Vec<_> = assessment
            .iter()
            .map(|assessed| (assessed.status.word(), assessed.reason.unwrap_or("-"), assessed.billed_minutes))
            .collect();
        assert_eq!(
            shown,
            [
                ("not-billable", "shared-slot", 0),
                ("billable", "-", 10),
                ("not-billable", "too-short", 0),
                ("not-billable", "shared-slot", 0),
                ("billable", "-", 10),
                ("over-limit", "-", 0),
            ]
        );
        assert_eq!(assessment.total(), 2_833);
    }
}
