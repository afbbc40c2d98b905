//! Many requests at once while time is tracked: none fails, no second is missed, and memory comes back.

use workdiary_test_support::display::Display;
use workdiary_test_support::home::{Home, sum};
use workdiary_test_support::http::Site;

const CONNECTIONS: usize = 50;
const REQUESTS: usize = 2_000;
/// What may stay: pages of libraries that were touched for the first time.
const MAY_STAY_KB: u64 = 12_000;

/// Kilobytes of a process, shared pages by their share.
fn pss_kb(process: u64) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn two_thousand_requests_disturb_nobody() {
    let mut display = Display::new();
    display.desktop();
    let home = Home::with_contract(vec![("DISPLAY".to_owned(), display.name.clone())]);
    home.run(["start", "acme", "-m", "busy"]).ok();
    let site = Site::enter(&home);
    let day = site.get("/").header("location").to_owned();
    let week = day.replace("/day/", "/week/");
    let pages = [day.as_str(), week.as_str(), "/tracker", "/contracts"];
    for page in pages {
        assert_eq!(site.get(page).status, 200, "{page}");
    }
    let host = home.status()["host"].as_u64().unwrap();
    let before = pss_kb(host);
    std::thread::scope(|scope| {
        for connection in 0..CONNECTIONS {
            let (site, pages) = (&site, &pages);
            scope.spawn(move || {
                for number in 0..REQUESTS / CONNECTIONS {
                    let page = pages[(connection + number) % pages.len()];
                    assert_eq!(site.get(page).status, 200, "{page}");
                }
            });
        }
    });
    home.until("memory is back", crate::PATIENCE, |_| pss_kb(host) < before + MAY_STAY_KB);
    let stopped = home.run(["stop", "--json"]).json();
    let date = &stopped["now"].as_str().unwrap()[..10];
    let session = stopped["time"]["week_seconds"].as_u64().unwrap();
    assert_eq!(sum(&home.segments(date), "tracked_seconds"), session);
    let ended = &stopped["last"];
    assert_eq!(ended["by_itself"], false, "{ended}");
    let minutes: Vec<u64> = home
        .segments(date)
        .iter()
        .flat_map(|segment| segment["minutes"].as_array().unwrap().clone())
        .map(|minute| minute["tracked_seconds"].as_u64().unwrap())
        .skip_while(|seconds| *seconds == 0)
        .collect();
    let whole = minutes.iter().rposition(|seconds| *seconds > 0).unwrap();
    assert!(
        minutes[1..whole.max(1)].iter().all(|seconds| *seconds == 60),
        "a minute is missing: {minutes:?}"
    );
}
