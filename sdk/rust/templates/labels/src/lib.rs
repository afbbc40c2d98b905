//! A label scheme: a plain list of labels.

use serde::Deserialize;
use workdiary_sdk::prelude::*;

struct Scheme;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    /// The ids of the labels.
    labels: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self { labels: vec!["development".to_owned(), "meeting".to_owned()] }
    }
}

impl Plugin for Scheme {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A plain list of labels",
        schema: "../config.schema.json",
        examples: ["../examples/entries.json", "../examples/check.json", "../examples/suggest.json"]
    );
}

impl LabelScheme for Scheme {
    fn entries(config: &Config) -> Result<Vec<Label>, String> {
        Ok(config.labels.iter().map(|id| Label::new(id, id)).collect())
    }

    fn check_pair(config: &Config, _memo: &str, label: Option<&str>) -> Result<(), String> {
        match label.filter(|label| !config.labels.iter().any(|known| known == label)) {
            Some(unknown) => Err(format!("there is no label `{unknown}`: one of {}", config.labels.join(", "))),
            None => Ok(()),
        }
    }

    fn suggest(config: &Config, memo: &str) -> Vec<String> {
        config.labels.iter().filter(|label| memo.contains(label.as_str())).take(10).cloned().collect()
    }
}

label_scheme!(Scheme);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::label_examples::<super::Scheme>();
    }
}
