//! The diary: day, week and timesheet; choosing cells by mouse and by keys; edits and their undoing.

use serde_json::Value;
use workdiary_test_support::home::Home;

use crate::visit::Visit;

const DAY: &str = "/diary/acme/day/2026-11-19";
const WEEK: &str = "/diary/acme/week/2026-11-16";
/// Those with a segment.
const FILLED: &str = ".cell:not(.free) input";

fn cell(start: &str) -> String {
    format!("input[value='2026-11-19T{start}:00Z']")
}

/// The segments of the day, by the command line.
fn segments(home: &Home) -> Vec<Value> {
    let diary = home.run(["diary", "--contract", "acme", "--day", "2026-11-19", "--json"]).json();
    diary["segments"].as_array().unwrap().clone()
}

fn memos(home: &Home) -> Vec<String> {
    segments(home).iter().map(|segment| segment["memo"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_view_is_looked_at() {
    let visit = Visit::sample();
    for (path, name) in [
        (DAY, "diary-day"),
        (WEEK, "diary-week"),
        ("/diary/acme/timesheet/2026-11-16", "diary-timesheet"),
        ("/diary/beta/day/2026-11-20", "diary-empty"),
    ] {
        visit.look(path, name);
    }
}

#[test]
fn the_day_is_the_first_page_and_reads_without_scripts() {
    let visit = Visit::sample();
    assert!(visit.page.url().ends_with(DAY), "{}", visit.page.url());
    let reader = visit.browser.page();
    reader.without_scripts(true);
    reader.goto(&format!("{}{DAY}", visit.at));
    let text = reader.text("main");
    for part in ["Thursday 19 November 2026", "Release notes and changelog", "6:30", "over the weekly limit"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    // Choosing and setting work as plain forms.
    reader.click(&cell("07:10"));
    reader.fill("#edit-memo", "By hand, without scripts");
    reader.until_another_page(|| reader.click("button[value=memo]"));
    assert!(reader.text(".note").contains("Changed 1 segment."), "{}", reader.text(".note"));
    assert_eq!(memos(&visit.home)[1], "By hand, without scripts");
}

#[test]
fn a_range_is_dragged_over_and_its_memo_set_and_undone_by_mouse() {
    let visit = Visit::sample();
    let before = memos(&visit.home);
    let time = |start: &str| format!(".cell:has({}) .time", cell(start));
    visit.page.drag(&time("07:10"), &time("07:40"));
    visit.page.wait(
        "four are selected",
        "document.querySelector('[data-count]').textContent.startsWith('4 segments')",
    );
    visit.page.fill("#edit-memo", "Dragged");
    visit.page.click("button[value=memo]");
    visit
        .page
        .wait("the note", "document.querySelector('.note')?.textContent.includes('Changed 4 segments.')");
    assert_eq!(memos(&visit.home)[1..5], ["Dragged"; 4]);
    assert_eq!(memos(&visit.home)[5..], before[5..]);
    visit.page.click(".note button");
    visit.page.wait("it is undone", "document.querySelector('.note')?.textContent.includes('Undone')");
    assert_eq!(memos(&visit.home), before);
    visit.page.click(".toolbar button[value=redo]");
    visit
        .page
        .wait("it is done again", "document.querySelector('.note')?.textContent.includes('Done again')");
    assert_eq!(memos(&visit.home)[1], "Dragged");
}

#[test]
fn the_same_by_keys_alone() {
    let visit = Visit::sample();
    let before = memos(&visit.home);
    visit.page.tab_to(".cell input", 60);
    // From the free hour before the first segment: down to it, then three more.
    visit.page.wait("the page is ready", "document.querySelector('.cell input[tabindex=\"0\"]')");
    visit.page.key("ArrowDown");
    for _ in 0..3 {
        visit.page.key("Shift+ArrowRight");
    }
    visit.page.wait(
        "four are selected",
        "document.querySelector('[data-count]').textContent.startsWith('4 segments')",
    );
    visit.page.tab_to("#edit-memo", 80);
    visit.page.key("Control+A");
    visit.page.type_text("Typed");
    visit.page.tab_to("button[value=memo]", 3);
    visit.page.key("Enter");
    visit
        .page
        .wait("the note", "document.querySelector('.note')?.textContent.includes('Changed 4 segments.')");
    assert_eq!(memos(&visit.home)[..4], ["Typed"; 4]);
    visit.page.eval("document.activeElement.blur()");
    visit.page.key("Control+Z");
    visit.page.wait("it is undone", "document.querySelector('.note')?.textContent.includes('Undone')");
    assert_eq!(memos(&visit.home), before);
    visit.page.tab_to(".cell input", 60);
    visit.page.key("ArrowDown");
    visit.page.key("s");
    visit
        .page
        .wait("the session", "document.querySelector('[data-count]').textContent.startsWith('20 segments')");
    visit.page.key("Escape");
    visit.page.wait("none", "!document.querySelector('.cell :checked')");
}

#[test]
fn snapshots_are_hidden_and_segments_removed_after_a_question() {
    let visit = Visit::sample();
    visit.page.click(&cell("07:00"));
    visit.page.shift_click(&cell("07:20"));
    visit.page.click("button[value=withhold]");
    visit
        .page
        .wait("the note", "document.querySelector('.note')?.textContent.includes('snapshots of 3 segments')");
    let state = |index: usize| segments(&visit.home)[index]["snapshots"][0]["state"].clone();
    assert_eq!([state(0), state(2), state(3)], ["withheld", "withheld", "kept"]);
    let all = segments(&visit.home).len();
    visit.page.click(&cell("07:30"));
    visit.page.click("[popovertarget=sure]");
    visit.page.click("#sure button[popovertargetaction=hide]");
    assert_eq!(segments(&visit.home).len(), all, "the question was answered with no");
    visit.page.click("[popovertarget=sure]");
    visit.page.click("#sure button[value=remove]");
    visit.page.wait("the note", "document.querySelector('.note')?.textContent.includes('Removed for good')");
    assert_eq!(segments(&visit.home).len(), all - 1);
    assert_eq!(visit.page.count(&cell("07:30")), 1, "it is a free slot now");
}

#[test]
fn free_cells_take_manual_time_and_the_law_speaks_where_they_do_not() {
    let visit = Visit::sample();
    visit.page.click(&cell("10:30"));
    visit.page.click("button[value=add]");
    visit
        .page
        .wait("a refusal", "document.querySelector('.note.bad')?.textContent.includes('without a memo')");
    assert!(
        visit.page.eval(&format!("document.querySelector(\"{}\").checked", cell("10:30"))).as_bool().unwrap()
    );
    visit.page.fill("#edit-memo", "On the phone");
    visit.page.click("button[value=add]");
    visit.page.wait(
        "it is added",
        "document.querySelector('.note.good')?.textContent.includes('Added 1 segment.')",
    );
    visit
        .page
        .wait("its status", "document.getElementById('2026-11-19T10:30:00Z').matches('.s-over, .s-manual')");
    // A locked week is refused with the reason for each, and nothing that was typed is lost.
    let locked = Home::new();
    locked.run(["demo"]).ok();
    locked.run(["demo", "--now", "2026-11-24T09:00:00Z"]).ok();
    let visit = Visit::of(locked);
    visit.goto(DAY);
    visit.page.click(&cell("07:00"));
    visit.page.fill("#edit-memo", "Too late");
    visit.page.click("button[value=memo]");
    visit.page.wait("a refusal", "document.querySelector('.note.bad')?.textContent.includes('locked-week')");
    assert_eq!(visit.page.value("#edit-memo"), "Too late");
    assert!(
        visit.page.eval(&format!("document.querySelector(\"{}\").checked", cell("07:00"))).as_bool().unwrap()
    );
}

/// Days of 23 and 25 hours, and a zone off the ten-minute grid.
#[test]
fn odd_days_have_all_their_cells() {
    let minutes = |zone: &str, at: &str| {
        format!(
            r#"{{"contract_add":{{"id":"acme","title":"Acme","client":"Acme","rate":"85.00","currency":"EUR","time_zone":"{zone}"}}}}
               {{"contract":"acme","minute":"{at}","tracked_seconds":60,"keystrokes":1}}"#
        )
        .replace("\n               ", "\n")
    };
    for (zone, date, at, rows, first) in [
        ("Europe/Kyiv", "2026-10-25", "2026-10-25T00:10Z", 25, "00h UTC+03"),
        ("Europe/Kyiv", "2026-03-29", "2026-03-29T05:10Z", 23, "00h UTC+02"),
        ("Asia/Kathmandu", "2026-11-16", "2026-11-16T05:10Z", 24, "00:00"),
    ] {
        let visit = Visit::of(Home::demo(&minutes(zone, at), "2026-11-20T00:00:00Z"));
        visit.goto(&format!("/diary/acme/day/{date}?hours=all"));
        assert_eq!(visit.page.count(".hour"), rows, "{zone} {date}");
        assert_eq!(visit.page.count(".cell:not(.none)"), rows * 6, "{zone} {date}");
        assert_eq!(visit.page.text(".hour .name"), first);
        assert_eq!(visit.page.count(FILLED), 1);
    }
}

#[test]
fn days_weeks_zones_and_contracts_are_switched() {
    let visit = Visit::sample();
    visit.page.until_another_page(|| visit.page.key("["));
    assert!(visit.page.url().ends_with("/day/2026-11-18"), "{}", visit.page.url());
    visit.page.until_another_page(|| visit.page.key("t"));
    assert!(visit.page.url().ends_with(DAY));
    visit.page.until_another_page(|| visit.page.click("nav[aria-label='Time zone'] a:last-child"));
    assert_eq!(visit.page.text(&format!(".cell:has({}) .time", cell("07:00"))), "07:00");
    visit.page.until_another_page(|| visit.page.choose(".go-to select", "beta"));
    assert!(visit.page.url().contains("/diary/beta/day/2026-11-19?zone=utc"), "{}", visit.page.url());
    visit.page.until_another_page(|| visit.page.fill(".go-to input[type=date]", "2026-11-17"));
    assert!(visit.page.url().contains("/diary/beta/day/2026-11-17"), "{}", visit.page.url());
    visit.page.until_another_page(|| visit.page.click("nav[aria-label=Views] a:nth-child(2)"));
    assert!(visit.page.url().contains("/diary/beta/week/2026-11-17?zone=utc"), "{}", visit.page.url());
    assert!(visit.page.text("main").contains("Broken checkout button"));
}
