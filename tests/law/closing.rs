//! Weeks close by themselves at their lock; what a statement says stands, whatever changes later.

use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::{Value, json};
use workdiary_test_support::home::Home;

use crate::{BEFORE_LOCK, CLIENT, IN_WEEK, LOCK, MONDAY, at, bill, contract, home, sample, tracked, types};

/// The statement as it is kept, to the byte.
#[track_caller]
fn statement(home: &Home, contract: &str, week: &str) -> String {
    home.run(["statement", "show", "--contract", contract, "--week", week]).ok()
}

fn list(home: &Home) -> Value {
    home.run(["statement", "list", "--contract", "acme", "--json"]).json()["statements"].clone()
}

#[test]
fn a_week_closes_at_its_lock_and_not_a_second_before() {
    let home = home();
    at(&home, BEFORE_LOCK);
    let open = bill(&home, "acme");
    assert_eq!((open["state"].as_str(), list(&home).as_array().unwrap().len()), (Some("open"), 0));
    at(&home, LOCK);
    let closed = bill(&home, "acme");
    assert_eq!((closed["state"].as_str(), closed["statement"].as_u64()), (Some("closed"), Some(1)));
    // The same bill, to the digest of what the rule was given and the fuel that it took.
    for field in ["rule", "lines", "billable_minutes", "over_limit_minutes", "total", "fuel", "inputs_digest"]
    {
        assert_eq!(open[field], closed[field], "{field}");
    }
    assert_snapshot!(types(&home, "statement list --contract acme").ok(), @"1  week of 2026-11-16     1:00       60.00 EUR  to be answered until 2026-11-28T00:00:00Z");
}

#[test]
fn it_makes_no_difference_when_the_week_is_closed() {
    let (at_once, years_later) = (home(), home());
    at(&at_once, LOCK);
    at(&years_later, "2031-01-01T00:00:00Z");
    assert_eq!(statement(&at_once, "acme", MONDAY), statement(&years_later, "acme", MONDAY));
    assert_eq!(statement(&at_once, "beta", MONDAY), statement(&years_later, "beta", MONDAY));
}

#[test]
fn statements_are_numbered_by_contract_in_the_order_of_weeks() {
    let lines = sample()
        + &tracked("acme", "2026-11-09T09:00:00Z", "")
        + &tracked("acme", "2026-10-05T09:00:00Z", "");
    let home = Home::demo(&lines, LOCK);
    let numbers: Vec<_> = list(&home)
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["number"].clone(), one["week"].clone()))
        .collect();
    assert_eq!(
        numbers,
        [(json!(1), json!("2026-10-05")), (json!(2), json!("2026-11-09")), (json!(3), json!(MONDAY))]
    );
}

#[test]
fn a_statement_is_byte_identical_after_everything_that_can_change() {
    let home = home();
    at(&home, LOCK);
    let (acme, bill_then) = (
        statement(&home, "acme", MONDAY),
        types(&home, "bill --contract acme --week 2026-11-16 --json").ok(),
    );
    let config = home.path().join("rule.json");
    std::fs::write(&config, r#"{"increment_minutes": 15, "per": "session"}"#).unwrap();
    for line in [
        "contract edit acme --weekly-limit 1 --rate 99.00 --manual denied --time-zone Asia/Kathmandu --title Other --client Renamed",
        &format!("contract edit acme --rule increments --rule-config {}", config.display()),
        "contract close acme",
    ] {
        types(&home, line).ok();
    }
    at(&home, "2027-03-01T12:00:00Z");
    types(&home, "contract reopen acme").ok();
    // It needs no plugin any more, not even its own.
    for folder in ["components", "cache"] {
        std::fs::remove_dir_all(home.path().join(folder)).unwrap();
    }
    assert_eq!(statement(&home, "acme", MONDAY), acme);
    assert_eq!(types(&home, "bill --contract acme --week 2026-11-16 --json").ok(), bill_then);
    assert_eq!(types(&home, "verify --json").json()["valid"], true);
}

#[test]
fn rates_and_limits_change_as_they_should_over_week_borders() {
    // Two hours are tracked in each of three weeks; the limit is one hour at first.
    let mut lines = contract("acme", "Acme GmbH", &json!({ "weekly_limit": 1 }));
    let weeks = ["2026-11-16", "2026-11-23", "2026-11-30"];
    for week in weeks {
        for hour in ["09", "10"] {
            (0..6).for_each(|ten| lines += &tracked("acme", &format!("{week}T{hour}:{ten}0:00Z"), "memo"));
        }
    }
    let home = Home::demo(&lines, IN_WEEK);
    let figures = |week: &str| {
        let bill = home.run(["bill", "--contract", "acme", "--week", week, "--json"]).json();
        let number = |pointer: &str| bill.pointer(pointer).unwrap().as_u64().unwrap();
        (number("/billable_minutes"), number("/over_limit_minutes"), number("/total/minor"))
    };
    assert_eq!(figures(weeks[0]), (60, 60, 6_000));
    // Raised: at once, hours already logged included. The rate: from the next Monday on.
    types(&home, "contract edit acme --weekly-limit 1.5 --rate 80.00").ok();
    assert_eq!(figures(weeks[0]), (90, 30, 9_000));
    assert_eq!(figures(weeks[1]), (90, 30, 12_000));
    // Lowered: from the next Monday on.
    types(&home, "contract edit acme --weekly-limit 0.5").ok();
    assert_eq!((figures(weeks[0]), figures(weeks[1])), ((90, 30, 9_000), (30, 90, 4_000)));
    // Raised on the Monday before the lock: the week before is past.
    at(&home, "2026-11-23T11:00:00Z");
    types(&home, "contract edit acme --weekly-limit none --rate 100.00").ok();
    assert_eq!(figures(weeks[0]), (90, 30, 9_000));
    assert_eq!(figures(weeks[1]), (120, 0, 16_000));
    at(&home, "2026-12-07T12:00:00Z");
    assert_eq!(weeks.map(figures), [(90, 30, 9_000), (120, 0, 16_000), (120, 0, 20_000)]);
    assert!(
        types(&home, "statement list --contract acme --json").json()["statements"].as_array().unwrap().len()
            == 3
    );
}

#[test]
fn the_client_countersigns_or_disputes_in_its_time() {
    let home = home();
    let say = |what: &str| {
        types(&home, &format!("--as \"{CLIENT}\" statement {what} --contract acme --week {MONDAY}"))
    };
    assert!(say("countersign").failed(3).contains("(rule `statement-window`)"));
    at(&home, LOCK);
    assert!(say("dispute").failed(2).contains("a dispute without a reason"));
    assert!(say("dispute -m \"the call\"").ok().contains("disputed: the call"));
    // A dispute can be settled; a countersignature is the last word.
    assert!(say("countersign").ok().contains("countersigned"));
    assert!(say("dispute -m more").failed(3).contains("(rule `statement-answered`)"));
    at(&home, "2026-11-28T00:00:00Z");
    let other = types(
        &home,
        &format!("--as \"client:Beta AG\" statement countersign --contract beta --week {MONDAY}"),
    );
    assert!(
        other.failed(3).contains("could be answered until 2026-11-28T00:00:00Z (rule `statement-window`)")
    );
}

/// Where the component lies to which the contract is bound.
fn component(home: &Home) -> PathBuf {
    let shown = types(home, "contract show acme --json").json();
    home.path().join(format!("components/{}.wasm", shown["rule"]["digest"].as_str().unwrap()))
}

#[test]
fn a_week_whose_rule_is_gone_stays_open_and_locked_and_closes_when_it_is_back() {
    let (home, as_ever) = (home(), home());
    let (there, away) = (component(&home), home.path().join("away"));
    std::fs::rename(&there, &away).unwrap();
    std::fs::remove_dir_all(home.path().join("cache")).unwrap();
    at(&home, LOCK);
    let left = list(&home)[0].clone();
    assert_eq!((left["state"].as_str(), left["week"].as_str()), (Some("open"), Some(MONDAY)));
    let fault = left["fault"]["message"].as_str().unwrap();
    assert!(
        fault.contains("the plugin `weekly-limit` cannot be used") && fault.contains("is missing"),
        "{fault}"
    );
    assert!(types(&home, "statement list --contract acme").ok().contains("locked and not closed"));
    assert!(types(&home, "doctor").out.contains("the week of 2026-11-16 of `acme` is not closed"));
    let told = types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m late").failed(3);
    assert!(told.contains("(rule `locked-week`)"), "{told}");
    // Long after, and with other terms: the same statement as if nothing had happened.
    at(&home, "2026-12-09T00:00:00Z");
    types(&home, "contract edit acme --weekly-limit 0.5 --rate 1.00").ok();
    std::fs::rename(&away, &there).unwrap();
    at(&as_ever, LOCK);
    assert_eq!(statement(&home, "acme", MONDAY), statement(&as_ever, "acme", MONDAY));
    assert_eq!(list(&home)[0]["state"], "closed");
}

#[test]
fn a_week_whose_rule_fails_closes_once_a_good_one_is_there() {
    let home = home();
    let component = component(&home);
    let good = std::fs::read(&component).unwrap();
    std::fs::remove_dir_all(home.path().join("cache")).unwrap();
    std::fs::write(&component, [good.as_slice(), b"altered"].concat()).unwrap();
    at(&home, LOCK);
    let fault = list(&home)[0]["fault"]["message"].as_str().unwrap().to_owned();
    assert!(fault.contains("is damaged: its digest is another"), "{fault}");
    let shown = home.run(["diary", "--contract", "acme", "--week", MONDAY]);
    assert_ne!(shown.code, 0, "a fault was not told");
    std::fs::write(&component, good).unwrap();
    assert_eq!(bill(&home, "acme")["state"], "closed");
}

#[test]
fn the_clock_set_back_opens_nothing() {
    let home = home();
    at(&home, LOCK);
    types(&home, "statement list --contract acme").ok();
    at(&home, IN_WEEK);
    let told = types(&home, "edit --contract acme --at 2026-11-16T09:00Z -m late").failed(3);
    assert!(told.contains("(rule `locked-week`)"), "{told}");
    let told = types(&home, "add --contract acme --at 2026-11-18T11:00Z -m late").failed(3);
    assert!(told.contains("(rule `locked-week`)"), "{told}");
    assert_eq!(bill(&home, "acme")["state"], "closed");
}
