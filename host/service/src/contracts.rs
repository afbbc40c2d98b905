//! Making and changing contracts.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use workdiary_builtins as builtins;
use workdiary_diary::contract::{
    Contract, ContractId, ContractStatus, DEFAULT_RULE, LabelBinding, ManualPolicy, Party, RuleBinding,
};
use workdiary_diary::decimal::DecimalError;
use workdiary_diary::law::Actor;
use workdiary_diary::money::{Currency, Money};
use workdiary_diary::terms::{self, Change, WeeklyLimit};
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_plugins::{Kind, Manifest, NoAnswer, Plugin};
use workdiary_store::Store;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::plugins::Plugins;

mod texts;

/// The word for free labels.
const NO_LABELS: &str = "none";

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
    /// The billing rule, in its newest version; from next Monday on.
    pub rule: Option<String>,
    /// Its config, JSON.
    pub rule_config: Option<String>,
    /// The label scheme, or `none`.
    pub labels: Option<String>,
    /// Its config, JSON.
    pub labels_config: Option<String>,
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

impl Changes {
    /// Whether they are about nothing but limit, rate and the policy for manual time, which the client
    /// may set as well.
    pub(crate) fn are_terms(&self) -> bool {
        *self
            == Self {
                rate: self.rate.clone(),
                weekly_limit: self.weekly_limit.clone(),
                manual: self.manual,
                ..Self::default()
            }
    }

    /// Whether they are about nothing but the label scheme, which the client may bind as well.
    pub(crate) fn are_labels(&self) -> bool {
        let Self { labels, labels_config, .. } = self.clone();
        *self == Self { labels, labels_config, ..Self::default() }
    }
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
pub fn add(
    store: &mut Store,
    plugins: &Plugins,
    new: &NewContract,
    now: Second,
) -> Result<Contract, Failure> {
    let currency = currency(&new.currency)?;
    let mut contract = Contract {
        id: contract_id(&new.id)?,
        title: new.title.clone(),
        client: Party { name: new.client.clone(), ..Party::default() },
        freelancer: Party::default(),
        currency,
        manual: ManualPolicy::default(),
        time_zone: local_zone(),
        labels: None,
        status: ContractStatus::Active,
        rules: Vec::new(),
        rates: vec![Change { from: None, value: rate(&new.rate, currency)? }],
        limits: Vec::new(),
    };
    let first_limit = new.more.weekly_limit.as_deref().map_or(Ok(WeeklyLimit::NONE), limit)?;
    contract.limits.push(Change { from: None, value: first_limit });
    apply(store, plugins, &mut contract, &Changes { weekly_limit: None, ..new.more.clone() }, now)?;
    store.add_contract(&contract, now)?;
    Ok(contract)
}

/// Changes a contract. A rate or limit is versioned by week (SPEC.md §1).
///
/// # Errors
/// When a field makes no sense, or the diary fails.
pub(crate) fn edit(desk: &mut Desk<'_>, changes: &Changes) -> Result<Contract, Failure> {
    let mut contract = desk.contract.clone();
    if let (Actor::Invited { .. }, Some(name)) = (desk.actor, &changes.labels) {
        offered_to_clients(name)?;
    }
    apply(desk.store, desk.plugins, &mut contract, changes, desk.now)?;
    desk.store.change_contract(&contract, "contract-edited", desk.actor, desk.now)?;
    let_go_of_scheme(desk)?;
    Ok(contract)
}

/// Clients choose among the schemes that everybody has: those of others are not theirs to know of.
fn offered_to_clients(labels: &str) -> Result<(), Failure> {
    match labels == NO_LABELS || builtins::by_name(labels).is_some() {
        true => Ok(()),
        false => Err(Failure::usage(format!("there is no label scheme `{labels}`"))),
    }
}

/// Binds a scheme that is the contract's own: known by its digest, so that it is nobody else's and no other plugin
/// of its name takes its place.
///
/// # Errors
/// When its config makes no sense, or the diary fails.
pub(crate) fn bind_own(
    desk: &mut Desk<'_>,
    (scheme, component): (&Plugin, &[u8]),
    typed: Option<&String>,
) -> Result<Contract, Failure> {
    let mut contract = desk.contract.clone();
    let Manifest { name, digest, .. } = scheme.manifest();
    let config = config(typed, scheme)?;
    contract.labels = Some(LabelBinding { name: name.clone(), digest: digest.clone(), config });
    texts::check(&contract)?;
    desk.store.keep_component(digest, component)?;
    desk.store.forget_plugin_faults(digest)?;
    desk.store.change_contract(&contract, "contract-edited", desk.actor, desk.now)?;
    let_go_of_scheme(desk)?;
    Ok(contract)
}

/// The scheme that was a contract's own before a change is kept no longer, where nothing else is bound to it: who
/// may bring schemes must not fill the disk with them.
fn let_go_of_scheme(desk: &Desk<'_>) -> Result<(), Failure> {
    let before = desk.contract.labels.as_ref().map(|labels| labels.digest.as_str()).unwrap_or_default();
    if before.is_empty() { Ok(()) } else { desk.plugins.let_go(desk.store, before) }
}

/// Closes a contract, or opens a closed one again.
///
/// # Errors
/// When it is so already, or the diary fails.
pub(crate) fn set_status(desk: &mut Desk<'_>, status: ContractStatus) -> Result<Contract, Failure> {
    let mut contract = desk.contract.clone();
    let (kind, word) = match status {
        ContractStatus::Closed => ("contract-closed", "closed"),
        ContractStatus::Active => ("contract-reopened", "active"),
    };
    if contract.status == status {
        return Err(Failure::usage(format!("contract `{}` is {word} already", contract.id)));
    }
    contract.status = status;
    desk.store.change_contract(&contract, kind, desk.actor, desk.now)?;
    Ok(contract)
}

fn apply(
    store: &Store,
    plugins: &Plugins,
    contract: &mut Contract,
    changes: &Changes,
    now: Second,
) -> Result<(), Failure> {
    let week = Week::of(now);
    changes.client.apply(&mut contract.client);
    changes.freelancer.apply(&mut contract.freelancer);
    if let Some(title) = &changes.title {
        contract.title.clone_from(title);
    }
    if let Some(text) = &changes.rate {
        let rate = rate(text, contract.currency)?;
        contract.rates.push(terms::from_next_week(rate, week));
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
    bind_rule(store, plugins, contract, changes, week)?;
    bind_labels(store, plugins, contract, changes)?;
    texts::check(contract)
}

/// Binds the rule that was named, in its newest version, or gives the one that is bound another
/// config. A new contract has it since ever, any other from next Monday on: a week has one rule.
fn bind_rule(
    store: &Store,
    plugins: &Plugins,
    contract: &mut Contract,
    changes: &Changes,
    week: Week,
) -> Result<(), Failure> {
    let bound = contract.rules.last().map(|rule| &rule.value);
    if bound.is_some() && changes.rule.is_none() && changes.rule_config.is_none() {
        return Ok(());
    }
    let plugin = match (&changes.rule, bound) {
        (None, Some(bound)) => plugins.bound(store, bound)?,
        (name, _) => plugins.newest(store, Kind::BillingRule, name.as_deref().unwrap_or(DEFAULT_RULE))?,
    };
    let same = bound.filter(|bound| bound.name == plugin.manifest().name);
    let config = config(changes.rule_config.as_ref().or(same.map(|bound| &bound.config)), &plugin)?;
    plugins.keep(store, &plugin)?;
    let manifest = plugin.manifest();
    let rule = RuleBinding {
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        digest: manifest.digest.clone(),
        config,
    };
    let change = match bound {
        None => Change { from: None, value: rule },
        Some(_) => terms::from_next_week(rule, week),
    };
    contract.rules.push(change);
    Ok(())
}

fn bind_labels(
    store: &Store,
    plugins: &Plugins,
    contract: &mut Contract,
    changes: &Changes,
) -> Result<(), Failure> {
    let bound = contract.labels.as_ref();
    let name = match (&changes.labels, bound) {
        (Some(name), _) if name == NO_LABELS => {
            contract.labels = None;
            return Ok(());
        }
        (Some(name), _) => name.clone(),
        (None, Some(bound)) if changes.labels_config.is_some() => bound.name.clone(),
        (None, None) if changes.labels_config.is_some() => {
            return Err(Failure::usage("a config without a label scheme")
                .hint("name the scheme too: `--labels NAME`"));
        }
        (None, _) => return Ok(()),
    };
    let same = bound.filter(|bound| changes.labels.is_none() && bound.name == name);
    let plugin = match same {
        Some(bound) => plugins.scheme(store, bound)?,
        None => plugins.newest(store, Kind::LabelScheme, &name)?,
    };
    let same = bound.filter(|bound| bound.name == name);
    let digest = same.map(|bound| bound.digest.clone()).unwrap_or_default();
    let config = config(changes.labels_config.as_ref().or(same.map(|bound| &bound.config)), &plugin)?;
    contract.labels = Some(LabelBinding { name, digest, config });
    Ok(())
}

/// A config that the plugin can work with.
///
/// # Errors
/// What of it the plugin does not take.
pub(crate) fn config(text: Option<&String>, plugin: &Plugin) -> Result<String, Failure> {
    let config = text.cloned().unwrap_or_else(|| "{}".to_owned());
    let name = &plugin.manifest().name;
    let bad = |why: &str| {
        Failure::usage(format!("the config of `{name}` cannot be used: {why}"))
            .hint(format!("`workdiary plugin inspect {name}` shows what it may say"))
    };
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&config) {
        Ok(_) => {}
        Err(error) => return Err(bad(&format!("it is no JSON object: {error}"))),
    }
    plugin.check_config(&config).map_err(|error| match error {
        NoAnswer::Refused(why) => bad(&why),
        other => Failure::new(crate::failure::Kind::Plugin, other.to_string()),
    })?;
    Ok(config)
}

/// A contract as JSON for people and programs: its fields, what applies this week and, as far as is known, from the
/// next Monday on, and the history.
#[must_use]
pub fn describe(contract: &Contract, now: Second) -> serde_json::Value {
    let week = Week::of(now);
    let next = week.next();
    let money = |minor: i64| json!({ "minor": minor, "currency": contract.currency.code() });
    let from = |week: Option<Week>| week.map(|week| week.start().to_string());
    let rate = |week| terms::in_force(&contract.rates, week).copied().map(money);
    let limit = |week| terms::in_force(&contract.limits, week).and_then(|limit| limit.minutes());
    let rates =
        contract.rates.iter().map(|said| json!({ "from": from(said.from), "rate": money(said.value) }));
    let limits = contract
        .limits
        .iter()
        .map(|said| json!({ "from": from(said.from), "minutes": said.value.minutes() }));
    let config = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let rule = |rule: &RuleBinding| json!({ "name": rule.name, "version": rule.version, "digest": rule.digest, "config": config(&rule.config) });
    let rules =
        contract.rules.iter().map(|said| json!({ "from": from(said.from), "rule": rule(&said.value) }));
    let labels = contract.labels.as_ref().map(
        |labels| json!({ "name": labels.name, "digest": labels.digest, "config": config(&labels.config) }),
    );
    json!({
        "id": contract.id, "title": contract.title, "client": contract.client, "freelancer": contract.freelancer,
        "currency": contract.currency.code(), "rate": rate(week), "weekly_limit_minutes": limit(week),
        "manual": contract.manual, "time_zone": contract.time_zone,
        "rule": terms::in_force(&contract.rules, week).map(rule), "labels": labels, "status": contract.status,
        "next_week": {
            "from": next.start().to_string(), "rate": rate(next), "weekly_limit_minutes": limit(next),
            "rule": terms::in_force(&contract.rules, next).map(rule),
        },
        "history": {
            "rates": rates.collect::<Vec<_>>(), "weekly_limits": limits.collect::<Vec<_>>(),
            "rules": rules.collect::<Vec<_>>(),
        },
    })
}

fn currency(text: &str) -> Result<Currency, Failure> {
    let bad = |error: workdiary_diary::money::UnknownCurrency| Failure::usage(error.to_string());
    text.parse().map_err(bad).map_err(|failure| failure.hint("such as `EUR`, `USD` or `UAH`"))
}

/// With it a week of 168 hours can still be counted.
const MOST_RATE: i64 = i64::MAX / 168;

fn rate(text: &str, currency: Currency) -> Result<i64, Failure> {
    let bad = |error: DecimalError| {
        let message = format!("`{text}` is not an hourly rate in {}: {error}", currency.code());
        Failure::usage(message).hint("such as `85.00`")
    };
    match Money::parse(text, currency).map_err(bad)?.minor {
        minor if minor > MOST_RATE => Err(bad(DecimalError::TooLarge)),
        minor => Ok(minor),
    }
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
#[must_use]
pub fn local_zone() -> String {
    match TimeZone::system().iana_name() {
        Some("Etc/UTC" | "Etc/UCT" | "Zulu") | None => "UTC".to_owned(),
        Some(name) => name.to_owned(),
    }
}
