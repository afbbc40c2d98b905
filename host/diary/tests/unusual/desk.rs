//! A desk: minutes that fill with counts while its clock is moved on.

use workdiary_diary::counts::Counts;
use workdiary_diary::minutes::{MinuteDelta, SlotMinutes};
use workdiary_diary::segments::{NewSegment, Origin, Segments};
use workdiary_diary::time::Slot;

use crate::dice::Dice;

/// Milliseconds.
pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;

#[derive(Clone, Copy)]
pub(crate) enum Input {
    Key,
    Click,
    Scroll,
}

/// Some hours at a machine.
pub(crate) struct Desk {
    pub(crate) dice: Dice,
    now: i64,
    minutes: Vec<[u32; 3]>,
}

impl Desk {
    pub(crate) fn new(seed: u64, minutes: usize) -> Self {
        Self { dice: Dice::new(seed), now: 0, minutes: vec![[0; 3]; minutes] }
    }

    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    pub(crate) fn is_open(&self) -> bool {
        self.minute() < self.minutes.len()
    }

    fn minute(&self) -> usize {
        usize::try_from(self.now / MINUTE).unwrap()
    }

    pub(crate) fn wait(&mut self, milliseconds: i64) {
        self.now += milliseconds;
    }

    pub(crate) fn input(&mut self, input: Input) {
        let minute = self.minute();
        if let Some(counts) = self.minutes.get_mut(minute) {
            counts[input as usize] += 1;
        }
    }

    pub(crate) fn inputs(&self) -> u64 {
        self.minutes.iter().flatten().copied().map(u64::from).sum()
    }

    /// Its first minutes as segments of one session.
    pub(crate) fn segments(&self, minutes: usize) -> Segments {
        let mut segments = Segments::with_texts(vec![String::new()]);
        for (number, ten) in self.minutes[..minutes].chunks(10).enumerate() {
            let slot = Slot(2_000_000 + u32::try_from(number).unwrap());
            let mut minutes = SlotMinutes::starting(slot, slot.start());
            for (index, [keystrokes, clicks, scrolls]) in ten.iter().copied().enumerate() {
                let counts = Counts { keystrokes, clicks, scrolls };
                minutes.add(&MinuteDelta { minute: slot.minute(index), seconds: 60, counts });
            }
            let origin = Origin::Tracked;
            segments.push(&NewSegment { slot, origin, minutes, memo_id: 0, label_id: 0, session: 1 });
        }
        segments
    }
}
