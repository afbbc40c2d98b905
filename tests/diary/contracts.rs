//! Contracts by the command line: made, shown, changed, closed; bad input is told with a hint.

use rstest::rstest;
use workdiary_test_support::home::Home;

#[test]
fn a_contract_is_made_shown_and_changed() {
    let home = Home::with_contract(Vec::new());
    home.run([
        "contract",
        "edit",
        "acme",
        "--title",
        "Printer",
        "--weekly-limit",
        "40",
        "--client-tax-id",
        "DE1",
    ])
    .ok();
    home.run(["contract", "edit", "acme", "--rate", "90"]).ok();
    let shown = home.run(["contract", "show", "acme", "--json"]).json();
    assert_eq!((&shown["title"], &shown["client"]["tax_id"]), (&"Printer".into(), &"DE1".into()));
    assert_eq!(
        shown["rate"],
        serde_json::json!({ "minor": 8_500, "currency": "EUR" }),
        "a rate starts next Monday"
    );
    // From no limit to 40 hours is lower: it starts next Monday as well.
    assert_eq!(shown["weekly_limit_minutes"], serde_json::Value::Null);
    assert_eq!(shown["history"]["weekly_limits"][1]["minutes"], 2_400);
    assert_eq!(home.run(["contract", "list", "--json"]).json().as_array().unwrap().len(), 1);
}

#[test]
fn a_closed_contract_is_not_changed_until_reopened() {
    let home = Home::with_contract(Vec::new());
    home.run(["contract", "close", "acme"]).ok();
    let refused = home.run(["contract", "edit", "acme", "--title", "X"]).failed(3);
    assert!(refused.contains("closed-contract") && refused.contains("contract reopen acme"), "{refused}");
    home.run(["contract", "reopen", "acme"]).ok();
    home.run(["contract", "edit", "acme", "--title", "X"]).ok();
}

#[rstest]
#[case::id("contract add Acme --title T --client C --rate 1 --currency EUR", "`Acme` is not a contract id")]
#[case::rate("contract add b --title T --client C --rate 1.005 --currency EUR", "more than 2 digits")]
#[case::currency("contract add b --title T --client C --rate 1 --currency EURO", "`EURO` is not an ISO 4217")]
#[case::limit("contract add b --title T --client C --rate 1 --currency EUR --weekly-limit 169", "168")]
#[case::zone(
    "contract add b --title T --client C --rate 1 --currency EUR --time-zone Mars",
    "`Mars` is not a time zone"
)]
#[case::rule(
    "contract add b --title T --client C --rate 1 --currency EUR --rule free",
    "no billing rule `free`"
)]
#[case::taken("contract add acme --title T --client C --rate 1 --currency EUR", "a contract `acme` already")]
#[case::unknown("contract show none", "no contract `none`")]
#[case::nothing("contract edit acme", "nothing to change")]
#[case::word("contracts", "unrecognized subcommand")]
#[case::date("diary --day 2026-02-30", "2026-02-30")]
fn bad_input_is_a_usage_error(#[case] line: &str, #[case] why: &str) {
    let home = Home::with_contract(Vec::new());
    let before = home.run(["contract", "list", "--json"]).json();
    let told = home.run(line.split(' ')).failed(2);
    assert!(told.contains(why), "{told}");
    assert_eq!(home.run(["contract", "list", "--json"]).json(), before);
}

#[test]
fn a_home_without_a_diary_is_not_made_by_looking() {
    let home = Home::new();
    let told = home.run(["status"]).failed(1);
    assert!(told.contains("there is no diary") && told.contains("contract add"), "{told}");
    assert!(!home.path().exists());
}
