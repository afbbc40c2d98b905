//! `workdiary plugin new`: a folder that builds and passes its examples at once.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use workdiary_builtins::KIT;
use workdiary_service::Failure;

use crate::args::{Output, PluginKind};
use crate::output;

/// Where a plugin finds the kit that comes with this program.
const OWN_SDK: &str = "workdiary-sdk";
const TEMPLATES: &str = "templates/";

pub(crate) fn new(
    kind: PluginKind,
    name: &str,
    sdk: Option<&Path>,
    output: Output,
) -> Result<ExitCode, Failure> {
    check_name(name)?;
    let folder = PathBuf::from(name);
    if folder.exists() {
        return Err(
            Failure::usage(format!("`{name}` is there already")).hint("choose another name or folder")
        );
    }
    let sdk = match sdk {
        Some(sdk) => found_sdk(sdk)?.display().to_string(),
        None => OWN_SDK.to_owned(),
    };
    for (path, text) in files(kind, sdk == OWN_SDK) {
        let text = text.replace("{{name}}", name).replace("{{sdk}}", &sdk).replace("{{kind}}", kind.words());
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| Failure::environment(format!("cannot write `{}`: {error}", path.display())))?;
    }
    let text = format!("made `{name}`; next: `workdiary plugin dev {name}`");
    output::done(output, &text, &json!({ "folder": folder, "kind": kind.folder() }))
}

fn check_name(name: &str) -> Result<(), Failure> {
    let good = (1..=40).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !good {
        return Err(Failure::usage(format!("`{name}` is no name for a plugin"))
            .hint("1 to 40 of a-z, 0-9 and -, beginning with a letter"));
    }
    if workdiary_builtins::by_name(name).is_some() {
        return Err(
            Failure::usage(format!("`{name}` is the name of a built-in plugin")).hint("choose another")
        );
    }
    Ok(())
}

fn found_sdk(sdk: &Path) -> Result<PathBuf, Failure> {
    let sdk = crate::absolute(sdk)?;
    if sdk.join("wit/plugin.wit").is_file() {
        return Ok(sdk);
    }
    Err(Failure::usage(format!("`{}` is not the plugin kit", sdk.display()))
        .hint("leave `--sdk` out: the kit that comes with this program is used"))
}

/// The files of the template, and of the kit where the plugin takes its own copy along.
fn files(kind: PluginKind, with_kit: bool) -> impl Iterator<Item = (PathBuf, &'static str)> {
    let of_kind = format!("{TEMPLATES}{}/", kind.folder());
    KIT.iter().filter_map(move |(path, text)| {
        let place = match path.strip_prefix(TEMPLATES) {
            Some("Cargo.toml.in") => PathBuf::from("Cargo.toml"),
            Some("README.md.in") => PathBuf::from("README.md"),
            Some("gitignore.in") => PathBuf::from(".gitignore"),
            Some(_) => PathBuf::from(path.strip_prefix(&of_kind)?),
            None if with_kit => Path::new(OWN_SDK).join(path),
            None => return None,
        };
        Some((place, *text))
    })
}
