//! The folder in which people put plugins: what is new there goes through the gates.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use workdiary_builtins as builtins;
use workdiary_diary::time::Second;
use workdiary_plugins::{Kind, Manifest, Plugin, digest_of};
use workdiary_store::{AddedPlugin, RefusedPlugin, Store};

use super::Plugins;
use crate::failure::Failure;

/// A file is read only up to here; the gate tells what is too large.
const LONGEST_FILE: u64 = 64 * 1024 * 1024;

impl Plugins {
    /// Looks at the folder: takes what is new and passes the gates, notes what does not and why. A
    /// plugin whose new file is broken stays as it was.
    ///
    /// # Errors
    /// When the folder or the diary cannot be read.
    pub fn look(&self, store: &mut Store, now: Second) -> Result<(), Failure> {
        let folder = self.home.plugins();
        let before = store.refused_plugins()?;
        let known = store.plugins()?;
        let mut refused = Vec::new();
        for (file, path) in files(&folder) {
            let component = match read(&path) {
                Ok(component) => component,
                Err(why) => {
                    refused.push(RefusedPlugin { file, digest: String::new(), why });
                    continue;
                }
            };
            let digest = digest_of(&component);
            if known.iter().any(|known| known.digest == digest && file == file_name(&known.name)) {
                continue;
            }
            if let Some(same) = before.iter().find(|it| it.file == file && it.digest == digest) {
                refused.push(same.clone());
            } else if let Err(failure) = self.take(store, &file, &component, now) {
                let why = failure
                    .hint
                    .map_or(failure.message.clone(), |hint| format!("{}; {hint}", failure.message));
                refused.push(RefusedPlugin { file, digest, why });
            }
        }
        if refused != before {
            store.note_refused_plugins(&refused)?;
        }
        Ok(())
    }

    /// Adds a plugin from a file: the gates first, then a copy in the folder of plugins.
    ///
    /// # Errors
    /// At which gate it failed, or what keeps it from being kept.
    pub fn add(&self, store: &mut Store, path: &Path, now: Second) -> Result<Manifest, Failure> {
        let cannot = |why: String| Failure::usage(format!("cannot read `{}`: {why}", path.display()));
        let component = read(path).map_err(cannot)?;
        let shown = path.display().to_string();
        let plugin = self.load(&shown, &component, &digest_of(&component))?;
        let manifest = plugin.manifest().clone();
        self.take(store, &file_name(&manifest.name), &component, now)?;
        let to = self.home.plugins().join(file_name(&manifest.name));
        let unfinished = to.with_extension("new");
        std::fs::create_dir_all(self.home.plugins())
            .and_then(|()| write_anew(&unfinished, &component))
            .and_then(|()| std::fs::rename(&unfinished, &to))
            .map_err(|error| Failure::environment(format!("cannot write `{}`: {error}", to.display())))?;
        Ok(manifest)
    }

    /// Takes a label scheme through the gates that is to be one contract's own: it is not among the plugins of
    /// the diary. Gives it with its bytes, which are kept when it is bound.
    ///
    /// # Errors
    /// At which gate it failed, or that it is no label scheme.
    pub fn take_scheme(&self, path: &Path) -> Result<(Arc<Plugin>, Vec<u8>), Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let cannot = |why: String| Failure::usage(format!("cannot read `{name}`: {why}"));
        let component = read(path).map_err(cannot)?;
        let plugin = self.load(&name, &component, &digest_of(&component))?;
        let kind = plugin.manifest().kind;
        if kind != Kind::LabelScheme {
            return Err(Failure::usage(format!("`{name}` is a {kind}, not a {}", Kind::LabelScheme)));
        }
        Ok((plugin, component))
    }

    /// Takes a component into use under the name that it gives itself.
    fn take(&self, store: &mut Store, file: &str, component: &[u8], now: Second) -> Result<(), Failure> {
        let digest = digest_of(component);
        let plugin = self.load(file, component, &digest)?;
        let Manifest { name, kind, version, .. } = plugin.manifest();
        if builtins::by_name(name).is_some() {
            return Err(Failure::usage(format!("`{name}` is the name of a built-in plugin"))
                .hint("give it another name in its `describe`"));
        }
        if file != file_name(name) {
            return Err(Failure::usage(format!("the plugin in `{file}` calls itself `{name}`"))
                .hint(format!("name the file `{}`", file_name(name))));
        }
        if let Some(other) = store.plugin(name)?.filter(|other| other.kind != kind.world()) {
            return Err(Failure::usage(format!("`{name}` is a {} already, not a {kind}", other.kind))
                .hint(format!("`workdiary plugin remove {name}` first, or give it another name")));
        }
        store.keep_component(&digest, component)?;
        let added = AddedPlugin {
            name: name.clone(),
            kind: kind.world().to_owned(),
            version: version.clone(),
            digest,
        };
        Ok(store.use_plugin(&added, now)?)
    }

    /// Removes a plugin that people have added. Weeks that its rule has billed keep the component.
    ///
    /// # Errors
    /// When there is none of that name, or a contract uses it.
    pub fn remove(&self, store: &mut Store, name: &str, now: Second) -> Result<(), Failure> {
        if builtins::by_name(name).is_some() {
            return Err(Failure::usage(format!("`{name}` is built in and cannot be removed")));
        }
        let Some(added) = store.plugin(name)? else {
            return Err(Failure::usage(format!("there is no plugin `{name}`")).hint(super::SEE_LIST));
        };
        let users = super::list::users(store, name)?;
        if !users.is_empty() {
            let option = if added.kind == Kind::LabelScheme.world() { "--labels" } else { "--rule" };
            let message = format!("`{name}` is used by contract `{}`", users.join("`, `"));
            return Err(Failure::refused("plugin-in-use", message)
                .hint(format!("`workdiary contract edit {} {option} …` first", users.join("|"))));
        }
        let path = self.home.plugins().join(file_name(name));
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::environment(format!("cannot remove `{}`: {error}", path.display())));
            }
            _ => {}
        }
        Ok(store.forget_plugin(name, now)?)
    }
}

/// Writes a file of its own, not into one that lies there or that a link leads to.
fn write_anew(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => std::fs::File::create_new(path)?.write_all(bytes),
    }
}

fn file_name(plugin: &str) -> String {
    format!("{plugin}.wasm")
}

/// The components in the folder, in order; one that is being written has another ending.
fn files(folder: &Path) -> Vec<(String, std::path::PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| name.ends_with(".wasm"))
        .collect();
    files.sort();
    files
}

/// Reads a file, not what a link of its name leads to, nor what never ends.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let found = std::fs::symlink_metadata(path).map_err(|error| error.to_string())?;
    if found.is_symlink() {
        return Err("it is a link; put the file itself there".to_owned());
    }
    if !found.is_file() {
        return Err("it is no file".to_owned());
    }
    if found.len() > LONGEST_FILE {
        return Err(format!("it has {} bytes", found.len()));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}
