//! Components from text, and sandboxes to load them in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use workdiary_plugins::{RuleTerms, Sandbox, WeekColumns};
use workdiary_test_support::{binary, root};

/// A sandbox that keeps nothing.
pub fn sandbox() -> Arc<Sandbox> {
    Arc::new(Sandbox::new(None, &binary()).unwrap())
}

pub fn folder() -> PathBuf {
    root().join("tests/hostile")
}

/// The contract as it was released.
pub fn contract() -> PathBuf {
    root().join("wit/0.1.0")
}

/// A core module that knows its world, as a component.
pub fn of_world(world: &str, module: &str) -> Vec<u8> {
    let mut module = wat::parse_str(module).unwrap_or_else(|error| panic!("{error}\n{module}"));
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_path(contract()).unwrap();
    let world = resolve.select_world(&[package], Some(world)).unwrap();
    wit_component::embed_component_metadata(
        &mut module,
        &resolve,
        world,
        wit_component::StringEncoding::UTF8,
    )
    .unwrap();
    workdiary_plugins::component::from_module(&module).unwrap()
}

/// A rule that does nothing bad but refuse each week, small enough to be loaded thousands of times.
pub fn small_rule() -> Vec<u8> {
    let prelude = std::fs::read_to_string(folder().join("prelude-rule.wat")).unwrap();
    let refuse = r#"(i32.store8 (i32.const 3000) (i32.const 1)) (i32.store (i32.const 3004) (i32.const 1120))
                    (i32.store (i32.const 3008) (i32.const 2)) (call $drop (local.get 2)) (call $drop_segments (local.get 3))
                    (call $drop_segments (local.get 4)) (i32.const 3000)"#;
    let imports = r#"(import "workdiary:plugin/segments@0.1.0" "[resource-drop]terms" (func $drop (param i32)))
        (import "workdiary:plugin/segments@0.1.0" "[resource-drop]segments" (func $drop_segments (param i32)))"#;
    of_world("billing-rule", &prelude.replace(";;assess", refuse).replace(";;imports", imports))
}

/// A week without segments.
pub fn empty_week() -> WeekColumns {
    let terms = RuleTerms {
        week: 2_966_832,
        currency: "EUR".to_owned(),
        currency_digits: 2,
        hourly_rate: 8_500,
        weekly_limit: None,
    };
    WeekColumns { terms, segments: Arc::default(), earlier: Arc::default(), zone: jiff::tz::TimeZone::UTC }
}

/// Reads a part of a case; empty where it has none.
pub fn part(case: &Path, name: &str) -> String {
    std::fs::read_to_string(case.join(name)).unwrap_or_default()
}
