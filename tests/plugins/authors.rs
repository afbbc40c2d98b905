//! What an author of plugins sees while writing one.

use std::process::Command;
use std::time::Duration;

use workdiary_test_support::program::Program;
use workdiary_test_support::{binary, root, wait_until};

/// The first build makes all that the kit needs.
const PATIENCE: Duration = Duration::from_secs(300);

/// What an author begins with, of each kind: it builds, passes its examples, and asks for nothing but what its
/// kind may import.
#[test]
fn a_new_plugin_of_each_kind_builds_and_passes_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for kind in ["billing", "labels", "report"] {
        for words in [
            &["plugin", "new", "--kind", kind, &format!("my-{kind}")] as &[&str],
            &["plugin", "test", &format!("my-{kind}")],
            &["plugin", "inspect", &format!("my-{kind}/my-{kind}.wasm"), "--wit"],
        ] {
            let mut command = Command::new(binary());
            command.args(words).current_dir(folder.path()).env("WORKDIARY_HOME", folder.path().join("home"));
            let said = command.env("CARGO_TARGET_DIR", root().join("target/authors")).output().unwrap();
            let text = String::from_utf8_lossy(&said.stdout).into_owned();
            assert!(said.status.success(), "{words:?}: {text}{}", String::from_utf8_lossy(&said.stderr));
            let imports = text.lines().filter_map(|line| line.trim().strip_prefix("import "));
            for import in imports {
                assert!(import.starts_with("workdiary:plugin/"), "`my-{kind}` imports {import}");
            }
        }
    }
}

#[test]
fn what_is_saved_is_built_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(binary());
        command.args(words).current_dir(folder.path()).env("CARGO_TARGET_DIR", root().join("target/authors"));
        command
    };
    assert!(run(&["plugin", "new", "--kind", "labels", "phases"]).output().unwrap().status.success());
    let said = folder.path().join("said");
    let log = std::fs::File::create(&said).unwrap();
    let mut dev = run(&["plugin", "dev", "phases"]);
    dev.stdout(log.try_clone().unwrap()).stderr(log);
    let _dev = Program::start(&mut dev);
    let until = |words: &str, times: usize| {
        let enough = || std::fs::read_to_string(&said).unwrap().matches(words).count() >= times;
        wait_until(&format!("`{words}` is said {times} times"), PATIENCE, enough);
    };
    until("phases 0.1.0 · label scheme", 1);
    until("waiting for a change", 1);

    let manifest = folder.path().join("phases/Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("0.1.0", "0.2.0")).unwrap();
    until("phases 0.2.0 · label scheme", 1);
    until("waiting for a change", 2);

    let source = folder.path().join("phases/src/lib.rs");
    let text = std::fs::read_to_string(&source).unwrap();
    std::fs::write(&source, format!("{text}\nlet it be no Rust;")).unwrap();
    until("error: cargo could not build the plugin", 1);
    until("waiting for a change", 3);

    std::fs::write(&source, text).unwrap();
    until("phases 0.2.0 · label scheme", 2);
    let said = std::fs::read_to_string(&said).unwrap();
    assert!(said.contains("fuel ") && said.contains(" bytes") && said.contains("memory "), "{said}");
}
