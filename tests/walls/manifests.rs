//! Walls that stand in the manifests: which crate may name which.

use std::collections::BTreeSet;
use std::path::Path;

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};

use crate::report::{Breaks, root};

/// The rooms from the ground up; a room names only rooms of a lower floor.
const FLOORS: [&[&str]; 6] = [
    &["host/diary", "host/builtins", "sdk/rust"],
    &["host/proof"],
    &["host/store", "host/capture", "host/plugins"],
    &["host/service"],
    &["host/web"],
    &["host/cli"],
];

/// Crates from outside that one room alone of the host may name.
const OWNED: [(&str, &str); 12] = [
    ("ed25519-dalek", "host/proof"),
    ("pkcs8", "host/proof"),
    ("rusqlite", "host/store"),
    ("rdev", "host/capture"),
    ("xcap", "host/capture"),
    ("zbus", "host/capture"),
    ("wasmtime", "host/plugins"),
    ("notify", "host/plugins"),
    ("axum", "host/web"),
    ("hyper", "host/web"),
    ("rawzip", "host/proof"),
    ("rustls", "host/web"),
];

/// All that the domain may name: crates that compute, and do nothing else.
const PURE: [&str; 5] = ["iso_currency", "jiff", "serde", "serde_json", "thiserror"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .expect("cargo describes the workspace")
}

/// The folder of a crate, from the workspace's root: `host/diary`.
fn room(package: &Package) -> String {
    let folder = package.manifest_path.as_std_path().parent().expect("a manifest lies in a folder");
    folder.strip_prefix(root()).expect("a member lies in the workspace").to_string_lossy().into_owned()
}

/// The folder of a dependency that is a part of this workspace.
fn room_named(dependency: &Dependency) -> Option<String> {
    let folder = dependency.path.as_ref()?.as_std_path();
    Some(folder.strip_prefix(root()).ok()?.to_string_lossy().into_owned())
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn manifest(package: &Package) -> &Path {
    package.manifest_path.as_std_path()
}

#[test]
fn every_room_of_the_host_has_a_floor() {
    let mut breaks = Breaks::default();
    for package in metadata().packages {
        let room = room(&package);
        if room.starts_with("host/") && floor(&room).is_none() {
            let found = format!("the room `{room}` is on no floor");
            breaks.add(manifest(&package), &found, "give it one in `FLOORS` of tests/walls/manifests.rs");
        }
    }
    breaks.none("every crate of host/ has its place");
}

#[test]
fn arrows_point_down() {
    let mut breaks = Breaks::default();
    for package in metadata().packages {
        let room = room(&package);
        let Some(here) = floor(&room) else { continue };
        for named in package.dependencies.iter().filter_map(room_named) {
            if floor(&named).is_none_or(|there| there >= here) {
                let found = format!("`{room}` names `{named}`");
                let hint = "a room names only rooms below it, and never tests/ or xtask/: move what is needed down, \
                            or hand it in from above";
                breaks.add(manifest(&package), &found, hint);
            }
        }
    }
    breaks.none("cli, web → service → store, capture, plugins → diary");
}

#[test]
fn each_heavy_crate_has_one_owner() {
    let mut breaks = Breaks::default();
    for package in metadata().packages {
        let room = room(&package);
        if !room.starts_with("host/") {
            continue;
        }
        for dependency in &package.dependencies {
            let owner = OWNED.iter().find(|(name, _)| {
                dependency
                    .name
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
            });
            if let Some((_, owner)) = owner.filter(|(_, owner)| *owner != room) {
                let found = format!("names `{}`, which belongs to `{owner}`", dependency.name);
                breaks.add(manifest(&package), &found, &format!("ask `{owner}` for a function that does it"));
            }
        }
    }
    breaks.none("one room of the host for each heavy crate");
}

#[test]
fn the_domain_names_only_crates_that_compute() {
    let mut breaks = Breaks::default();
    let metadata = metadata();
    let diary =
        metadata.packages.iter().find(|package| room(package) == "host/diary").expect("there is a domain");
    for dependency in diary.dependencies.iter().filter(|one| one.kind != DependencyKind::Development) {
        if !PURE.contains(&dependency.name.as_str()) {
            let hint = "the domain has no I/O, clock or randomness: do it in a room above; a crate that only \
                        computes joins `PURE` in tests/walls/manifests.rs";
            breaks.add(manifest(diary), &format!("names `{}`", dependency.name), hint);
        }
    }
    breaks.none("host/diary is pure");
}

#[test]
fn every_crate_says_in_one_sentence_what_it_is_for() {
    let mut breaks = Breaks::default();
    for package in metadata().packages {
        let text = package.description.as_deref().unwrap_or_default();
        if text.split_whitespace().count() < 3 || text.contains(". ") || text.contains('\n') {
            let found = format!("`description` of `{}` is `{text}`", package.name);
            breaks.add(manifest(&package), &found, "write one sentence: what the crate is for");
        }
    }
    breaks.none("each crate has a description of one sentence");
}

#[test]
fn every_dependency_has_its_reason_and_every_reason_its_dependency() {
    let mut breaks = Breaks::default();
    let file = root().join("ARCHITECTURE.md");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let reasons = rows_of_dependencies(&text);
    let named = named_dependencies();
    for name in named.difference(&reasons) {
        let hint = format!("say why it is here: a row that begins with | `{name}` |");
        breaks.add(&file, &format!("`{name}` is not under \"Dependencies\""), &hint);
    }
    for name in reasons.difference(&named) {
        let found = format!("`{name}` is under \"Dependencies\", and no manifest names it");
        breaks.add(&file, &found, "remove the row");
    }
    breaks.none("ARCHITECTURE.md, \"Dependencies\", and the manifests name the same crates");
}

/// Crates from outside that the root manifest or a member names.
fn named_dependencies() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("there is a root manifest");
    let of_workspace = text
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#') && !line.contains("path ="))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()));
    let metadata = metadata();
    let of_members = metadata
        .packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .filter(|dependency| dependency.path.is_none())
        .map(|dependency| dependency.name.clone());
    of_workspace.chain(of_members).collect()
}

/// The first cell of each row of the section "Dependencies", where it is a name in backticks.
fn rows_of_dependencies(architecture: &str) -> BTreeSet<String> {
    let is_heading = |line: &&str| line.starts_with('#');
    architecture
        .lines()
        .skip_while(|line| !(is_heading(line) && line.ends_with(" Dependencies")))
        .skip(1)
        .take_while(|line| !is_heading(line))
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once("` |")?.0.to_owned()))
        .collect()
}

#[test]
fn rows_are_read_from_their_section_alone() {
    let text = "# A\n| `no` | x |\n## Dependencies\nwords\n| crate | why |\n|---|---|\n| `jiff` | zones |\n\
                | `tar` | backup |\n## Walls\n| `not` | y |\n";
    assert_eq!(rows_of_dependencies(text), BTreeSet::from(["jiff".to_owned(), "tar".to_owned()]));
}
