//! The `workdiary` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("capture-child") => workdiary_capture::child::run(),
        _ => ExitCode::from(2),
    }
}
