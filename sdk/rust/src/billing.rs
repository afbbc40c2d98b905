//! Billing rules: what a week costs.

use crate::Segment;
use crate::bindings::billing::exports::workdiary::plugin::billing::Assessment;
use crate::bindings::billing::workdiary::plugin::segments as host;
use crate::describe::Plugin;
use crate::money::{self, Rounding};
use crate::outcome::{BILLABLE, FIRST_REASON, OVER_LIMIT};
use crate::report::Line;
use crate::segments::Segments;

/// A billing rule: decides what of a week is billed, and at what price.
pub trait BillingRule: Plugin {
    /// How many days before the week it has to see, 0 to 31.
    const LOOKBACK_DAYS: u8 = 0;

    /// Assesses one week. The bill has one status a segment, in their order.
    ///
    /// # Errors
    /// Why this week cannot be billed, for the people of the contract.
    fn assess(config: &Self::Config, week: &Week<'_>) -> Result<Bill, String>;
}

/// What was agreed for a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub(crate) week: u32,
    pub(crate) hourly_rate: i64,
    pub(crate) weekly_limit: Option<u32>,
    pub(crate) currency: String,
    pub(crate) currency_digits: u8,
}

impl Terms {
    pub(crate) fn of_host(host: &host::Terms) -> Self {
        Self {
            week: host.week(),
            hourly_rate: host.hourly_rate(),
            weekly_limit: host.weekly_limit(),
            currency: host.currency(),
            currency_digits: host.currency_digits(),
        }
    }

    /// The first slot of the week.
    #[must_use]
    pub fn week(&self) -> u32 {
        self.week
    }

    /// In minor units; never negative.
    #[must_use]
    pub fn hourly_rate(&self) -> i64 {
        self.hourly_rate
    }

    /// At most so many minutes are billed; none: no limit.
    #[must_use]
    pub fn weekly_limit(&self) -> Option<u32> {
        self.weekly_limit
    }

    /// ISO 4217 code.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// Decimals of its minor unit.
    #[must_use]
    pub fn currency_digits(&self) -> u8 {
        self.currency_digits
    }
}

/// The week that is assessed.
#[derive(Debug)]
pub struct Week<'h> {
    terms: Terms,
    segments: Segments<'h>,
    earlier: Segments<'h>,
}

impl<'h> Week<'h> {
    pub(crate) fn new(terms: Terms, segments: Segments<'h>, earlier: Segments<'h>) -> Self {
        Self { terms, segments, earlier }
    }

    /// What was agreed for it.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Its segments in order of time. Slots that another contract owns are not among them.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = Segment<'_>> {
        self.segments.iter()
    }

    /// Its segments as columns.
    #[must_use]
    pub fn columns(&self) -> &Segments<'h> {
        &self.segments
    }

    /// The segments of the days before it that the rule asked to see.
    pub fn earlier(&self) -> impl ExactSizeIterator<Item = Segment<'_>> {
        self.earlier.iter()
    }
}

/// A week's bill in the making: a status for each segment, then the lines.
#[derive(Debug, Clone)]
pub struct Bill {
    outcomes: Vec<u8>,
    reasons: Vec<&'static str>,
    billed_minutes: Vec<u16>,
    lines: Vec<Line>,
    rounding: Rounding,
}

impl Bill {
    /// A bill of this week, whose amounts are rounded like this.
    #[must_use]
    pub fn new(week: &Week<'_>, rounding: Rounding) -> Self {
        let segments = week.segments.len();
        Self {
            outcomes: Vec::with_capacity(segments),
            reasons: Vec::new(),
            billed_minutes: Vec::with_capacity(segments),
            lines: Vec::new(),
            rounding,
        }
    }

    /// The next segment is billed with so many minutes.
    pub fn billable(&mut self, minutes: u16) {
        self.push(BILLABLE, minutes);
    }

    /// The next segment lies past the weekly limit.
    pub fn over_limit(&mut self) {
        self.push(OVER_LIMIT, 0);
    }

    /// The next segment is not billed, for a reason such as `too-short`.
    pub fn not_billable(&mut self, reason: &'static str) {
        let place = self.reasons.iter().position(|known| *known == reason).unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        // A rule has a handful of reasons in its code; the host refuses more than 200.
        self.push(u8::try_from(place).unwrap_or(u8::MAX).saturating_add(FIRST_REASON), 0);
    }

    fn push(&mut self, outcome: u8, minutes: u16) {
        self.outcomes.push(outcome);
        self.billed_minutes.push(minutes);
    }

    /// The minutes billed for the segment at this place; 0 for one that was not said yet.
    #[must_use]
    pub fn minutes_of(&self, segment: usize) -> u16 {
        self.billed_minutes.get(segment).copied().unwrap_or_default()
    }

    /// Gives a billable segment other minutes, after rounding.
    pub fn set_minutes(&mut self, segment: usize, minutes: u16) {
        if let Some(billed) = self.billed_minutes.get_mut(segment) {
            *billed = minutes;
        }
    }

    /// The minutes of all segments so far.
    #[must_use]
    pub fn billed_minutes(&self) -> u32 {
        self.billed_minutes.iter().copied().map(u32::from).sum()
    }

    /// Adds a line for time, unless it has no minutes.
    ///
    /// # Errors
    /// When the amount is larger than can be counted.
    pub fn time_line(&mut self, text: impl Into<String>, minutes: u32, rate: i64) -> Result<(), String> {
        if minutes == 0 {
            return Ok(());
        }
        let amount = money::amount(rate, minutes, self.rounding)
            .ok_or_else(|| format!("{minutes} minutes at a rate of {rate} are more than can be counted"))?;
        self.lines.push(Line { text: text.into(), minutes, rate: Some(rate), amount });
        Ok(())
    }

    /// Adds a line with a fixed amount, such as a retainer.
    pub fn fixed_line(&mut self, text: impl Into<String>, amount: i64) {
        self.lines.push(Line { text: text.into(), minutes: 0, rate: None, amount });
    }
}

impl From<Bill> for Assessment {
    fn from(bill: Bill) -> Self {
        Self {
            outcomes: bill.outcomes,
            reasons: bill.reasons.into_iter().map(str::to_owned).collect(),
            billed_minutes: bill.billed_minutes,
            lines: bill.lines,
            rounding: bill.rounding,
        }
    }
}
