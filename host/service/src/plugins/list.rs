//! What there is: the plugins of a diary, who uses them, what is wrong with them.

use serde_json::{Value, json};
use workdiary_builtins as builtins;
use workdiary_diary::contract::Contract;
use workdiary_plugins::Manifest;
use workdiary_store::Store;

use super::{FAULTS, Plugins, builtin};
use crate::failure::Failure;

impl Plugins {
    /// All plugins as JSON for people and programs, then the files that were not taken.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub fn list(&self, store: &Store) -> Result<Value, Failure> {
        let mut plugins = Vec::new();
        for builtin in builtins::ALL {
            plugins.push(self.describe(store, &builtin::manifest(builtin)?, true)?);
        }
        for added in store.plugins()? {
            plugins.push(match self.kept(store, &added.name, &added.digest) {
                Ok(plugin) => self.describe(store, plugin.manifest(), false)?,
                // Its file is gone: that is told where it stands.
                Err(failure) => json!({
                    "name": added.name, "kind": added.kind, "version": added.version, "digest": added.digest,
                    "built_in": false, "missing": failure.message,
                }),
            });
        }
        let refused: Vec<Value> = store
            .refused_plugins()?
            .into_iter()
            .map(|refused| json!({ "file": refused.file, "digest": refused.digest, "why": refused.why }))
            .collect();
        Ok(json!({ "plugins": plugins, "refused": refused }))
    }

    /// One plugin by its name.
    ///
    /// # Errors
    /// When there is none.
    pub fn show(&self, store: &Store, name: &str) -> Result<Value, Failure> {
        if let Some(known) = builtins::by_name(name) {
            return self.describe(store, &builtin::manifest(&known)?, true);
        }
        let Some(added) = store.plugin(name)? else {
            return Err(Failure::usage(format!("there is no plugin `{name}`")).hint(super::SEE_LIST));
        };
        let plugin = self.kept(store, name, &added.digest)?;
        self.describe(store, plugin.manifest(), false)
    }

    fn describe(&self, store: &Store, manifest: &Manifest, built_in: bool) -> Result<Value, Failure> {
        let (faults, last_fault) = store.plugin_faults(&manifest.digest)?.unzip();
        let mut value = manifest_json(manifest);
        let use_of = json!({
            "built_in": built_in, "used_by": users(store, &manifest.name)?, "waits_for": outdated(store, manifest)?,
            "faults": faults.unwrap_or_default(), "last_fault": last_fault,
            "log": self.said.by(&manifest.digest), "set_aside": faults.is_some_and(|faults| faults >= FAULTS),
        });
        if let (Value::Object(fields), Value::Object(more)) = (&mut value, use_of) {
            fields.extend(more);
        }
        Ok(value)
    }
}

/// What is known of a plugin, as JSON.
#[must_use]
pub fn manifest_json(manifest: &Manifest) -> Value {
    let snapshots = manifest.imports.iter().any(|import| import.contains("/snapshots@"));
    let grants: &[&str] = if snapshots { &["snapshots, with `report --snapshots`"] } else { &[] };
    json!({
        "kind": manifest.kind, "name": manifest.name, "version": manifest.version, "title": manifest.title,
        "license": manifest.license, "digest": manifest.digest, "size": manifest.size, "imports": manifest.imports,
        "grants": grants, "examples": manifest.examples, "lookback_days": manifest.lookback_days,
        "config_schema": manifest.config_schema,
    })
}

/// The contracts that name a plugin as rule or scheme, now or from a week to come.
pub(super) fn users(store: &Store, name: &str) -> Result<Vec<String>, Failure> {
    let uses = |contract: &Contract| {
        contract.labels.as_ref().is_some_and(|labels| labels.name == name && labels.digest.is_empty())
            || contract.rules.last().is_some_and(|rule| rule.value.name == name)
    };
    Ok(store
        .contracts()?
        .iter()
        .filter(|contract| uses(contract))
        .map(|contract| contract.id.to_string())
        .collect())
}

/// The contracts that are bound to another version of a rule: it waits for the person's yes.
fn outdated(store: &Store, manifest: &Manifest) -> Result<Vec<String>, Failure> {
    let waits = |contract: &&Contract| {
        let rule = contract.rules.last().map(|rule| &rule.value);
        rule.is_some_and(|rule| {
            rule.name == manifest.name && !rule.digest.is_empty() && rule.digest != manifest.digest
        })
    };
    Ok(store.contracts()?.iter().filter(waits).map(|contract| contract.id.to_string()).collect())
}
