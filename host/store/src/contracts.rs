//! Contracts and the history of their rates and limits.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::json;
use workdiary_diary::contract::{
    Contract, ContractId, ContractStatus, LabelBinding, ManualPolicy, RuleBinding,
};
use workdiary_diary::law::Actor;
use workdiary_diary::terms::{Change, WeeklyLimit};
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};

const COLUMNS: &str =
    "id, name, title, client, freelancer, currency, manual, time_zone, status, labels, labels_config,
     labels_digest";

impl Store {
    /// Adds a contract with its first rate and limit.
    ///
    /// # Errors
    /// [`Error::ContractExists`], or when the database fails.
    pub fn add_contract(&mut self, contract: &Contract, now: Second) -> Result<()> {
        if self.row_of(&contract.id).is_ok() {
            return Err(Error::ContractExists(contract.id.to_string()));
        }
        self.write(|tx| {
            let sql =
                format!("INSERT INTO contract ({COLUMNS}) VALUES (NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)");
            tx.prepare(&sql)?.execute(params![
                contract.id.as_str(),
                contract.title,
                json!(contract.client).to_string(),
                json!(contract.freelancer).to_string(),
                contract.currency.code(),
                word(contract.manual),
                contract.time_zone,
                word(contract.status),
                contract.labels.as_ref().map(|labels| &labels.name),
                contract.labels.as_ref().map_or("{}", |labels| &labels.config),
                contract.labels.as_ref().map_or("", |labels| &labels.digest),
            ])?;
            let row = tx.last_insert_rowid();
            contract.rates.iter().try_for_each(|change| add_rate(tx, row, change))?;
            contract.limits.iter().try_for_each(|change| add_limit(tx, row, change))?;
            contract.rules.iter().try_for_each(|change| add_rule(tx, row, change))?;
            let payload = describe(contract);
            journal::append(
                tx,
                &NewEntry { time: now, actor: Actor::Freelancer, kind: "contract-added", payload },
            )
        })
    }

    /// Replaces the fields of a contract by those of `after`; rates and limits that `after` has
    /// beyond those known are added to the history, of which nothing is ever changed.
    ///
    /// # Errors
    /// [`Error::NoContract`], or when the database fails.
    pub fn change_contract(
        &mut self,
        after: &Contract,
        kind: &'static str,
        by: &Actor,
        now: Second,
    ) -> Result<()> {
        let before = self.contract(&after.id)?;
        let row = self.row_of(&after.id)?;
        self.write(|tx| {
            let sql =
                "UPDATE contract SET title = ?2, client = ?3, freelancer = ?4, manual = ?5, time_zone = ?6,
                       status = ?7, labels = ?8, labels_config = ?9, labels_digest = ?10 WHERE id = ?1";
            tx.prepare(sql)?.execute(params![
                row,
                after.title,
                json!(after.client).to_string(),
                json!(after.freelancer).to_string(),
                word(after.manual),
                after.time_zone,
                word(after.status),
                after.labels.as_ref().map(|labels| &labels.name),
                after.labels.as_ref().map_or("{}", |labels| &labels.config),
                after.labels.as_ref().map_or("", |labels| &labels.digest),
            ])?;
            after.rates.iter().skip(before.rates.len()).try_for_each(|change| add_rate(tx, row, change))?;
            after
                .limits
                .iter()
                .skip(before.limits.len())
                .try_for_each(|change| add_limit(tx, row, change))?;
            after.rules.iter().skip(before.rules.len()).try_for_each(|change| add_rule(tx, row, change))?;
            let payload =
                json!({ "contract": after.id, "before": describe(&before), "after": describe(after) });
            journal::append(tx, &NewEntry { time: now, actor: by.clone(), kind, payload })
        })
    }

    /// The contract with this id.
    ///
    /// # Errors
    /// [`Error::NoContract`], or when the database fails.
    pub fn contract(&self, id: &ContractId) -> Result<Contract> {
        let found = self.contracts_where("name = ?1", Some(id.as_str()))?.pop();
        found.ok_or_else(|| Error::NoContract(id.to_string()))
    }

    /// All contracts, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contracts(&self) -> Result<Vec<Contract>> {
        self.contracts_where("?1 IS NULL", None)
    }

    fn contracts_where(&self, condition: &str, value: Option<&str>) -> Result<Vec<Contract>> {
        self.read(|db| {
            let sql = format!("SELECT {COLUMNS} FROM contract WHERE {condition} ORDER BY name");
            db.prepare(&sql)?.query_map([value], |row| contract_of(db, row))?.collect()
        })
    }

    /// The row of a contract, by which other tables name it.
    pub(crate) fn row_of(&self, id: &ContractId) -> Result<i64> {
        let sql = "SELECT id FROM contract WHERE name = ?1";
        self.read(|db| db.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0)).optional())?
            .ok_or_else(|| Error::NoContract(id.to_string()))
    }
}

/// All of a contract, for the journal.
pub(crate) fn describe(contract: &Contract) -> serde_json::Value {
    json!({
        "contract": contract.id, "title": contract.title, "client": contract.client, "freelancer": contract.freelancer,
        "currency": contract.currency.code(), "manual": contract.manual, "time_zone": contract.time_zone,
        "labels": contract.labels, "status": contract.status, "rules": contract.rules,
        "rates": contract.rates, "weekly_limits": contract.limits,
    })
}

fn add_rate(tx: &Transaction<'_>, contract: i64, change: &Change<i64>) -> rusqlite::Result<()> {
    let from = change.from.map(|week| week.start().0);
    tx.execute("INSERT INTO rate VALUES (NULL, ?1, ?2, ?3)", params![contract, from, change.value])?;
    Ok(())
}

fn add_limit(tx: &Transaction<'_>, contract: i64, change: &Change<WeeklyLimit>) -> rusqlite::Result<()> {
    let from = change.from.map(|week| week.start().0);
    let minutes = change.value.minutes();
    tx.execute("INSERT INTO weekly_limit VALUES (NULL, ?1, ?2, ?3)", params![contract, from, minutes])?;
    Ok(())
}

fn add_rule(tx: &Transaction<'_>, contract: i64, change: &Change<RuleBinding>) -> rusqlite::Result<()> {
    let from = change.from.map(|week| week.start().0);
    let RuleBinding { name, version, digest, config } = &change.value;
    let sql = "INSERT INTO rule VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)";
    tx.execute(sql, params![contract, from, name, version, digest, config])?;
    Ok(())
}

fn contract_of(db: &Connection, row: &Row<'_>) -> rusqlite::Result<Contract> {
    let id: i64 = row.get(0)?;
    let from = |row: &Row<'_>| -> rusqlite::Result<Option<Week>> {
        Ok(row.get::<_, Option<i64>>(0)?.map(|start| Week::of(Second(start))))
    };
    let rates = "SELECT from_week, minor FROM rate WHERE contract = ?1 ORDER BY seq";
    let rates = db
        .prepare_cached(rates)?
        .query_map([id], |row| Ok(Change { from: from(row)?, value: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    let limits = "SELECT from_week, minutes FROM weekly_limit WHERE contract = ?1 ORDER BY seq";
    let limit = |row: &Row<'_>| -> rusqlite::Result<_> {
        Ok(row.get::<_, Option<u32>>(1)?.map_or(WeeklyLimit::NONE, WeeklyLimit::of_minutes))
    };
    let limits = db
        .prepare_cached(limits)?
        .query_map([id], |row| Ok(Change { from: from(row)?, value: limit(row)? }))?
        .collect::<rusqlite::Result<_>>()?;
    let rules = "SELECT from_week, name, version, digest, config FROM rule WHERE contract = ?1 ORDER BY seq";
    let rule = |row: &Row<'_>| -> rusqlite::Result<_> {
        Ok(RuleBinding { name: row.get(1)?, version: row.get(2)?, digest: row.get(3)?, config: row.get(4)? })
    };
    let rules = db
        .prepare_cached(rules)?
        .query_map([id], |row| Ok(Change { from: from(row)?, value: rule(row)? }))?
        .collect::<rusqlite::Result<_>>()?;
    let labels: Option<String> = row.get(9)?;
    let (config, digest) = (row.get(10)?, row.get(11)?);
    Ok(Contract {
        id: parsed(row, 1, |text| text.parse())?,
        title: row.get(2)?,
        client: parsed(row, 3, |text| serde_json::from_str(text))?,
        freelancer: parsed(row, 4, |text| serde_json::from_str(text))?,
        currency: parsed(row, 5, |text| text.parse())?,
        manual: parsed(row, 6, unword::<ManualPolicy>)?,
        time_zone: row.get(7)?,
        status: parsed(row, 8, unword::<ContractStatus>)?,
        labels: labels.map(|name| LabelBinding { name, digest, config }),
        rules,
        rates,
        limits,
    })
}

/// Reads the text in `column` as something finer.
pub(crate) fn parsed<T, E>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> std::result::Result<T, E>,
) -> rusqlite::Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(column)?;
    let bad = |error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    };
    parse(&text).map_err(bad)
}

/// The kebab-case word of a plain enum, as serde writes it.
pub(crate) fn word(value: impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

/// The reverse of [`word`].
pub(crate) fn unword<T: serde::de::DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_value(serde_json::Value::from(text))
}
