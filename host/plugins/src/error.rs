//! Why a file is no plugin that can be used.

use std::fmt;

/// The gates in the order in which a file passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It is not too large.
    Size,
    /// It is a component: no core module, no text, not cut off.
    Form,
    /// It is of one of the three worlds, in a version that this host speaks.
    World,
    /// It imports only what its world has.
    Imports,
    /// It declares no more than it may use.
    Limits,
    /// It is valid and can be compiled and instantiated.
    Compile,
    /// It says what it is.
    Describe,
    /// Its own examples come out as it says.
    Examples,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "size",
            Self::Form => "form",
            Self::World => "world",
            Self::Imports => "imports",
            Self::Limits => "limits",
            Self::Compile => "compile",
            Self::Describe => "describe",
            Self::Examples => "examples",
        })
    }
}

/// What keeps a plugin from being used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It failed at a gate.
    #[error("`{file}` cannot be used as a plugin: {found} (gate `{gate}`)")]
    Gate {
        /// Which file.
        file: String,
        /// Which gate.
        gate: Gate,
        /// What was found.
        found: String,
        /// What to do.
        hint: String,
    },
    /// The sandbox itself cannot be made on this machine.
    #[error("the plugin sandbox cannot be made: {0}")]
    Sandbox(String),
    /// The cache of compiled plugins cannot be used.
    #[error("cannot {what} `{path}`: {why}")]
    File {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: std::path::PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
}

impl Error {
    pub(crate) fn file(what: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |why| Self::File { what, path, why }
    }

    /// What to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Gate { hint, .. } => hint.clone(),
            Self::Sandbox(_) => {
                "it runs on 64-bit x86 and ARM, and reserves addresses: `ulimit -v unlimited`".to_owned()
            }
            Self::File { .. } => "check that the folder exists and belongs to you".to_owned(),
        }
    }
}

/// What a gate found, before it is known in which file.
#[derive(Debug)]
pub(crate) struct Found {
    pub gate: Gate,
    pub found: String,
    pub hint: String,
}

impl Found {
    pub(crate) fn new(gate: Gate, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { gate, found: found.into(), hint: hint.into() }
    }

    pub(crate) fn of(self, file: &str) -> Error {
        let Self { gate, found, hint } = self;
        Error::Gate { file: file.to_owned(), gate, found, hint }
    }
}
