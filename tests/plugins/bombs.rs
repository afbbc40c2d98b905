//! Components that nothing is wrong with but that compiling them takes all time or all memory.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rstest::rstest;
use workdiary_plugins::Sandbox;
use workdiary_test_support::home::Home;
use workdiary_test_support::program::has_ended;
use workdiary_test_support::wait_until;

use crate::commands::{PATIENCE, host, write};
use crate::component::{sandbox, small_rule};

/// Loops in loops over many variables: each loop may see a new value of each variable.
fn bomb(functions: usize, locals: usize, loops: usize) -> Vec<u8> {
    let mut body = format!("(func (local{})", " i64".repeat(locals));
    for at in 0..loops {
        let (to, one, other) = (at % locals, (at * 7 + 3) % locals, (at * 13 + 5) % locals);
        write!(body, "(loop (local.set {to} (i64.add (local.get {one}) (local.get {other})))").unwrap();
    }
    for at in 0..loops {
        write!(body, "(br_if 0 (i64.eqz (local.get {}))))", (at * 11) % locals).unwrap();
    }
    body.push(')');
    let component = format!(
        r#"(component (instance $none) (export "workdiary:plugin/billing@0.1.0" (instance $none))
             (core module {}))"#,
        body.repeat(functions)
    );
    wat::parse_str(component).unwrap()
}

/// Two minutes of work for one processor.
fn slow() -> Vec<u8> {
    bomb(60, 120, 800)
}

#[test]
fn one_that_takes_all_memory_is_given_up() {
    let error = sandbox().load_unproved("bomb", &bomb(1, 5_000, 2_000)).unwrap_err().to_string();
    assert_eq!(
        error,
        "`bomb` cannot be used as a plugin: compiling it takes over 1024 MiB of memory (gate `compile`)"
    );
}

#[test]
fn one_that_takes_all_time_is_given_up() {
    let error = sandbox().load_unproved("bomb", &slow()).unwrap_err().to_string();
    assert_eq!(
        error,
        "`bomb` cannot be used as a plugin: compiling it takes over 60 s of processor time (gate `compile`)"
    );
}

/// A program that was moved away, or is another one by now.
#[rstest]
#[case(
    "/nowhere/workdiary",
    "`/nowhere/workdiary` cannot compile it: No such file or directory (os error 2)"
)]
#[case("/bin/false", "compiling it failed: exit status: 1: ")]
#[case("/bin/true", "failed to")]
fn a_compiler_that_is_none_is_told(#[case] program: &str, #[case] why: &str) {
    let sandbox = Arc::new(Sandbox::new(None, Path::new(program)).unwrap());
    let error = sandbox.load_unproved("good", &small_rule()).unwrap_err().to_string();
    assert!(error.contains(why) && error.ends_with("(gate `compile`)"), "{error}");
}

/// The host goes on answering, and ends when it is told to.
#[test]
fn a_host_that_compiles_is_there_for_people() {
    let home = Home::with_contract(Vec::new());
    std::fs::create_dir_all(home.path().join("plugins")).unwrap();
    write(&home.path().join("plugins"), "bomb.wasm", &slow());
    let mut host = host(&home);
    let process = home.status()["host"].as_u64().unwrap();
    let compiler = || Home::children(process).first().copied();
    wait_until("the host compiles", PATIENCE, || compiler().is_some());
    let compiler = compiler().unwrap();
    home.run(["start", "acme", "-m", "the parser"]).ok();
    assert_eq!(home.status()["tracking"]["memo"], "the parser");
    home.run(["stop", "--host"]).ok();
    // Long before all is compiled.
    wait_until("the host has ended", Duration::from_secs(20), || has_ended(process));
    wait_until("the compiler has ended", PATIENCE, || has_ended(compiler));
    host.wait();
}
