//! Calls of billing rules.

use std::sync::Arc;

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use wasmtime::component::Resource;
use workdiary_diary::assess::{Answer, Assessment, Line};
use workdiary_diary::money::Rounding;
use workdiary_diary::segments::Segments;
use workdiary_diary::time::Slot;
use workdiary_diary::zone;

use crate::answer::Run;
use crate::bindings::billing::BillingRule;
use crate::bindings::billing::exports::workdiary::plugin::billing;
use crate::bindings::types;
use crate::call::{Call, Fault, NoAnswer, What, unfold};
use crate::imports::Columns;
use crate::limits::Budget;
use crate::plugin::{Guests, Plugin};

/// What was agreed for the week that is assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTerms {
    /// The first slot of the week.
    pub week: u32,
    /// ISO 4217 code.
    pub currency: String,
    /// Decimals of its minor unit.
    pub currency_digits: u8,
    /// In minor units.
    pub hourly_rate: i64,
    /// In minutes; none: no limit.
    pub weekly_limit: Option<u32>,
}

/// The week that is assessed.
#[derive(Debug, Clone)]
pub struct WeekColumns {
    /// What was agreed.
    pub terms: RuleTerms,
    /// Its segments, without those in slots that other contracts own.
    pub segments: Arc<Segments>,
    /// Those of the days before that the rule looks at.
    pub earlier: Arc<Segments>,
    /// The freelancer's.
    pub zone: TimeZone,
}

impl WeekColumns {
    /// SHA-256 over all that the rule is given: the same input has the same digest on every machine.
    #[must_use]
    pub fn digest(&self, config: &str) -> String {
        let mut hash = Sha256::new();
        let RuleTerms { week, currency, currency_digits, hourly_rate, weekly_limit } = &self.terms;
        let limit = weekly_limit.map_or_else(|| "none".to_owned(), |minutes| minutes.to_string());
        let terms = format!("{week} {currency} {currency_digits} {hourly_rate} {limit}");
        add(&mut hash, &[config, &terms], |text| text.as_bytes().to_vec());
        for segments in [&self.segments, &self.earlier] {
            add(&mut hash, segments.slots(), |slot| slot.to_le_bytes());
            add(&mut hash, segments.manual(), |manual| [u8::from(*manual)]);
            add(&mut hash, segments.first_seconds(), |second| second.to_le_bytes());
            add(&mut hash, segments.minute_seconds(), |seconds| [*seconds]);
            for counts in [segments.keystrokes(), segments.clicks(), segments.scrolls()] {
                add(&mut hash, counts, |count| count.to_le_bytes());
            }
            add(&mut hash, segments.session_ids(), |session| session.to_le_bytes());
            // The places of texts depend on who read them first: the texts themselves do not.
            let text =
                |id: &u32| segments.texts().get(*id as usize).cloned().unwrap_or_default().into_bytes();
            add(&mut hash, segments.memo_ids(), text);
            add(&mut hash, segments.label_ids(), text);
            let offset = |slot: &u32| zone::offset_minutes(Slot(*slot), &self.zone).to_le_bytes();
            add(&mut hash, segments.slots(), offset);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A column: how many entries, then each with its length before it.
fn add<T, B: AsRef<[u8]>>(hash: &mut Sha256, column: &[T], bytes: impl Fn(&T) -> B) {
    hash.update((column.len() as u64).to_le_bytes());
    for entry in column {
        let bytes = bytes(entry);
        hash.update((bytes.as_ref().len() as u64).to_le_bytes());
        hash.update(bytes);
    }
}

/// An instance of a billing rule.
pub struct RuleInstance<'p> {
    plugin: &'p Plugin,
    call: Call,
    guest: BillingRule,
}

impl Plugin {
    /// Assesses a week on a fresh instance; the answer has been found to add up.
    ///
    /// # Errors
    /// The rule's own refusal, or its fault.
    pub fn assess(&self, config: &str, week: &WeekColumns) -> Result<Run<Assessment>, NoAnswer> {
        let mut instance = self.rule_instance(week.segments.len() + week.earlier.len())?;
        let answer = instance.call(config, week);
        instance.end(answer, week.segments.len())
    }

    /// An instance for weeks of so many segments in all.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn rule_instance(&self, segments: usize) -> Result<RuleInstance<'_>, NoAnswer> {
        let Guests::Rule(guest) = &self.guests else { return Err(self.not_a("billing rule")) };
        let mut call = Call::new(&self.sandbox, Budget::rule(segments), None);
        match guest.instantiate(&mut call.store) {
            Ok(guest) => {
                call.begin();
                Ok(RuleInstance { plugin: self, call, guest })
            }
            Err(error) => Err(self.failed(call, "start", error)),
        }
    }
}

impl RuleInstance<'_> {
    /// Assesses a week on this instance, which may have done others before: for measuring.
    ///
    /// # Errors
    /// The rule's own refusal or its fault, as text.
    pub fn assess(&mut self, config: &str, week: &WeekColumns) -> Result<Assessment, String> {
        let answer = self.call(config, week).map_err(|error| format!("{error:#}"))??;
        Assessment::check(answer.into(), week.segments.len()).map_err(|unsound| unsound.to_string())
    }

    /// Calls a function that does nothing, on this instance: for measuring.
    ///
    /// # Errors
    /// When even that fails, as text.
    pub fn empty_call(&mut self) -> Result<u8, String> {
        let guest = self.guest.workdiary_plugin_billing();
        guest.call_lookback_days(&mut self.call.store).map_err(|error| format!("{error:#}"))
    }

    fn call(
        &mut self,
        config: &str,
        week: &WeekColumns,
    ) -> wasmtime::Result<Result<billing::Assessment, String>> {
        let table = &mut self.call.store.data_mut().table;
        let columns =
            |segments: &Arc<Segments>| Columns { segments: Arc::clone(segments), zone: week.zone.clone() };
        let terms = table.push(week.terms.clone())?;
        let segments = table.push(columns(&week.segments))?;
        let earlier = table.push(columns(&week.earlier))?;
        let (lent_terms, lent_segments, lent_earlier) = (
            Resource::new_borrow(terms.rep()),
            Resource::new_borrow(segments.rep()),
            Resource::new_borrow(earlier.rep()),
        );
        let guest = self.guest.workdiary_plugin_billing();
        let answer =
            guest.call_assess(&mut self.call.store, config, lent_terms, lent_segments, lent_earlier)?;
        let table = &mut self.call.store.data_mut().table;
        table.delete(terms)?;
        table.delete(segments)?;
        table.delete(earlier)?;
        Ok(answer)
    }

    fn end(
        self,
        answer: wasmtime::Result<Result<billing::Assessment, String>>,
        segments: usize,
    ) -> Result<Run<Assessment>, NoAnswer> {
        let plugin = self.plugin.manifest().title_line();
        let Run { answer, fuel, memory, log } = unfold(self.call.end(&plugin, "assess", answer).0)?;
        match Assessment::check(answer.into(), segments) {
            Ok(answer) => Ok(Run { answer, fuel, memory, log }),
            Err(unsound) => {
                let what = What::BadAnswer(unsound.to_string());
                Err(NoAnswer::Fault(Box::new(Fault { plugin, call: "assess", what, log })))
            }
        }
    }
}

impl From<billing::Assessment> for Answer {
    fn from(answer: billing::Assessment) -> Self {
        Self {
            outcomes: answer.outcomes,
            reasons: answer.reasons,
            billed_minutes: answer.billed_minutes,
            lines: answer.lines.into_iter().map(Line::from).collect(),
            rounding: answer.rounding.into(),
        }
    }
}

impl From<types::Rounding> for Rounding {
    fn from(rounding: types::Rounding) -> Self {
        match rounding {
            types::Rounding::HalfAwayFromZero => Self::HalfAwayFromZero,
            types::Rounding::HalfEven => Self::HalfEven,
            types::Rounding::Up => Self::Up,
            types::Rounding::Down => Self::Down,
        }
    }
}

impl From<Rounding> for types::Rounding {
    fn from(rounding: Rounding) -> Self {
        match rounding {
            Rounding::HalfAwayFromZero => Self::HalfAwayFromZero,
            Rounding::HalfEven => Self::HalfEven,
            Rounding::Up => Self::Up,
            Rounding::Down => Self::Down,
        }
    }
}

impl From<types::Line> for Line {
    fn from(types::Line { text, minutes, rate, amount }: types::Line) -> Self {
        Self { text, minutes, rate, amount }
    }
}

impl From<Line> for types::Line {
    fn from(Line { text, minutes, rate, amount }: Line) -> Self {
        Self { text, minutes, rate, amount }
    }
}
