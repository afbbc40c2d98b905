//! The one place where time comes from.

use rustix::time::{ClockId, clock_gettime};
use workdiary_diary::time::Second;
use workdiary_diary::tracking::Reading;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The clocks of this machine.
    Machine,
    /// A demo home stands still at one time (SPEC.md §10).
    Demo(Second),
}

impl Clock {
    /// What both clocks show.
    #[must_use]
    pub fn read(self) -> Reading {
        Reading { wall_ms: self.wall_ms(), elapsed_ms: elapsed_ms() }
    }

    /// The second that the wall clock shows.
    #[must_use]
    pub fn now(self) -> Second {
        Second(self.wall_ms().div_euclid(1_000))
    }

    fn wall_ms(self) -> i64 {
        match self {
            Self::Demo(at) => at.0.saturating_mul(1_000),
            #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
            Self::Machine => {
                let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                since_1970.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
        }
    }
}

/// Milliseconds on a clock that nobody can set and that goes on during suspend.
fn elapsed_ms() -> i64 {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let id = ClockId::Boottime;
    // Elsewhere the monotonic clock of the system is the nearest; macOS counts suspend in it.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let id = ClockId::Monotonic;
    let time = clock_gettime(id);
    time.tv_sec.saturating_mul(1_000).saturating_add(time.tv_nsec / 1_000_000)
}
