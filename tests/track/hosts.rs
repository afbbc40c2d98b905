//! Hosts: one a home, started when it is needed.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use workdiary_test_support::home::Home;
use workdiary_test_support::program::Program;

#[test]
fn start_without_a_host_starts_one_in_the_background() {
    let home = Home::with_contract(Vec::new());
    assert_eq!(home.status()["host"], serde_json::Value::Null);
    home.run(["start"]).ok();
    let status = home.status();
    assert_eq!(status["tracking"]["contract"], "acme");
    let host = status["host"].as_u64().unwrap();
    assert!(std::fs::read_to_string(format!("/proc/{host}/cmdline")).unwrap().contains("serve"));
    let off = home.run(["stop", "--host", "--json"]).json();
    assert_eq!((&off["tracking"], &off["host"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    workdiary_test_support::wait_until("the host is gone", crate::desk::PATIENCE, || {
        home.status()["host"].is_null()
    });
}

#[test]
fn start_in_one_terminal_while_serve_runs_in_another() {
    let home = Home::with_contract(Vec::new());
    let mut host = Program::start(home.command(["serve"]).stdout(Stdio::piped()).stderr(Stdio::piped()));
    let mut ready = String::new();
    BufReader::new(host.output()).read_line(&mut ready).unwrap();
    assert_eq!(ready, "ready\n");
    home.run(["start", "acme"]).ok();
    assert_eq!(home.status()["host"], u64::from(host.id()));

    let second = home.run(["serve"]).failed(1);
    assert!(second.contains(&format!("process {}", host.id())), "{second}");
    assert!(second.contains("hint: "), "{second}");
    assert_eq!(home.status()["tracking"]["contract"], "acme", "the second host disturbed the first");

    host.signal("TERM");
    assert!(host.wait().success());
    let last = home.status()["last"].clone();
    assert_eq!((&last["ended"], &last["by_itself"]), (&"the host was ended".into(), &false.into()));
}

#[test]
fn a_socket_that_a_killed_host_left_is_in_nobodys_way() {
    let home = Home::with_contract(Vec::new());
    let mut host = Program::start(home.command(["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut output = BufReader::new(host.output());
    output.read_line(&mut String::new()).unwrap();
    host.kill();
    output.read_to_string(&mut String::new()).unwrap();
    assert!(home.path().join("host.sock").exists());
    assert_eq!(home.status()["host"], serde_json::Value::Null);
    home.run(["start", "acme"]).ok();
}
