//! The form of examples: what a plugin is asked, and what it is expected to answer.
//!
//! An example is a JSON object of `title`, `config`, `input` and `expected`. The same documents are
//! run natively by [`crate::harness`] and in the sandbox by the host before a plugin is used.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bindings::billing::workdiary::plugin::types as wit;
use crate::outcome::{self, BILLABLE, FIRST_REASON, OVER_LIMIT, Status};
use crate::time;

mod invoice;

pub use invoice::{InvoiceInput, PaymentInput, TaxInput, TraderInput};

/// One example.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, in a few words.
    pub title: String,
    /// The config of the plugin.
    #[serde(default = "empty")]
    pub config: Value,
    /// What it is asked: [`BillingInput`], [`LabelInput`] or [`ReportInput`].
    pub input: Value,
    /// What it answers; `{"error": "…"}` where it refuses.
    pub expected: Value,
}

fn empty() -> Value {
    json!({})
}

/// What a billing rule is asked. Its answer is that of [`billing_answer`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingInput {
    /// The Monday of the week.
    pub week: Date,
    /// ISO 4217 code.
    #[serde(default = "eur")]
    pub currency: String,
    /// Decimals of its minor unit.
    #[serde(default = "two")]
    pub currency_digits: u8,
    /// In minor units.
    pub hourly_rate: i64,
    /// In minutes; none: no limit.
    #[serde(default)]
    pub weekly_limit: Option<u32>,
    /// The segments of the week.
    #[serde(default)]
    pub segments: Vec<SegmentInput>,
    /// The segments of the days before.
    #[serde(default)]
    pub earlier: Vec<SegmentInput>,
    /// Minutes east of UTC on the freelancer's clock.
    #[serde(default)]
    pub local_offset: i16,
}

/// What a label scheme is asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "call", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LabelInput {
    /// Its labels; answered by them.
    Entries,
    /// Whether memos and labels go together; answered by a text or null for each.
    Check {
        /// Memos with their labels.
        pairs: Vec<PairInput>,
    },
    /// Labels for a memo; answered by their ids.
    Suggest {
        /// The memo.
        memo: String,
    },
    /// Labels and all above them; answered by them.
    RollUp {
        /// Ids of labels.
        ids: Vec<String>,
    },
}

/// A memo and its label.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairInput {
    /// May be empty.
    #[serde(default)]
    pub memo: String,
    /// The id of a label.
    #[serde(default)]
    pub label: Option<String>,
}

/// What a report format is given. It answers `{"files": {name: text}}`; an expected text may be
/// `{"contains": ["…", "…"]}`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportInput {
    /// The short name of the contract.
    pub contract: String,
    /// What the work is.
    pub title: String,
    /// Who pays.
    pub client: PartyInput,
    /// Who works.
    pub freelancer: PartyInput,
    /// ISO 4217 code.
    pub currency: String,
    /// Decimals of its minor unit.
    pub currency_digits: u8,
    /// IANA name.
    pub time_zone: String,
    /// Minutes east of UTC on the freelancer's clock.
    pub local_offset: i16,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Whether it is sample data.
    pub demo: bool,
    /// The labels of the period and all above them.
    pub labels: Vec<wit::Label>,
    /// The weeks that have segments.
    pub weeks: Vec<PageInput>,
    /// The invoice of the period; its lines are those of the weeks.
    pub invoice: Option<InvoiceInput>,
    /// ISO 639-1 code; English when not said.
    #[serde(default = "english")]
    pub language: String,
    /// By the example of 1234.5.
    #[serde(default = "plain_number")]
    pub number_format: String,
    /// By the example of a date.
    #[serde(default = "plain_date")]
    pub date_format: String,
}

/// A side of the contract.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartyInput {
    /// Person or company.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// VAT number or the like.
    pub tax_id: String,
    /// E-mail address.
    pub email: String,
}

impl From<PartyInput> for wit::Party {
    fn from(party: PartyInput) -> Self {
        let PartyInput { name, address, tax_id, email } = party;
        Self { name, address, tax_id, email }
    }
}

/// One week of a report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageInput {
    /// Its Monday.
    pub week: Date,
    /// Whether all of it lies in the period.
    #[serde(default = "yes")]
    pub whole: bool,
    /// Its segments.
    pub segments: Vec<AssessedInput>,
    /// The lines of its bill.
    #[serde(default)]
    pub lines: Vec<wit::Line>,
    /// The billing rule and its version.
    #[serde(default)]
    pub rule: String,
    /// Whether the week is closed.
    #[serde(default)]
    pub closed: bool,
}

/// Segments that a rule has assessed: their fields, and two more.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "serde_json::Map<String, Value>")]
pub struct AssessedInput {
    /// They themselves.
    pub segment: SegmentInput,
    /// `billable`, `over-limit` or `not-billable`; `billable` when not said.
    pub status: Status,
    /// Why they are not billable.
    pub reason: String,
}

/// By hand, since serde's `flatten` would take in fields that nobody knows.
impl TryFrom<serde_json::Map<String, Value>> for AssessedInput {
    type Error = serde_json::Error;

    fn try_from(mut fields: serde_json::Map<String, Value>) -> Result<Self, Self::Error> {
        let (status, reason) = (fields.remove("status"), fields.remove("reason"));
        Ok(Self {
            segment: serde_json::from_value(Value::Object(fields))?,
            status: status.map(serde_json::from_value).transpose()?.unwrap_or_default(),
            reason: reason.map(serde_json::from_value).transpose()?.unwrap_or_default(),
        })
    }
}

/// One segment, or several of the same kind one after the other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentInput {
    /// When the first one begins; on the ten-minute grid.
    pub start: Timestamp,
    /// How many there are.
    #[serde(default = "one")]
    pub repeat: u32,
    /// Whether they were added by hand.
    #[serde(default)]
    pub manual: bool,
    /// Tracked seconds of each, from the begin of the slot on; 600 when not said, 0 for manual ones.
    #[serde(default)]
    pub tracked_seconds: Option<u16>,
    /// The session; 1 when not said, 0 for manual ones.
    #[serde(default)]
    pub session: Option<i64>,
    /// What was being done.
    #[serde(default)]
    pub memo: String,
    /// The id of a label.
    #[serde(default)]
    pub label: String,
    /// Keystrokes of the first minutes.
    #[serde(default)]
    pub keystrokes: Vec<u16>,
    /// Clicks of the first minutes.
    #[serde(default)]
    pub clicks: Vec<u16>,
    /// Scroll actions of the first minutes.
    #[serde(default)]
    pub scrolls: Vec<u16>,
}

/// A segment with all its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// When it is.
    pub slot: u32,
    /// Whether it was added by hand.
    pub manual: bool,
    /// Tracked seconds of its minutes.
    pub minute_seconds: [u8; 10],
    /// Keystrokes of its minutes.
    pub keystrokes: [u16; 10],
    /// Clicks of its minutes.
    pub clicks: [u16; 10],
    /// Scroll actions of its minutes.
    pub scrolls: [u16; 10],
    /// The session that recorded it.
    pub session: i64,
    /// What was being done.
    pub memo: String,
    /// The id of its label, or empty.
    pub label: String,
}

impl Row {
    /// All tracked seconds.
    #[must_use]
    pub fn tracked_seconds(&self) -> u16 {
        self.minute_seconds.iter().copied().map(u16::from).sum()
    }

    /// At which second tracking began.
    #[must_use]
    pub fn first_second(&self) -> u16 {
        (0u16..)
            .zip(self.minute_seconds)
            .find(|(_, seconds)| *seconds > 0)
            .map_or(0, |(minute, _)| minute * 60)
    }
}

impl SegmentInput {
    /// The segments as rows.
    ///
    /// # Errors
    /// When a slot lies outside the calendar or the seconds outside a segment.
    pub fn rows(&self) -> Result<Vec<Row>, String> {
        let first = time::slot_of(self.start).ok_or_else(|| format!("`{}` lies before 1970", self.start))?;
        let seconds = self.tracked_seconds.unwrap_or(if self.manual { 0 } else { 600 });
        if seconds > 600 {
            return Err(format!("tracked_seconds is `{seconds}`, not 0 to 600"));
        }
        let minute = |index: u16| u8::try_from(seconds.saturating_sub(index * 60).min(60)).unwrap_or(60);
        let mut index = 0;
        let minute_seconds = [(); 10].map(|()| {
            index += 1;
            minute(index - 1)
        });
        let counts = |of: &[u16]| {
            let mut ten = [0; 10];
            ten.iter_mut().zip(of).for_each(|(to, count)| *to = *count);
            ten
        };
        let row = |slot| Row {
            slot,
            manual: self.manual,
            minute_seconds,
            keystrokes: counts(&self.keystrokes),
            clicks: counts(&self.clicks),
            scrolls: counts(&self.scrolls),
            session: self.session.unwrap_or(i64::from(!self.manual)),
            memo: self.memo.clone(),
            label: self.label.clone(),
        };
        Ok((first..first.saturating_add(self.repeat)).map(row).collect())
    }
}

/// All segments of an input as rows, in order of time.
///
/// # Errors
/// When two lie in one slot, or one of them makes no sense.
pub fn rows(segments: &[SegmentInput]) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for segment in segments {
        rows.extend(segment.rows()?);
    }
    in_order(rows, |row| row.slot)
}

/// The same of segments that a rule has assessed, with status and reason.
///
/// # Errors
/// As [`rows`].
pub fn assessed_rows(segments: &[AssessedInput]) -> Result<Vec<(Row, Status, String)>, String> {
    let mut rows = Vec::new();
    for it in segments {
        rows.extend(it.segment.rows()?.into_iter().map(|row| (row, it.status, it.reason.clone())));
    }
    in_order(rows, |(row, ..)| row.slot)
}

/// What such segments have as columns: outcomes, reasons, billed minutes.
#[must_use]
pub fn assessed_columns(rows: &[(Row, Status, String)]) -> (Vec<u8>, Vec<String>, Vec<u16>) {
    let mut reasons: Vec<String> = Vec::new();
    let mut outcome = |status: Status, reason: &String| match status {
        Status::Billable => BILLABLE,
        Status::OverLimit => OVER_LIMIT,
        Status::NotBillable => {
            let place = reasons.iter().position(|known| known == reason).unwrap_or_else(|| {
                reasons.push(reason.clone());
                reasons.len() - 1
            });
            u8::try_from(place).unwrap_or(u8::MAX).saturating_add(FIRST_REASON)
        }
    };
    let outcomes = rows.iter().map(|(_, status, reason)| outcome(*status, reason)).collect();
    let billed = |status: Status| if status == Status::Billable { 10 } else { 0 };
    let minutes = rows.iter().map(|(_, status, _)| billed(*status)).collect();
    (outcomes, reasons, minutes)
}

fn in_order<T>(mut rows: Vec<T>, slot: impl Fn(&T) -> u32) -> Result<Vec<T>, String> {
    rows.sort_by_key(&slot);
    match rows.windows(2).find(|two| slot(&two[0]) == slot(&two[1])) {
        Some(two) => Err(format!("two segments lie in the slot {}", time::rfc3339(slot(&two[0])))),
        None => Ok(rows),
    }
}

impl ReportInput {
    /// The invoice of the period.
    ///
    /// # Errors
    /// What a report is told where there is none, or why its amounts make no sense.
    pub fn invoice(&self) -> Result<crate::Invoice, String> {
        self.invoice.clone().ok_or("there is no invoice of this period")?.over(self)
    }

    /// The first slot of the period.
    #[must_use]
    pub fn first_slot(&self) -> u32 {
        time::slot_of_date(self.from).unwrap_or_default()
    }

    /// The first slot after it.
    #[must_use]
    pub fn end_slot(&self) -> u32 {
        time::slot_of_date(self.to).unwrap_or_default().saturating_add(time::DAY_SLOTS)
    }
}

/// The answer of a billing rule: segments in words and run-length (`240 billable 10`, `1
/// not-billable too-short`), lines, and their total.
#[must_use]
pub fn billing_answer(outcomes: &[u8], reasons: &[String], minutes: &[u16], lines: &[wit::Line]) -> Value {
    let mut runs: Vec<(String, u32)> = Vec::new();
    for (outcome, minutes) in outcomes.iter().zip(minutes) {
        let words = match Status::of(*outcome) {
            Status::Billable => format!("billable {minutes}"),
            Status::OverLimit => "over-limit".to_owned(),
            Status::NotBillable => {
                format!("not-billable {}", outcome::reason(*outcome, reasons).unwrap_or_default())
            }
        };
        match runs.last_mut().filter(|(last, _)| *last == words) {
            Some((_, count)) => *count += 1,
            None => runs.push((words, 1)),
        }
    }
    let runs: Vec<String> = runs.into_iter().map(|(words, count)| format!("{count} {words}")).collect();
    let total: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
    json!({ "segments": runs, "lines": lines, "total": i64::try_from(total).ok() })
}

/// The answer of a plugin that refuses.
#[must_use]
pub fn error_answer(error: &str) -> Value {
    json!({ "error": error })
}

/// Whether an answer is the expected one: equal, but that `{"contains": […]}` stands for any text
/// with all of these in it, in their order.
#[must_use]
pub fn is_as_expected(expected: &Value, answer: &Value) -> bool {
    match (expected, answer) {
        (Value::Object(parts), Value::String(text)) if parts.len() == 1 => {
            let Some(Value::Array(parts)) = parts.get("contains") else { return false };
            let mut rest = text.as_str();
            parts.iter().all(|part| {
                let found = part.as_str().and_then(|part| Some(rest.split_once(part)?.1));
                found.map(|after| rest = after).is_some()
            })
        }
        (Value::Object(expected), Value::Object(answer)) => {
            expected.len() == answer.len()
                && expected
                    .iter()
                    .all(|(key, value)| answer.get(key).is_some_and(|answer| is_as_expected(value, answer)))
        }
        _ => expected == answer,
    }
}

fn english() -> String {
    "en".to_owned()
}

fn plain_number() -> String {
    "1,234.50".to_owned()
}

fn plain_date() -> String {
    "YYYY-MM-DD".to_owned()
}

fn eur() -> String {
    "EUR".to_owned()
}

fn one() -> u32 {
    1
}

fn two() -> u8 {
    2
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_expected_in_parts() {
        let answer = json!({ "files": { "a.html": "<h1>Acme</h1><p>14.17" } });
        let expected = |parts: &[&str]| json!({ "files": { "a.html": { "contains": parts } } });
        assert!(is_as_expected(&expected(&["Acme", "14.17"]), &answer));
        assert!(!is_as_expected(&expected(&["14.17", "Acme"]), &answer));
        assert!(!is_as_expected(&json!({ "files": {} }), &answer));
    }

    #[test]
    fn a_field_that_nobody_knows_is_told() {
        let segment = json!({ "start": "2026-11-16T09:00:00Z", "reapeat": 2 });
        let mut assessed = segment.clone();
        let told = [
            serde_json::from_value::<SegmentInput>(segment).unwrap_err().to_string(),
            serde_json::from_value::<AssessedInput>(assessed.clone()).unwrap_err().to_string(),
        ];
        assert!(told.iter().all(|told| told.contains("unknown field `reapeat`")), "{told:?}");
        let fields = assessed.as_object_mut().unwrap();
        fields.remove("reapeat");
        fields.extend([
            ("status".to_owned(), json!("not-billable")),
            ("reason".to_owned(), json!("too-short")),
        ]);
        let assessed: AssessedInput = serde_json::from_value(assessed).unwrap();
        assert_eq!((assessed.status, assessed.reason.as_str()), (Status::NotBillable, "too-short"));
    }

    #[test]
    fn segments_are_repeated_and_may_not_overlap() {
        let input = |start: &str, more: Value| {
            let mut input = json!({ "start": start });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            serde_json::from_value::<SegmentInput>(input).unwrap()
        };
        let two = input("2026-11-16T09:00:00Z", json!({ "repeat": 2, "tracked_seconds": 95 }));
        let all = rows(&[input("2026-11-16T10:00:00Z", json!({ "manual": true })), two.clone()]).unwrap();
        assert_eq!(all.iter().map(Row::tracked_seconds).collect::<Vec<_>>(), [95, 95, 0]);
        assert_eq!(all[0].minute_seconds[..3], [60, 35, 0]);
        assert!(rows(&[two.clone(), two]).unwrap_err().contains("two segments"));
    }
}
