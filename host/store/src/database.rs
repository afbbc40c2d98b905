//! Opening, migrating and checking the database file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use workdiary_diary::law::Actor;
use workdiary_diary::time::{Second, Slot};
use workdiary_proof::key::Key;

use crate::error::{Error, Result};
use crate::home::Home;
use crate::journal::{self, JournalFault, NewEntry};
use crate::{keys, segments};

/// "WDIA": tells a diary from any other SQLite file.
const APPLICATION_ID: i64 = 0x5744_4941;
/// Schema n is reached by the first n of these.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_diary.sql"),
    include_str!("../migrations/0002_plugins.sql"),
    include_str!("../migrations/0003_law.sql"),
    include_str!("../migrations/0004_clients.sql"),
    include_str!("../migrations/0005_history.sql"),
    include_str!("../migrations/0006_invoices.sql"),
];

/// An open diary.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) home: Home,
    /// Signs the journal; none until the diary is open.
    pub(crate) key: Option<Key>,
}

/// Why a transaction is not carried out.
pub(crate) enum Halt {
    /// SQLite failed.
    Sqlite(rusqlite::Error),
    /// The diary forbids it.
    Said(Error),
}

impl From<rusqlite::Error> for Halt {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

/// What a full check of the database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integrity {
    /// What SQLite finds wrong with the file; empty when it is sound.
    pub damage: Vec<String>,
    /// Entries of the journal.
    pub journal_entries: u64,
    /// The first entry at which the journal's chain is broken.
    pub journal_fault: Option<JournalFault>,
}

impl Store {
    /// Makes a new, empty diary.
    ///
    /// # Errors
    /// [`Error::DiaryExists`], or what keeps the files from being made.
    pub fn create(home: &Home, now: Second, demo_now: Option<Second>) -> Result<Self> {
        if home.has_diary() {
            return Err(Error::DiaryExists(home.folder().to_owned()));
        }
        home.make()?;
        let mut store = Self::connect(home, OpenFlags::SQLITE_OPEN_CREATE)?;
        store.migrate()?;
        store.write(|tx| {
            let mut payload = serde_json::json!({});
            if let Some(at) = demo_now {
                tx.execute(
                    "INSERT INTO meta VALUES ('demo', 'yes'), ('demo-now', ?1)",
                    params![at.0.to_string()],
                )?;
                payload = serde_json::json!({ "demo": true });
            }
            let entry = NewEntry { time: now, actor: Actor::Host, kind: "diary-made", payload };
            journal::append(tx, &entry)
        })?;
        store.take_key(now)?;
        Ok(store)
    }

    /// Opens the diary of a home and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::NoDiary`], [`Error::TooNew`], [`Error::Damaged`], or what the system says.
    pub fn open(home: &Home) -> Result<Self> {
        if !home.has_diary() {
            return Err(Error::NoDiary(home.folder().to_owned()));
        }
        let mut store = Self::connect(home, OpenFlags::empty())?;
        store.migrate()?;
        store.take_key(store.newest()?)?;
        store.destroy_or_later();
        Ok(store)
    }

    fn connect(home: &Home, more: OpenFlags) -> Result<Self> {
        let path = home.database();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
        let said = |source| Error::database(&path, source);
        let connection = Connection::open_with_flags(&path, flags).map_err(said)?;
        connection.busy_timeout(Duration::from_secs(5)).map_err(said)?;
        // FULL: a commit that was answered is on disk, also in WAL mode. `secure_delete`: what a
        // person removes is overwritten. `fullfsync` matters on macOS only.
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
             PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;";
        connection.execute_batch(settings).map_err(said)?;
        Ok(Self { connection, home: home.clone(), key: None })
    }

    fn migrate(&mut self) -> Result<()> {
        let path = self.path();
        let pragma =
            |name: &str| self.read(|db| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)));
        let (application, schema): (i64, i64) = (pragma("application_id")?, pragma("user_version")?);
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        let objects: i64 =
            self.read(|db| db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)))?;
        if application != APPLICATION_ID && (application != 0 || objects > 0) {
            let detail = format!("application id {application:#x} is not that of a diary");
            return Err(Error::Damaged { path, detail });
        }
        if schema > known {
            return Err(Error::TooNew { path, found: schema, known });
        }
        let Ok(done) = usize::try_from(schema) else {
            return Err(Error::Damaged { path, detail: format!("schema {schema} cannot be") });
        };
        for (number, migration) in (1i64..).zip(MIGRATIONS).skip(done) {
            self.write(|tx| {
                tx.execute_batch(migration)?;
                tx.pragma_update(None, "application_id", APPLICATION_ID)?;
                tx.pragma_update(None, "user_version", number)
            })?;
        }
        // Segments from before seals get theirs.
        if done < MIGRATIONS.len() {
            let now = self.newest()?;
            self.write(|tx| segments::seal_ended(tx, Slot(u32::MAX), now))?;
        }
        Ok(())
    }

    /// The home of this diary.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.home.database()
    }

    /// Runs `work` on the connection and names the file in what goes wrong.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.connection).map_err(|source| Error::database(&self.path(), source))
    }

    /// Runs `work` in one transaction, on disk when this returns; undone when it fails.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.decide(|tx| Ok(work(tx)?))
    }

    /// The same for work that may find, in the transaction, that it must not be done.
    pub(crate) fn decide<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> std::result::Result<T, Halt>,
    ) -> Result<T> {
        let path = self.path();
        let said = |source| Error::database(&path, source);
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(said)?;
        let done = work(&tx).map_err(|halt| match halt {
            Halt::Sqlite(source) => said(source),
            Halt::Said(error) => error,
        })?;
        if let Some(key) = &self.key {
            keys::sign(&tx, key).map_err(said)?;
        }
        tx.commit().map_err(said)?;
        Ok(done)
    }

    /// A value that does not fit what the schema means.
    pub(crate) fn damaged(path: &Path, detail: impl Into<String>) -> Error {
        Error::Damaged { path: path.to_owned(), detail: detail.into() }
    }

    /// The time that a demo home stands at; `None` in a real one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn demo_now(&self) -> Result<Option<Second>> {
        let found: Option<String> = self.read(|db| {
            db.query_row("SELECT value FROM meta WHERE key = 'demo-now'", [], |row| row.get(0)).optional()
        })?;
        let bad = || Self::damaged(&self.path(), "the time of the demo home is not a number");
        found.map(|text| text.parse().map(Second).map_err(|_| bad())).transpose()
    }

    /// Sets the time at which a demo home stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_demo_now(&mut self, now: Second) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE meta SET value = ?1 WHERE key = 'demo-now'", [now.0.to_string()])?;
            let payload = serde_json::json!({});
            journal::append(tx, &NewEntry { time: now, actor: Actor::Host, kind: "demo-clock-set", payload })
        })
    }

    /// The newest time in the journal.
    ///
    /// # Errors
    /// When the database fails.
    pub fn newest_entry(&self) -> Result<Second> {
        // Times need not rise with the entries: a session that was cut ended before that was entered.
        let sql = "SELECT coalesce(max(time), 0) FROM journal";
        self.read(|db| db.prepare_cached(sql)?.query_row([], |row| row.get(0))).map(Second)
    }

    /// The newest second that the diary knows of: the floor under the machine's clock (SPEC.md §4).
    ///
    /// # Errors
    /// When the database fails.
    pub fn newest(&self) -> Result<Second> {
        let sql = "SELECT coalesce((SELECT until FROM session ORDER BY id DESC LIMIT 1), 0)";
        let recorded = self.read(|db| db.prepare_cached(sql)?.query_row([], |row| row.get(0))).map(Second)?;
        Ok(recorded.max(self.newest_entry()?))
    }

    /// Reads the whole file: for `doctor`, a restore and the start of a host.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn check(&self) -> Result<Integrity> {
        let rows: Vec<String> = self.read(|db| {
            db.prepare("PRAGMA integrity_check(20)")?.query_map([], |row| row.get(0))?.collect()
        })?;
        let mut damage: Vec<String> = rows.into_iter().filter(|row| row != "ok").collect();
        // A file that is whole may still hold a segment that is none.
        if damage.is_empty() {
            damage.extend(self.damaged_segment()?);
        }
        let (journal_entries, journal_fault) = self.check_journal()?;
        Ok(Integrity { damage, journal_entries, journal_fault })
    }
}
