//! Walls that stand in the sources and that no lint can hold.

use std::fs;
use std::path::{Path, PathBuf};

use rstest::rstest;

use crate::report::{Breaks, root};

const LARGEST_BYTES: usize = 40_000;
const MEDIAN_BYTES: usize = 8_000;

/// Modules of `std` that reach outside the program.
const OUTSIDE: [&str; 4] = ["fs", "env", "process", "net"];

/// Every `.rs` file in a folder with its text; build output and hidden folders are left out.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the workspace can be read") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                found.extend(sources(&path));
            }
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).expect("a source is UTF-8");
            found.push((path, text));
        }
    }
    found.sort();
    found
}

#[test]
fn every_file_opens_with_its_purpose() {
    let mut breaks = Breaks::default();
    for (path, text) in sources(&root()) {
        let opening = opening(&text);
        if opening.split_whitespace().count() < 3 || !opening.ends_with(['.', ':']) {
            let found = format!("opens with `{opening}`");
            breaks.add(&path, &found, "open with `//!` and one sentence that says what the file is for");
        }
    }
    breaks.none("a file opens with one sentence: what it is for");
}

/// The first paragraph of a file's own documentation.
fn opening(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn no_source_is_large_and_most_are_small() {
    let mut breaks = Breaks::default();
    let sources = sources(&root());
    for (path, text) in sources.iter().filter(|(_, text)| text.len() > LARGEST_BYTES) {
        let found = format!("has {} bytes, {LARGEST_BYTES} at most", text.len());
        breaks.add(path, &found, "split it by what its parts are for");
    }
    let mut sizes: Vec<usize> = sources.iter().map(|(_, text)| text.len()).collect();
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    if median >= MEDIAN_BYTES {
        let found = format!("half the sources have {median} bytes or more, {MEDIAN_BYTES} is too much");
        breaks.add(&root(), &found, "split the files that do two things");
    }
    breaks.none("small files");
}

#[test]
fn the_domain_reaches_nothing_outside() {
    let mut breaks = Breaks::default();
    for (path, text) in sources(&root().join("host/diary/src")) {
        for (line, module) in reaches_outside(&text) {
            let found = format!("line {line} names `std::{module}`");
            let hint = "the domain has no I/O: take what is needed as an argument";
            breaks.add(&path, &found, hint);
        }
    }
    breaks.none("host/diary has no files, environment, processes or network");
}

/// Lines on which code, not a comment, names a module of `std` that reaches outside.
fn reaches_outside(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut in_group = false;
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split("//").next().unwrap_or_default();
        let group = code.split_once("std::{").map(|(_, rest)| rest).or(in_group.then_some(code));
        for module in OUTSIDE {
            let alone = names(code, &format!("std::{module}"));
            if alone
                || group.is_some_and(|group| {
                    names(group.split_once("};").map_or(group, |(inside, _)| inside), module)
                })
            {
                found.push((number, module));
            }
        }
        in_group = group.is_some_and(|group| !group.contains("};"));
    }
    found
}

/// Whether `word` stands in the code as a word of its own.
fn names(code: &str, word: &str) -> bool {
    let is_part =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    code.match_indices(word).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + word.len()..]);
        !is_part(before.chars().next_back()) && !is_part(after.chars().next())
    })
}

#[rstest]
#[case::whole_path("let x = std::fs::read(p);", &[(1, "fs")])]
#[case::import("use std::env;\nuse std::process::Command;", &[(1, "env"), (2, "process")])]
#[case::group("use std::{collections::BTreeMap, fs};", &[(1, "fs")])]
#[case::group_of_lines("use std::{\n    fmt,\n    net::IpAddr,\n};\nfn env() {}", &[(3, "net")])]
#[case::longer_names("use std::fs_other; let s = mystd::fs; net(); env!(\"X\")", &[])]
#[case::comment("// std::fs is not for us\n/// nor `std::net`", &[])]
#[case::after_a_group("use std::{fmt};\nlet process = 1;", &[])]
fn reaching_outside_is_seen(#[case] text: &str, #[case] found: &[(usize, &str)]) {
    assert_eq!(reaches_outside(text), found);
}
