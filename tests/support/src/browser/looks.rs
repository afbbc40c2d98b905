//! How a page looks: its size and colours, pictures of it, and how calmly and fast it comes.

use std::path::PathBuf;

use base64::Engine;
use serde_json::json;

use super::page::Page;

/// When the page that is shown was how far, in milliseconds since it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timings {
    /// The last byte of the page itself was there.
    pub response_end: u64,
    /// It could be used.
    pub dom_interactive: u64,
    /// All that belongs to it was there.
    pub load_event_end: u64,
}

impl Page {
    /// Gives the window a size in pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Whether the person prefers dark colours.
    #[track_caller]
    pub fn dark(&self, dark: bool) {
        self.prefer("prefers-color-scheme", if dark { "dark" } else { "light" });
    }

    /// What else the person prefers, such as `prefers-reduced-motion`: `reduce`.
    #[track_caller]
    pub fn prefer(&self, feature: &str, value: &str) {
        let mut media = self.media.borrow_mut();
        media.retain(|(known, _)| known != feature);
        media.push((feature.to_owned(), value.to_owned()));
        let features: Vec<_> =
            media.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// The time zone of the person, such as `Europe/Berlin`.
    #[track_caller]
    pub fn time_zone(&self, name: &str) {
        self.call("Emulation.setTimezoneOverride", json!({ "timezoneId": name }));
    }

    /// Writes a picture of the whole page into `screenshots/<suite>/<name>.png` under cargo's folder.
    #[track_caller]
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let size = self.call("Page.getLayoutMetrics", json!({}))["cssContentSize"].clone();
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.call("Page.captureScreenshot", how);
        let picture = base64::engine::general_purpose::STANDARD.decode(picture["data"].as_str().unwrap());
        let file = crate::target_folder().join("screenshots").join(suite()).join(format!("{name}.png"));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, picture.unwrap()).unwrap();
        file
    }

    /// How much has moved under the eyes of the person since the page came, unless they did something just before,
    /// such as a click or a new size of the window: the browser's own measure, of which 0.1 is tolerable.
    #[must_use]
    #[track_caller]
    pub fn layout_shift(&self) -> f64 {
        // What moved is known once it is drawn.
        let js = "new Promise((done) => {
            const sum = () => {
                const observer = new PerformanceObserver(() => {});
                observer.observe({ type: 'layout-shift', buffered: true });
                const shifts = observer.takeRecords().filter((shift) => !shift.hadRecentInput);
                observer.disconnect();
                done(shifts.reduce((sum, shift) => sum + shift.value, 0));
            };
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(sum)));
        })";
        self.eval(js).as_f64().unwrap()
    }

    /// How fast the page that is shown came.
    #[must_use]
    #[track_caller]
    pub fn timings(&self) -> Timings {
        let navigation = "performance.getEntriesByType('navigation')[0]";
        self.wait("the page is loaded", &format!("{navigation}.loadEventEnd > 0"));
        let milliseconds = |field| self.eval(&format!("Math.round({navigation}.{field})")).as_f64().unwrap();
        let whole = |field| format!("{:.0}", milliseconds(field)).parse().unwrap();
        Timings {
            response_end: whole("responseEnd"),
            dom_interactive: whole("domInteractive"),
            load_event_end: whole("loadEventEnd"),
        }
    }
}

/// The name of the test target that runs: cargo adds a dash and a number to it.
fn suite() -> String {
    let program = std::env::current_exe().unwrap();
    let name = program.file_stem().unwrap().to_string_lossy().into_owned();
    name.rsplit_once('-').map_or(name.clone(), |(name, _)| name.to_owned())
}
