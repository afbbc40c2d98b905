//! A typist who really works at a virtual display: keys, clicks and wheel, each of them counted.

use crate::display::VirtualDisplay;
use crate::failure::Result;

/// Lower-case letters and spaces alone: one character is one key pressed, so that the counts can be compared.
pub(crate) const LINES: [&str; 5] = [
    "the client wants the totals above the lines and not below",
    "a week ends on sunday at midnight by the clock of the world",
    "the second draft reads better than the first one did",
    "the tests are green and the numbers still add up",
    "one more look at the layout and then it is done",
];

/// What the typist has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) lines: usize,
    pub(crate) keys: u64,
    pub(crate) clicks: u64,
    pub(crate) notches: u64,
}

/// Works line by line.
pub(crate) struct Typist<'a> {
    display: &'a VirtualDisplay,
    pub(crate) done: Done,
}

impl<'a> Typist<'a> {
    pub(crate) fn new(display: &'a VirtualDisplay) -> Self {
        Self { display, done: Done::default() }
    }

    /// Types one line, clicks once and turns the wheel two notches: about three seconds.
    pub(crate) fn work(&mut self) -> Result<()> {
        let line = LINES.iter().cycle().nth(self.done.lines % LINES.len()).copied().unwrap_or_default();
        let at = (120 + self.done.lines % 7 * 40).to_string();
        self.display.xdotool(&["type", "--delay", "45", "--", line])?;
        self.display.xdotool(&["key", "Return"])?;
        self.display.xdotool(&["mousemove", "--window", &self.display.window, &at, "90", "click", "1"])?;
        self.display.xdotool(&["click", "4", "click", "5"])?;
        self.done.lines += 1;
        self.done.keys += u64::try_from(line.len()).unwrap_or_default() + 1;
        self.done.clicks += 1;
        self.done.notches += 2;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_one_key() {
        for line in LINES {
            assert!(line.chars().all(|letter| letter.is_ascii_lowercase() || letter == ' '), "{line}");
        }
    }
}
