//! The web diary: server time of a week on a diary of ten years, a full week in a browser, and many requests at once.

use std::fmt::Write;
use std::time::Instant;

use workdiary_test_support::browser::Browser;
use workdiary_test_support::home::Home;
use workdiary_test_support::http::Site;

use crate::measure::Figure;
use crate::ten_years;

const WEEK: &str = "/diary/acme/week/2026-11-16";
/// Each page so often.
const REQUESTS: usize = 500;
/// So many at once, and so many in all.
const CONNECTIONS: usize = 50;
const ALL: usize = 2_000;

/// Bytes of a page and all it asked for, without pictures.
const TRANSFERRED: &str = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((entry) => !entry.name.includes('/pictures/')).reduce((sum, entry) => sum + entry.transferSize, 0)";

pub fn figures() -> Vec<Figure> {
    let mut figures = server_time();
    figures.extend(in_a_browser());
    figures.push(under_load());
    figures
}

/// The last hundredth of the times of a page, in milliseconds.
fn p99_ms(site: &Site, path: &str) -> f64 {
    let mut taken: Vec<f64> = (0..REQUESTS)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a benchmark")]
            let begun = Instant::now();
            assert_eq!(site.get(path).status, 200, "{path}");
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    taken.sort_unstable_by(f64::total_cmp);
    taken[REQUESTS * 99 / 100]
}

fn server_time() -> Vec<Figure> {
    let home = ten_years::home();
    let site = Site::enter(&home);
    [("week page", WEEK), ("day page", "/diary/acme/day/2026-11-18"), ("bill page", "/bill/acme/2026-11-16")]
        .into_iter()
        .map(|(what, path)| {
            let budget = (path == WEEK).then_some(10.0);
            Figure::new(format!("{what} on ten years, one client, p99"), "ms", p99_ms(&site, path), budget)
        })
        .collect()
}

/// Five days of eight hours, each ten minutes with its picture.
pub fn full_week() -> Home {
    let mut minutes = String::new();
    for day in 16..21 {
        for minute in 0..480 {
            let (hour, of_hour) = (8 + minute / 60, minute % 60);
            let line = format!(
                r#"{{"contract":"acme","minute":"2026-11-{day}T{hour:02}:{of_hour:02}Z","tracked_seconds":60,"keystrokes":{},"memo":"task {}"}}"#,
                minute % 80,
                minute / 90
            );
            writeln!(minutes, "{line}").unwrap();
        }
    }
    let home = Home::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), minutes).unwrap();
    home.run(["demo", "--snapshots", "--minutes", file.path().to_str().unwrap()]).ok();
    home
}

fn in_a_browser() -> Vec<Figure> {
    let home = full_week();
    let address = home.run(["open", "--print"]).ok();
    let browser = Browser::new();
    let page = browser.page();
    page.goto(address.trim());
    let at = address.split("/enter").next().unwrap();
    // Once to make the thumbnails; then with an empty cache, as all of it is the first time.
    page.goto(&format!("{at}{WEEK}"));
    page.eval("document.querySelectorAll('img').forEach((image) => image.loading = 'eager')");
    page.wait("every picture", "[...document.images].every((image) => image.complete)");
    let pictures = page.count(".shot img");
    let stranger = Browser::new();
    let page = stranger.page();
    page.goto(home.run(["open", "--print"]).ok().trim());
    // Styles and scripts come with the first page of all.
    let before = page.eval(TRANSFERRED).as_u64().unwrap();
    page.goto(&format!("{at}{WEEK}"));
    let timings = page.timings();
    let bytes = before + page.eval(TRANSFERRED).as_u64().unwrap();
    vec![
        Figure::new(
            format!("week of {pictures} thumbnails in Chromium: interactive"),
            "ms",
            timings.dom_interactive as f64,
            Some(1_000.0),
        ),
        Figure::new("  the same, everything in view loaded", "ms", timings.load_event_end as f64, None),
        Figure::new("  bytes of its first load without pictures", "kB", bytes as f64 / 1e3, Some(150.0)),
        Figure::new("  layout shift", "", page.layout_shift(), Some(0.0)),
    ]
}

fn under_load() -> Figure {
    let home = full_week();
    let site = Site::enter(&home);
    #[expect(clippy::disallowed_methods, reason = "a benchmark")]
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                for _ in 0..ALL / CONNECTIONS {
                    assert_eq!(site.get(WEEK).status, 200);
                }
            });
        }
    });
    let each = begun.elapsed().as_secs_f64() / ALL as f64;
    Figure::new("week pages a second, 50 connections", "", 1.0 / each, None)
}
