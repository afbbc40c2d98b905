//! Figures, and the system's own accounts they come from.

use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

/// Something measured beside what it must not exceed.
#[derive(Debug, Serialize)]
pub struct Figure {
    pub what: String,
    pub unit: &'static str,
    pub measured: f64,
    /// DESIGN.md §10; none where nothing is demanded.
    pub budget: Option<f64>,
}

impl Figure {
    pub fn new(what: impl Into<String>, unit: &'static str, measured: f64, budget: Option<f64>) -> Self {
        Self { what: what.into(), unit, measured, budget }
    }

    pub fn holds(&self) -> bool {
        self.budget.is_none_or(|budget| self.measured <= budget)
    }
}

/// The middle of several runs, in milliseconds, after one that is not counted.
pub fn median_ms(runs: usize, mut run: impl FnMut()) -> f64 {
    let [median] = medians_ms(runs, [&mut run]);
    median
}

/// The middle of several runs of each, in milliseconds, after one that is not counted. They take
/// turns, so that a machine that slows down for a while slows all of them.
pub fn medians_ms<const N: usize>(runs: usize, mut all: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut taken = [(); N].map(|()| Vec::with_capacity(runs));
    for count in 0..=runs {
        for (run, taken) in all.iter_mut().zip(&mut taken) {
            #[expect(clippy::disallowed_methods, reason = "a benchmark")]
            let begun = Instant::now();
            run();
            if count > 0 {
                taken.push(begun.elapsed());
            }
        }
    }
    taken.map(|mut taken: Vec<Duration>| {
        taken.sort_unstable();
        taken[runs / 2].as_secs_f64() * 1_000.0
    })
}

/// A whole process, from its start to its end, which must be a good one.
pub fn process_ms(runs: usize, mut command: Command) -> f64 {
    command.stdout(std::process::Stdio::null());
    median_ms(runs, || assert!(command.status().unwrap().success(), "{command:?} failed"))
}

/// The most memory that a process had at once, in megabytes; it must end well.
pub fn peak_mb(mut command: Command) -> f64 {
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        peak = kilobytes.unwrap_or_default().max(peak);
        std::thread::park_timeout(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success(), "{command:?} failed");
    peak * 1_024.0 / 1e6
}

/// Processor time that a process has used so far, in seconds.
pub fn cpu_seconds(process: u64) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // After the name, which may hold blanks; user and system time are fields 14 and 15 of proc(5).
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: f64 = [fields[11], fields[12]].iter().map(|field| field.parse::<f64>().unwrap()).sum();
    ticks / rustix::param::clock_ticks_per_second() as f64
}

/// Proportional set size of a process in megabytes.
pub fn pss_mb(process: u64) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1_024.0 / 1e6
}
