//! The plugins of a diary: which are there, which one is meant by a name, and what happens when one fails.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use workdiary_builtins as builtins;
use workdiary_diary::contract::{LabelBinding, RuleBinding};
use workdiary_plugins::{Cache, Error, Kind, Manifest, NoAnswer, Plugin, Run, Sandbox, digest_of};
use workdiary_store::{Home, Store};

use crate::failure::{self, Failure};
use said::Said;

pub mod builtin;
pub mod folder;
pub mod list;
mod said;

/// After so many faults in a row a plugin is set aside.
pub const FAULTS: u32 = 3;

/// The plugins of one diary. The sandbox is made when the first one is wanted, and what was loaded
/// stays loaded.
#[derive(Debug)]
pub struct Plugins {
    home: Home,
    program: PathBuf,
    loaded: Mutex<Loaded>,
    said: Said,
}

#[derive(Debug, Default)]
struct Loaded {
    sandbox: Option<Arc<Sandbox>>,
    by_digest: BTreeMap<String, Arc<Plugin>>,
}

impl Plugins {
    /// Those of the diary in this home; `program` is this program, for compiling.
    #[must_use]
    pub fn of(home: &Home, program: &Path) -> Self {
        Self {
            home: home.clone(),
            program: program.to_owned(),
            loaded: Mutex::default(),
            said: Said::default(),
        }
    }

    fn loaded(&self) -> MutexGuard<'_, Loaded> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sandbox(&self) -> Result<Arc<Sandbox>, Failure> {
        let mut loaded = self.loaded();
        if let Some(sandbox) = &loaded.sandbox {
            return Ok(Arc::clone(sandbox));
        }
        let cache = Cache::open(&self.home.cache(), &self.home.cache_key())?;
        let sandbox = Arc::new(Sandbox::new(Some(cache), &self.program)?);
        loaded.sandbox = Some(Arc::clone(&sandbox));
        Ok(sandbox)
    }

    /// Takes a component through the gates, or gives it as it was loaded before.
    fn load(&self, file: &str, component: &[u8], digest: &str) -> Result<Arc<Plugin>, Error> {
        if let Some(plugin) = self.loaded().by_digest.get(digest) {
            return Ok(Arc::clone(plugin));
        }
        let sandbox = self.sandbox().map_err(|failure| Error::Sandbox(failure.message))?;
        let plugin = Arc::new(sandbox.load(file, component)?);
        self.loaded().by_digest.insert(plugin.manifest().digest.clone(), Arc::clone(&plugin));
        Ok(plugin)
    }

    /// The newest plugin of this kind and name: one that people have added, or a built-in one.
    ///
    /// # Errors
    /// When there is none, it is of another kind, or its file is gone.
    pub fn newest(&self, store: &Store, kind: Kind, name: &str) -> Result<Arc<Plugin>, Failure> {
        let plugin = match store.plugin(name)? {
            Some(added) => self.kept(store, name, &added.digest)?,
            None => self.builtin(name)?.ok_or_else(|| self.unknown(store, kind, name))?,
        };
        let is = plugin.manifest().kind;
        if is != kind {
            return Err(Failure::usage(format!("`{name}` is a {is}, not a {kind}")).hint(SEE_LIST));
        }
        Ok(plugin)
    }

    /// The rule that a contract is bound to: this very component.
    ///
    /// # Errors
    /// When its file is gone or it does not load.
    pub fn bound(&self, store: &Store, rule: &RuleBinding) -> Result<Arc<Plugin>, Failure> {
        if rule.digest.is_empty() {
            return self.newest(store, Kind::BillingRule, &rule.name);
        }
        self.kept(store, &rule.name, &rule.digest)
    }

    /// The label scheme of a contract: its own, or the newest of its name.
    ///
    /// # Errors
    /// When its file is gone or it does not load.
    pub fn scheme(&self, store: &Store, labels: &LabelBinding) -> Result<Arc<Plugin>, Failure> {
        match labels.digest.is_empty() {
            true => self.newest(store, Kind::LabelScheme, &labels.name),
            false => self.kept(store, &labels.name, &labels.digest),
        }
    }

    /// Lets go of a component that nothing is bound to any more, on disk and in memory.
    ///
    /// # Errors
    /// When the diary cannot be read, or the file not removed.
    pub(crate) fn let_go(&self, store: &Store, digest: &str) -> Result<(), Failure> {
        if store.drop_unused_component(digest)? {
            self.loaded().by_digest.remove(digest);
        }
        Ok(())
    }

    fn kept(&self, store: &Store, name: &str, digest: &str) -> Result<Arc<Plugin>, Failure> {
        if let Some(plugin) = self.loaded().by_digest.get(digest) {
            return Ok(Arc::clone(plugin));
        }
        let lost = |what: &str| lost(&self.home, name, digest, what);
        let component = store.component(digest)?.ok_or_else(|| lost("is missing"))?;
        // The digest is what is trusted: a flipped byte may still load.
        if digest_of(&component) != digest {
            return Err(lost("is damaged: its digest is another"));
        }
        Ok(self.load(name, &component, digest)?)
    }

    /// The component with this digest.
    ///
    /// # Errors
    /// When its file is gone.
    pub(crate) fn component(&self, store: &Store, name: &str, digest: &str) -> Result<Vec<u8>, Failure> {
        let builtin = builtins::by_name(name).filter(|builtin| digest_of(builtin.component) == digest);
        let kept = || store.component(digest)?.ok_or_else(|| lost(&self.home, name, digest, "is missing"));
        builtin.map_or_else(kept, |builtin| Ok(builtin.component.to_vec()))
    }

    fn builtin(&self, name: &str) -> Result<Option<Arc<Plugin>>, Failure> {
        let Some(builtin) = builtins::by_name(name) else { return Ok(None) };
        Ok(Some(self.load(name, builtin.component, &digest_of(builtin.component))?))
    }

    fn unknown(&self, store: &Store, kind: Kind, name: &str) -> Failure {
        let names = self.names(store, kind).unwrap_or_default();
        Failure::usage(format!("there is no {kind} `{name}`"))
            .hint(format!("there is `{}`; `workdiary plugin add FILE` adds one", names.join("`, `")))
    }

    fn names(&self, store: &Store, kind: Kind) -> Result<Vec<String>, Failure> {
        let of_kind = |manifest: &Manifest| (manifest.kind == kind).then(|| manifest.name.clone());
        let mut names = Vec::new();
        for builtin in builtins::ALL {
            names.extend(of_kind(&builtin::manifest(builtin)?));
        }
        let added = store.plugins()?.into_iter().filter(|added| added.kind == kind.world());
        names.extend(added.map(|added| added.name));
        Ok(names)
    }

    /// Keeps the component of a plugin that something is bound to, built-in ones too: the next
    /// version of this program may bring another.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, store: &Store, plugin: &Plugin) -> Result<(), Failure> {
        let Manifest { name, digest, .. } = plugin.manifest();
        let builtin = builtins::by_name(name).filter(|builtin| digest_of(builtin.component) == *digest);
        builtin.map_or(Ok(()), |builtin| Ok(store.keep_component(digest, builtin.component)?))
    }

    /// Calls a plugin, and counts its faults: after three in a row it is set aside.
    ///
    /// # Errors
    /// The plugin's refusal as `refused` tells it, its fault, or that it is set aside.
    pub fn call<T>(
        &self,
        store: &mut Store,
        plugin: &Plugin,
        refused: impl FnOnce(String) -> Failure,
        call: impl FnOnce(&Plugin) -> Result<Run<T>, NoAnswer>,
    ) -> Result<Run<T>, Failure> {
        let Manifest { name, digest, .. } = plugin.manifest();
        let before = store.plugin_faults(digest)?;
        if let Some((faults, why)) = before.as_ref().filter(|(faults, _)| *faults >= FAULTS) {
            let message = format!("the plugin `{name}` is set aside after {faults} faults in a row: {why}");
            return Err(Failure::new(failure::Kind::Plugin, message)
                .hint("mend it and add it again with `workdiary plugin add`, or use another"));
        }
        match call(plugin) {
            Ok(run) => {
                self.said.keep(digest, &run.log);
                if before.is_some() {
                    store.forget_plugin_faults(digest)?;
                }
                Ok(run)
            }
            Err(NoAnswer::Refused(why)) => Err(refused(why)),
            Err(NoAnswer::Host(why)) => Err(Failure::environment(why)),
            Err(NoAnswer::Fault(fault)) => {
                self.said.keep(digest, &fault.log);
                store.count_plugin_fault(digest, &fault.to_string())?;
                let hint = "nothing was changed; `workdiary plugin list` tells which plugins fail";
                Err(Failure::new(failure::Kind::Plugin, fault.to_string()).hint(hint))
            }
        }
    }
}

fn lost(home: &Home, name: &str, digest: &str, what: &str) -> Failure {
    let file = home.component(digest);
    Failure::environment(format!("the plugin `{name}` cannot be used: `{}` {what}", file.display()))
        .hint("bring it back from a backup, or name another with `workdiary contract edit`")
}

const SEE_LIST: &str = "`workdiary plugin list` lists what there is";

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let hint = error.hint();
        let kind = match error {
            Error::Gate { .. } => failure::Kind::Plugin,
            Error::Sandbox(_) | Error::File { .. } => failure::Kind::Environment,
        };
        Self::new(kind, error.to_string()).hint(hint)
    }
}
