//! The plugin contract: what was released stays, and the kit has the same.

use sha2::{Digest, Sha256};
use workdiary_test_support::root;

/// Each released version with the digest of its text. A line is added, and none is ever changed.
const RELEASED: [(&str, &str); 2] = [
    ("0.1.0", "84567d4b4c7d79cc8c5fe0ad4fc663911b0099a5f394476ecfba59aa7c90a5e6"),
    ("0.1.1", "dddf6f97c81c7174da945dd299ba2995e358213cbbdb3f877e51484b89252d64"),
];

fn text(version: &str) -> String {
    std::fs::read_to_string(root().join("wit").join(version).join("plugin.wit")).unwrap()
}

fn resolve(text: &str) -> (wit_parser::Resolve, wit_parser::PackageId) {
    let mut resolve = wit_parser::Resolve::default();
    let package = resolve.push_str("plugin.wit", text).unwrap();
    (resolve, package)
}

/// Whether a component of the older contract can still be served by a host of the newer one.
fn serves(older: &str, newer: &str) -> Result<(), String> {
    for world in ["billing-rule", "label-scheme", "report-format"] {
        let (mut resolve, package) = resolve(older);
        let (newer, new_package) = self::resolve(newer);
        let before = resolve.select_world(&[package], Some(world)).unwrap();
        let after = newer.select_world(&[new_package], Some(world)).unwrap();
        let moved = resolve.merge(newer).unwrap();
        let after = moved.map_world(after, Default::default()).unwrap();
        wit_component::semver_check(resolve, before, after).map_err(|error| format!("{world}: {error:#}"))?;
    }
    Ok(())
}

#[test]
fn a_released_version_is_never_edited() {
    for (version, digest) in RELEASED {
        let found: String = Sha256::digest(text(version)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, digest, "wit/{version} was edited: a change is a new version");
    }
    let folders = std::fs::read_dir(root().join("wit"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(folders.count(), RELEASED.len(), "each version stands in `RELEASED`");
}

#[test]
fn each_version_serves_the_plugins_of_the_one_before() {
    for (version, _) in RELEASED {
        serves(&text(version), &text(version)).unwrap();
    }
    for two in RELEASED.windows(2) {
        serves(&text(two[0].0), &text(two[1].0)).unwrap();
    }
}

#[test]
fn a_change_that_breaks_plugins_is_seen() {
    let (version, _) = RELEASED[RELEASED.len() - 1];
    let now = text(version);
    // As the next version would have it.
    let next = now.replace(&format!("plugin@{version};"), "plugin@0.1.99;");
    assert_ne!(now, next);
    for (from, to) in [
        ("slots: func() -> list<u32>;", "slots: func() -> list<u64>;"),
        ("memo-ids: func() -> list<u32>;", ""),
        ("lookback-days: func() -> u8;", "lookback-days: func() -> u16;"),
        ("        minutes: u32,\n", "        minutes: u32,\n        seconds: u32,\n"),
    ] {
        assert!(now.contains(from));
        let broken = next.replace(from, to);
        assert!(serves(&now, &broken).is_err(), "`{from}` may become `{to}`");
    }
    // A getter more breaks nobody.
    let more = next.replace(
        "slots: func() -> list<u32>;",
        "slots: func() -> list<u32>;\n        notes: func() -> list<u32>;",
    );
    serves(&now, &more).unwrap();
}

#[test]
fn the_kit_has_the_newest_contract() {
    let (version, _) = RELEASED[RELEASED.len() - 1];
    let kit = std::fs::read_to_string(root().join("sdk/rust/wit/plugin.wit")).unwrap();
    assert_eq!(kit, text(version));
}
