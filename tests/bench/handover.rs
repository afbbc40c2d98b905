//! Bundles: written and verified, whole processes.

use std::process::Command;

use workdiary_test_support::home::Home;

use crate::measure::{Figure, median_ms};
use crate::{ten_years, web};

const RUNS: usize = 5;
const WEEK: &str = "2026-11-16";

pub fn figures() -> Vec<Figure> {
    let mut figures = of(&web::full_week(), "a week with 240 snapshots", Some(2_000.0));
    figures.extend(of(&ten_years::home(), "a week after ten years", None));
    figures
}

/// Both are of demo homes: `verify` ends with 3, since it refuses to call them real.
fn of(home: &Home, what: &str, budget: Option<f64>) -> Vec<Figure> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("week.html");
    let path = file.to_str().unwrap();
    let run = |mut command: Command, code: i32| {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let written = median_ms(RUNS, || {
        drop(std::fs::remove_file(path));
        run(home.command(["bundle", "--contract", "acme", "--week", WEEK, "-o", path]), 0);
    });
    let verified = median_ms(RUNS, || run(home.command(["verify", path]), 3));
    let megabytes = std::fs::metadata(path).unwrap().len() as f64 / 1e6;
    vec![
        Figure::new(format!("`bundle` of {what}"), "ms", written, None),
        Figure::new("  its size", "MB", megabytes, None),
        Figure::new("  `verify` of it", "ms", verified, budget),
    ]
}
