//! What is known of a plugin: what it says of itself and what was found out about its file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bindings::types::Description;
use crate::error::{Error, Found, Gate};
use crate::{gates, limits};

/// The three kinds of plugins (SPEC.md §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Decides what of a week is billed.
    BillingRule,
    /// Decides which labels there are.
    LabelScheme,
    /// Turns a stretch of the diary into files.
    ReportFormat,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::BillingRule, Self::LabelScheme, Self::ReportFormat];

    /// The name of its world.
    #[must_use]
    pub fn world(self) -> &'static str {
        match self {
            Self::BillingRule => "billing-rule",
            Self::LabelScheme => "label-scheme",
            Self::ReportFormat => "report-format",
        }
    }

    /// The interface that its plugins export.
    pub(crate) fn export(self) -> &'static str {
        match self {
            Self::BillingRule => "billing",
            Self::LabelScheme => "labelling",
            Self::ReportFormat => "reporting",
        }
    }

    /// The interfaces that its plugins may import.
    pub(crate) fn imports(self) -> &'static [&'static str] {
        match self {
            Self::BillingRule => &["types", "log", "segments"],
            Self::LabelScheme => &["types", "log"],
            Self::ReportFormat => &["types", "log", "segments", "diary", "output", "snapshots", "invoicing"],
        }
    }
}

/// In words: `billing rule`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BillingRule => "billing rule",
            Self::LabelScheme => "label scheme",
            Self::ReportFormat => "report format",
        })
    }
}

/// What is known of a plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What it is for.
    pub kind: Kind,
    /// Its name in commands.
    pub name: String,
    /// Its semantic version.
    pub version: String,
    /// What it is, for people.
    pub title: String,
    /// SPDX expression.
    pub license: String,
    /// JSON Schema of its config.
    pub config_schema: serde_json::Value,
    /// SHA-256 of the component, 64 hexadecimal digits.
    pub digest: String,
    /// Bytes of the component.
    pub size: usize,
    /// The interfaces that it imports, such as `workdiary:plugin/log@0.1.0`.
    pub imports: Vec<String>,
    /// How many examples it has.
    pub examples: usize,
    /// How many days before a week the rule looks at; 0 for other kinds.
    pub lookback_days: u8,
}

/// What a file is known to be before it is asked.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// What it is for.
    pub kind: Kind,
    /// The interfaces that it imports.
    pub imports: Vec<String>,
}

impl Scanned {
    /// Looks through a component, named for people, without compiling it.
    ///
    /// # Errors
    /// When it is no plugin.
    pub fn of(file: &str, component: &[u8]) -> Result<Self, Error> {
        gates::scan(component).map_err(|found| found.of(file))
    }
}

impl Manifest {
    /// Takes in what a plugin says of itself, if it makes sense.
    pub(crate) fn new(
        scanned: Scanned,
        said: &Description,
        digest: String,
        size: usize,
    ) -> Result<Self, Found> {
        let bad = |what: &str, value: &str, should: &str| {
            let shown: String = value.chars().take(80).collect();
            Found::new(
                Gate::Describe,
                format!("its {what} is `{}`", shown.escape_debug()),
                format!("{should}; see `describe` in the plugin contract"),
            )
        };
        if !is_word(&said.name) || !said.name.starts_with(|first: char| first.is_ascii_lowercase()) {
            return Err(bad("name", &said.name, "1 to 40 of a-z, 0-9 and -, beginning with a letter"));
        }
        if semver::Version::parse(&said.version).is_err() {
            return Err(bad("version", &said.version, "a semantic version such as `1.2.0`"));
        }
        for (what, text) in [("title", &said.title), ("licence", &said.license)] {
            if text.trim().is_empty() || text.chars().count() > 120 || text.chars().any(char::is_control) {
                return Err(bad(what, text, "one line of at most 120 characters"));
            }
        }
        let schema = serde_json::from_str::<serde_json::Value>(&said.config_schema);
        let Some(config_schema) = schema.ok().filter(serde_json::Value::is_object) else {
            return Err(bad("config schema", &said.config_schema, "a JSON Schema, which is a JSON object"));
        };
        if said.examples.is_empty() || said.examples.len() > limits::EXAMPLES {
            let count = said.examples.len().to_string();
            return Err(bad("number of examples", &count, "1 to 100: they are its conformance test"));
        }
        Ok(Self {
            kind: scanned.kind,
            name: said.name.clone(),
            version: said.version.clone(),
            title: said.title.clone(),
            license: said.license.clone(),
            config_schema,
            digest,
            size,
            imports: scanned.imports,
            examples: said.examples.len(),
            lookback_days: 0,
        })
    }

    /// Name and version: `weekly-limit 0.1.0`.
    #[must_use]
    pub fn title_line(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

/// 1 to 40 of a-z, 0-9 and -.
pub(crate) fn is_word(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
