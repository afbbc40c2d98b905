//! Reports: asked for, made, looked at, kept and deleted, by mouse, by keys and without scripts.

use workdiary_test_support::home::Home;

use crate::visit::Visit;

const GO: &str = "#report button.go";
const DONE: &str = "Preview of ";

/// Waits until an expression holds and what came for it is at work.
#[track_caller]
fn settled(visit: &Visit, js: &str) {
    visit
        .page
        .wait(js, &format!("{js} && !document.querySelector('.htmx-request, .htmx-added, .htmx-settling')"));
}

/// Waits until the report is there, and gives what its page says.
fn done(visit: &Visit) -> String {
    visit
        .page
        .wait("the report is done", &format!("document.querySelector('#job').innerText.includes('{DONE}')"));
    visit.page.text("main")
}

#[test]
fn each_page_is_looked_at() {
    let visit = Visit::sample();
    visit.look("/reports", "reports-first");
    visit.goto("/reports?contract=acme&contract=beta&format=csv&period=this-week");
    visit.page.until_another_page(|| visit.page.click(GO));
    done(&visit);
    visit.look("/reports/job/1", "reports-job-csv");
    visit.goto("/reports?contract=acme&format=html&period=this-week&snapshots=yes");
    visit.page.until_another_page(|| visit.page.click(GO));
    done(&visit);
    assert!(visit.page.text(".facts").contains("Snapshots\ngiven"), "{}", visit.page.text(".facts"));
    visit.look("/reports/job/2", "reports-job-html");
    visit.look("/reports", "reports-list");
    assert!(visit.page.text("main").contains("Made lately"));
    let empty = Visit::of(Home::new());
    empty.page.forget();
    empty.look("/reports", "reports-empty");
    assert!(empty.page.text("main").contains("There is no contract to report on."));
}

#[test]
fn a_report_is_made_and_kept_by_mouse() {
    let visit = Visit::sample();
    visit.page.click(".menu a[href='/reports']");
    visit.page.wait("the form", "document.querySelector('#report')");
    visit.page.click("[name=contract][value=beta]");
    visit.page.click(".quick a:first-child");
    settled(&visit, "document.querySelector('[name=from]').value === '2026-11-16'");
    assert_eq!(visit.page.value("[name=to]"), "2026-11-22");
    visit.page.choose("[name=format]", "csv");
    settled(&visit, "document.querySelector('[name=\"config-csv/separator\"]')");
    assert!(visit.page.text("main").contains("This format gets no snapshots"));
    visit.page.choose("[name='config-csv/separator']", "\";\"");
    // What was chosen before the other format is there still.
    assert_eq!(visit.page.count("[name=contract]:checked"), 2);
    visit.page.until_another_page(|| visit.page.click(GO));
    let text = done(&visit);
    for part in [
        "2026-11-16 to 2026-11-22",
        "Compiler front end",
        "Shop upkeep",
        "DEMO-segments.csv",
        "week;text;minutes",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let folder = visit.browser.file("kept");
    std::fs::create_dir(&folder).unwrap();
    visit.page.downloads_into(&folder);
    visit.page.click("a[href$='files/beta/DEMO-bill.csv']");
    let file = std::fs::read_to_string(visit.page.downloaded("beta-DEMO-bill.csv")).unwrap();
    assert!(file.starts_with("week;text"), "{file}");
    visit.page.until_another_page(|| visit.page.click("a[aria-label='Preview DEMO-segments.csv']"));
    assert!(visit.page.text("#preview").contains("DEMO-segments.csv"));
    visit.page.until_another_page(|| visit.page.click("button.danger"));
    assert!(!visit.page.text("main").contains("Made lately"));
    assert_eq!(visit.page.console(), Vec::<String>::new());
}

#[test]
fn a_report_is_made_by_keys_alone() {
    let visit = Visit::sample();
    visit.goto("/reports");
    visit.page.tab_to(".quick a:first-child", 40);
    visit.page.key("Enter");
    settled(&visit, "document.querySelector('[name=from]').value === '2026-11-16'");
    visit.page.tab_to("[name=format]", 40);
    visit.page.type_text("c");
    settled(&visit, "document.querySelector('[name=\"config-csv/detail\"]')");
    visit.page.tab_to("[name='config-csv/detail'][type=checkbox]", 40);
    visit.page.key("Space");
    visit.page.tab_to(GO, 10);
    visit.page.until_another_page(|| visit.page.key("Enter"));
    let text = done(&visit);
    assert!(text.contains("DEMO-bill.csv") && !text.contains("DEMO-segments.csv"), "{text}");
    visit.page.tab_to("#job .actions button", 30);
    visit.page.until_another_page(|| visit.page.key("Enter"));
    assert!(visit.page.url().ends_with("/reports"));
}

#[test]
fn the_preview_of_a_page_is_seen_and_runs_no_script() {
    let visit = Visit::sample();
    let file = visit.browser.file("evil.wasm");
    std::fs::write(&file, crate::components::hostile_report()).unwrap();
    visit.home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    visit.goto("/reports?contract=acme&format=evil&period=this-week");
    assert!(visit.page.text("main").contains("<i onclick=1>"), "{}", visit.page.text("main"));
    visit.page.until_another_page(|| visit.page.click(GO));
    done(&visit);
    let (title, url) = (visit.page.title(), visit.page.url());
    visit.page.screenshot("reports-hostile");
    assert_eq!((visit.page.title(), visit.page.url()), (title, url));
    // The frame has an origin of its own: its page cannot be reached from this one either.
    assert!(visit.page.eval("document.querySelector('iframe').contentDocument").is_null());
}

#[test]
fn reports_work_without_scripts() {
    let visit = Visit::sample();
    let reader = visit.browser.page();
    reader.without_scripts(true);
    reader.goto(&format!("{}/reports", visit.at));
    reader.until_another_page(|| reader.click(".quick a:first-child"));
    assert_eq!(reader.value("[name=from]"), "2026-11-16");
    reader.choose("[name=format]", "json");
    reader.until_another_page(|| reader.click("noscript button"));
    assert!(reader.exists("[name='config-json/minutes']"));
    assert_eq!(reader.value("[name=from]"), "2026-11-16");
    reader.until_another_page(|| reader.click(GO));
    for _ in 0..200 {
        if reader.text("#job").contains(DONE) {
            break;
        }
        reader.until_another_page(|| reader.click(".again"));
    }
    assert!(reader.text("pre").contains("\"contract\":\"acme\""), "{}", reader.text("main"));
}

#[test]
fn what_makes_no_sense_is_told_and_kept() {
    let visit = Visit::sample();
    visit.goto(
        "/reports?contract=acme&format=html&from=2026-11-22&to=2026-11-16&config-html%2Fthumbnail_pixels=100",
    );
    visit.page.until_another_page(|| visit.page.click(GO));
    assert!(
        visit.page.text("[role=alert]").contains("ends on 2026-11-16"),
        "{}",
        visit.page.text("[role=alert]")
    );
    assert_eq!(visit.page.value("[name=from]"), "2026-11-22");
    assert_eq!(visit.page.value("[name='config-html/thumbnail_pixels']"), "100");
    visit.page.click("[name=contract]:checked");
    visit.page.until_another_page(|| visit.page.click(GO));
    assert!(visit.page.text("[role=alert]").contains("No contract is chosen"));
    assert_eq!(visit.page.count("[name=contract]:checked"), 0);
    // The browser itself would stop this; the server does as well.
    visit.page.click("#report [name=contract]");
    visit.page.eval("document.querySelector('#report').noValidate = true");
    visit.page.fill("[name=from]", "2026-11-16");
    visit.page.fill("[name='config-html/thumbnail_pixels']", "7");
    visit.page.until_another_page(|| visit.page.click(GO));
    let told = visit.page.text("[role=alert]");
    assert!(told.contains("`Thumbnail pixels` is `7`, but must be a number, 64 to 640"), "{told}");
    assert_eq!(visit.page.value("[name='config-html/thumbnail_pixels']"), "7");
}
