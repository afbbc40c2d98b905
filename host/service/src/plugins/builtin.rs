//! What is known of a built-in plugin before it is compiled: compiling all of them takes many seconds.

use workdiary_builtins::Builtin;
use workdiary_plugins::{Manifest, Scanned, digest_of};

use crate::failure::Failure;

/// What it will say of itself.
///
/// # Errors
/// When it is no plugin.
pub fn manifest(builtin: &Builtin) -> Result<Manifest, Failure> {
    let Builtin { name, version, title, license, examples, lookback_days, config_schema, component } =
        *builtin;
    let Scanned { kind, imports } = Scanned::of(name, component)?;
    let config_schema = serde_json::from_str(config_schema).map_err(|error| {
        Failure::new(crate::Kind::Internal, format!("the config schema of `{name}`: {error}"))
    })?;
    Ok(Manifest {
        kind,
        name: name.to_owned(),
        version: version.to_owned(),
        title: title.to_owned(),
        license: license.to_owned(),
        config_schema,
        digest: digest_of(component),
        size: component.len(),
        imports,
        examples,
        lookback_days,
    })
}
