//! What a plugin says of itself.

use serde::de::DeserializeOwned;

/// What a plugin is; made by [`describe!`](crate::describe).
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// Its name in commands: 1 to 40 of a-z, 0-9 and -.
    pub name: &'static str,
    /// Its semantic version.
    pub version: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// An SPDX licence expression.
    pub license: &'static str,
    /// JSON Schema of its config.
    pub config_schema: &'static str,
    /// Its examples, each a JSON document in the form of [`crate::example`].
    pub examples: &'static [&'static str],
}

/// What all kinds of plugins have in common.
pub trait Plugin {
    /// Its config, read from a JSON object.
    type Config: DeserializeOwned;
    /// What it is.
    const DESCRIPTION: Description;

    /// Checks what the types of the config cannot say.
    ///
    /// # Errors
    /// What is wrong, for the person who wrote the config: lower case, the bad value in backticks.
    fn check(_config: &Self::Config) -> Result<(), String> {
        Ok(())
    }
}

/// Reads and checks a config.
///
/// # Errors
/// What is wrong with it, for the person who wrote it.
pub fn config<P: Plugin>(text: &str) -> Result<P::Config, String> {
    let config = serde_json::from_str(text).map_err(|error| error.to_string())?;
    P::check(&config)?;
    Ok(config)
}
