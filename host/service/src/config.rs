//! The person's settings: `config.toml` in the home.

use std::path::Path;

use serde::{Deserialize, Serialize};
use workdiary_diary::tracking::{IdleRule, IdleTail};

use crate::failure::Failure;

mod share;
mod write;

pub use share::Share;
pub use write::write;

/// All settings; what the file does not say is as here by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// When nothing is typed or moved.
    pub idle: Idle,
    /// How snapshots are taken.
    pub snapshots: Snapshots,
    /// How the web pages look.
    pub web: Web,
    /// How clients get in from elsewhere.
    pub share: Share,
}

/// When tracking stops for want of input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Idle {
    /// After how many minutes without input tracking stops; 0: never.
    pub minutes: u16,
    /// `cut` takes those minutes out, `keep` leaves them in.
    pub tail: IdleTail,
}

impl Default for Idle {
    fn default() -> Self {
        Self { minutes: 10, tail: IdleTail::Cut }
    }
}

impl Idle {
    /// The rule of the domain that these settings mean.
    #[must_use]
    pub fn rule(&self) -> IdleRule {
        let after_ms = (self.minutes > 0).then(|| i64::from(self.minutes) * 60_000);
        IdleRule { after_ms, tail: self.tail }
    }
}

/// How snapshots are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Snapshots {
    /// Names of the monitors to take; empty: all of them.
    pub monitors: Vec<String>,
    /// The longest side of a picture in pixels; larger ones are scaled down. 320 to 7680.
    pub longest_side: u32,
    /// WebP quality, 10 to 100.
    pub quality: u8,
    /// Whether the desktop tells the person of each.
    pub notify: bool,
    /// Whether they show no text: each is blurred before it is written.
    pub blur: bool,
    /// While a window of one of these applications is active no picture is taken.
    pub exclude_applications: Vec<String>,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self {
            monitors: Vec::new(),
            longest_side: 1280,
            quality: 70,
            notify: true,
            blur: false,
            exclude_applications: Vec::new(),
        }
    }
}

/// How the web pages look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Web {
    /// Light or dark.
    pub theme: Theme,
}

/// Light or dark pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the person's system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Reads the settings; a home without the file has the defaults.
///
/// # Errors
/// When the file cannot be read or says something unknown or out of range.
pub fn read(path: &Path) -> Result<Config, Failure> {
    parsed(&text(path)?).map_err(|why| unusable(path, &why))
}

/// What stands in the file; nothing where there is none.
fn text(path: &Path) -> Result<String, Failure> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| unusable(path, &error.to_string())),
    }
}

fn parsed(text: &str) -> Result<Config, String> {
    let config: Config = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    validate(&config)?;
    Ok(config)
}

/// Says which setting is out of range, if one is.
fn validate(config: &Config) -> Result<(), String> {
    let Snapshots { longest_side, quality, exclude_applications, .. } = &config.snapshots;
    if !(320..=7680).contains(longest_side) {
        return Err(format!("snapshots.longest_side is `{longest_side}`, not 320 to 7680"));
    }
    if !(10..=100).contains(quality) {
        return Err(format!("snapshots.quality is `{quality}`, not 10 to 100"));
    }
    if exclude_applications.iter().any(|name| name.trim().is_empty()) {
        return Err("snapshots.exclude_applications has an empty name".to_owned());
    }
    config.share.validate()
}

fn unusable(path: &Path, why: &str) -> Failure {
    Failure::environment(format!("the settings `{}` cannot be used: {why}", path.display()))
        .hint("docs/config.md lists every setting; without the file the defaults hold")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Config, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn without_a_file_the_defaults_hold() {
        assert_eq!(read(Path::new("/nowhere/config.toml")).unwrap(), Config::default());
        assert_eq!(Config::default().idle.rule(), IdleRule { after_ms: Some(600_000), tail: IdleTail::Cut });
    }

    #[test]
    fn settings_are_read() {
        let config =
            read_text("[idle]\nminutes = 0\ntail = \"keep\"\n[snapshots]\nmonitors = [\"DP-1\"]\n").unwrap();
        assert_eq!(config.idle.rule(), IdleRule { after_ms: None, tail: IdleTail::Keep });
        assert_eq!(config.snapshots.monitors, ["DP-1"]);
    }

    #[test]
    fn what_is_unknown_or_out_of_range_is_said() {
        for (text, why) in [
            ("[idle]\nminuets = 5", "minuets"),
            ("[snapshots]\nquality = 5", "not 10 to 100"),
            ("[snapshots]\nlongest_side = 100", "not 320 to 7680"),
            ("[snapshots]\nexclude_applications = [\"Signal\", \" \"]", "empty name"),
            ("[web]\ntheme = \"blue\"", "blue"),
            ("[idle\n", "line 1"),
        ] {
            let failure = read_text(text).unwrap_err();
            assert!(failure.message.contains(why), "{failure}");
            assert!(failure.hint.is_some());
        }
    }
}
