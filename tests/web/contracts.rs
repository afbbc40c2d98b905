//! Contracts: the first one from nothing, what applies and from when, rule and labels with their configs, closing.

use serde_json::Value;
use workdiary_test_support::home::Home;

use crate::visit::Visit;

const ACME: &str = "/contracts/acme";

fn contract(home: &Home, id: &str) -> Value {
    home.run(["contract", "show", id, "--json"]).json()
}

fn contracts(home: &Home) -> Vec<Value> {
    home.run(["contract", "list", "--json"]).json().as_array().unwrap().clone()
}

/// A demo home with one contract, which stands in the week of 2026-11-16.
fn visit() -> Visit {
    let add = r#"{"contract_add":{"id":"acme","title":"Parser","client":"Acme","rate":"85.00","currency":"EUR","weekly_limit":20,"manual":"allowed","time_zone":"UTC"}}"#;
    Visit::of(Home::demo(add, "2026-11-19T15:20:00Z"))
}

fn save(visit: &Visit) {
    visit.page.until_another_page(|| visit.page.click("form.contract .actions .go"));
}

#[test]
fn from_nothing_to_tracking_by_mouse() {
    let visit = Visit::of(Home::new());
    let page = &visit.page;
    assert!(page.url().ends_with("/contracts/new"), "{}", page.url());
    assert_eq!(page.text("h1"), "Welcome to your work diary");
    assert!(page.text("main").contains("stays on this machine"), "{}", page.text("main"));
    page.type_text("Web shop, part 2");
    assert_eq!(page.attribute("[name=id]", "placeholder").unwrap(), "web-shop-part-2");
    page.fill("[name='client.name']", "Größe & Söhne");
    page.fill("[name=rate]", "85.50");
    page.fill("[name=currency]", "eur");
    save(&visit);
    assert!(page.url().contains("/diary/web-shop-part-2/day/"), "{}", page.url());
    assert!(page.text(".note").contains("Say what you do in the field above and switch On."));
    let made = contract(&visit.home, "web-shop-part-2");
    assert_eq!(made["rate"], serde_json::json!({ "minor": 8_550, "currency": "EUR" }));
    assert_eq!((&made["weekly_limit_minutes"], &made["manual"]), (&Value::Null, &"on-request".into()));
    page.fill("#tracker-memo", "First steps");
    page.click("#tracker .go");
    page.wait("it is On", "document.querySelector('#tracker.on .off')");
    let status = visit.home.status();
    assert_eq!(status["tracking"]["memo"], "First steps");
    assert_eq!(page.console(), Vec::<String>::new());
}

#[test]
fn from_nothing_to_tracking_by_keys_alone() {
    let visit = Visit::of(Home::new());
    let page = &visit.page;
    page.type_text("Веб");
    for text in ["Acme", "85", "EUR", "37.25", ""] {
        page.key("Tab");
        page.type_text(text);
    }
    page.tab_to("details.more summary", 1);
    page.key("Enter");
    assert_eq!(page.value("[name=rule]"), "weekly-limit");
    page.tab_to("[name=manual]", 1);
    page.key("ArrowDown");
    page.tab_to("[name=time_zone]", 1);
    page.key("Control+a");
    page.type_text("Asia/Kathmandu");
    page.tab_to("[name=labels]", 20);
    page.tab_to("form.contract .actions .go", 3);
    page.until_another_page(|| page.key("Enter"));
    assert!(page.url().contains("/diary/acme/day/"), "{}", page.url());
    let made = contract(&visit.home, "acme");
    assert_eq!((&made["manual"], &made["time_zone"]), (&"allowed".into(), &"Asia/Kathmandu".into()));
    assert_eq!((&made["weekly_limit_minutes"], &made["title"]), (&2_235.into(), &"Веб".into()));
    page.tab_to("#tracker-memo", 12);
    page.type_text("Typed");
    page.key("Enter");
    page.wait("it is On", "document.querySelector('#tracker.on .off')");
    assert_eq!(visit.home.status()["tracking"]["memo"], "Typed");
}

#[test]
fn pages_are_looked_at() {
    let visit = visit();
    visit.home.run(["contract", "edit", "acme", "--rate", "90", "--weekly-limit", "10"]).ok();
    visit.look("/contracts", "contracts-one");
    visit.look(ACME, "contract");
    visit.look("/contracts/new", "contract-new");
    visit.home.run(["contract", "close", "acme"]).ok();
    visit.look(ACME, "contract-closed");
    let long = "Wortungetüm".repeat(18);
    for number in 0..20 {
        let id = format!("long-{number}");
        visit
            .home
            .run([
                "contract",
                "add",
                &id,
                "--title",
                &long,
                "--client",
                &long,
                "--rate",
                "1",
                "--currency",
                "JPY",
            ])
            .ok();
    }
    visit.look("/contracts", "contracts-many");
    visit.look("/contracts/long-0", "contract-long");
}

#[test]
fn the_first_page_and_an_empty_list_are_looked_at() {
    let visit = Visit::of(Home::new());
    visit.look("/contracts/new", "contract-first");
    visit.look("/contracts", "contracts-none");
}

#[test]
fn only_what_was_changed_is_changed() {
    let visit = visit();
    let page = &visit.page;
    let before = contract(&visit.home, "acme");
    visit.goto(ACME);
    save(&visit);
    assert!(page.text(".note").contains("Nothing was changed"), "{}", page.text(".note"));
    page.fill("[name=title]", "Printer");
    page.fill("[name='client.address']", "Street 1\n10115 Berlin");
    // Meanwhile, elsewhere.
    visit.home.run(["contract", "edit", "acme", "--rate", "99"]).ok();
    save(&visit);
    let after = contract(&visit.home, "acme");
    assert_eq!(
        (&after["title"], &after["client"]["address"]),
        (&"Printer".into(), &"Street 1\n10115 Berlin".into())
    );
    assert_eq!(after["history"]["rates"].as_array().unwrap().len(), 2, "only that of elsewhere");
    assert_eq!(after["history"]["weekly_limits"], before["history"]["weekly_limits"]);
    assert_eq!(after["history"]["rules"], before["history"]["rules"]);
    assert!(
        page.text(".facts").contains("from Monday 23 November 2026: 99.00 EUR"),
        "{}",
        page.text(".facts")
    );
}

#[test]
fn terms_say_from_when_they_apply() {
    let visit = visit();
    let page = &visit.page;
    visit.goto(ACME);
    page.fill("[name=rate]", "90");
    page.fill("[name=weekly_limit]", "30");
    save(&visit);
    let facts = page.text(".facts");
    assert!(
        facts.contains("85.00 EUR") && facts.contains("from Monday 23 November 2026: 90.00 EUR"),
        "{facts}"
    );
    assert!(
        facts.contains("30:00 hours") && !facts.contains("20:00"),
        "a higher limit applies at once: {facts}"
    );
    page.fill("[name=weekly_limit]", "");
    save(&visit);
    page.fill("[name=weekly_limit]", "10.5");
    save(&visit);
    let facts = page.text(".facts");
    assert!(facts.contains("from Monday 23 November 2026: 10:30 hours"), "{facts}");
    let history = page.text("main");
    for line in [
        "the beginning\t85.00 EUR",
        "Monday 23 November 2026\t90.00 EUR",
        "the beginning\t20:00 hours",
        "Monday 16 November 2026\tnone",
    ] {
        assert!(history.contains(line), "`{line}` is not in {history}");
    }
    let shown = contract(&visit.home, "acme");
    assert_eq!(
        (&shown["weekly_limit_minutes"], &shown["next_week"]["weekly_limit_minutes"]),
        (&Value::Null, &630.into())
    );
    visit.goto("/contracts");
    assert!(page.text("table").contains("90.00 EUR from Monday"), "{}", page.text("table"));
}

#[test]
fn a_rule_and_labels_are_chosen_with_their_configs() {
    let visit = visit();
    let page = &visit.page;
    visit.goto(ACME);
    assert_eq!(page.value("[name='rule-config/minimum_tracked_seconds']"), "60");
    page.choose("[name=rule]", "increments");
    page.fill("[name='rule-config/increment_minutes']", "30");
    page.choose("[name=labels]", "fixed-list");
    page.fill("[name='labels-config/labels']", r#"[{"id":"dev","title":"Development"}]"#);
    save(&visit);
    let shown = contract(&visit.home, "acme");
    assert_eq!(shown["rule"]["name"], "weekly-limit", "this week keeps its rule");
    assert_eq!(shown["next_week"]["rule"]["name"], "increments");
    assert_eq!(shown["next_week"]["rule"]["config"]["increment_minutes"], 30);
    assert_eq!(shown["labels"]["config"]["labels"][0]["title"], "Development");
    let facts = page.text(".facts");
    assert!(facts.contains("from Monday 23 November 2026: increments"), "{facts}");
    save(&visit);
    assert!(page.text(".note").contains("Nothing was changed"), "{}", page.text(".note"));
    page.choose("[name=labels]", "none");
    page.wait("its fields are gone", "!document.querySelector('[name=\"labels-config/labels\"]')");
    page.fill("[name='rule-config/increment_minutes']", "15");
    save(&visit);
    let shown = contract(&visit.home, "acme");
    assert_eq!(
        (&shown["labels"], &shown["next_week"]["rule"]["config"]["increment_minutes"]),
        (&Value::Null, &15.into())
    );
    assert_eq!(page.console(), Vec::<String>::new());
}

#[test]
fn a_contract_is_closed_and_opened_again_by_keys_alone() {
    let visit = visit();
    let page = &visit.page;
    visit.goto(ACME);
    page.tab_to("[name=title]", 20);
    page.key("Control+a");
    page.type_text("Last words");
    page.until_another_page(|| page.key("Enter"));
    assert_eq!(page.text("h1"), "Last words");
    for (button, status, note) in [("close", "closed", "is closed"), ("reopen", "active", "is open again")] {
        page.tab_to("[popovertarget=sure]", 60);
        page.key("Enter");
        page.tab_to(&format!("#sure [value={button}]"), 2);
        page.until_another_page(|| page.key("Enter"));
        assert_eq!(contract(&visit.home, "acme")["status"], status);
        assert!(page.text(".note").contains(note), "{}", page.text(".note"));
    }
}

#[test]
fn a_contract_is_closed_and_opened_again_by_mouse() {
    let visit = visit();
    let page = &visit.page;
    visit.goto(ACME);
    for (button, status) in [("close", "closed"), ("reopen", "active")] {
        page.click("[popovertarget=sure]:not([popovertargetaction])");
        page.click("[popovertargetaction=hide]");
        assert_ne!(contract(&visit.home, "acme")["status"], status, "it was not asked for yet");
        page.click("[popovertarget=sure]:not([popovertargetaction])");
        page.until_another_page(|| page.click(&format!("#sure [value={button}]")));
        assert_eq!(contract(&visit.home, "acme")["status"], status);
    }
    visit.home.run(["contract", "close", "acme"]).ok();
    let (status, told) = visit.post("/contracts/acme/edit", &[("title", "X"), ("was", "title=Parser")]);
    assert!(status == 409 && told.contains("closed-contract"), "{told}");
}

#[test]
fn pages_and_forms_work_without_scripts() {
    let visit = Visit::of(Home::new());
    let page = &visit.page;
    page.without_scripts(true);
    visit.goto("/");
    page.fill("[name=title]", "Web shop");
    page.fill("[name='client.name']", "Acme");
    page.fill("[name=rate]", "85");
    page.fill("[name=currency]", "EUR");
    page.fill("[name=id]", "shop");
    page.until_another_page(|| page.click("form.contract .actions .go"));
    visit.goto("/contracts/shop");
    page.check_accessibility("a contract without scripts");
    page.choose("[name=labels]", "fixed-list");
    page.until_another_page(|| page.click("form.contract .actions .go"));
    // The scheme cannot be without labels: its fields are asked for now.
    assert!(page.text(".note.bad").contains("fixed-list"), "{}", page.text(".note.bad"));
    page.fill("[name='labels-config/labels']", r#"[{"id":"dev"}]"#);
    page.until_another_page(|| page.click("form.contract .actions .go"));
    assert_eq!(contract(&visit.home, "shop")["labels"]["config"]["labels"][0]["id"], "dev");
    page.click("[popovertarget=sure]:not([popovertargetaction])");
    page.until_another_page(|| page.click("#sure [value=close]"));
    assert_eq!(contract(&visit.home, "shop")["status"], "closed");
}

#[test]
fn bad_contracts_are_refused_and_what_was_typed_stays() {
    let visit = visit();
    let huge = "x".repeat(100_000);
    let good =
        [("title", "New"), ("client.name", "C"), ("rate", "1"), ("currency", "EUR"), ("time_zone", "UTC")];
    for (field, value, why) in [
        ("id", "acme", "a contract `acme` already"),
        ("id", "../x", "`../x` is not a contract id"),
        ("id", "Ünsinn", "is not a contract id"),
        ("title", " ", "title of contract"),
        ("title", &huge, "100000 characters, 200 at most"),
        ("client.name", "", "client of contract"),
        ("client.name", "a\u{1b}[2Jb", "control characters"),
        ("client.address", "Street\n\u{7}", "control characters"),
        ("freelancer.email", &huge, "100000 characters"),
        ("rate", "", "is not an hourly rate"),
        ("rate", "-1", "`-1` is not an hourly rate in EUR"),
        ("rate", "1e9", "not a plain decimal number"),
        ("rate", "1.005", "more than 2 digits"),
        ("rate", "92233720368547758.07", "too large"),
        ("rate", &huge, "is not an hourly rate"),
        ("currency", "EURO", "`EURO` is not an ISO 4217"),
        ("currency", "", "is not an ISO 4217"),
        ("weekly_limit", "169", "more than the 168"),
        ("weekly_limit", "-3", "not a number of hours"),
        ("time_zone", "Mars/Olympus", "is not a time zone"),
        ("time_zone", "../../etc/passwd", "is not a time zone"),
        ("manual", "perhaps", "no policy for manual time"),
        ("rule", "free", "free"),
        ("labels", "csv", "csv"),
    ] {
        let mut fields: Vec<_> = good.into_iter().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let (status, told) = visit.post("/contracts/new", &fields);
        assert_eq!(status, 422, "{field} `{}`: {told}", value.get(..20).unwrap_or(value));
        assert!(
            told.contains(why) || told.contains(&why.replace('\'', "&#39;")),
            "{field} `{:.20}`: {told:.4000}",
            value
        );
        assert!(field == "title" || told.contains("value=\"New\""), "what was typed stays");
        assert!(!told.contains("\u{1b}[2Jb</"), "{told:.4000}");
    }
    assert_eq!(contracts(&visit.home).len(), 1);
    let before = contract(&visit.home, "acme");
    for (field, value) in [
        ("title", ""),
        ("rate", "abc"),
        ("weekly_limit", "1000"),
        ("time_zone", ""),
        ("manual", ""),
        ("rule", "free"),
    ] {
        let (status, told) = visit.post("/contracts/acme/edit", &[(field, value)]);
        assert!(status == 422 && told.contains("role=\"alert\""), "{field}: {status}");
    }
    let config = [
        ("rule", "weekly-limit"),
        ("rule-config-of", "weekly-limit"),
        ("rule-config/minimum_tracked_seconds", "601"),
    ];
    let (status, told) = visit.post("/contracts/acme/edit", &config);
    assert!(status == 422 && told.contains("value=\"601\""), "{told:.3000}");
    assert_eq!(contract(&visit.home, "acme"), before);
    for (path, status) in
        [("/contracts/none", 422), ("/contracts/..%2Fx", 422), ("/contracts/acme/config/free?rule=x", 422)]
    {
        let told = visit.page.eval(&format!("fetch('{path}').then((answer) => answer.status)"));
        assert_eq!(told, status, "{path}");
    }
}

#[test]
fn a_contract_that_is_called_new_has_its_page() {
    let visit = visit();
    visit
        .home
        .run([
            "contract",
            "add",
            "new",
            "--title",
            "Odd",
            "--client",
            "C",
            "--rate",
            "1",
            "--currency",
            "EUR",
        ])
        .ok();
    visit.goto("/contracts");
    visit.page.until_another_page(|| visit.page.click("a[href='/contracts/new/edit']"));
    assert_eq!(visit.page.text("h1"), "Odd");
    visit.page.fill("[name=title]", "Less odd");
    save(&visit);
    assert_eq!(visit.page.text("h1"), "Less odd");
    assert_eq!(contract(&visit.home, "new")["title"], "Less odd");
}
