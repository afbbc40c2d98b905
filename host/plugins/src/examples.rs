//! A plugin's own examples, run in the sandbox: its conformance test.

use std::sync::Arc;

use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};
use workdiary_diary::assess::{Answer, Assessment};
use workdiary_diary::counts::Counts;
use workdiary_diary::minutes::{MinuteDelta, SlotMinutes};
use workdiary_diary::money::Rounding;
use workdiary_diary::segments::{NewSegment, Origin, Segments};
use workdiary_diary::time::{SLOT_MINUTES, Slot};
use workdiary_sdk::example::{self, BillingInput, Example, LabelInput, PageInput, ReportInput, Row};

use crate::answer::{Label, LogLine, Party, Run};
use crate::call::NoAnswer;
use crate::error::{Found, Gate};
use crate::invoice::{Invoice, Invoicing, Manner};
use crate::manifest::Kind;
use crate::output::Output;
use crate::plugin::Plugin;
use crate::report::{Page, ReportDiary};
use crate::rule::{RuleTerms, WeekColumns};

/// What an example came to.
#[derive(Debug, Clone)]
pub struct ExampleRun {
    /// What it shows.
    pub title: String,
    /// Whether the answer is the expected one.
    pub checked: Checked,
    /// What was answered.
    pub answered: Value,
    /// The fuel of the call; none where it had no answer.
    pub fuel: Option<u64>,
    /// Bytes of memory at its end.
    pub memory: Option<usize>,
    /// What the plugin said to its author.
    pub log: Vec<LogLine>,
}

/// How an example came out.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked {
    /// As expected.
    Passed,
    /// Otherwise.
    Differs {
        /// What was expected.
        expected: Value,
    },
    /// The document is no example of this kind.
    Unreadable(String),
    /// The plugin failed.
    Failed(String),
}

impl Plugin {
    /// Runs its examples, each with a fresh instance and the budget of a real call.
    ///
    /// # Errors
    /// When it cannot say what its examples are.
    pub fn run_examples(&self) -> Result<Vec<ExampleRun>, NoAnswer> {
        Ok(self.describe()?.examples.iter().map(|text| self.run_example(text)).collect())
    }

    /// The gate: all examples come out as the plugin says.
    pub(crate) fn pass_examples(&self) -> Result<(), Found> {
        let stopped = |found: String| {
            Found::new(Gate::Examples, found, "`workdiary plugin test` shows all of them, with the log")
        };
        for run in self.run_examples().map_err(|error| stopped(error.to_string()))? {
            let why = match run.checked {
                Checked::Passed => continue,
                Checked::Differs { .. } => "is not answered as expected".to_owned(),
                Checked::Unreadable(why) | Checked::Failed(why) => why,
            };
            return Err(stopped(format!("its example `{}`: {why}", run.title)));
        }
        Ok(())
    }

    fn run_example(&self, text: &str) -> ExampleRun {
        let unreadable = |title: &str, why: String| ExampleRun {
            title: title.to_owned(),
            checked: Checked::Unreadable(why),
            answered: Value::Null,
            fuel: None,
            memory: None,
            log: Vec::new(),
        };
        let example: Example = match serde_json::from_str(text) {
            Ok(example) => example,
            Err(error) => return unreadable("?", error.to_string()),
        };
        let config = example.config.to_string();
        let run =
            self.check_config(&config).map_err(Stopped::NoAnswer).and_then(|()| match self.manifest().kind {
                Kind::BillingRule => self.run_billing(&config, &example.input),
                Kind::LabelScheme => self.run_labels(&config, &example.input),
                Kind::ReportFormat => self.run_report(&config, &example.input),
            });
        let (answered, fuel, memory, log) = match run {
            Ok(Run { answer, fuel, memory, log }) => (answer, Some(fuel), Some(memory), log),
            Err(Stopped::NoAnswer(NoAnswer::Refused(why))) => {
                (example::error_answer(&why), None, None, Vec::new())
            }
            Err(Stopped::NoAnswer(NoAnswer::Fault(fault))) => {
                let (checked, log) = (Checked::Failed(fault.to_string()), fault.log);
                return ExampleRun { checked, log, ..unreadable(&example.title, String::new()) };
            }
            Err(Stopped::NoAnswer(NoAnswer::Host(why)) | Stopped::BadInput(why)) => {
                return unreadable(&example.title, why);
            }
        };
        let checked = match example::is_as_expected(&example.expected, &answered) {
            true => Checked::Passed,
            false => Checked::Differs { expected: example.expected },
        };
        ExampleRun { title: example.title, checked, answered, fuel, memory, log }
    }

    fn run_billing(&self, config: &str, input: &Value) -> Result<Run<Value>, Stopped> {
        let input: BillingInput = read(input)?;
        let terms = RuleTerms {
            week: first_slot(input.week)?,
            currency: input.currency,
            currency_digits: input.currency_digits,
            hourly_rate: input.hourly_rate,
            weekly_limit: input.weekly_limit,
        };
        let columns = |of| example_segments(of).map(Arc::new).map_err(Stopped::BadInput);
        let (segments, earlier) = (columns(&input.segments)?, columns(&input.earlier)?);
        let week = WeekColumns { terms, segments, earlier, zone: zone(input.local_offset) };
        let run = self.assess(config, &week).map_err(Stopped::NoAnswer)?;
        Ok(run.map(|assessment| {
            let Answer { outcomes, reasons, billed_minutes, lines, .. } = assessment.answer();
            let lines: Vec<_> = lines.iter().map(sdk_line).collect();
            example::billing_answer(outcomes, reasons, billed_minutes, &lines)
        }))
    }

    fn run_labels(&self, config: &str, input: &Value) -> Result<Run<Value>, Stopped> {
        let ran = match read(input)? {
            LabelInput::Entries => self.entries(config).map(|run| run.map(|labels| json!(labels))),
            LabelInput::Check { pairs } => {
                let pairs: Vec<_> =
                    pairs.iter().map(|pair| (pair.memo.as_str(), pair.label.as_deref())).collect();
                self.check_pairs(config, &pairs).map(|run| run.map(|answers| json!(answers)))
            }
            LabelInput::Suggest { memo } => self.suggest(config, &memo).map(|run| run.map(|ids| json!(ids))),
            LabelInput::RollUp { ids } => {
                self.roll_up(config, &ids).map(|run| run.map(|labels| json!(labels)))
            }
        };
        ran.map_err(Stopped::NoAnswer)
    }

    fn run_report(&self, config: &str, input: &Value) -> Result<Run<Value>, Stopped> {
        let diary = report_diary(read(input)?)?;
        let run = self.write_report(config, diary, Output::memory()).map_err(Stopped::NoAnswer)?;
        Ok(run.map(|output| {
            let text = |bytes: Vec<u8>| Value::from(String::from_utf8_lossy(&bytes).into_owned());
            let files = output.in_memory().into_iter().map(|(name, bytes)| (name, text(bytes)));
            json!({ "files": files.collect::<serde_json::Map<_, _>>() })
        }))
    }
}

/// Why an example has no answer.
enum Stopped {
    NoAnswer(NoAnswer),
    BadInput(String),
}

fn read<T: serde::de::DeserializeOwned>(input: &Value) -> Result<T, Stopped> {
    serde_json::from_value(input.clone()).map_err(|error| Stopped::BadInput(format!("its input: {error}")))
}

fn first_slot(date: jiff::civil::Date) -> Result<u32, Stopped> {
    workdiary_sdk::time::slot_of_date(date)
        .ok_or_else(|| Stopped::BadInput(format!("`{date}` lies before 1970")))
}

/// Segments in the form of examples as columns of the host.
///
/// # Errors
/// When they make no sense.
pub fn example_segments(segments: &[example::SegmentInput]) -> Result<Segments, String> {
    Ok(self::segments(&example::rows(segments)?))
}

fn segments(rows: &[Row]) -> Segments {
    let mut texts = vec![String::new()];
    let mut place = |text: &String| {
        let found = texts.iter().position(|known| known == text).unwrap_or_else(|| {
            texts.push(text.clone());
            texts.len() - 1
        });
        u32::try_from(found).unwrap_or_default()
    };
    let mut segments = Segments::default();
    for row in rows {
        let slot = Slot(row.slot);
        let mut minutes = SlotMinutes::starting(slot, slot.start().plus(i64::from(row.first_second())));
        for index in 0..SLOT_MINUTES {
            let count = |of: &[u16; SLOT_MINUTES]| of.get(index).copied().map_or(0, u32::from);
            let counts = Counts {
                keystrokes: count(&row.keystrokes),
                clicks: count(&row.clicks),
                scrolls: count(&row.scrolls),
            };
            let seconds = row.minute_seconds.get(index).copied().unwrap_or_default();
            minutes.add(&MinuteDelta { minute: slot.minute(index), seconds, counts });
        }
        segments.push(&NewSegment {
            slot,
            origin: if row.manual { Origin::Manual } else { Origin::Tracked },
            minutes,
            memo_id: place(&row.memo),
            label_id: place(&row.label),
            session: row.session,
        });
    }
    segments.set_texts(texts);
    segments
}

fn report_diary(input: ReportInput) -> Result<ReportDiary, Stopped> {
    let pages =
        input.weeks.iter().map(|week| page(week, zone(input.local_offset))).collect::<Result<Vec<_>, _>>()?;
    let mut left = pages.into_iter();
    let party = |party: &example::PartyInput| Party {
        name: party.name.clone(),
        address: party.address.clone(),
        tax_id: party.tax_id.clone(),
        email: party.email.clone(),
    };
    let label = |label: &workdiary_sdk::Label| Label {
        id: label.id.clone(),
        title: label.title.clone(),
        parent: label.parent.clone(),
        colour: label.colour.clone(),
        archived: label.archived,
    };
    Ok(ReportDiary {
        invoice: invoicing(&input)?,
        manner: Manner {
            language: input.language.clone(),
            number_format: input.number_format.clone(),
            date_format: input.date_format.clone(),
        },
        client: party(&input.client),
        freelancer: party(&input.freelancer),
        labels: input.labels.iter().map(label).collect(),
        from: input.first_slot(),
        until: input.end_slot(),
        contract: input.contract,
        title: input.title,
        currency: input.currency,
        currency_digits: input.currency_digits,
        time_zone: input.time_zone,
        demo: input.demo,
        segments: 100_000,
        pages: Box::new(move || Ok(left.next())),
        pictures: None,
    })
}

/// The invoice of the input, by the names of its fields, which are the contract's on both sides.
fn invoicing(input: &ReportInput) -> Result<Invoicing, Stopped> {
    let same = |invoice| serde_json::to_value(invoice).and_then(serde_json::from_value::<Invoice>);
    let invoice = match input.invoice() {
        Ok(invoice) => Ok(same(invoice).map_err(|error| Stopped::BadInput(error.to_string()))?),
        Err(why) => Err(why),
    };
    Ok(Invoicing::new(Box::new(|| invoice)))
}

fn page(input: &PageInput, zone: TimeZone) -> Result<Page, Stopped> {
    let rows = example::assessed_rows(&input.segments).map_err(Stopped::BadInput)?;
    let (outcomes, reasons, billed_minutes) = example::assessed_columns(&rows);
    let lines = input.lines.iter().map(|line| workdiary_diary::assess::Line {
        text: line.text.clone(),
        minutes: line.minutes,
        rate: line.rate,
        amount: line.amount,
    });
    let answer = Answer {
        outcomes,
        reasons,
        billed_minutes,
        lines: lines.collect(),
        rounding: Rounding::HalfAwayFromZero,
    };
    let unsound = |why: workdiary_diary::assess::Unsound| {
        Stopped::BadInput(format!("the week of {} does not add up: {why}", input.week))
    };
    let rows: Vec<Row> = rows.into_iter().map(|(row, ..)| row).collect();
    let answer = if input.whole { answer } else { without_money(answer) };
    Ok(Page {
        week: first_slot(input.week)?,
        whole: input.whole,
        assessment: Arc::new(Assessment::check(answer, rows.len()).map_err(unsound)?),
        segments: Arc::new(segments(&rows)),
        rule: input.rule.clone(),
        closed: input.closed,
        zone,
    })
}

fn zone(offset_minutes: i16) -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(i32::from(offset_minutes) * 60).unwrap_or(Offset::UTC))
}

/// Of a part of a week nobody sees lines: any that add up will do.
fn without_money(answer: Answer) -> Answer {
    let minutes = answer.billed_minutes.iter().copied().map(u32::from).sum();
    let line = workdiary_diary::assess::Line { text: "time".to_owned(), minutes, rate: Some(0), amount: 0 };
    Answer { lines: vec![line], ..answer }
}

fn sdk_line(line: &workdiary_diary::assess::Line) -> workdiary_sdk::Line {
    let workdiary_diary::assess::Line { text, minutes, rate, amount } = line.clone();
    workdiary_sdk::Line { text, minutes, rate, amount }
}
