//! Plugins that people have added, and how often each has failed in a row.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::home::private_folder;
use crate::journal::{self, NewEntry};

/// A plugin that people have added, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedPlugin {
    /// Its name in commands.
    pub name: String,
    /// `billing-rule`, `label-scheme` or `report-format`.
    pub kind: String,
    /// The version in use.
    pub version: String,
    /// The component in use: SHA-256, 64 hexadecimal digits.
    pub digest: String,
}

/// A file in the folder of plugins that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPlugin {
    /// Its name in the folder.
    pub file: String,
    /// SHA-256 of what it held; empty where it could not be read.
    pub digest: String,
    /// Why it was not taken.
    pub why: String,
}

const COLUMNS: &str = "name, kind, version, digest";

impl AddedPlugin {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { name: row.get(0)?, kind: row.get(1)?, version: row.get(2)?, digest: row.get(3)? })
    }
}

impl Store {
    /// All plugins that people have added, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn plugins(&self) -> Result<Vec<AddedPlugin>> {
        let sql = format!("SELECT {COLUMNS} FROM plugin ORDER BY name");
        self.read(|db| db.prepare_cached(&sql)?.query_map([], AddedPlugin::of)?.collect())
    }

    /// The one with this name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn plugin(&self, name: &str) -> Result<Option<AddedPlugin>> {
        let sql = format!("SELECT {COLUMNS} FROM plugin WHERE name = ?1");
        self.read(|db| db.prepare_cached(&sql)?.query_row([name], AddedPlugin::of).optional())
    }

    /// Takes a plugin into use in place of the one that had its name; its faults are forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub fn use_plugin(&mut self, plugin: &AddedPlugin, now: Second) -> Result<()> {
        self.write(|tx| {
            let AddedPlugin { name, kind, version, digest } = plugin;
            let sql = "INSERT OR REPLACE INTO plugin VALUES (?1, ?2, ?3, ?4)";
            tx.execute(sql, params![name, kind, version, digest])?;
            tx.execute("DELETE FROM plugin_fault WHERE digest = ?1", [digest])?;
            let payload = json!({ "name": name, "kind": kind, "version": version, "digest": digest });
            journal::append(
                tx,
                &NewEntry { time: now, actor: Actor::Freelancer, kind: "plugin-added", payload },
            )
        })
    }

    /// The files that were not taken, as of the last look at the folder.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refused_plugins(&self) -> Result<Vec<RefusedPlugin>> {
        let of =
            |row: &Row<'_>| Ok(RefusedPlugin { file: row.get(0)?, digest: row.get(1)?, why: row.get(2)? });
        let sql = "SELECT file, digest, why FROM plugin_refused ORDER BY file";
        self.read(|db| db.prepare_cached(sql)?.query_map([], of)?.collect())
    }

    /// Notes which files were not taken, in place of those noted before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_refused_plugins(&mut self, refused: &[RefusedPlugin]) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM plugin_refused", [])?;
            for RefusedPlugin { file, digest, why } in refused {
                tx.execute("INSERT INTO plugin_refused VALUES (?1, ?2, ?3)", params![file, digest, why])?;
            }
            Ok(())
        })
    }

    /// Forgets a plugin by its name; the component stays for the weeks that were billed by it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_plugin(&mut self, name: &str, now: Second) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM plugin WHERE name = ?1", [name])?;
            let payload = json!({ "name": name });
            journal::append(
                tx,
                &NewEntry { time: now, actor: Actor::Freelancer, kind: "plugin-removed", payload },
            )
        })
    }

    /// How often a component has failed in a row, and why the last time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn plugin_faults(&self, digest: &str) -> Result<Option<(u32, String)>> {
        let sql = "SELECT faults, why FROM plugin_fault WHERE digest = ?1";
        self.read(|db| {
            db.prepare_cached(sql)?.query_row([digest], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
    }

    /// Counts a fault of a component.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count_plugin_fault(&mut self, digest: &str, why: &str) -> Result<()> {
        self.write(|tx| {
            let sql = "INSERT INTO plugin_fault VALUES (?1, 1, ?2)
                       ON CONFLICT (digest) DO UPDATE SET faults = faults + 1, why = excluded.why";
            tx.execute(sql, params![digest, why]).map(drop)
        })
    }

    /// Forgets the faults of a component, which has given a good answer.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_plugin_faults(&mut self, digest: &str) -> Result<()> {
        self.write(|tx| tx.execute("DELETE FROM plugin_fault WHERE digest = ?1", [digest]).map(drop))
    }

    /// Keeps a component under its digest, on disk when this returns.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_component(&self, digest: &str, component: &[u8]) -> Result<()> {
        let path = self.home.component(digest);
        if path.exists() {
            return Ok(());
        }
        private_folder(&self.home.components())?;
        let unfinished = path.with_extension(format!("{}.new", std::process::id()));
        let failed = |source| Error::file("keep the plugin", &path)(source);
        let mut file = std::fs::File::create(&unfinished).map_err(failed)?;
        std::io::Write::write_all(&mut file, component).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::rename(&unfinished, &path).map_err(failed)?;
        crate::evidence::sync_folder(&self.home.components())
    }

    /// Removes a component that no contract and no plugin names, also none of the past; whether it did.
    ///
    /// # Errors
    /// When the database fails, or the file cannot be removed.
    pub fn drop_unused_component(&self, digest: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM contract WHERE labels_digest = ?1)
                       OR EXISTS (SELECT 1 FROM rule WHERE digest = ?1)
                       OR EXISTS (SELECT 1 FROM plugin WHERE digest = ?1)";
        if self.read(|db| db.prepare_cached(sql)?.query_row([digest], |row| row.get(0)))? {
            return Ok(false);
        }
        let path = self.home.component(digest);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file("remove the plugin", &path)(error))
            }
            _ => Ok(true),
        }
    }

    /// A component that was kept; none where its file is gone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn component(&self, digest: &str) -> Result<Option<Vec<u8>>> {
        let path = self.home.component(digest);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file("read the plugin", &path)(error)),
        }
    }
}
