//! The tracker bar: On and Off on a real display, what the scheme says of a label, and tabs that agree.

use workdiary_test_support::clock::Clock;
use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;

use crate::visit::Visit;

const LABELS: &str = r#"{"required": true, "labels": [
    {"id": "dev", "title": "Development"}, {"id": "call", "title": "Call", "words": ["phone"]}]}"#;

/// At a real diary whose host sees a display with a terminal on it.
fn at_work() -> (Visit, Display) {
    at_work_in(Vec::new())
}

fn at_work_in(mut environment: Vec<(String, String)>) -> (Visit, Display) {
    let mut display = Display::new();
    display.desktop();
    environment.push(("DISPLAY".to_owned(), display.name.clone()));
    let home = Home::with_contract(environment);
    let file = home.path().join("labels.json");
    std::fs::write(&file, LABELS).unwrap();
    let file = file.to_str().unwrap();
    home.run(["contract", "edit", "acme", "--labels", "fixed-list", "--labels-config", file]).ok();
    let beta = "contract add beta --title Shop --client Beta --rate 60.00 --currency EUR --time-zone UTC";
    home.run(beta.split(' ')).ok();
    (Visit::of(home), display)
}

const ON: &str =
    "document.querySelector('#tracker.on') && document.querySelector('#tracker button[value=stop]')";

#[test]
fn on_and_off_by_mouse_with_what_the_scheme_says() {
    let (visit, display) = at_work();
    let page = &visit.page;
    page.fill("#tracker-memo", "A talk on the phone");
    page.click("#tracker button[value=start]");
    page.wait(
        "the scheme's words",
        "document.querySelector('#tracker .note.bad')?.textContent.includes('label')",
    );
    assert_eq!(page.value("#tracker-memo"), "A talk on the phone");
    assert_eq!(visit.home.status()["tracking"], serde_json::Value::Null);
    page.fill("#tracker-memo", "On the phone again");
    page.wait(
        "what it suggests",
        "document.querySelector('#tracker optgroup[label^=Suggested] option')?.value === 'call'",
    );
    page.choose("#tracker-label", "call");
    page.click("#tracker button[value=start]");
    page.wait("On", ON);
    display.xdotool(&["key", "a", "b", "c"]);
    let status = visit.home.status();
    assert_eq!(
        (&status["tracking"]["memo"], &status["tracking"]["label"]),
        (&"On the phone again".into(), &"call".into())
    );
    page.wait(
        "the stopwatch runs",
        "/0:00:0[2-9]/.test(document.querySelector('#readings .session dd').textContent)",
    );
    // Another tab, opened while it runs, agrees; so does this one when the other switches Off.
    let other = visit.browser.page();
    other.goto(&format!("{}/", visit.at));
    other.wait("it is On there too", ON);
    other.click("#tracker button[value=stop]");
    other.wait("Off", "!document.querySelector('#tracker.on')");
    page.wait("Off here too", "!document.querySelector('#tracker.on')");
    assert_eq!(visit.home.status()["tracking"], serde_json::Value::Null);
    let wrong = page.console();
    assert!(wrong.len() == 1 && wrong[0].contains("409"), "nothing but the refusal went wrong: {wrong:?}");
}

#[test]
fn on_other_work_and_off_by_keys_alone() {
    let (visit, _display) = at_work();
    let page = &visit.page;
    page.choose("#tracker select[name=contract]", "beta");
    page.wait("the labels of the other contract", "document.querySelector('#tracker input[name=label]')");
    page.tab_to("#tracker-memo", 30);
    page.type_text("Checkout");
    page.key("Enter");
    page.wait("On", ON);
    assert_eq!(visit.home.status()["tracking"]["contract"], "beta");
    page.tab_to("#tracker-memo", 40);
    page.key("Control+A");
    page.type_text("Returns");
    page.key("Enter");
    page.wait("the change", "document.querySelector('#tracker-memo').getAttribute('value') === 'Returns'");
    visit.home.until("the other memo", crate::PATIENCE, |status| status["tracking"]["memo"] == "Returns");
    page.tab_to("#tracker button[value=stop]", 40);
    page.key("Space");
    page.wait("Off", "!document.querySelector('#tracker.on')");
    // Both memos are offered again.
    page.goto(&format!("{}/diary/beta", visit.at));
    let offered =
        page.eval("[...document.querySelectorAll('#tracker-memos option')].map((one) => one.value)");
    assert_eq!(offered, serde_json::json!(["Returns", "Checkout"]));
}

#[test]
fn what_is_missing_is_said_in_the_bar() {
    let visit = Visit::of(Home::with_contract(Vec::new()));
    visit.page.fill("#tracker-memo", "No display here");
    visit.page.click("#tracker button[value=start]");
    visit
        .page
        .wait("it is said", "document.querySelector('#tracker .news')?.textContent.includes('DISPLAY')");
    visit.look("/", "tracker-missing");
    visit.page.without_scripts(true);
    visit.goto("/");
    visit.page.until_another_page(|| visit.page.click("#tracker button[value=stop]"));
    assert_eq!(visit.home.status()["tracking"], serde_json::Value::Null);
}

/// Its clock stands shortly before the end of a minute, at which an open diary is read anew.
#[test]
fn a_diary_of_today_grows_by_itself() {
    let clock = Clock::at("2026-11-16 09:03:45");
    let (visit, _display) = at_work_in(clock.environment());
    visit.goto("/diary/beta");
    visit.home.run(["start", "beta", "-m", "Watched"]).ok();
    visit.page.wait(
        "its segment",
        "document.querySelector('.cell:not(.free) .said')?.textContent.includes('Watched')",
    );
}
