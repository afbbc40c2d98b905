//! Making and changing contracts.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use workdiary_diary::assess::WeeklyLimitRule;
use workdiary_diary::contract::{Contract, ContractId, ContractStatus, ManualPolicy, Party, RuleBinding};
use workdiary_diary::money::{Currency, Money};
use workdiary_diary::terms::{self, Change, WeeklyLimit};
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_store::Store;

use crate::failure::Failure;

/// What a contract is made from, as a person types it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewContract {
    /// Its short name.
    pub id: String,
    /// What the work is.
    pub title: String,
    /// Who pays.
    pub client: String,
    /// The hourly rate, such as `85.00`.
    pub rate: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Everything that can also be changed later.
    pub more: Changes,
}

/// What can be changed of a contract; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    /// What the work is.
    pub title: Option<String>,
    /// The hourly rate, from next Monday on.
    pub rate: Option<String>,
    /// Hours a week or `none`; a higher one at once, a lower one from next Monday on.
    pub weekly_limit: Option<String>,
    /// May manual time be added?
    pub manual: Option<ManualPolicy>,
    /// The freelancer's time zone.
    pub time_zone: Option<String>,
    /// The billing rule.
    pub rule: Option<String>,
    /// Its config, JSON.
    pub rule_config: Option<String>,
    /// Who pays.
    pub client: PartyChanges,
    /// Who works.
    pub freelancer: PartyChanges,
}

/// What can be changed of a party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartyChanges {
    /// Person or company.
    pub name: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// VAT number or the like.
    pub tax_id: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

impl PartyChanges {
    fn apply(&self, party: &mut Party) {
        let set = |field: &mut String, value: &Option<String>| {
            if let Some(value) = value {
                field.clone_from(value);
            }
        };
        set(&mut party.name, &self.name);
        set(&mut party.address, &self.address);
        set(&mut party.tax_id, &self.tax_id);
        set(&mut party.email, &self.email);
    }
}

/// Reads a contract id.
pub(crate) fn contract_id(text: &str) -> Result<ContractId, Failure> {
    text.parse().map_err(|error: workdiary_diary::contract::BadContractId| Failure::usage(error.to_string()))
}

/// Makes a contract.
///
/// # Errors
/// When a field makes no sense, the id is taken, or the diary fails.
pub fn add(store: &mut Store, new: &NewContract, now: Second) -> Result<Contract, Failure> {
    let currency = currency(&new.currency)?;
    let mut contract = Contract {
        id: contract_id(&new.id)?,
        title: new.title.clone(),
        client: Party { name: new.client.clone(), ..Party::default() },
        freelancer: Party::default(),
        currency,
        manual: ManualPolicy::default(),
        time_zone: local_zone(),
        rule: RuleBinding::default(),
        status: ContractStatus::Active,
        rates: vec![Change { from: None, value: rate(&new.rate, currency)? }],
        limits: Vec::new(),
    };
    let first_limit = new.more.weekly_limit.as_deref().map_or(Ok(WeeklyLimit::NONE), limit)?;
    contract.limits.push(Change { from: None, value: first_limit });
    apply(&mut contract, &Changes { weekly_limit: None, ..new.more.clone() }, now)?;
    store.add_contract(&contract, now)?;
    Ok(contract)
}

/// Changes a contract. A rate or limit is versioned by week (SPEC.md §1).
///
/// # Errors
/// When a field makes no sense, the contract is closed or unknown, or the diary fails.
pub fn edit(store: &mut Store, id: &str, changes: &Changes, now: Second) -> Result<Contract, Failure> {
    let mut contract = store.contract(&contract_id(id)?)?;
    if contract.status == ContractStatus::Closed {
        let message = format!("contract `{id}` is closed and cannot be changed");
        return Err(
            Failure::refused("closed-contract", message).hint(format!("`workdiary contract reopen {id}`"))
        );
    }
    apply(&mut contract, changes, now)?;
    store.change_contract(&contract, "contract-edited", now)?;
    Ok(contract)
}

/// Closes a contract, or opens a closed one again.
///
/// # Errors
/// When it is so already, the contract is unknown, or the diary fails.
pub fn set_status(
    store: &mut Store,
    id: &str,
    status: ContractStatus,
    now: Second,
) -> Result<Contract, Failure> {
    let mut contract = store.contract(&contract_id(id)?)?;
    let (kind, word) = match status {
        ContractStatus::Closed => ("contract-closed", "closed"),
        ContractStatus::Active => ("contract-reopened", "active"),
    };
    if contract.status == status {
        return Err(Failure::usage(format!("contract `{id}` is {word} already")));
    }
    contract.status = status;
    store.change_contract(&contract, kind, now)?;
    Ok(contract)
}

fn apply(contract: &mut Contract, changes: &Changes, now: Second) -> Result<(), Failure> {
    let week = Week::of(now);
    changes.client.apply(&mut contract.client);
    changes.freelancer.apply(&mut contract.freelancer);
    if let Some(title) = &changes.title {
        contract.title.clone_from(title);
    }
    if let Some(text) = &changes.rate {
        let rate = rate(text, contract.currency)?;
        contract.rates.push(terms::rate_change(rate, week));
    }
    if let Some(text) = &changes.weekly_limit {
        let change = terms::limit_change(&contract.limits, limit(text)?, week);
        contract.limits.push(change);
    }
    if let Some(manual) = changes.manual {
        contract.manual = manual;
    }
    if let Some(zone) = &changes.time_zone {
        time_zone(zone)?;
        contract.time_zone.clone_from(zone);
    }
    if let Some(name) = &changes.rule {
        contract.rule = RuleBinding { name: name.clone(), ..RuleBinding::default() };
    }
    if let Some(config) = &changes.rule_config {
        contract.rule.config.clone_from(config);
    }
    rule(contract)?;
    required(contract)
}

/// A contract as JSON for people and programs: its fields, what applies this week, and the history.
#[must_use]
pub fn describe(contract: &Contract, now: Second) -> serde_json::Value {
    let week = Week::of(now);
    let money = |minor: i64| json!({ "minor": minor, "currency": contract.currency.code() });
    let from = |week: Option<Week>| week.map(|week| week.start().to_string());
    let rate = terms::in_force(&contract.rates, week);
    let limit = terms::in_force(&contract.limits, week).and_then(WeeklyLimit::minutes);
    let rates =
        contract.rates.iter().map(|said| json!({ "from": from(said.from), "rate": money(said.value) }));
    let limits = contract
        .limits
        .iter()
        .map(|said| json!({ "from": from(said.from), "minutes": said.value.minutes() }));
    let config: serde_json::Value = serde_json::from_str(&contract.rule.config).unwrap_or_default();
    json!({
        "id": contract.id, "title": contract.title, "client": contract.client, "freelancer": contract.freelancer,
        "currency": contract.currency.code(), "rate": rate.map(money), "weekly_limit_minutes": limit,
        "manual": contract.manual, "time_zone": contract.time_zone,
        "rule": { "name": contract.rule.name, "config": config }, "status": contract.status,
        "history": { "rates": rates.collect::<Vec<_>>(), "weekly_limits": limits.collect::<Vec<_>>() },
    })
}

fn required(contract: &Contract) -> Result<(), Failure> {
    for (field, value) in [("title", &contract.title), ("client", &contract.client.name)] {
        if value.trim().is_empty() {
            return Err(Failure::usage(format!("the {field} of contract `{}` is empty", contract.id)));
        }
    }
    Ok(())
}

fn currency(text: &str) -> Result<Currency, Failure> {
    let bad = |error: workdiary_diary::money::UnknownCurrency| Failure::usage(error.to_string());
    text.parse().map_err(bad).map_err(|failure| failure.hint("such as `EUR`, `USD` or `UAH`"))
}

fn rate(text: &str, currency: Currency) -> Result<i64, Failure> {
    let bad = |error| {
        let message = format!("`{text}` is not an hourly rate in {}: {error}", currency.code());
        Failure::usage(message).hint("such as `85.00`")
    };
    Money::parse(text, currency).map(|money| money.minor).map_err(bad)
}

fn limit(text: &str) -> Result<WeeklyLimit, Failure> {
    let bad =
        |error: terms::LimitError| Failure::usage(error.to_string()).hint("such as `40`, `37.25` or `none`");
    text.parse().map_err(bad)
}

/// Reads a time zone by its IANA name.
pub(crate) fn time_zone(name: &str) -> Result<TimeZone, Failure> {
    TimeZone::get(name).map_err(|_| {
        Failure::usage(format!("`{name}` is not a time zone"))
            .hint("an IANA name such as `Europe/Kyiv` or `UTC`")
    })
}

/// The name of this machine's time zone; UTC where it has no name.
fn local_zone() -> String {
    match TimeZone::system().iana_name() {
        Some("Etc/UTC" | "Etc/UCT" | "Zulu") | None => "UTC".to_owned(),
        Some(name) => name.to_owned(),
    }
}

/// The rule of a contract, with its config.
pub(crate) fn rule(contract: &Contract) -> Result<WeeklyLimitRule, Failure> {
    let RuleBinding { name, config } = &contract.rule;
    if name != WeeklyLimitRule::NAME {
        let message = format!("there is no billing rule `{name}`");
        return Err(Failure::usage(message).hint(format!("there is `{}`", WeeklyLimitRule::NAME)));
    }
    let rule: WeeklyLimitRule = serde_json::from_str(config).map_err(|error| {
        Failure::usage(format!("the config of billing rule `{name}` cannot be read: {error}"))
            .hint(r#"a JSON object such as {"minimum_tracked_seconds": 60}"#)
    })?;
    if rule.minimum_tracked_seconds > 600 {
        let found = rule.minimum_tracked_seconds;
        return Err(Failure::usage(format!("minimum_tracked_seconds is `{found}`, not 0 to 600")));
    }
    Ok(rule)
}
