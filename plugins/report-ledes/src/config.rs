//! What the standard wants to know and no diary has: numbers and codes that were agreed with the client.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::texts::bad_code;

/// The config; `config.schema.json` says what each is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the schema has them")]
pub struct Config {
    pub client_id: String,
    pub matter_id: String,
    pub client_matter_id: String,
    pub law_firm_id: String,
    pub timekeeper_id: String,
    pub timekeeper_name: String,
    pub timekeeper_classification: String,
    pub task_code: String,
    pub activity_code: String,
    pub labels: BTreeMap<String, Codes>,
    pub characters: Characters,
}

/// UTBMS codes of a label.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the schema has them")]
pub struct Codes {
    pub task_code: String,
    pub activity_code: String,
}

/// What descriptions are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Characters {
    /// As the standard says.
    #[default]
    #[serde(rename = "ascii")]
    Ascii,
    /// All of Unicode.
    #[serde(rename = "utf-8")]
    Utf8,
}

impl Default for Config {
    fn default() -> Self {
        let empty = String::new;
        Self {
            client_id: empty(),
            matter_id: empty(),
            client_matter_id: empty(),
            law_firm_id: empty(),
            timekeeper_id: empty(),
            timekeeper_name: empty(),
            timekeeper_classification: "CONSLT".to_owned(),
            task_code: empty(),
            activity_code: empty(),
            labels: BTreeMap::new(),
            characters: Characters::Ascii,
        }
    }
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), String> {
        let own = [
            ("client_id", &self.client_id, 20),
            ("matter_id", &self.matter_id, 20),
            ("client_matter_id", &self.client_matter_id, 20),
            ("law_firm_id", &self.law_firm_id, 20),
            ("timekeeper_id", &self.timekeeper_id, 20),
            ("timekeeper_name", &self.timekeeper_name, 30),
            ("timekeeper_classification", &self.timekeeper_classification, 10),
            ("task_code", &self.task_code, 20),
            ("activity_code", &self.activity_code, 20),
        ];
        let of_labels = self.labels.values().flat_map(|codes| {
            [("labels.task_code", &codes.task_code, 20), ("labels.activity_code", &codes.activity_code, 20)]
        });
        match own.into_iter().chain(of_labels).find_map(|(name, text, most)| bad_code(name, text, most)) {
            Some(bad) => Err(bad),
            None => Ok(()),
        }
    }

    /// Task and activity of time with this label.
    pub(crate) fn codes(&self, label: Option<&str>) -> (String, String) {
        let of_label = label.and_then(|label| self.labels.get(label));
        let or =
            |own: Option<&String>, other: &String| own.filter(|own| !own.is_empty()).unwrap_or(other).clone();
        (
            or(of_label.map(|codes| &codes.task_code), &self.task_code),
            or(of_label.map(|codes| &codes.activity_code), &self.activity_code),
        )
    }
}
