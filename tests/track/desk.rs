//! A person's desk: a display with a terminal, a diary, and a clock that can be set.

use std::time::Duration;

use serde_json::Value;
use workdiary_test_support::clock::Clock;
use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;

pub const PATIENCE: Duration = Duration::from_secs(30);
pub const DAY: &str = "2026-11-16";

pub struct Desk {
    // The host ends before the display does.
    pub home: Home,
    pub display: Display,
    _clock: Clock,
}

impl Desk {
    /// Every command, and the host, starts at this time of `DAY`.
    pub fn at(time: &str) -> Self {
        Self::with(Display::new(), time)
    }

    pub fn with(mut display: Display, time: &str) -> Self {
        display.desktop();
        let clock = Clock::at(&format!("{DAY} {time}"));
        let mut environment = clock.environment();
        environment.push(("DISPLAY".to_owned(), display.name.clone()));
        Self { home: Home::with_contract(environment), display, _clock: clock }
    }

    #[track_caller]
    pub fn start(&self) {
        self.home.run(["start", "acme", "-m", "the parser"]).ok();
    }

    #[track_caller]
    pub fn stop(&self) {
        self.home.run(["stop"]).ok();
    }

    pub fn segments(&self) -> Vec<Value> {
        self.home.segments(DAY)
    }

    /// Waits until so much was counted since On.
    #[track_caller]
    pub fn until_counted(&self, field: &str, count: u64) {
        let counted =
            |status: &Value| status["tracking"]["counts"][field].as_u64().is_some_and(|now| now >= count);
        self.home.until(&format!("{count} {field}"), PATIENCE, counted);
    }
}
