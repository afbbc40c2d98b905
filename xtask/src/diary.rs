//! The `workdiary` binary as these commands use it: asked, listened to, and its JSON read.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::process::{command, finish, output};

/// The binary with the environment that it is run in.
pub(crate) struct Diary {
    pub(crate) binary: PathBuf,
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl Diary {
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(&self.binary);
        command.args(arguments);
        for (name, value) in &self.environment {
            // An empty value stands for none.
            if value.is_empty() {
                command.env_remove(name)
            } else {
                command.env(name, value)
            };
        }
        command
    }

    /// Runs a command of the diary, its output shown.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<()> {
        finish(&mut self.command(arguments))
    }

    /// Runs a command of the diary with `--json` and reads its answer.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = self.command(arguments);
        let text = output(command.arg("--json"))?;
        serde_json::from_str(&text).map_err(|error| {
            Failure::new(format!("`workdiary {} --json` printed no JSON: {error}", arguments.join(" ")))
        })
    }
}

/// What a diary has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) seconds: u64,
    pub(crate) keystrokes: u64,
    pub(crate) clicks: u64,
    pub(crate) scrolls: u64,
}

/// Adds up the segments of an answer of `workdiary diary --json`.
pub(crate) fn counted(diary: &Value) -> Result<Counted> {
    let segments = diary
        .get("segments")
        .and_then(Value::as_array)
        .ok_or_else(|| Failure::new("the answer of `workdiary diary --json` has no `segments`"))?;
    let sum = |name: &str| -> Result<u64> {
        segments.iter().try_fold(0, |sum, segment| {
            let value = segment.get(name).and_then(Value::as_u64);
            let value = value.ok_or_else(|| {
                Failure::new(format!("a segment of `workdiary diary --json` has no `{name}`"))
            })?;
            Ok(sum + value)
        })
    };
    Ok(Counted {
        seconds: sum("tracked_seconds")?,
        keystrokes: sum("keystrokes")?,
        clicks: sum("clicks")?,
        scrolls: sum("scrolls")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn segments_are_added_up() {
        let diary = json!({ "segments": [
            { "tracked_seconds": 20, "keystrokes": 7, "clicks": 1, "scrolls": 0 },
            { "tracked_seconds": 100, "keystrokes": 3, "clicks": 0, "scrolls": 2 },
        ]});
        let expected = Counted { seconds: 120, keystrokes: 10, clicks: 1, scrolls: 2 };
        assert_eq!(counted(&diary).unwrap(), expected);
        assert_eq!(counted(&json!({ "segments": [] })).unwrap(), Counted::default());
    }

    #[test]
    fn an_answer_of_another_shape_is_an_error() {
        for (answer, named) in
            [(json!({}), "`segments`"), (json!({ "segments": [{ "tracked_seconds": 1 }] }), "`keystrokes`")]
        {
            let failure = counted(&answer).unwrap_err().to_string();
            assert!(failure.contains(named), "{failure}");
        }
    }
}
