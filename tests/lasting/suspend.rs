//! A machine that stands still: what passed meanwhile is not work.

use std::time::Duration;

use workdiary_test_support::home::{Home, sum};
use workdiary_test_support::pass;
use workdiary_test_support::program::signal;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn three_minutes_of_standing_still_are_not_work() {
    let home = Home::with_contract(Vec::new());
    let on = home.run(["start", "--json"]).json();
    let day = on["now"].as_str().unwrap()[..10].to_owned();
    let before = home.until("three seconds are tracked", PATIENCE, |status| {
        status["tracking"]["session_seconds"].as_u64() >= Some(3)
    });
    let host = on["host"].as_u64().unwrap();
    let processes: Vec<u64> = Home::children(host).into_iter().chain([host]).collect();
    processes.iter().for_each(|process| signal(*process, "STOP"));
    pass(Duration::from_secs(180));
    processes.iter().for_each(|process| signal(*process, "CONT"));
    let off = home.until("tracking has ended", PATIENCE, |status| status["tracking"].is_null());
    let ended = off["last"]["ended"].as_str().unwrap();
    assert!(ended.starts_with("the machine stood still for 3:0"), "{ended}");
    assert_eq!(off["last"]["by_itself"], true);
    let seconds = sum(&home.segments(&day), "tracked_seconds");
    let seen = before["tracking"]["session_seconds"].as_u64().unwrap();
    assert!((seen..=seen + 3).contains(&seconds), "{seconds} s tracked, {seen} s seen");
    let diary = home.run(["diary", "--day", &day]).ok();
    assert!(diary.contains("the machine stood still for 3:0"), "{diary}");

    // Life goes on, and nothing is tracked twice.
    home.run(["start"]).ok();
    home.run(["stop"]).ok();
    let again = home.segments(&day);
    let fullest = again.iter().flat_map(|s| s["minutes"].as_array().unwrap()).map(|m| &m["tracked_seconds"]);
    assert!(fullest.into_iter().all(|seconds| seconds.as_u64() <= Some(60)));
}
