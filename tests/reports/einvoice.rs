//! E-invoices, held against the official schemas and rules by programs of others: generated ones are
//! valid, and for each family of rules one that is broken fails by it.

mod bad;
mod command;
mod example;
mod families;
mod generate;
mod hostile;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use workdiary_en16931::{Document, Profile, Refused, Syntax};
use workdiary_sdk::Invoice;

/// What is written into a file and checked.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) profile: Profile,
    pub(crate) syntax: Syntax,
    pub(crate) currency: (String, u8),
    pub(crate) demo: bool,
    pub(crate) invoice: Invoice,
}

impl Case {
    /// The e-invoice, or why there is none.
    pub(crate) fn written(&self) -> Result<String, Refused> {
        let (currency, currency_digits) = (self.currency.0.as_str(), self.currency.1);
        let document =
            Document { invoice: &self.invoice, contract: "acme", currency, currency_digits, demo: self.demo };
        workdiary_en16931::write(&document, self.profile, self.syntax)
    }

    pub(crate) fn xml(&self) -> String {
        self.written().unwrap_or_else(|why| panic!("{why}"))
    }

    /// The begin of the file's name, by which the check knows which rules there are for it.
    pub(crate) fn kind(&self) -> String {
        let syntax = match self.syntax {
            Syntax::Ubl => "ubl",
            Syntax::Cii => "cii",
        };
        let profile = match self.profile {
            Profile::En16931 => "en16931",
            Profile::XRechnung => "xrechnung",
            Profile::Peppol => "peppol",
            Profile::FacturX => "factur-x",
        };
        format!("{syntax}_{profile}")
    }
}

/// An assertion that failed.
#[derive(Debug, Deserialize)]
struct Failed {
    rules: String,
    family: String,
    id: String,
    flag: String,
    text: String,
}

/// What the check said: how many assertions each rule set has of each family, and what failed of each file.
#[derive(Debug, Deserialize)]
struct Checked {
    rules: BTreeMap<String, BTreeMap<String, u32>>,
    files: BTreeMap<String, Vec<Failed>>,
}

/// Runs the check over files with these names and texts.
fn check(files: impl IntoIterator<Item = (String, String)>) -> Checked {
    let folder = tempfile::tempdir().unwrap();
    for (name, xml) in files {
        std::fs::write(folder.path().join(name), xml).unwrap();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let python: PathBuf = root.join("target/python/bin/python3");
    let script = root.join("tests/reports/check/einvoice.py");
    let output = Command::new(&python).arg(script).arg(folder.path()).output();
    let output = output.unwrap_or_else(|why| panic!("{}: {why}; hint: cargo xtask test", python.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn examples_are_valid_in_all_profiles_that_take_them() {
    let cases = example::cases();
    let files = cases.iter().map(|(name, case)| (format!("{}_{name}.xml", case.kind()), case.xml()));
    let checked = check(files);
    assert!(cases.len() >= 30 && checked.files.len() == cases.len(), "{}", cases.len());
    assert_eq!(errors(&checked), "");
}

/// Each that is no mere warning, a line.
fn errors(checked: &Checked) -> String {
    let mut errors = String::new();
    for (file, failed) in &checked.files {
        for failed in failed.iter().filter(|failed| is_error(&failed.flag)) {
            errors += &format!("{file}: {} {}\n", failed.id, failed.text);
        }
    }
    errors
}

fn is_error(flag: &str) -> bool {
    flag != "warning" && flag != "information"
}

#[test]
fn generated_e_invoices_are_valid() {
    let cases = generate::cases(200);
    let checked = check(cases.iter().enumerate().map(|(place, case)| {
        assert!(case.demo == case.xml().contains("DEMO: "));
        (format!("{}_{place:03}.xml", case.kind()), case.xml())
    }));
    assert_eq!(checked.files.len(), 200);
    let mut warnings: BTreeMap<&str, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for (file, failed) in &checked.files {
        *kinds.entry(file.rsplit_once('_').unwrap().0).or_default() += 1;
        for failed in failed.iter().filter(|failed| !is_error(&failed.flag)) {
            *warnings.entry(&failed.id).or_default() += 1;
        }
    }
    println!("{kinds:?}; warnings {warnings:?}");
    assert_eq!(errors(&checked), "");
    assert!(kinds.len() == 6 && kinds.values().all(|count| *count >= 20), "{kinds:?}");
}

#[test]
fn each_family_of_rules_refuses_what_breaks_it() {
    let cases = bad::cases();
    let checked = check(
        cases
            .iter()
            .enumerate()
            .map(|(place, bad)| (format!("{}_{place:02}.xml", bad.kind), bad.xml.clone())),
    );
    let mut told = String::new();
    for (failed, bad) in checked.files.values().zip(sorted(&cases)) {
        let mut ids: Vec<&str> = failed.iter().map(|failed| failed.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut fails = bad.fails.clone();
        fails.sort_unstable();
        if ids != fails {
            told += &format!("{} without {:?}: {failed:#?}\n", bad.kind, bad.fails);
        }
    }
    assert_eq!(told, "");
}

/// In the order of their files' names.
fn sorted(cases: &[bad::Bad]) -> Vec<&bad::Bad> {
    let mut sorted: Vec<(String, &bad::Bad)> =
        cases.iter().enumerate().map(|(place, bad)| (format!("{}_{place:02}", bad.kind), bad)).collect();
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    sorted.into_iter().map(|(_, bad)| bad).collect()
}

#[test]
fn no_family_of_any_rule_set_is_left_out() {
    let mut files = families::whole();
    files.extend(families::broken());
    files.extend(bad::cases().into_iter().map(|bad| (bad.kind, bad.xml)));
    let numbered = files.iter().enumerate();
    let checked = check(numbered.map(|(place, (kind, xml))| (format!("{kind}_{place:03}.xml"), xml.clone())));
    let mut left: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (rules, families) in &checked.rules {
        left.extend(families.keys().map(|family| (rules.as_str(), family.as_str())));
    }
    // What a whole one fails already, as a warning, says nothing.
    let mut always: BTreeSet<&str> = BTreeSet::new();
    for failed in
        checked.files.iter().filter(|(name, _)| families::is_whole(name)).flat_map(|(_, failed)| failed)
    {
        always.insert(&failed.id);
    }
    for failed in checked.files.values().flatten().filter(|failed| !always.contains(failed.id.as_str())) {
        left.remove(&(failed.rules.as_str(), failed.family.as_str()));
    }
    assert!(left.is_empty(), "nothing breaks {left:?}");
}

#[test]
fn it_is_the_official_rules_that_run() {
    let checked = check([]);
    insta::assert_json_snapshot!(checked.rules);
}
