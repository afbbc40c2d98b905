//! Verification of a bundle on the machine of whoever was given it: all that can be checked, and the bill made anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use workdiary_diary::money::Currency;
use workdiary_diary::segments::{NewSegment, Origin, Segments};
use workdiary_diary::statement::Statement;
use workdiary_diary::terms::WeeklyLimit;
use workdiary_diary::time::{DAY_SLOTS, Slot};
use workdiary_diary::unusual::{self, Reason};
use workdiary_plugins::{Kind, NoAnswer, RuleTerms, Sandbox, WASMTIME, WeekColumns};
use workdiary_proof::archive::BadFile;
use workdiary_proof::bundle::{
    self, Checked, CheckedWeek, Point, Segment, Standing, Wanted, rule_part, statement_text,
};
use workdiary_proof::minutes;

use crate::billing;
use crate::failure::Failure;

/// What a bundle that holds proves.
const PROVES: [&str; 3] = [
    "Whoever has the key signed all of this, and nothing of it was changed since.",
    "Segments, snapshots, terms and statements are those that the journal of this contract has.",
    "The billing rule that comes with it, given these segments and these terms, makes this bill.",
];
/// What it does not.
const DOES_NOT_PROVE: [&str; 3] = [
    "That the journal says what happened: its owner can leave out or make up work before it is entered.",
    "That there is no second journal, unless a countersignature or a file that you have kept fixes this one.",
    "That a slot which is said to be another contract's is so; such a slot is not billed here.",
];

/// Goes through a bundle and bills its weeks anew; gives a verdict on each point as JSON for people and programs.
///
/// # Errors
/// When the file is no bundle, or goes beyond what one may hold.
pub fn verify(sandbox: &Arc<Sandbox>, file: &Path, wanted: &Wanted) -> Result<Value, Failure> {
    let mut checked = bundle::check(file, wanted).map_err(|bad| refused(file, &bad))?;
    let bill = billed(sandbox, &checked);
    checked.points.push(bill);
    Ok(describe(&checked))
}

/// The failure of a file that is not taken for a bundle.
pub(crate) fn refused(file: &Path, bad: &BadFile) -> Failure {
    let message = format!("`{}` is refused: {bad}", file.display());
    Failure::environment(message)
        .hint("ask whoever gave it to you for the file as `workdiary bundle` wrote it")
}

fn describe(checked: &Checked) -> Value {
    let manifest = &checked.manifest;
    let week = |week: &CheckedWeek| {
        let Statement { currency, total, .. } = &week.statement;
        json!({
            "week": billing::date(week.week).to_string(), "state": if week.closed { "closed" } else { "open" },
            "statement": week.closed.then_some(week.statement.number),
            "billable_minutes": week.statement.billable_minutes(),
            "total": { "minor": total, "currency": currency },
        })
    };
    let mut told = json!({
        "contract": manifest.contract, "made_at": manifest.made_at.to_string(), "program": manifest.program,
        "key": manifest.key, "acts": manifest.chain.entries, "head": manifest.chain.head,
        "weeks": checked.weeks.iter().map(week).collect::<Vec<_>>(),
        "holds": checked.holds(), "points": checked.points, "hints": hints(&checked.segments),
        "proves": PROVES, "does_not_prove": DOES_NOT_PROVE,
    });
    if let (true, Some(fields)) = (manifest.demo, told.as_object_mut()) {
        fields.insert("demo".to_owned(), true.into());
    }
    told
}

/// Stretches of unusual input, each with its reason (SPEC.md §9): hints that the reader may ask about.
fn hints(segments: &[Segment]) -> Vec<Value> {
    let all = columns(segments.iter());
    let judged = unusual::judge(&all);
    let marked: Vec<(Slot, Reason)> =
        all.slots().iter().zip(judged).filter_map(|(slot, reason)| Some((Slot(*slot), reason?))).collect();
    let stretches = marked.chunk_by(|(a, one), (b, other)| b.0 == a.0 + 1 && one == other);
    let hint = |stretch: &[(Slot, Reason)]| {
        let ((first, reason), (last, _)) = (stretch.first()?, stretch.last()?);
        let (from, to) = (first.start().to_string(), last.end().to_string());
        Some(json!({ "from": from, "to": to, "reason": reason.word(), "why": reason.why() }))
    };
    stretches.filter_map(hint).collect()
}

/// What is broken first, of a verdict.
pub(super) fn first_broken(told: &Value) -> String {
    let points = told.get("points").and_then(Value::as_array).into_iter().flatten();
    let broken = points.filter(|point| point.get("standing") == Some(&json!(Standing::Broken)));
    let found = broken.filter_map(|point| point.pointer("/found/0")?.as_str()).next();
    found.unwrap_or("it does not say why").to_owned()
}

/// The bill of each week as the enclosed rule makes it.
fn billed(sandbox: &Arc<Sandbox>, checked: &Checked) -> Point {
    let mut broken = Vec::new();
    for week in &checked.weeks {
        if let Err(why) = billed_anew(sandbox, week, &checked.segments) {
            broken.push(format!("the week of {}: {why}", billing::date(week.week)));
        }
    }
    Point::of("bill", broken, || {
        "billed anew in the sandbox by the rule that is enclosed: the same, byte for byte".to_owned()
    })
}

fn billed_anew(sandbox: &Arc<Sandbox>, week: &CheckedWeek, segments: &[Segment]) -> Result<(), String> {
    let statement = &week.statement;
    let name = rule_part(&statement.rule.digest);
    let rule = sandbox.load(&name, &week.rule).map_err(|error| error.to_string())?;
    if rule.manifest().kind != Kind::BillingRule {
        return Err(format!("`{name}` is no billing rule"));
    }
    let first = week.week.slots().start;
    let lookback = u32::from(rule.manifest().lookback_days) * DAY_SLOTS;
    let shared: Vec<bool> = within(segments, week.week.slots()).map(|segment| segment.shared).collect();
    let input = WeekColumns {
        terms: terms_of(statement, first)?,
        segments: Arc::new(columns(owned(segments, week.week.slots()))),
        earlier: Arc::new(columns(owned(segments, first.saturating_sub(lookback)..first))),
        zone: TimeZone::get(&statement.time_zone).map_err(|error| error.to_string())?,
    };
    let run = rule.assess(&statement.rule.config, &input).map_err(|no_answer| match no_answer {
        NoAnswer::Refused(why) => format!("the rule does not bill it: {why}"),
        NoAnswer::Host(why) => why,
        NoAnswer::Fault(fault) => fault.to_string(),
    })?;
    let assessment = run.answer.with_shared(&shared);
    let answer = assessment.answer().clone();
    // Fuel is counted by the engine: another version counts another way.
    let same_engine = statement.wasmtime == WASMTIME;
    let anew = Statement {
        inputs_digest: input.digest(&statement.rule.config),
        fuel: if same_engine { run.fuel } else { statement.fuel },
        slots: within(segments, week.week.slots()).map(|segment| segment.slot).collect(),
        outcomes: answer.outcomes,
        reasons: answer.reasons,
        billed_minutes: answer.billed_minutes,
        lines: answer.lines,
        rounding: answer.rounding,
        total: assessment.total(),
        ..statement.clone()
    };
    match statement_text(&anew).as_bytes() == week.body {
        true => Ok(()),
        false => Err(difference(&anew, statement)),
    }
}

/// Where two bills of a week differ.
fn difference(anew: &Statement, given: &Statement) -> String {
    if anew.total != given.total {
        return format!("billed anew it comes to {} minor units, not {}", anew.total, given.total);
    }
    let what = [
        ("its inputs are others", anew.inputs_digest != given.inputs_digest),
        ("its segments are others", anew.slots != given.slots),
        (
            "its segments are billed otherwise",
            anew.outcomes != given.outcomes || anew.billed_minutes != given.billed_minutes,
        ),
        ("its lines are others", anew.lines != given.lines),
        ("the rule takes another amount of fuel", anew.fuel != given.fuel),
    ];
    let found = what.into_iter().find_map(|(what, is)| is.then_some(what));
    found.unwrap_or("it is not written as it was frozen").to_owned()
}

fn terms_of(statement: &Statement, week: u32) -> Result<RuleTerms, String> {
    let currency: Currency =
        statement.currency.parse().map_err(|_| format!("`{}` is no currency", statement.currency))?;
    Ok(RuleTerms {
        week,
        currency: currency.code().to_owned(),
        currency_digits: u8::try_from(currency.digits()).unwrap_or(u8::MAX),
        hourly_rate: statement.hourly_rate,
        weekly_limit: statement.weekly_limit.and_then(WeeklyLimit::minutes),
    })
}

fn within(segments: &[Segment], slots: std::ops::Range<u32>) -> impl Iterator<Item = &Segment> {
    segments.iter().filter(move |segment| slots.contains(&segment.slot))
}

/// Those of them that a rule is given: slots that another contract owns are not among them.
fn owned(segments: &[Segment], slots: std::ops::Range<u32>) -> impl Iterator<Item = &Segment> {
    within(segments, slots).filter(|segment| !segment.shared)
}

/// Segments as columns.
fn columns<'a>(segments: impl Iterator<Item = &'a Segment>) -> Segments {
    let (mut columns, mut texts) = (Segments::default(), Texts::default());
    for segment in segments {
        let Some(minutes) = minutes::unpack(&segment.minutes.0, segment.first_second) else { continue };
        columns.push(&NewSegment {
            slot: Slot(segment.slot),
            origin: if segment.manual { Origin::Manual } else { Origin::Tracked },
            minutes,
            memo_id: texts.place(&segment.memo),
            label_id: texts.place(&segment.label),
            session: segment.session,
        });
    }
    columns.set_texts(texts.table);
    columns
}

/// Texts, each once.
#[derive(Default)]
struct Texts {
    table: Vec<String>,
    places: BTreeMap<String, u32>,
}

impl Texts {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
        self.places.insert(text.to_owned(), place);
        self.table.push(text.to_owned());
        place
    }
}
