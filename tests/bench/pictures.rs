//! What a picture of a 1080p screen full of text costs, from the grab to the file.

use std::time::Duration;

use workdiary_capture::{Capture, Monitors, Options, PictureOptions};
use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;

use crate::measure::{Figure, cpu_seconds};

const PICTURES: u32 = 20;
const PATIENCE: Duration = Duration::from_secs(20);

/// Source text in columns side by side: what an editor shows on a full screen.
fn page(columns: usize) -> String {
    const ROWS: usize = 66;
    const SCREEN: usize = 236;
    let width = SCREEN / columns;
    let source = include_str!("../../host/service/src/tracker/on.rs");
    let lines: Vec<&str> = source.lines().collect();
    let row = |row: usize| -> String {
        let parts = (0..columns).map(|column| lines[column * ROWS + row]);
        parts.map(|part| format!("{part:width$.width$}")).collect()
    };
    (0..ROWS).map(row).collect::<Vec<_>>().join("\n")
}

pub fn figures() -> Vec<Figure> {
    let (cpu, kilobytes) = pictures_of(&page(2));
    let (_, fullest) = pictures_of(&page(3));
    vec![
        Figure::new("snapshot of a dense 1080p page, grab to file: processor", "ms", cpu, Some(90.0)),
        Figure::new(
            "snapshot of a dense 1080p page (two columns of source text)",
            "kB",
            kilobytes,
            Some(90.0),
        ),
        Figure::new("  the same with three columns, edge to edge", "kB", fullest, None),
    ]
}

/// Processor milliseconds a picture, and the kilobytes of the largest.
fn pictures_of(text: &str) -> (f64, f64) {
    let mut display = Display::of_size(1920, 1080);
    let page = display.file("page");
    std::fs::write(&page, text).unwrap();
    display.show(&page);
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        program: workdiary_test_support::binary(),
        environment: vec![("DISPLAY".to_owned(), display.name.clone())],
        folder: folder.path().to_owned(),
        pictures: PictureOptions {
            monitors: Monitors::All,
            longest_side: 1280,
            quality: 70,
            blur: false,
            exclude: Vec::new(),
        },
    };
    let mut capture = Capture::start(options).unwrap();
    capture.settle(PATIENCE);
    let child = Home::capture_child(u64::from(std::process::id()));
    let mut picture = || {
        capture.snapshot();
        capture.wait(PATIENCE);
        let pictures = capture.take_pictures().unwrap().unwrap().pictures();
        let bytes = std::fs::metadata(&pictures[0].path).unwrap().len();
        if let Some(kept) = std::env::var_os("WORKDIARY_KEEP_PICTURES") {
            std::fs::copy(&pictures[0].path, std::path::Path::new(&kept).join("dense.webp")).unwrap();
        }
        std::fs::remove_file(&pictures[0].path).unwrap();
        bytes as f64 / 1_000.0
    };
    picture();
    let before = cpu_seconds(child);
    let kilobytes = (0..PICTURES).map(|_| picture()).fold(0.0, f64::max);
    let cpu = (cpu_seconds(child) - before) / f64::from(PICTURES) * 1_000.0;
    (cpu, kilobytes)
}
