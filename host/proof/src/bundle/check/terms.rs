//! Statements against what was agreed and what was closed.

use serde::Deserialize;
use workdiary_diary::contract::{ContractId, Party, RuleBinding};
use workdiary_diary::statement::Statement;
use workdiary_diary::terms::{self, Change, WeeklyLimit};
use workdiary_diary::week::Week;

use super::{CheckedWeek, Journal, Point};
use crate::bundle::{Manifest, Segment};
use crate::hex::Sha;

/// What the journal says of a contract, as far as a bill depends on it.
#[derive(Deserialize)]
struct Agreed {
    contract: ContractId,
    title: String,
    client: Party,
    freelancer: Party,
    currency: String,
    time_zone: String,
    rules: Vec<Change<RuleBinding>>,
    rates: Vec<Change<i64>>,
    weekly_limits: Vec<Change<WeeklyLimit>>,
}

/// What was agreed for a week is what its bill goes by.
pub(super) fn agreed_point(weeks: &[CheckedWeek], manifest: &Manifest, journal: &Journal) -> Point {
    let mut broken = Vec::new();
    for CheckedWeek { week, statement, .. } in weeks {
        let now = || journal.account.terms(manifest.contract.as_str());
        let said = journal.terms_at_close.get(&week.start().0).cloned().unwrap_or_else(now);
        match said.and_then(|said| serde_json::from_value::<Agreed>(said).ok()) {
            Some(agreed) => broken.extend(differences(&agreed, statement)),
            None => broken.push(format!("the journal does not say the terms of `{}`", manifest.contract)),
        }
    }
    Point::of("terms", broken, || {
        "rate, limit, rule and parties are what the journal says was agreed".to_owned()
    })
}

fn differences(agreed: &Agreed, statement: &Statement) -> Vec<String> {
    let week = statement.week;
    let rate = terms::in_force(&agreed.rates, week).copied().unwrap_or_default();
    // No limit is the same whether it was said or not.
    let minutes = |limit: Option<&WeeklyLimit>| limit.and_then(|limit| limit.minutes());
    let limit = minutes(terms::in_force(&agreed.weekly_limits, week));
    let rule = terms::in_force(&agreed.rules, week);
    let other = [
        ("contract", agreed.contract != statement.contract),
        ("title", agreed.title != statement.title),
        ("client", agreed.client != statement.client),
        ("freelancer", agreed.freelancer != statement.freelancer),
        ("currency", agreed.currency != statement.currency),
        ("time zone", agreed.time_zone != statement.time_zone),
        ("rate", rate != statement.hourly_rate),
        ("weekly limit", limit != minutes(statement.weekly_limit.as_ref())),
        ("billing rule", !rule.is_some_and(|rule| is_bound(rule, &statement.rule))),
    ];
    let broken = other.into_iter().filter(|(_, is_other)| *is_other);
    broken
        .map(|(what, _)| format!("the {what} of the week of {} is not what was agreed", date(week)))
        .collect()
}

/// Whether a bill was made by this rule. Diaries from before components say no version.
fn is_bound(agreed: &RuleBinding, used: &RuleBinding) -> bool {
    let same = |agreed: &str, used: &str| agreed.is_empty() || agreed == used;
    agreed.name == used.name
        && agreed.config == used.config
        && same(&agreed.version, &used.version)
        && same(&agreed.digest, &used.digest)
}

/// Statements are the frozen ones, of these segments, by these rules.
pub(super) fn statements_point(
    weeks: &[CheckedWeek],
    segments: &[Segment],
    manifest: &Manifest,
    journal: &Journal,
) -> Point {
    let mut broken = Vec::new();
    for CheckedWeek { week, closed, statement, body, rule } in weeks {
        let mut must = |holds: bool, why: &str| {
            if !holds {
                broken.push(format!("the statement of the week of {} {why}", date(*week)));
            }
        };
        must(
            statement.week == *week && statement.contract == manifest.contract,
            "is of another week or contract",
        );
        let in_week = segments.iter().map(|segment| segment.slot).filter(|slot| week.slots().contains(slot));
        must(in_week.eq(statement.slots.iter().copied()), "is of other segments");
        must(Sha::of(rule).to_string() == statement.rule.digest, "comes with another rule");
        let frozen = journal.account.statements.get(&(manifest.contract.to_string(), week.start().0));
        let is_frozen = frozen == Some(&Sha::of(body).to_string());
        must(!closed || is_frozen, "is not the one that was entered in the journal");
        must(*closed || frozen.is_none(), "is given as open, and the journal says that it was closed");
    }
    Point::of("statement", broken, || match weeks.iter().all(|week| week.closed) {
        true => "the bill is the one that was frozen at the lock".to_owned(),
        false => "a week is open: its bill is what it would be billed by now".to_owned(),
    })
}

fn date(week: Week) -> jiff::civil::Date {
    workdiary_diary::zone::date(week.start(), &jiff::tz::TimeZone::UTC)
}
