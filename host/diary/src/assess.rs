//! What a billing rule answers about a week, checked, and sums over it (SPEC.md §3, §6).

use serde::{Deserialize, Serialize};

use crate::money::{Rounding, per_hour};
use crate::segments::Segments;

/// Why a segment is not billed where another contract owns its slot: it goes before any reason of
/// the rule (SPEC.md §3).
pub const SHARED_SLOT: &str = "shared-slot";

/// Why a segment is not billed for now, where the rule refuses or fails.
pub const RULE_FAILED: &str = "rule-failed";

/// The outcome of a segment that is billed.
pub const BILLABLE: u8 = 0;

/// The outcome of a segment past the weekly limit.
pub const OVER_LIMIT: u8 = 1;

/// The outcome of a segment that is not billable for the first reason; the numbers after it are for
/// the reasons that follow.
pub const FIRST_REASON: u8 = 2;

/// Reasons that an answer may have: with the one for shared slots their numbers fit a byte.
const MOST_REASONS: usize = 200;

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
    /// What an outcome comes to.
    #[must_use]
    pub fn of(outcome: u8) -> Self {
        match outcome {
            BILLABLE => Self::Billable,
            OVER_LIMIT => Self::OverLimit,
            _ => Self::NotBillable,
        }
    }

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
    /// What becomes of each segment: `BILLABLE`, `OVER_LIMIT`, or from `FIRST_REASON` on, not billable
    /// for a reason.
    pub outcomes: Vec<u8>,
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
    /// Too many reasons.
    #[error("there are {0} reasons; {MOST_REASONS} at most")]
    Reasons(usize),
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
        let reason = u8::try_from(answer.reasons.len()).unwrap_or(u8::MAX).saturating_add(FIRST_REASON);
        answer.reasons.push(SHARED_SLOT.to_owned());
        let mut owned = answer.outcomes.iter().zip(&answer.billed_minutes);
        let left_out = (&reason, &0);
        let all =
            shared.iter().map(|shared| if *shared { left_out } else { owned.next().unwrap_or(left_out) });
        let (outcomes, billed_minutes) = all.unzip();
        let answer = Answer { outcomes, billed_minutes, ..answer };
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
            outcomes: of(&self.answer.outcomes, &keep),
            billed_minutes: of(&self.answer.billed_minutes, &keep),
            ..self.answer.clone()
        };
        Self { answer, total: self.total }
    }

    /// What is said of the segments of a week that no rule could be asked about.
    #[must_use]
    pub fn failed(segments: usize) -> Self {
        let answer = Answer {
            outcomes: vec![FIRST_REASON; segments],
            reasons: vec![RULE_FAILED.to_owned()],
            billed_minutes: vec![0; segments],
            lines: Vec::new(),
            rounding: Rounding::HalfAwayFromZero,
        };
        Self { answer, total: 0 }
    }

    /// What was said of a week that is frozen: it was checked before it was.
    #[must_use]
    pub fn frozen(answer: Answer, total: i64) -> Self {
        Self { answer, total }
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
        let outcome = *self.answer.outcomes.get(index)?;
        let reason =
            outcome.checked_sub(FIRST_REASON).and_then(|place| self.answer.reasons.get(usize::from(place)));
        let billed_minutes = *self.answer.billed_minutes.get(index)?;
        Some(Assessed { status: Status::of(outcome), reason: reason.map(String::as_str), billed_minutes })
    }

    /// What is said of each segment, in order of time.
    pub fn iter(&self) -> impl Iterator<Item = Assessed<'_>> {
        (0..self.answer.outcomes.len()).filter_map(|index| self.get(index))
    }
}

fn check_columns(answer: &Answer, segments: usize) -> Result<(), Unsound> {
    let Answer { outcomes, reasons, billed_minutes, .. } = answer;
    if reasons.len() > MOST_REASONS {
        return Err(Unsound::Reasons(reasons.len()));
    }
    let lengths = [("`outcomes`", outcomes.len()), ("`billed-minutes`", billed_minutes.len())];
    if let Some((column, found)) = lengths.into_iter().find(|(_, found)| *found != segments) {
        return Err(Unsound::Length { column, found, segments });
    }
    let is_word = |reason: &String| {
        (1..=40).contains(&reason.len())
            && reason.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let good: Vec<bool> = reasons.iter().map(is_word).collect();
    for (segment, (outcome, minutes)) in outcomes.iter().zip(billed_minutes).enumerate() {
        match outcome.checked_sub(FIRST_REASON) {
            None if *outcome == BILLABLE => continue,
            Some(place) if good.get(usize::from(place)) != Some(&true) => {
                return Err(Unsound::Reason { segment });
            }
            _ => {}
        }
        if *minutes != 0 {
            return Err(Unsound::Minutes { segment, status: Status::of(*outcome), minutes: *minutes });
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
        let line = Line { text: "Time".to_owned(), minutes: 20, rate: Some(8_500), amount: 2_833 };
        Answer {
            outcomes: vec![BILLABLE, FIRST_REASON, BILLABLE, OVER_LIMIT],
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
    #[case::a_status_too_few(|a: &mut Answer| a.outcomes.truncate(3), "`outcomes` has 3 entries for 4 segments")]
    #[case::minutes_too_few(|a: &mut Answer| a.billed_minutes.truncate(3), "`billed-minutes` has 3")]
    #[case::no_such_reason(|a: &mut Answer| a.outcomes[1] = 3, "segment 1 has a reason")]
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
