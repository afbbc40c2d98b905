//! Label scheme: a list of labels, with a hierarchy.

use serde::Deserialize;
use workdiary_sdk::prelude::*;

/// The scheme.
#[derive(Debug)]
pub struct FixedList;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whether every segment must carry one.
    #[serde(default)]
    pub required: bool,
    /// The labels, in the order to show them.
    pub labels: Vec<Entry>,
}

/// A label and those under it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What a segment carries.
    pub id: String,
    /// For people; the id where it is not said.
    #[serde(default)]
    pub title: Option<String>,
    /// Such as `#3366cc`.
    #[serde(default)]
    pub colour: Option<String>,
    /// Kept for segments that have it, offered no more.
    #[serde(default)]
    pub archived: bool,
    /// Words by which a memo calls for it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Labels under it.
    #[serde(default)]
    pub labels: Vec<Entry>,
}

impl Config {
    /// Every entry with the id of the one above it, depth first.
    fn each<'c>(&'c self, see: &mut impl FnMut(&'c Entry, Option<&'c str>)) {
        fn walk<'c>(
            entries: &'c [Entry],
            above: Option<&'c str>,
            see: &mut impl FnMut(&'c Entry, Option<&'c str>),
        ) {
            for entry in entries {
                see(entry, above);
                walk(&entry.labels, Some(&entry.id), see);
            }
        }
        walk(&self.labels, None, see);
    }

    fn labels(&self) -> Vec<Label> {
        let mut labels = Vec::new();
        self.each(&mut |entry, above| {
            labels.push(Label {
                title: entry.title.clone().unwrap_or_else(|| entry.id.clone()),
                parent: above.map(str::to_owned),
                colour: entry.colour.clone(),
                archived: entry.archived,
                id: entry.id.clone(),
            });
        });
        labels
    }
}

impl Plugin for FixedList {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A list of labels, with a hierarchy",
        schema: "../config.schema.json",
        examples: [
            "../examples/entries.json",
            "../examples/check.json",
            "../examples/required.json",
            "../examples/suggest.json",
            "../examples/roll-up.json",
            "../examples/twice.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        let labels = config.labels();
        if labels.is_empty() {
            return Err("`labels` is empty: name at least one label".to_owned());
        }
        for (index, label) in labels.iter().enumerate() {
            let blank = label.id.is_empty() || label.id.chars().any(char::is_whitespace);
            if blank || label.id.chars().count() > 64 {
                return Err(format!("the label id `{}` is not 1 to 64 characters without blanks", label.id));
            }
            if labels.iter().take(index).any(|other| other.id == label.id) {
                return Err(format!("the label id `{}` is there twice", label.id));
            }
        }
        Ok(())
    }
}

impl LabelScheme for FixedList {
    fn entries(config: &Config) -> Result<Vec<Label>, String> {
        Ok(config.labels())
    }

    fn check_pair(config: &Config, _memo: &str, label: Option<&str>) -> Result<(), String> {
        let labels = config.labels();
        let offered = || {
            let ids: Vec<_> =
                labels.iter().filter(|label| !label.archived).map(|label| label.id.as_str()).collect();
            ids.join(", ")
        };
        let Some(id) = label else {
            return if config.required {
                Err(format!("a label is required: one of {}", offered()))
            } else {
                Ok(())
            };
        };
        match labels.iter().find(|label| label.id == id) {
            None => Err(format!("there is no label `{id}`: one of {}", offered())),
            Some(label) if label.archived => {
                Err(format!("the label `{id}` is archived: one of {}", offered()))
            }
            Some(_) => Ok(()),
        }
    }

    fn suggest(config: &Config, memo: &str) -> Vec<String> {
        let memo = memo.to_lowercase();
        let spoken: Vec<&str> = memo.split(|letter: char| !letter.is_alphanumeric()).collect();
        let mut suited: Vec<(usize, &str)> = Vec::new();
        config.each(&mut |entry, _| {
            let title = entry.title.as_deref().unwrap_or_default().to_lowercase();
            let names = title.split_whitespace().map(str::to_owned).chain([entry.id.to_lowercase()]);
            let words = entry.words.iter().map(|word| word.to_lowercase()).chain(names);
            let hits = words.filter(|word| spoken.contains(&word.as_str())).count();
            if hits > 0 && !entry.archived {
                suited.push((hits, &entry.id));
            }
        });
        suited.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
        suited.into_iter().take(10).map(|(_, id)| id.to_owned()).collect()
    }
}

label_scheme!(FixedList);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::label_examples::<super::FixedList>();
    }
}
