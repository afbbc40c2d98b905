//! What plugins said in their last calls: for their authors, kept in memory while the diary is open.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use workdiary_plugins::{Level, LogLine};

/// So many lines are kept of each component: the newest.
const MOST: usize = 100;

/// Lines by the digest of who said them.
#[derive(Debug, Default)]
pub(super) struct Said(Mutex<BTreeMap<String, VecDeque<LogLine>>>);

impl Said {
    pub(super) fn keep(&self, digest: &str, lines: &[LogLine]) {
        if lines.is_empty() {
            return;
        }
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = said.entry(digest.to_owned()).or_default();
        kept.extend(lines.iter().cloned());
        let too_many = kept.len().saturating_sub(MOST);
        kept.drain(..too_many);
    }

    /// As JSON, the oldest first.
    pub(super) fn by(&self, digest: &str) -> Vec<Value> {
        let said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |line: &LogLine| json!({ "level": word(line.level), "message": line.message });
        said.get(digest).map(|kept| kept.iter().map(line).collect()).unwrap_or_default()
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_are_kept() {
        let said = Said::default();
        let line = |number: u32| LogLine { level: Level::Warn, message: number.to_string() };
        said.keep("a", &(0..70).map(line).collect::<Vec<_>>());
        said.keep("a", &(70..140).map(line).collect::<Vec<_>>());
        let kept = said.by("a");
        assert_eq!((kept.len(), &kept[0]), (100, &json!({ "level": "warn", "message": "40" })));
        assert_eq!(kept[99]["message"], "139");
        assert_eq!(said.by("b"), Vec::<Value>::new());
    }
}
