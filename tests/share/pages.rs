//! The pages of clients in a real browser, and the freelancer's page of invitations.

use workdiary_test_support::browser::Browser;
use workdiary_test_support::home::Home;

use crate::visit::Visit;
use crate::{client, invited, serve};

/// The sample, which lets clients in, at this time.
fn sample(now: &str) -> Home {
    let home = Home::new();
    home.run(["demo", "--snapshots"]).ok();
    home.run(["contract", "edit", "acme", "--manual", "on-request"]).ok();
    let ask = "request ask --contract acme --from 2026-11-18T16:00Z --to 2026-11-18T17:00Z --reason call";
    home.run(ask.split(' ')).ok();
    home.run(["demo", "--now", now]).ok();
    serve(&home);
    home
}

/// A browser of a client that has come in by hand.
fn comes_in(home: Home) -> Visit {
    let (host, secret) = invited(&home, "acme");
    let (browser, at) = (Browser::new(), format!("http://{host}"));
    let page = browser.page();
    page.goto(&format!("{at}/enter/acme?once={secret}"));
    page.until_another_page(|| page.click("button.go"));
    assert!(page.url().starts_with(&format!("{at}/diary/acme")), "{}", page.url());
    Visit { page, browser, home, at }
}

#[test]
fn each_page_is_looked_at() {
    let visit = comes_in(sample("2026-11-19T15:20:00Z"));
    assert!(visit.page.text(".client-bar").contains("UTC"), "the browser has said where it is");
    visit.look("/diary/acme/day/2026-11-19", "client-day");
    visit.look("/diary/acme/week/2026-11-16", "client-week");
    visit.look("/diary/acme/timesheet/2026-11-16", "client-timesheet");
    visit.look("/segment/acme/2026-11-19T07:00:00Z", "client-segment");
    visit.look("/bill/acme/2026-11-16", "client-bill");
    visit.look("/terms/acme", "client-terms");
    visit.look("/enter/acme?once=0", "client-enter");
}

#[test]
fn a_client_changes_labels_and_has_no_way_to_more() {
    let visit = comes_in(sample("2026-11-19T15:20:00Z"));
    let page = &visit.page;
    visit.goto("/diary/acme/day/2026-11-19");
    assert_eq!(page.count("#tracker, #edit-memo, [data-free], .undo, [value=remove], [value=withhold]"), 0);
    page.click("[id='2026-11-19T07:00:00Z'] input[type=checkbox]");
    page.fill("#edit-label", "core");
    page.click("[value=label]");
    page.wait("what was done", "document.querySelector('.note')?.textContent.includes('Changed 1 segment')");
    visit.goto("/segment/acme/2026-11-19T07:00:00Z");
    assert!(page.text(".facts").contains("core"));
    assert_eq!(page.count("#edit-memo, [value=blur], [value=remove]"), 0);
    visit.goto("/bill/acme/2026-11-16");
    page.fill(".requests input[name=words]", "as agreed");
    page.until_another_page(|| page.click("[value=grant]"));
    assert!(page.text(".requests").contains("granted"));
    assert_eq!(page.console(), Vec::<String>::new());
}

#[test]
fn segments_are_disputed_from_the_diary_and_the_rest_countersigned() {
    let visit = comes_in(sample("2026-11-24T09:00:00Z"));
    let page = &visit.page;
    visit.look("/bill/acme/2026-11-16", "client-bill-locked");
    visit.goto("/diary/acme/week/2026-11-16");
    page.click("[id='2026-11-19T07:00:00Z'] input[type=checkbox]");
    page.fill("[name=reason]", "not ordered");
    page.click("[value=dispute]");
    page.wait("what was done", "document.querySelector('.note')?.textContent.includes('Disputed')");
    visit.goto("/bill/acme/2026-11-16");
    assert!(page.text(".bill").contains("not ordered") && page.text(".bill").contains("You disputed it"));
    page.until_another_page(|| page.click("[value=countersign]"));
    assert!(page.text(".bill").contains("You countersigned it"));
}

#[test]
fn the_freelancer_invites_and_revokes_on_a_page() {
    let home = Home::new();
    home.run(["demo"]).ok();
    serve(&home);
    let visit = Visit::of(home);
    let page = &visit.page;
    visit.goto("/contracts/acme/edit");
    page.until_another_page(|| page.click("a[href='/contracts/acme/invitations']"));
    page.until_another_page(|| page.click(".contract button.go"));
    let link = page.value("input[readonly]");
    assert!(link.contains("/enter/acme?once="), "{link}");
    client(&visit.home, "acme");
    visit.look("/contracts/acme/invitations", "invitations");
    assert!(page.text("tbody").contains("entered"));
    page.until_another_page(|| page.click("tbody tr:first-child button.danger"));
    assert!(page.text("tbody tr:first-child").contains("revoked"));
    visit.look("/settings", "settings-share");
}
