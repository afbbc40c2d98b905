//! The page of one segment: pictures, minutes, ways to others, edits and their history.

use serde_json::{Value, json};
use workdiary_test_support::home::Home;

use crate::visit::Visit;

const SEGMENT: &str = "/segment/acme/2026-11-19T07:10:00Z";
const DAY: &str = "/diary/acme/day/2026-11-19";
/// The end of the day before: the last segment is manual time.
const LAST_OF_WEDNESDAY: &str = "/segment/acme/2026-11-18T14:20:00Z";

/// The segment, by the command line.
fn segment(home: &Home, start: &str) -> Option<Value> {
    let day = &start[..10];
    let diary = home.run(["diary", "--contract", "acme", "--day", day, "--tz", "utc", "--json"]).json();
    diary["segments"].as_array().unwrap().iter().find(|segment| segment["start"] == start).cloned()
}

fn memo(home: &Home) -> String {
    segment(home, "2026-11-19T07:10:00Z").unwrap()["memo"].as_str().unwrap().to_owned()
}

/// The sample without pictures.
fn plain() -> Visit {
    let home = Home::new();
    home.run(["demo"]).ok();
    Visit::of(home)
}

/// The status of the page that is shown.
fn status(visit: &Visit) -> Option<u64> {
    visit.page.eval("performance.getEntriesByType('navigation')[0].responseStatus").as_u64()
}

#[test]
fn each_kind_of_segment_is_looked_at() {
    let visit = Visit::sample();
    let long = "x".repeat(400);
    visit
        .home
        .run([
            "edit",
            "--contract",
            "acme",
            "--from",
            "2026-11-17T08:00Z",
            "--to",
            "2026-11-17T08:10Z",
            "-m",
            &long,
            "-l",
            &long,
        ])
        .ok();
    for (path, name) in [
        (SEGMENT, "segment"),
        ("/segment/acme/2026-11-19T14:00:00Z", "segment-over-limit"),
        (LAST_OF_WEDNESDAY, "segment-manual"),
        ("/segment/acme/2026-11-17T08:00:00Z", "segment-long"),
    ] {
        visit.look(path, name);
    }
}

#[test]
fn it_reads_and_edits_without_scripts() {
    let visit = Visit::sample();
    let reader = visit.browser.page();
    reader.without_scripts(true);
    reader.goto(&format!("{}{SEGMENT}", visit.at));
    let text = reader.text("main");
    for part in [
        "Thu 19 Nov 2026, 09:10–09:20",
        "Thu 19 Nov, 07:10–07:20",
        "Release notes and changelog",
        "billable",
        "switched off",
        "kept as taken. SHA-256",
        "recorded",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let first = segment(&visit.home, "2026-11-19T07:10:00Z").unwrap()["minutes"][0]["keystrokes"].to_string();
    reader.click("summary");
    assert_eq!(reader.text("details tbody td:nth-child(3)"), first);
    let zoom = reader.eval("getComputedStyle(document.querySelector('.zoom')).display");
    assert_eq!(zoom, "none", "a size to choose needs scripts");
    let picture = reader.attribute(".picture a", "href").unwrap();
    assert!(picture.starts_with("/pictures/acme/"), "{picture}");
    reader.fill("#edit-memo", "By hand, without scripts");
    reader.until_another_page(|| reader.click("button[value=save]"));
    assert!(reader.text(".note").contains("Changed 1 segment."), "{}", reader.text(".note"));
    assert_eq!(memo(&visit.home), "By hand, without scripts");
}

#[test]
fn by_mouse_it_is_opened_looked_at_edited_undone_and_removed() {
    let visit = Visit::sample();
    let page = &visit.page;
    visit.goto(DAY);
    page.until_another_page(|| page.click(".cell:has(input[value='2026-11-19T07:10:00Z']) .shot"));
    assert!(page.url().ends_with(SEGMENT), "{}", page.url());
    page.click(".picture img");
    page.wait("actual size", "document.querySelector('.picture.actual') && document.querySelector('[data-zoom=actual]').ariaPressed === 'true'");
    page.wait(
        "pixel by pixel",
        "(i => i.complete && i.clientWidth === i.naturalWidth)(document.querySelector('.picture img'))",
    );
    page.click("[data-zoom=fit]");
    page.wait("fit", "!document.querySelector('.picture.actual')");

    page.fill("#edit-memo", "Changelog for <b>everybody</b>");
    page.fill("#edit-label", "");
    page.click("button[value=save]");
    page.wait("the note", "document.querySelector('.note')?.textContent.includes('Changed 1 segment.')");
    assert_eq!(memo(&visit.home), "Changelog for <b>everybody</b>");
    let told = page.text(".history tbody tr");
    for part in [
        "freelancer",
        "changed (edit 1)",
        "Release notes and changelog → Changelog for <b>everybody</b>",
        "label: writing → none",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    page.click(".note button");
    page.wait("it is undone", "document.querySelector('.note')?.textContent.includes('Undone')");
    assert_eq!(
        (memo(&visit.home), page.value("#edit-memo")),
        ("Release notes and changelog".to_owned(), "Release notes and changelog".to_owned())
    );
    assert!(page.text(".history tbody tr").contains("edit undone (edit 1)"));
    assert!(
        page.text(".history tbody tr")
            .contains("Changelog for <b>everybody</b> → Release notes and changelog")
    );

    page.click("button[value=blur]");
    page.wait("it is blurred", "document.querySelector('figcaption')?.textContent.includes('blurred') && !document.querySelector('button[value=blur]')");
    page.click("button[value=withhold]");
    page.wait(
        "it is withheld",
        "document.querySelector('figure')?.textContent.includes('the picture was destroyed')",
    );
    assert!(
        page.text(".history tbody").contains("snapshot withheld")
            && page.text(".history tbody").contains("snapshot blurred")
    );
    page.click("[popovertarget=sure]");
    page.key("Escape");
    page.wait("the question is closed", "!document.querySelector(':popover-open')");
    assert!(
        page.url().contains("/segment/"),
        "Escape answers the question and leaves the page: {}",
        page.url()
    );
    page.click("[popovertarget=sure]");
    page.click("#sure button[value=remove]");
    page.wait("its day", "document.querySelector('.note')?.textContent.includes('Removed for good')");
    assert!(page.url().contains(&format!("{DAY}?did=removed")), "{}", page.url());
    assert_eq!(segment(&visit.home, "2026-11-19T07:10:00Z"), None);
    // What was removed has a history without its content.
    visit.goto(SEGMENT);
    let text = page.text("main");
    assert!(text.contains("There is no segment here.") && text.contains("removed (edit 4)"), "{text}");
    assert!(!text.contains("Changelog"), "{text}");
}

#[test]
fn by_keys_alone_it_is_walked_zoomed_and_edited() {
    let visit = Visit::sample();
    let page = &visit.page;
    visit.goto("/segment/acme/2026-11-19T07:00:00Z?zone=utc");
    page.until_another_page(|| page.key("ArrowLeft"));
    assert!(
        page.url().ends_with(&format!("{LAST_OF_WEDNESDAY}?zone=utc")),
        "over the border of days: {}",
        page.url()
    );
    assert!(page.text("h1").contains("Wed 18 Nov 2026, 14:20–14:30"));
    assert!(page.text("main").contains("Manual time has no counts."));
    page.until_another_page(|| page.key("ArrowRight"));
    page.until_another_page(|| page.key("ArrowRight"));
    assert!(page.url().ends_with(&format!("{SEGMENT}?zone=utc")), "{}", page.url());

    page.key("+");
    page.wait("actual size", "document.querySelector('.picture.actual')");
    page.tab_to(".picture", 40);
    page.key("ArrowRight");
    page.wait("it moved", "document.querySelector('.picture').scrollLeft > 0");
    assert!(page.url().ends_with(&format!("{SEGMENT}?zone=utc")), "arrows move the picture: {}", page.url());
    page.key("0");
    page.wait("fit", "!document.querySelector('.picture.actual')");

    page.tab_to("#edit-memo", 30);
    page.key("Control+A");
    page.type_text("Typed");
    page.key("Enter");
    page.wait("the note", "document.querySelector('.note')?.textContent.includes('Changed 1 segment.')");
    assert_eq!(memo(&visit.home), "Typed");
    assert!(page.url().contains("zone=utc"), "{}", page.url());
    page.tab_to(".shots", 40);
    page.until_another_page(|| page.key("Escape"));
    assert!(page.url().contains(&format!("{DAY}?zone=utc")), "{}", page.url());
}

#[test]
fn a_refused_edit_leaves_what_was_typed() {
    let visit = plain();
    let page = &visit.page;
    visit.goto(SEGMENT);
    page.click("button[value=save]");
    page.wait(
        "a refusal",
        "document.querySelector('.note.bad')?.textContent.includes('Nothing was changed')",
    );
    visit.home.run(["contract", "close", "acme"]).ok();
    page.fill("#edit-memo", "Too late");
    page.fill("#edit-label", "support");
    page.click("button[value=save]");
    page.wait("a refusal", "document.querySelector('.note.bad')?.textContent.includes('closed-contract')");
    assert_eq!(
        (page.value("#edit-memo"), page.value("#edit-label")),
        ("Too late".to_owned(), "support".to_owned())
    );
    page.check_accessibility("a refused edit");
    visit.goto(SEGMENT);
    assert!(page.text("main").contains("The contract is closed: nothing can be changed."));
    assert!(!page.exists("#edit-memo"));
}

#[test]
fn what_is_not_there_leads_to_its_day_and_nonsense_is_told() {
    let visit = plain();
    let page = &visit.page;
    visit.goto("/segment/acme/2026-11-19T10:30:00Z");
    assert_eq!(status(&visit), Some(404));
    page.check_accessibility("no segment");
    page.until_another_page(|| page.click("main .note a"));
    assert!(page.url().contains(DAY), "{}", page.url());
    page.wait(
        "its cell is chosen",
        "document.querySelector('[data-count]').textContent === '1 free slot selected'",
    );
    assert!(page.exists("input[value='2026-11-19T10:30:00Z']:checked"));
    for (path, code, told) in [
        ("/segment/acme/2026-11-20T10:30:00Z", 404, "The slot has not begun."),
        ("/segment/acme/2026-10-01T10:30:00Z", 404, "To the diary of the day"),
        ("/segment/acme/yesterday", 422, "`yesterday` is not a time"),
        ("/segment/acme/2026-11-19T10:31:00Z", 422, "No segment begins at"),
        ("/segment/nobody/2026-11-19T10:30:00Z", 422, "nobody"),
        ("/segment/%3Cb%3E/2026-11-19T10:30:00Z", 422, "<b>"),
    ] {
        visit.goto(path);
        assert_eq!(status(&visit), Some(code), "{path}");
        assert!(page.text("main").contains(told), "{path}: {}", page.text("main"));
    }
}

#[test]
fn what_would_not_hold_up_is_told_with_the_way_to_mend_it() {
    let minute = |number: u32, fields: Value| {
        let mut line = json!({ "contract": "acme", "minute": format!("2026-11-16T09:{number:02}Z"), "tracked_seconds": 60 });
        line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        line.to_string() + "\n"
    };
    let lines: String = (0..10)
        .map(|number| minute(number, json!({ "keystrokes": number })))
        .chain((10..20).map(|number| minute(number, json!({ "manual": true, "memo": "By hand" }))))
        .collect();
    let visit = Visit::of(Home::demo(&lines, "2026-11-16T12:00:00Z"));
    visit.goto("/segment/acme/2026-11-16T09:00:00Z");
    let told = visit.page.text(".weaknesses");
    for part in ["Nothing says what was done.", "No snapshot shows it."] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    assert!(visit.page.text(".shots").contains("No snapshot was taken."));
    visit.page.click(".weaknesses a");
    visit.page.wait("the memo has the focus", "document.activeElement.id === 'edit-memo'");
    visit.goto("/segment/acme/2026-11-16T09:10:00Z");
    assert!(visit.page.text(".weaknesses").contains("nothing that was recorded shows it"));
}

#[test]
fn unusual_input_is_told_with_its_reason_wherever_it_is_told() {
    let minute = |number: u32| json!({ "contract": "acme", "minute": format!("2026-11-16T09:{number:02}Z"), "tracked_seconds": 60, "keystrokes": 30, "memo": "Parser" });
    let lines: String = (0..30).map(|number| minute(number).to_string() + "\n").collect();
    let visit = Visit::of(Home::demo(&lines, "2026-11-16T12:00:00Z"));
    let why = "ts input keeps a fixed period for half an hour or more: a hint, not a verdict";
    visit.goto("/segment/acme/2026-11-16T09:10:00Z");
    let told = visit.page.text(".weaknesses");
    assert!(
        told.contains(&format!("I{why}.")) && told.contains("If it was no work, remove it below."),
        "{told}"
    );
    visit.goto("/bill/acme/2026-11-16");
    let told = visit.page.text(".findings");
    assert!(told.contains(&format!("I{why}.")) && told.contains("Remove it, if it was no work"), "{told}");
    visit.goto("/diary/acme/day/2026-11-16");
    let title = visit.page.attribute(".cell .weak", "title").unwrap();
    assert_eq!(title, format!("no snapshot shows it; i{why}"));
}
