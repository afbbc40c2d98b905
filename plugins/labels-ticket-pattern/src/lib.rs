//! Label scheme: every memo carries a ticket id such as `WEB-123`, and the ticket is its label.

use std::collections::BTreeMap;

use serde::Deserialize;
use workdiary_sdk::prelude::*;

/// The scheme.
#[derive(Debug)]
pub struct TicketPattern;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Keys of projects with their titles: `{"WEB": "Web shop"}`.
    pub projects: BTreeMap<String, String>,
    /// Whether every memo must carry a ticket.
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

/// A ticket: the key of a project and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ticket<'t> {
    project: &'t str,
    number: &'t str,
}

impl<'t> Ticket<'t> {
    /// `WEB-123` and nothing else.
    fn parse(word: &'t str) -> Option<Self> {
        let (project, number) = word.split_once('-')?;
        let good = is_key(project)
            && (1..=9).contains(&number.len())
            && !number.starts_with('0')
            && number.bytes().all(|byte| byte.is_ascii_digit());
        good.then_some(Self { project, number })
    }

    fn id(self) -> String {
        format!("{}-{}", self.project, self.number)
    }

    fn label(self) -> Label {
        Label { parent: Some(self.project.to_owned()), ..Label::new(self.id(), self.id()) }
    }
}

/// 2 to 10 of A-Z and 0-9, beginning with a letter.
fn is_key(text: &str) -> bool {
    (2..=10).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

impl Config {
    /// Tickets of known projects in a memo, in their order.
    fn tickets<'t>(&self, memo: &'t str) -> impl Iterator<Item = Ticket<'t>> {
        memo.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
            .filter_map(Ticket::parse)
            .filter(|ticket| self.projects.contains_key(ticket.project))
    }

    fn keys(&self) -> String {
        let keys: Vec<&str> = self.projects.keys().map(String::as_str).collect();
        keys.join(", ")
    }

    fn project(&self, key: &str) -> Option<Label> {
        self.projects.get(key).map(|title| Label::new(key, title))
    }
}

impl Plugin for TicketPattern {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A ticket id in every memo, and the ticket as its label",
        schema: "../config.schema.json",
        examples: [
            "../examples/entries.json",
            "../examples/check.json",
            "../examples/optional.json",
            "../examples/suggest.json",
            "../examples/roll-up.json",
            "../examples/bad-key.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        if config.projects.is_empty() {
            return Err("`projects` is empty: name at least one, such as {\"WEB\": \"Web shop\"}".to_owned());
        }
        match config.projects.keys().find(|key| !is_key(key)) {
            Some(key) => {
                Err(format!("the project key `{key}` is not 2 to 10 of A-Z and 0-9, beginning with a letter"))
            }
            None => Ok(()),
        }
    }
}

impl LabelScheme for TicketPattern {
    /// The projects: which tickets there are is known from memos only.
    fn entries(config: &Config) -> Result<Vec<Label>, String> {
        Ok(config.projects.iter().map(|(key, title)| Label::new(key, title)).collect())
    }

    fn check_pair(config: &Config, memo: &str, label: Option<&str>) -> Result<(), String> {
        let mut tickets = config.tickets(memo);
        let Some(label) = label else {
            let found = tickets.next().is_some();
            let missing = || Err(format!("the memo names no ticket of {}", config.keys()));
            return if found || !config.required { Ok(()) } else { missing() };
        };
        let Some(ticket) = Ticket::parse(label).filter(|ticket| config.projects.contains_key(ticket.project))
        else {
            return Err(format!("the label `{label}` is no ticket of {}", config.keys()));
        };
        if tickets.any(|other| other == ticket) {
            return Ok(());
        }
        Err(format!("the memo does not name the ticket `{label}` that is its label"))
    }

    fn suggest(config: &Config, memo: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for id in config.tickets(memo).map(Ticket::id) {
            if !ids.contains(&id) && ids.len() < 10 {
                ids.push(id);
            }
        }
        ids
    }

    fn roll_up(config: &Config, ids: &[String]) -> Result<Vec<Label>, String> {
        let mut labels: Vec<Label> = Vec::new();
        let mut push = |label: Label| {
            if labels.iter().all(|known| known.id != label.id) {
                labels.push(label);
            }
        };
        for id in ids {
            let ticket = Ticket::parse(id);
            match (ticket, config.project(ticket.map_or(id, |ticket| ticket.project))) {
                (Some(ticket), Some(project)) => {
                    push(project);
                    push(ticket.label());
                }
                (None, Some(project)) => push(project),
                // Of a project that the config no longer has: it stands by itself.
                (_, None) => push(Label::new(id, id)),
            }
        }
        Ok(labels)
    }
}

label_scheme!(TicketPattern);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::label_examples::<super::TicketPattern>();
    }
}
