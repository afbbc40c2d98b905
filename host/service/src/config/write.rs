//! Writing settings into `config.toml`: what a person wrote there stays, comments and order too.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value as Json;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::{Config, parsed, text, unusable, validate};
use crate::failure::Failure;

/// Writes settings; what the file does not say and is as by default stays unsaid.
///
/// # Errors
/// When a setting is out of range, or the file says something unknown or cannot be written; then
/// it is as it was.
pub fn write(path: &Path, config: &Config) -> Result<(), Failure> {
    validate(config)
        .map_err(|why| Failure::usage(why).hint("nothing was changed; docs/config.md says more"))?;
    let before = text(path)?;
    let after = merged(&before, config).map_err(|why| unusable(path, &why))?;
    if after == before {
        return Ok(());
    }
    replace(path, &after).map_err(|error| {
        let message = format!("the settings `{}` cannot be written: {error}", path.display());
        Failure::environment(message)
            .hint("nothing was changed; check that the folder belongs to you and has room")
    })
}

/// The text with these settings in it.
fn merged(text: &str, config: &Config) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let (wanted, defaults) = (json(config)?, json(&Config::default())?);
    for (name, fields) in wanted.as_object().into_iter().flatten() {
        for (field, value) in fields.as_object().into_iter().flatten() {
            let by_default = defaults.get(name).and_then(|section| section.get(field)) == Some(value);
            let is_said = document.get(name).and_then(|section| section.get(field)).is_some();
            if is_said || !by_default {
                set(section(&mut document, name)?, field, value)?;
            }
        }
    }
    let text = document.to_string();
    // What else the file says may be what keeps it from being read.
    match parsed(&text)? == *config {
        true => Ok(text),
        false => Err("it says the same setting twice".to_owned()),
    }
}

fn json(config: &Config) -> Result<Json, String> {
    serde_json::to_value(config).map_err(|error| error.to_string())
}

/// The section of this name; a new one comes last, behind a comment that closes the file.
fn section<'a>(document: &'a mut DocumentMut, name: &str) -> Result<&'a mut dyn TableLike, String> {
    if !document.contains_key(name) {
        let mut fresh = Table::new();
        let end = document.trailing().as_str().unwrap_or_default().to_owned();
        if !end.trim().is_empty() {
            fresh.decor_mut().set_prefix(end + "\n");
            document.set_trailing("");
        }
        document.insert(name, Item::Table(fresh));
    }
    let found = document.get_mut(name).and_then(Item::as_table_like_mut);
    found.ok_or_else(|| format!("`{name}` is no section"))
}

/// Sets a field and leaves alone what stands beside it.
fn set(section: &mut dyn TableLike, field: &str, wanted: &Json) -> Result<(), String> {
    let mut value = value(wanted).ok_or_else(|| format!("`{field}` cannot be written as TOML"))?;
    match section.get_mut(field).and_then(Item::as_value_mut) {
        Some(there) if is(there, wanted) => {}
        Some(there) => {
            *value.decor_mut() = there.decor().clone();
            *there = value;
        }
        None => drop(section.insert(field, Item::Value(value))),
    }
    Ok(())
}

fn value(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Bool(is) => (*is).into(),
        Json::Number(number) => number.as_i64()?.into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(all) => Value::Array(all.iter().map(value).collect::<Option<_>>()?),
        Json::Null | Json::Object(_) => return None,
    })
}

/// Whether a value says this already, in whatever form.
fn is(there: &Value, wanted: &Json) -> bool {
    match there {
        Value::Boolean(there) => wanted == there.value(),
        Value::Integer(there) => wanted == there.value(),
        Value::String(there) => wanted == there.value(),
        Value::Array(there) => wanted.as_array().is_some_and(|wanted| {
            there.len() == wanted.len() && there.iter().zip(wanted).all(|(there, wanted)| is(there, wanted))
        }),
        _ => false,
    }
}

/// Puts the text in the file's place, whole: whoever reads finds the old one or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link to a file elsewhere stays one.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".config-").suffix(".toml").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Ok(before) = fs::metadata(&place) {
        file.as_file().set_permissions(before.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&place)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::{Theme, read};
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    const PERSONS: &str = "# mine\n[snapshots]\nquality = 90 # sharp\nmonitors = [\n  \"DP-1\", # the left one\n]\n\n\
                           # at my desk\n[idle]\nminutes = 5\n# tail = \"keep\"\n";

    /// A folder with settings in it.
    fn home(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn comments_and_order_stay() {
        let (_folder, path) = home(PERSONS);
        let mut config = read(&path).unwrap();
        config.snapshots.quality = 60;
        config.snapshots.notify = false;
        config.web.theme = Theme::Dark;
        write(&path, &config).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "# mine\n[snapshots]\nquality = 60 # sharp\nmonitors = [\n  \"DP-1\", # the left one\n]\nnotify = false\n\n\
             # at my desk\n[idle]\nminutes = 5\n# tail = \"keep\"\n\n[web]\ntheme = \"dark\"\n"
        );
        assert_eq!(read(&path).unwrap(), config);
        config.snapshots.monitors.clear();
        write(&path, &config).unwrap();
        assert_eq!(read(&path).unwrap(), config);
    }

    #[test]
    fn every_form_of_a_section_is_taken() {
        for text in ["idle = { minutes = 5 }\n", "idle.minutes = 5\n", "[idle]\nminutes = 5", ""] {
            let (_folder, path) = home(text);
            let mut config = Config::default();
            config.idle.minutes = 7;
            config.snapshots.monitors = vec!["DP-1".to_owned(), "\"".to_owned()];
            write(&path, &config).unwrap();
            assert_eq!(read(&path).unwrap(), config, "{text}");
        }
    }

    #[test]
    fn what_is_as_it_was_is_not_written() {
        let (_folder, path) = home(PERSONS);
        let inode = |path: &Path| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).unwrap());
        let before = inode(&path);
        write(&path, &read(&path).unwrap()).unwrap();
        assert_eq!((inode(&path), fs::read_to_string(&path).unwrap().as_str()), (before, PERSONS));
        let nowhere = path.with_file_name("none.toml");
        write(&nowhere, &Config::default()).unwrap();
        assert!(!nowhere.exists());
    }

    #[test]
    fn a_link_and_the_rights_of_the_file_stay() {
        let (folder, path) = home(PERSONS);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link.toml");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, &Config::default()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read(&path).unwrap(), Config::default());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "something was left behind");
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        let (folder, path) = home(PERSONS);
        let mut config = read(&path).unwrap();
        config.snapshots.quality = 5;
        let failure = write(&path, &config).unwrap_err();
        assert_eq!(failure.message, "snapshots.quality is `5`, not 10 to 100");
        assert_eq!(fs::read_to_string(&path).unwrap(), PERSONS);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_read_stays_as_it_is() {
        for (text, why) in
            [("[idle\n", "line 1"), ("[idle]\nminuets = 3\n", "minuets"), ("idle = 3\n", "no section")]
        {
            let (_folder, path) = home(text);
            let mut config = Config::default();
            config.idle.minutes = 7;
            let failure = write(&path, &config).unwrap_err();
            assert!(failure.message.contains(why), "{failure}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn where_nobody_may_write_that_is_said() {
        let mut config = Config::default();
        config.idle.minutes = 7;
        let failure = write(Path::new("/proc/self/config.toml"), &config).unwrap_err();
        assert!(
            failure.message.starts_with("the settings `/proc/self/config.toml` cannot be written: "),
            "{failure}"
        );
        assert!(failure.hint.unwrap().contains("nothing was changed"));
    }
}
