//! Input on X11: the RECORD extension, through `rdev`.

use std::collections::HashSet;
use std::time::Duration;

use rdev::{Event, EventType, Key, ListenError};

use super::Input;
use crate::display::Display;
use crate::state::SourceState;
use crate::stopwatch::Stopwatch;
use crate::tally::Tally;

/// How long a test event may take; it takes a millisecond or two on a machine at rest.
const PROOF: Duration = Duration::from_secs(3);
/// Between two test events.
const NUDGE_EVERY: Duration = Duration::from_millis(25);

pub(super) struct X11;

impl Input for X11 {
    fn listen(&self, tally: &'static Tally) -> SourceState {
        let display = match Display::open() {
            Ok(display) => display.name().to_owned(),
            Err(why) => return why,
        };
        let mut held = HashSet::new();
        let failed = |why: &str| SourceState::Failed { why: format!("input cannot be listened to: {why}") };
        match rdev::listen(move |event| count(&event, &mut held, tally)) {
            Ok(()) => failed("the display ended the recording"),
            Err(ListenError::MissingDisplayError) => SourceState::Unreachable { display },
            Err(
                ListenError::XRecordExtensionError
                | ListenError::RecordContextError
                | ListenError::RecordContextEnablingError,
            ) => SourceState::NoRecord { display },
            Err(error) => failed(&format!("{error:?}")),
        }
    }

    fn prove(&self, tally: &Tally) -> Result<Duration, SourceState> {
        let display = Display::open()?;
        if !display.records() {
            return Err(SourceState::NoRecord { display: display.name().to_owned() });
        }
        let begun = Stopwatch::start();
        let mut tried = Stopwatch::start();
        let mut can_nudge = display.nudge();
        while tally.heard() == 0 {
            if begun.left_of(PROOF).is_zero() {
                return Err(SourceState::Silent { display: display.name().to_owned() });
            }
            // The listener may not be there yet: it gets another event soon.
            std::thread::park_timeout(Duration::from_millis(1));
            if can_nudge && tried.elapsed() >= NUDGE_EVERY {
                can_nudge = display.nudge();
                tried = Stopwatch::start();
            }
        }
        Ok(tried.elapsed())
    }
}

/// Counts one event. Which key it was is used to tell a press from the repeats of a held key, and is
/// not kept beyond its release; `event.name`, the text typed, is never read.
fn count(event: &Event, held: &mut HashSet<Key>, tally: &Tally) {
    match event.event_type {
        // A held key comes as presses without releases between them: it is one keystroke.
        EventType::KeyPress(key) => {
            if held.insert(key) {
                tally.keystroke();
            }
        }
        EventType::KeyRelease(key) => {
            held.remove(&key);
        }
        EventType::ButtonPress(_) => tally.click(),
        EventType::Wheel { .. } => tally.scroll(),
        // A notch of a horizontal wheel comes as a wheel event and as a release of its "button".
        EventType::ButtonRelease(_) | EventType::MouseMove { .. } => {}
    }
    tally.hear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdev::Button;
    use std::time::SystemTime;

    fn counted(events: &[EventType]) -> (u32, u32, u32) {
        let (tally, mut held) = (Tally::new(), HashSet::new());
        for event_type in events {
            let event = Event { time: SystemTime::UNIX_EPOCH, name: None, event_type: *event_type };
            count(&event, &mut held, &tally);
        }
        assert_eq!(tally.heard(), u64::try_from(events.len()).unwrap());
        let counts = tally.counts();
        (counts.keystrokes, counts.clicks, counts.scrolls)
    }

    #[test]
    fn a_held_key_is_one_keystroke() {
        let press = EventType::KeyPress(Key::KeyA);
        assert_eq!(counted(&[press; 35]), (1, 0, 0));
        assert_eq!(counted(&[press, press, EventType::KeyRelease(Key::KeyA), press]), (2, 0, 0));
    }

    #[test]
    fn two_keys_at_once_are_two() {
        let both = [EventType::KeyPress(Key::ShiftLeft), EventType::KeyPress(Key::Unknown(94))];
        assert_eq!(counted(&both), (2, 0, 0));
    }

    #[test]
    fn presses_of_buttons_and_notches_count_and_nothing_else() {
        let wheel = EventType::Wheel { delta_x: 1, delta_y: 0 };
        let events = [
            EventType::ButtonPress(Button::Left),
            EventType::ButtonRelease(Button::Left),
            wheel,
            EventType::ButtonRelease(Button::Unknown(6)),
            EventType::MouseMove { x: 3.0, y: 4.0 },
        ];
        assert_eq!(counted(&events), (0, 1, 1));
    }
}
