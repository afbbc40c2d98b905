//! Plugins: added by choosing and by dropping, removed, and a new version of a rule accepted.

use workdiary_test_support::home::Home;

use crate::components::{hostile_report, rule};
use crate::visit::Visit;

/// A home whose contract is bound to a rule of which a newer version is there; one segment is too short.
fn with_a_newer_rule() -> Visit {
    let minute = |at: u32, seconds: u32| {
        format!(
            r#"{{"contract":"acme","minute":"2026-11-23T09:{at:02}Z","tracked_seconds":{seconds},"keystrokes":5,"memo":"parser"}}"#
        )
    };
    let minutes: Vec<String> = (0..20).map(|at| minute(at, 60)).chain([minute(35, 30)]).collect();
    let acme = r#"{"contract_add":{"id":"acme","title":"Compiler front end","client":"Acme","rate":"85.00","currency":"EUR","rule":"weekly-limi2"}}"#;
    let _ = acme;
    let home = Home::demo(&minutes.join("\n"), "2026-11-16T12:00:00Z");
    let visit = Visit::of(home);
    for (next, now) in [(false, "2026-11-23T12:00:00Z"), (true, "2026-11-24T12:00:00Z")] {
        let file = visit.browser.file("weekly-limi2.wasm");
        std::fs::write(&file, rule(next)).unwrap();
        visit.home.run(["plugin", "add", file.to_str().unwrap()]).ok();
        if !next {
            visit.home.run(["contract", "edit", "acme", "--rule", "weekly-limi2"]).ok();
        }
        visit.home.run(["stop", "--host"]).ok();
        visit.home.run(["demo", "--now", now]).ok();
    }
    let Visit { home, .. } = visit;
    Visit::of(home)
}

#[test]
fn each_page_is_looked_at() {
    let visit = with_a_newer_rule();
    std::fs::write(visit.home.path().join("plugins/broken.wasm"), "no component").unwrap();
    visit.look("/plugins", "plugins");
    visit.look("/plugins/increments", "plugins-built-in");
    visit.look("/plugins/weekly-limi2", "plugins-waits");
    visit.look("/plugins/weekly-limi2/accept/acme", "plugins-accept");
    visit.goto("/plugins");
    let text = visit.page.text("main");
    for part in ["Files that were not taken", "broken.wasm", "A new version waits for acme", "Built in"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn a_plugin_is_chosen_added_and_removed_by_mouse() {
    let visit = Visit::sample();
    let file = visit.browser.file("evil.wasm");
    std::fs::write(&file, hostile_report()).unwrap();
    visit.goto("/plugins");
    visit.page.upload("[name=file]", &file);
    visit.page.until_another_page(|| visit.page.click("form[enctype] button.go"));
    assert!(visit.page.url().ends_with("/plugins/evil?did=added"), "{}", visit.page.url());
    let text = visit.page.text("main");
    for part in ["It was added", "Report format", "1.0.0", "<s onclick=1>x", "workdiary:plugin/output@0.1.0"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    visit.page.click("[popovertarget=sure]");
    visit.page.click("#sure [popovertargetaction=hide]");
    visit.page.click("[popovertarget=sure]");
    visit.page.until_another_page(|| visit.page.click("#sure button.danger"));
    assert!(visit.page.text("[role=status]").contains("Removed evil"), "{}", visit.page.text("main"));
    assert!(!visit.page.exists("a[href='/plugins/evil']"));
    assert_eq!(visit.page.console(), Vec::<String>::new());
}

#[test]
fn a_plugin_is_dropped_and_one_that_is_none_is_told() {
    let visit = Visit::sample();
    visit.goto("/plugins");
    let file = visit.browser.file("broken.wasm");
    std::fs::write(&file, "no component").unwrap();
    visit.page.until_another_page(|| visit.page.drop_file(".drop", &file));
    let told = visit.page.text("[role=alert]");
    assert!(
        told.starts_with("`broken.wasm` cannot be used as a plugin") && told.contains("(gate `form`)"),
        "{told}"
    );
    let file = visit.browser.file("evil.wasm");
    std::fs::write(&file, hostile_report()).unwrap();
    visit.page.until_another_page(|| visit.page.drop_file(".drop", &file));
    assert!(visit.page.url().ends_with("/plugins/evil?did=added"), "{}", visit.page.url());
}

#[test]
fn a_plugin_is_removed_by_keys_and_kept_while_it_is_used() {
    let visit = Visit::sample();
    let file = visit.browser.file("evil.wasm");
    std::fs::write(&file, hostile_report()).unwrap();
    visit.home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    visit.goto("/plugins/evil");
    visit.page.tab_to("[popovertarget=sure]", 60);
    visit.page.key("Enter");
    visit.page.tab_to("#sure button.danger", 3);
    visit.page.until_another_page(|| visit.page.key("Enter"));
    assert!(visit.page.text("[role=status]").contains("Removed evil"));
    let file = visit.browser.file("weekly-limi2.wasm");
    std::fs::write(&file, rule(false)).unwrap();
    visit.home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    visit.home.run(["contract", "edit", "acme", "--rule", "weekly-limi2"]).ok();
    visit.goto("/plugins/weekly-limi2");
    assert!(visit.page.text("main").contains("It cannot be removed while it is used by acme."));
    assert!(!visit.page.exists("[popovertarget=sure]"));
    // Somebody may have looked at it before it was used.
    let site = workdiary_test_support::http::Site::enter(&visit.home);
    let answer = site.post("/plugins/weekly-limi2/remove", &[]);
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("is used by contract `acme`"), "{}", answer.text());
}

#[test]
fn a_new_version_is_compared_and_accepted() {
    let visit = with_a_newer_rule();
    visit.goto("/plugins");
    visit.page.until_another_page(|| visit.page.click("a[href='/plugins/weekly-limi2/accept/acme']"));
    let text = visit.page.text("main");
    for part in [
        "from next Monday, 2026-11-30",
        "0:20",
        "20.00 EUR",
        "One segment comes out otherwise",
        "Mon 23 Nov, 09:30",
        "not billable, too-short",
        "not billable, too-brief",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    visit.page.until_another_page(|| visit.page.click("a[href$='?week=last']"));
    assert!(visit.page.text("main").contains("The week of 2026-11-16"));
    let rules = || visit.home.run(["contract", "show", "acme", "--json"]).json()["history"]["rules"].clone();
    assert_eq!(rules().as_array().unwrap().len(), 2, "looking changes nothing");
    visit.page.tab_to("form[action$='/accept/acme'] button", 40);
    visit.page.until_another_page(|| visit.page.key("Enter"));
    assert!(visit.page.text("[role=status]").contains("acme is billed by this version"));
    assert!(!visit.page.exists("a[href*='/accept/']"));
    let rules = rules();
    assert_eq!(rules[2]["from"], "2026-11-30T00:00:00Z");
    assert_ne!(rules[2]["rule"]["digest"], rules[1]["rule"]["digest"]);
    visit.goto("/plugins/weekly-limi2/accept/acme");
    assert!(visit.page.text("main").contains("does not wait for a version"));
}

#[test]
fn plugins_are_read_and_added_without_scripts() {
    let visit = Visit::sample();
    let reader = visit.browser.page();
    reader.without_scripts(true);
    reader.goto(&format!("{}/plugins", visit.at));
    assert!(reader.text("main").contains("weekly-limit"));
    let file = visit.browser.file("evil.wasm");
    std::fs::write(&file, hostile_report()).unwrap();
    reader.upload("[name=file]", &file);
    reader.until_another_page(|| reader.click("form[enctype] button.go"));
    assert!(reader.text("main").contains("It was added"));
}
