//! What the machine has left: disk, memory, processor; and whether its clock is kept right.

use std::path::Path;

use workdiary_diary::decimal;

use super::{Check, Level};

/// A day of snapshots is about 21 MB.
const DISK_LOW: u64 = 1_000_000_000;
const DISK_OUT: u64 = 50_000_000;
/// Host and child need under 45 MB, a picture of a large screen some 100 MB for a moment.
const MEMORY_LOW: u64 = 300_000_000;

/// Free space where the diary lies.
pub(super) fn disk(home: &Path) -> Check {
    let found = match rustix::fs::statvfs(home) {
        Ok(found) => found,
        Err(error) => {
            return Check::bad(
                "disk",
                Level::Warning,
                format!("unknown: {error}"),
                "check the folder of the home",
            );
        }
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let text = format!("{} MB free", free / 1_000_000);
    let hint = "make room: a day of snapshots needs about 21 MB";
    match free {
        ..DISK_OUT => Check::bad("disk", Level::Problem, text, hint),
        DISK_OUT..DISK_LOW => Check::bad("disk", Level::Warning, text, hint),
        _ => Check::ok("disk", text),
    }
}

/// Memory that programs can still have.
pub(super) fn memory() -> Check {
    let available = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()
    });
    match available.map(|kib| kib * 1_024) {
        None => Check::ok("memory", "not known on this system"),
        Some(bytes) if bytes < MEMORY_LOW => {
            let text = format!("{} MB available", bytes / 1_000_000);
            Check::bad(
                "memory",
                Level::Warning,
                text,
                "close programs: a snapshot needs up to 100 MB for a moment",
            )
        }
        Some(bytes) => Check::ok("memory", format!("{} MB available", bytes / 1_000_000)),
    }
}

/// How many programs want the processor, against how many it can run.
pub(super) fn load() -> Check {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minute = text.split(' ').next().unwrap_or_default();
    let found = format!("{minute} over the last minute, {cores} cores");
    match decimal::parse(minute, 2) {
        Err(_) => Check::ok("load", "not known on this system"),
        Ok(hundredths) if hundredths > 400 * i64::try_from(cores).unwrap_or(1) => Check::bad(
            "load",
            Level::Warning,
            found,
            "snapshots may come late; close what keeps the processor busy",
        ),
        Ok(_) => Check::ok("load", found),
    }
}

/// Whether the system keeps its clock by a time service.
pub(super) fn clock_synchronised() -> Check {
    let kept = Path::new("/run/systemd/timesync/synchronized").exists() || Path::new("/run/chrony").exists();
    match kept {
        true => Check::ok("time service", "the clock is synchronised"),
        false => Check::ok("time service", "none known; the clock is as it was set"),
    }
}
