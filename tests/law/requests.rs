//! Manual time by request: asked with a reason, granted or refused by the client, expired at the lock.

use insta::assert_snapshot;
use serde_json::{Value, json};
use workdiary_test_support::home::Home;

use crate::{BEFORE_LOCK, CLIENT, IN_WEEK, LOCK, at, contract, diary, tracked, types};

const ASK: &str =
    "request ask --contract acme --from 2026-11-16T10:00Z --to 2026-11-16T10:30Z --reason \"on the phone\"";
const ADD: &str = "add --contract acme --from 2026-11-16T10:00Z --to 2026-11-16T10:30Z -m \"on the phone\"";

fn home(policy: &str) -> Home {
    let lines = contract("acme", "Acme GmbH", &json!({ "manual": policy }))
        + &tracked("acme", "2026-11-16T09:00:00Z", "memo");
    Home::demo(&lines, IN_WEEK)
}

fn client(home: &Home, line: &str) -> workdiary_test_support::home::Said {
    types(home, &format!("--as \"{CLIENT}\" {line}"))
}

fn states(home: &Home) -> Vec<String> {
    let all = types(home, "request list --contract acme --json").json();
    let state = |request: &Value| request["state"].as_str().unwrap().to_owned();
    all["requests"].as_array().unwrap().iter().map(state).collect()
}

#[test]
fn a_request_is_asked_granted_and_used() {
    let home = home("on-request");
    let told = types(&home, ADD).failed(3);
    assert_snapshot!(told, @"
    error: 3 of 3 segments refused, nothing was changed (rule `manual-policy`)
      2026-11-16T10:00:00Z: the client has granted no request for it (rule `manual-policy`)
      2026-11-16T10:10:00Z: the client has granted no request for it (rule `manual-policy`)
      2026-11-16T10:20:00Z: the client has granted no request for it (rule `manual-policy`)
    hint: `workdiary request ask --contract acme --from T --to T --reason TEXT` asks the client
    ");
    assert_snapshot!(types(&home, ASK).ok(), @"
    1  2026-11-16T10:00:00Z to 2026-11-16T10:30:00Z  pending, expires 2026-11-23T12:00:00Z
       on the phone
    ");
    types(&home, ADD).failed(3);
    types(&home, "grant 1").failed(3);
    assert!(client(&home, "grant 1 -m fine").ok().contains("granted: fine"));
    types(&home, ADD).ok();
    assert_eq!(diary(&home, "acme")["segments"].as_array().unwrap().len(), 4);
    let told = types(&home, "add --contract acme --at 2026-11-16T10:30Z -m more").failed(3);
    assert!(told.contains("granted no request"), "{told}");
    let told = client(&home, "refuse 1").failed(3);
    assert!(told.contains("request 1 is granted already (rule `request-answered`)"), "{told}");
}

#[test]
fn a_refused_request_adds_nothing() {
    let home = home("on-request");
    types(&home, ASK).ok();
    client(&home, "refuse 1 -m \"not agreed\"").ok();
    types(&home, ADD).failed(3);
    assert_eq!(states(&home), ["refused"]);
}

#[test]
fn a_request_expires_at_the_lock() {
    let home = home("on-request");
    types(&home, ASK).ok();
    at(&home, BEFORE_LOCK);
    assert_eq!(states(&home), ["pending"]);
    at(&home, LOCK);
    assert_eq!(states(&home), ["expired"]);
    let told = client(&home, "grant 1").failed(3);
    assert!(told.contains("(rule `locked-week`)"), "{told}");
}

#[test]
fn permission_that_came_in_time_ends_with_the_lock() {
    let home = home("on-request");
    types(&home, ASK).ok();
    at(&home, BEFORE_LOCK);
    client(&home, "grant 1").ok();
    types(&home, "add --contract acme --at 2026-11-16T10:00Z -m call").ok();
    at(&home, LOCK);
    let told = types(&home, "add --contract acme --at 2026-11-16T10:10Z -m call").failed(3);
    assert!(told.contains("(rule `locked-week`)"), "{told}");
}

#[test]
fn where_the_policy_says_it_all_no_request_is_asked() {
    for (policy, why) in
        [("allowed", "allows manual time without a request"), ("denied", "allows no manual time")]
    {
        let home = home(policy);
        let told = types(&home, ASK).failed(3);
        assert!(told.contains(why) && told.contains("(rule `manual-policy`)"), "{told}");
        assert_eq!(types(&home, ADD).code, if policy == "allowed" { 0 } else { 3 });
    }
}

#[test]
fn a_request_is_for_free_slots_and_has_a_reason() {
    let home = home("on-request");
    let taken = "request ask --contract acme --from 2026-11-16T09:00Z --to 2026-11-16T09:10Z --reason x";
    let told = types(&home, taken).failed(3);
    assert!(told.contains("(rule `free-slots`)"), "{told}");
    let told = types(&home, &ASK.replace("\"on the phone\"", "\" \"")).failed(2);
    assert!(told.contains("a request without a reason"), "{told}");
    let told = client(&home, "grant 7").failed(2);
    assert!(told.contains("there is no request 7"), "{told}");
}

#[test]
fn the_client_sets_terms_and_nothing_else_of_the_contract() {
    let home = home("denied");
    client(&home, "contract edit acme --manual allowed --weekly-limit 10 --rate 61.00").ok();
    types(&home, ADD).ok();
    let told = client(&home, "contract edit acme --title Mine --manual denied").failed(3);
    assert!(told.contains("(rule `not-yours`)"), "{told}");
}
