//! A disk that is full for a while: tracking goes on, says so, and saves it all when there is room again.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use workdiary_test_support::home::{Home, sum};
use workdiary_test_support::program::Program;

const PATIENCE: Duration = Duration::from_secs(40);

/// As long as this lives, no write of the process reaches the disk.
fn full_disk(process: u64) -> Program {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC", "-p"]);
    let strace = Program::start(strace.arg(process.to_string()).stdout(Stdio::null()).stderr(Stdio::null()));
    workdiary_test_support::wait_until("the disk is full", PATIENCE, || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        status.lines().any(|line| line == format!("TracerPid:\t{}", strace.id()))
    });
    strace
}

fn seconds(status: &Value) -> Option<u64> {
    status["tracking"]["session_seconds"].as_u64()
}

#[test]
fn nothing_is_lost_while_the_disk_is_full() {
    let home = Home::with_contract(Vec::new());
    let on = home.run(["start", "--json"]).json();
    let day = on["now"].as_str().unwrap()[..10].to_owned();
    home.until("something is saved", PATIENCE, |status| seconds(status) >= Some(11));
    let mut full = full_disk(on["host"].as_u64().unwrap());
    let told = home.until("the full disk is told", PATIENCE, |status| status["worst"]["name"] == "saving");
    let found = told["worst"]["found"].as_str().unwrap();
    assert!(found.starts_with("not saved yet: ") && found.contains("full"), "{found}");
    home.until("time goes on", PATIENCE, |status| seconds(status) > seconds(&told));

    // Off cannot be saved either: it is said, and done as soon as there is room.
    let refused = home.run(["stop"]).failed(1);
    assert!(refused.contains("full") && refused.contains("hint: make room"), "{refused}");
    let at_off = seconds(&told).unwrap();
    signal_end(&mut full);
    let off = home.until("Off is saved", PATIENCE, |status| status["tracking"].is_null());
    assert_eq!(off["last"]["ended"], "switched off");
    assert!(sum(&home.segments(&day), "tracked_seconds") > at_off);
    home.run(["start"]).ok();
}

/// `strace` lets go of the process when it is asked to end; killed, it would not.
fn signal_end(strace: &mut Program) {
    strace.signal("TERM");
    strace.wait();
}
