//! What tracking costs between snapshots, at five inputs a second.

use std::time::Duration;

use workdiary_test_support::clock::Clock;
use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;

use crate::measure::{Figure, cpu_seconds, pss_mb};

const SECONDS: usize = 60;

pub fn figures() -> Vec<Figure> {
    let mut display = Display::of_size(1920, 1080);
    display.desktop();
    // Ten seconds before the end of a slot: the memory that its snapshot needs is behind us then.
    let clock = Clock::at("2026-11-16 09:09:50");
    let mut environment = clock.environment();
    environment.push(("DISPLAY".to_owned(), display.name.clone()));
    let home = Home::with_contract(environment);
    let on = home.run(["start", "acme", "--json"]).json();
    let last_snapshot = |status: &serde_json::Value| status["tracking"]["last_snapshot"].clone();
    let patience = Duration::from_secs(60);
    home.until("the snapshot is taken", patience, |status| last_snapshot(status).is_string());
    let host = on["host"].as_u64().unwrap();
    let processes = [host, Home::children(host)[0]];
    let cpu = || processes.iter().map(|process| cpu_seconds(*process)).sum::<f64>();
    let text: String = "five a second ".chars().cycle().take(SECONDS * 5).collect();
    loop {
        let (snapshot, before) = (last_snapshot(&home.status()), cpu());
        display.xdotool(&["type", "--delay", "200", "--", &text]);
        let used = cpu() - before;
        let pss = processes.map(pss_mb);
        if last_snapshot(&home.status()) != snapshot {
            eprintln!("  a snapshot came between; once more");
            continue;
        }
        home.run(["bill", "--contract", "acme", "--week", "2026-11-16"]).ok();
        let after = processes.map(pss_mb);
        home.run(["stop", "--host"]).ok();
        return vec![
            Figure::new(
                "tracking, between snapshots: memory of host and child",
                "MB",
                pss.iter().sum(),
                Some(25.0),
            ),
            Figure::new("  after a plugin ran: both", "MB", after.iter().sum(), Some(45.0)),
            Figure::new("  of these the host", "MB", pss[0], None),
            Figure::new("  of these the child", "MB", pss[1], None),
            Figure::new(
                "tracking at 5 inputs a second: of a core",
                "%",
                used / SECONDS as f64 * 100.0,
                Some(0.3),
            ),
        ];
    }
}
