//! The built-in plugins, each a component like any other, and the kit to write more: one file is all
//! that people need.

/// A plugin that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct Builtin {
    /// Its name, as it says itself; so are the next six, which are known here without compiling it.
    pub name: &'static str,
    /// Its semantic version.
    pub version: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// SPDX expression.
    pub license: &'static str,
    /// How many examples it has.
    pub examples: usize,
    /// How many days before a week the rule looks at; 0 for other kinds.
    pub lookback_days: u8,
    /// JSON Schema of its config.
    pub config_schema: &'static str,
    /// The component.
    pub component: &'static [u8],
}

/// All of them, by name.
pub const ALL: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/list.rs"));

/// The files of the plugin kit for Rust, each with its path from the kit's folder.
pub const KIT: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/kit.rs"));

/// The one with this name.
#[must_use]
pub fn by_name(name: &str) -> Option<Builtin> {
    ALL.iter().copied().find(|builtin| builtin.name == name)
}
