//! Counts of input: how often, never what.

use serde::{Deserialize, Serialize};

/// How many key presses, button presses and wheel notches there were (SPEC.md §2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Key presses; a held key counts once.
    pub keystrokes: u32,
    /// Presses of any pointer button that is not the wheel.
    pub clicks: u32,
    /// Wheel notches, in any direction.
    pub scrolls: u32,
}

impl Counts {
    /// Whether nothing was counted.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// The sum, held at `u32::MAX`.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            keystrokes: self.keystrokes.saturating_add(other.keystrokes),
            clicks: self.clicks.saturating_add(other.clicks),
            scrolls: self.scrolls.saturating_add(other.scrolls),
        }
    }
}
