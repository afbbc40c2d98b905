//! From a file to a plugin that can be called.

use std::sync::Arc;

use wasmtime::component::{Component, InstancePre};

use crate::bindings::billing::BillingRulePre;
use crate::bindings::labels::LabelSchemePre;
use crate::bindings::report::ReportFormatPre;
use crate::bindings::types::Description;
use crate::cache::digest_of;
use crate::call::{Call, NoAnswer, State, words};
use crate::compile::{code, compile};
use crate::engine::Sandbox;
use crate::error::{Error, Found, Gate};
use crate::gates;
use crate::limits::Budget;
use crate::manifest::{Kind, Manifest};
use crate::report::ReportHost;

/// A plugin that has passed all gates.
pub struct Plugin {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) guests: Guests,
    manifest: Manifest,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

/// A component, linked and checked against its world: what instances are made from.
pub(crate) enum Guests {
    Rule(BillingRulePre<State>),
    Labels(LabelSchemePre<State>),
    Report(ReportFormatPre<State>),
}

impl Guests {
    fn link(sandbox: &Sandbox, kind: Kind, component: &Component) -> wasmtime::Result<Self> {
        let linked: InstancePre<State> = sandbox.linker(kind)?.instantiate_pre(component)?;
        Ok(match kind {
            Kind::BillingRule => Self::Rule(BillingRulePre::new(linked)?),
            Kind::LabelScheme => Self::Labels(LabelSchemePre::new(linked)?),
            Kind::ReportFormat => Self::Report(ReportFormatPre::new(linked)?),
        })
    }

    fn describe(&self, call: &mut Call) -> wasmtime::Result<(Description, u8)> {
        let store = &mut call.store;
        Ok(match self {
            Self::Rule(guest) => {
                let rule = guest.instantiate(&mut *store)?;
                let rule = rule.workdiary_plugin_billing();
                (rule.call_describe(&mut *store)?, rule.call_lookback_days(store)?)
            }
            Self::Labels(guest) => {
                let scheme = guest.instantiate(&mut *store)?;
                (scheme.workdiary_plugin_labelling().call_describe(store)?, 0)
            }
            Self::Report(guest) => {
                let report = guest.instantiate(&mut *store)?;
                (report.workdiary_plugin_reporting().call_describe(store)?, 0)
            }
        })
    }

    fn check_config(&self, call: &mut Call, config: &str) -> wasmtime::Result<Result<(), String>> {
        let store = &mut call.store;
        match self {
            Self::Rule(guest) => {
                guest.instantiate(&mut *store)?.workdiary_plugin_billing().call_check_config(store, config)
            }
            Self::Labels(guest) => {
                guest.instantiate(&mut *store)?.workdiary_plugin_labelling().call_check_config(store, config)
            }
            Self::Report(guest) => {
                guest.instantiate(&mut *store)?.workdiary_plugin_reporting().call_check_config(store, config)
            }
        }
    }
}

impl Sandbox {
    /// Loads a component: from the cache where this host compiled it before, else through all gates.
    /// `file` is how messages name it.
    ///
    /// # Errors
    /// At which gate it failed, what was found and what to do.
    pub fn load(self: &Arc<Self>, file: &str, component: &[u8]) -> Result<Plugin, Error> {
        let digest = digest_of(component);
        if let Some(cache) = &self.cache
            && let Some((manifest, compiled)) = cache.load(&self.engine, &digest)
            && let Ok(guests) = Guests::link(self, manifest.kind, &compiled)
        {
            return Ok(Plugin { sandbox: Arc::clone(self), guests, manifest });
        }
        let (plugin, compiled) = self.inspect(component, digest).map_err(|found| found.of(file))?;
        plugin.pass_examples().map_err(|found| found.of(file))?;
        if let Some(cache) = &self.cache {
            cache.store(&self.engine, &plugin.manifest, &compiled)?;
        }
        Ok(plugin)
    }

    /// Loads a component through all gates but its examples, for those who write it.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_unproved(self: &Arc<Self>, file: &str, component: &[u8]) -> Result<Plugin, Error> {
        let inspected = self.inspect(component, digest_of(component));
        inspected.map(|(plugin, _)| plugin).map_err(|found| found.of(file))
    }

    fn inspect(self: &Arc<Self>, bytes: &[u8], digest: String) -> Result<(Plugin, Vec<u8>), Found> {
        let scanned = gates::scan(bytes)?;
        let invalid = |error: wasmtime::Error| {
            let why = format!("{error:#}").replace('\n', " ");
            Found::new(Gate::Compile, why, "build it with `workdiary plugin build`")
        };
        let compiled = compile(&self.program, bytes)?;
        let component = code(&self.engine, &compiled).map_err(invalid)?;
        let guests = Guests::link(self, scanned.kind, &component).map_err(invalid)?;
        let mut call = Call::new(self, Budget::DESCRIBE, None);
        let said = guests.describe(&mut call);
        let (said, lookback_days) = match call.end("it", "describe", said).0 {
            Ok(run) => run.answer,
            Err(error) => {
                let hint = "`describe` only says what the plugin is: see `plugin test`";
                return Err(Found::new(Gate::Describe, error.to_string(), hint));
            }
        };
        if lookback_days > 31 {
            let found = format!("it looks back {lookback_days} days");
            return Err(Found::new(Gate::Describe, found, "31 days at most"));
        }
        let manifest = Manifest::new(scanned, &said, digest, bytes.len())?;
        let manifest = Manifest { lookback_days, ..manifest };
        Ok((Plugin { sandbox: Arc::clone(self), guests, manifest }, compiled))
    }
}

impl Plugin {
    /// What is known of it.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Asks the plugin whether it can work with a config.
    ///
    /// # Errors
    /// What is wrong with the config, or the plugin's fault.
    pub fn check_config(&self, config: &str) -> Result<(), NoAnswer> {
        let mut call = Call::new(&self.sandbox, Budget::CONFIG, None);
        let answer = self.guests.check_config(&mut call, config);
        let run = call.end(&self.manifest.title_line(), "check-config", answer).0?;
        run.answer.map_err(|why| NoAnswer::Refused(words(&why)))
    }

    /// Asks again what it says of itself: its examples are not kept.
    pub(crate) fn describe(&self) -> Result<Description, NoAnswer> {
        let mut call = Call::new(&self.sandbox, Budget::DESCRIBE, None);
        let said = self.guests.describe(&mut call);
        Ok(call.end(&self.manifest.title_line(), "describe", said).0?.answer.0)
    }

    /// The fault of an instance that could not even be made.
    pub(crate) fn failed(&self, call: Call, what: &'static str, error: wasmtime::Error) -> NoAnswer {
        let ended: (_, Option<ReportHost>) = call.end::<()>(&self.manifest.title_line(), what, Err(error));
        ended.0.err().unwrap_or_else(|| NoAnswer::Host("a call neither ended nor failed".to_owned()))
    }

    pub(crate) fn not_a(&self, kind: &str) -> NoAnswer {
        let Manifest { name, kind: is, .. } = &self.manifest;
        NoAnswer::Refused(format!("`{name}` is a {is}, not a {kind}"))
    }
}
