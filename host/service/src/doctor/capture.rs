//! Whether input and pictures really arrive: a capture child of its own tries it.

use std::time::Duration;

use workdiary_capture::{Grab, Options, Presence, Probe, SourceState, Withheld};

use super::{Check, Level};

/// A picture may take ten seconds; so may all that comes before it together.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tries capture with these options.
pub(super) fn checks(options: Options) -> Vec<Check> {
    let display =
        options.environment.iter().find(|(name, _)| name == "DISPLAY").map(|(_, value)| value.clone());
    match workdiary_capture::probe(options, PATIENCE) {
        Ok(probe) => {
            vec![input(&probe, display), screen(&probe), recorders(&probe.recorders), lock(probe.presence)]
        }
        Err(error) => vec![Check::bad(
            "capture",
            Level::Problem,
            error.to_string(),
            "install workdiary again: it runs itself for this",
        )],
    }
}

fn input(probe: &Probe, display: Option<String>) -> Check {
    let display = display.or_else(|| std::env::var("DISPLAY").ok()).unwrap_or_default();
    match (&probe.input, probe.delivered) {
        (SourceState::Working { what }, Some(took)) => Check::ok(
            "input",
            format!("display `{display}`: {what}; a test event came in {} ms", took.as_millis()),
        ),
        (state, _) => from_state("input", state),
    }
}

fn screen(probe: &Probe) -> Check {
    match &probe.grab {
        Ok(Grab { monitors, withheld: Some(why), .. }) => {
            let found = format!("{}; the test picture was withheld: {}", monitors.join(", "), why.what());
            match why {
                Withheld::Excluded => Check::ok("screen", found),
                Withheld::Unknown { .. } => {
                    Check::bad("screen", Level::Problem, found, super::ACTIVE_WINDOW_UNTOLD)
                }
            }
        }
        Ok(grab) => Check::ok(
            "screen",
            format!(
                "{}; a test picture took {} ms, {} kB",
                grab.monitors.join(", "),
                grab.took.as_millis(),
                grab.bytes / 1_000
            ),
        ),
        Err(_) if !matches!(probe.screen, SourceState::Working { .. }) => from_state("screen", &probe.screen),
        Err(fault) => {
            Check::bad("screen", Level::Problem, fault.to_string(), "unlock the screen and run this again")
        }
    }
}

fn from_state(name: &str, state: &SourceState) -> Check {
    match state {
        SourceState::Working { what } => Check::ok(name, what.clone()),
        state => Check::bad(name, Level::Problem, state.what(), state.hint()),
    }
}

/// RECORD lets several programs listen; some of them keep input from the others all the same.
fn recorders(processes: &[u32]) -> Check {
    let name = |process: &u32| {
        let name = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        format!("`{}` (process {process})", name.trim())
    };
    match processes {
        [] => Check::ok("recorders", "no other program records input"),
        others => Check::bad(
            "recorders",
            Level::Warning,
            format!("input is recorded also by {}", others.iter().map(name).collect::<Vec<_>>().join(", ")),
            "end it if counts are missing, or if you do not know it",
        ),
    }
}

fn lock(presence: Presence) -> Check {
    match presence {
        Presence::Unknown => Check::bad(
            "lock",
            Level::Warning,
            "logind does not answer: a locked screen is not noticed",
            "idle time still ends tracking; switch Off when you leave",
        ),
        Presence::Here => Check::ok("lock", "watched through logind; not locked"),
        Presence::Locked => Check::ok("lock", "watched through logind; locked"),
        Presence::Asleep => Check::ok("lock", "watched through logind; going to sleep"),
    }
}
