//! The state of a source, with what it means and what to do about it.

use serde::{Deserialize, Serialize};

/// Whether a source of input or pictures works, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum SourceState {
    /// The capture process has not said anything yet.
    Starting,
    /// It delivers.
    Working {
        /// What is delivered, in words.
        what: String,
    },
    /// No display is named.
    NoDisplay,
    /// The display does not let us in.
    Refused {
        /// Its name, such as `:0`.
        display: String,
    },
    /// Nothing answers there.
    Unreachable {
        /// Its name, such as `:0`.
        display: String,
    },
    /// The display has no RECORD extension, or denies it.
    NoRecord {
        /// Its name, such as `:0`.
        display: String,
    },
    /// Our own test event did not come back.
    Silent {
        /// Its name, such as `:0`.
        display: String,
    },
    /// A Wayland session, which does not show input and screens to other programs.
    Wayland,
    /// None of the wanted monitors is there.
    NoMonitor {
        /// Those of the settings; empty: any.
        wanted: Vec<String>,
        /// Those that are there.
        found: Vec<String>,
    },
    /// The capture process or a library in it failed.
    Failed {
        /// Its own words.
        why: String,
    },
}

impl SourceState {
    /// One word for programs; `working` when nothing is missing.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Working { .. } => "working",
            Self::NoDisplay => "no-display",
            Self::Refused { .. } => "refused",
            Self::Unreachable { .. } => "unreachable",
            Self::NoRecord { .. } => "no-record",
            Self::Silent { .. } => "silent",
            Self::Wayland => "wayland",
            Self::NoMonitor { .. } => "no-monitor",
            Self::Failed { .. } => "failed",
        }
    }

    /// What is so, in words.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Starting => "the capture process has not answered yet".to_owned(),
            Self::Working { what } => what.clone(),
            Self::NoDisplay => "no display: `DISPLAY` is not set".to_owned(),
            Self::Refused { display } => format!("the display `{display}` refuses the connection"),
            Self::Unreachable { display } => format!("the display `{display}` does not answer"),
            Self::NoRecord { display } => {
                format!("the display `{display}` has no RECORD extension or denies it")
            }
            Self::Silent { display } => format!("no input arrives from the display `{display}`"),
            Self::Wayland => {
                "this is a Wayland session: other programs' input and screens are hidden".to_owned()
            }
            Self::NoMonitor { wanted, found } if found.is_empty() && wanted.is_empty() => {
                "the display has no monitor".to_owned()
            }
            Self::NoMonitor { wanted, found } => {
                format!("no monitor `{}`; there is `{}`", wanted.join("`, `"), found.join("`, `"))
            }
            Self::Failed { why } => why.clone(),
        }
    }

    /// What to do about it; empty where there is nothing to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Working { .. } => String::new(),
            Self::Starting => "if this stays, end what blocks the display; `workdiary doctor` tells more".to_owned(),
            Self::NoDisplay => {
                "run `workdiary start` in a terminal of the desktop you work on; only time is tracked until then"
                    .to_owned()
            }
            Self::Refused { display } => format!(
                "run `workdiary start` as the user who owns `{display}`, with its `XAUTHORITY`; it is tried again by itself"
            ),
            Self::Unreachable { display } => {
                format!("start the X server of `{display}`, or name the right `DISPLAY`; it is tried again by itself")
            }
            Self::NoRecord { .. } => {
                "enable the RECORD extension of the X server and stop what denies it; keys and clicks are not counted until then"
                    .to_owned()
            }
            Self::Silent { .. } => {
                "stop other programs that grab input or record it, then start tracking again".to_owned()
            }
            Self::Wayland => "choose an X11 (Xorg) session when you log in; only time is tracked here".to_owned(),
            Self::NoMonitor { wanted, .. } if wanted.is_empty() => "switch a monitor on".to_owned(),
            Self::NoMonitor { .. } => "set `monitors` in `config.toml` to the names that are there".to_owned(),
            Self::Failed { .. } => "it is tried again by itself; the host's log tells more".to_owned(),
        }
    }

    /// Whether another try may find the display there again.
    pub(crate) fn may_come_back(&self) -> bool {
        matches!(
            self,
            Self::NoDisplay | Self::Refused { .. } | Self::Unreachable { .. } | Self::Failed { .. }
        )
    }

    pub(crate) fn works(&self) -> bool {
        matches!(self, Self::Working { .. })
    }
}
