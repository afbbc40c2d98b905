//! The first day of somebody new, from an empty home in one go: a contract, work, an edit, the bill, a report.

use workdiary_test_support::clock::Clock;
use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;

use crate::visit::Visit;

#[test]
fn is_tracked_edited_billed_and_exported() {
    let mut display = Display::new();
    display.desktop();
    // One segment, whatever the time is now.
    let clock = Clock::at("2026-11-25 15:31:00");
    let mut environment = clock.environment();
    environment.push(("DISPLAY".to_owned(), display.name.clone()));
    let visit = Visit::of(Home::with(environment));
    let page = &visit.page;
    page.fill("[name=title]", "Web shop");
    page.fill("[name='client.name']", "Acme");
    page.fill("[name=rate]", "85");
    page.fill("[name=currency]", "EUR");
    page.until_another_page(|| page.click("form.contract .actions .go"));

    page.fill("#tracker-memo", "Checkout form");
    page.fill("#tracker-label", "frontend");
    page.click("#tracker-start");
    page.wait("it is On", "document.querySelector('#tracker.on #tracker-stop')");
    display.xdotool(&["type", "--delay", "20", "let total = 3;"]);
    visit.home.until("a minute of it", crate::PATIENCE * 3, |status| {
        status["time"]["week_seconds"].as_i64() >= Some(60)
    });
    page.click("#tracker-stop");
    page.wait("it is Off", "!document.querySelector('#tracker.on')");

    visit.goto("/");
    page.click(".cell:not(.free) input");
    page.fill("#edit-memo", "Checkout form, validation");
    page.click("button[value=memo]");
    assert!(page.text("main .note").contains("Changed 1 segment."), "{}", page.text("main .note"));
    page.until_another_page(|| page.click("nav.menu a[href^='/bill']"));
    assert!(page.text("main").contains("14.17 EUR"), "{}", page.text("main"));

    page.until_another_page(|| page.click("nav.menu a[href^='/reports']"));
    let folder = visit.browser.file("kept");
    std::fs::create_dir(&folder).unwrap();
    page.downloads_into(&folder);
    page.click("#report .go");
    page.click("main table a[download]");
    let report = std::fs::read_to_string(page.downloaded("report.html")).unwrap();
    assert!(report.contains("Checkout form, validation") && report.contains("14.17"), "{report}");
    assert_eq!(page.console(), Vec::<String>::new());
}
