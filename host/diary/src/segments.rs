//! Segments of one contract as columns: one vector a field, texts interned.
//!
//! This is the shape in which a week or a year is read, assessed and handed to plugins; a row view
//! is made only where a person looks.

use serde::{Deserialize, Serialize};

use crate::minutes::{MinuteRecord, SlotMinutes};
use crate::time::{SLOT_MINUTES, Slot};

/// How a segment came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Recorded while On.
    Tracked,
    /// Added by hand.
    Manual,
}

/// The segments of one contract in order of time. All columns have the same length; those of
/// minutes have ten entries a segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segments {
    slots: Vec<u32>,
    manual: Vec<bool>,
    shared: Vec<bool>,
    tracked_seconds: Vec<u16>,
    first_seconds: Vec<u16>,
    minute_seconds: Vec<u8>,
    keystrokes: Vec<u16>,
    clicks: Vec<u16>,
    scrolls: Vec<u16>,
    memo_ids: Vec<u32>,
    label_ids: Vec<u32>,
    session_ids: Vec<i64>,
    texts: Vec<String>,
}

/// One segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    /// When it is.
    pub slot: Slot,
    /// Tracked or manual.
    pub origin: Origin,
    /// Whether another contract owns its slot (SPEC.md §3); see [`crate::ownership`].
    pub shared: bool,
    /// Tracked seconds, 0 to 600; 0 for a manual segment.
    pub tracked_seconds: u16,
    /// At which second of the slot tracking began, 0 to 599.
    pub first_second: u16,
    /// What was being done; may be empty.
    pub memo: &'a str,
    /// The label, or empty.
    pub label: &'a str,
    /// The session that recorded it last; 0 for a manual segment.
    pub session: i64,
    /// Its ten minutes.
    pub minutes: [MinuteRecord; SLOT_MINUTES],
}

impl Segment<'_> {
    /// The activity meter: how many of its ten minutes have any activity.
    #[must_use]
    pub fn active_minutes(&self) -> usize {
        self.minutes.iter().filter(|minute| minute.is_active()).count()
    }
}

/// What a source of segments says of one; texts are given by their place in the table of texts.
#[derive(Debug, Clone, Copy)]
pub struct NewSegment {
    /// When it is; later than the one before it.
    pub slot: Slot,
    /// Tracked or manual.
    pub origin: Origin,
    /// Its minutes.
    pub minutes: SlotMinutes,
    /// Place of its memo among the texts.
    pub memo_id: u32,
    /// Place of its label among the texts.
    pub label_id: u32,
    /// The session that recorded it last; 0 for a manual segment.
    pub session: i64,
}

impl Segments {
    /// No segments, over this table of texts.
    #[must_use]
    pub fn with_texts(texts: Vec<String>) -> Self {
        Self { texts, ..Self::default() }
    }

    /// Adds a segment after the last one.
    pub fn push(&mut self, segment: &NewSegment) {
        self.slots.push(segment.slot.0);
        self.manual.push(segment.origin == Origin::Manual);
        self.shared.push(false);
        self.tracked_seconds.push(segment.minutes.tracked_seconds());
        self.first_seconds.push(segment.minutes.first_second);
        let minutes = &segment.minutes.minutes;
        self.minute_seconds.extend(minutes.iter().map(|minute| minute.tracked_seconds));
        self.keystrokes.extend(minutes.iter().map(|minute| minute.keystrokes));
        self.clicks.extend(minutes.iter().map(|minute| minute.clicks));
        self.scrolls.extend(minutes.iter().map(|minute| minute.scrolls));
        self.memo_ids.push(segment.memo_id);
        self.label_ids.push(segment.label_id);
        self.session_ids.push(segment.session);
    }

    /// Replaces the table of texts, in which the pushed ids are places.
    pub fn set_texts(&mut self, texts: Vec<String>) {
        self.texts = texts;
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Slots, rising.
    #[must_use]
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// Whether each is manual.
    #[must_use]
    pub fn manual(&self) -> &[bool] {
        &self.manual
    }

    /// Whether another contract owns each one's slot.
    #[must_use]
    pub fn shared(&self) -> &[bool] {
        &self.shared
    }

    /// Tracked seconds of each, 0 to 600.
    #[must_use]
    pub fn tracked_seconds(&self) -> &[u16] {
        &self.tracked_seconds
    }

    /// At which second of its slot tracking began, 0 to 599.
    #[must_use]
    pub fn first_seconds(&self) -> &[u16] {
        &self.first_seconds
    }

    /// Tracked seconds of each minute, ten for each segment.
    #[must_use]
    pub fn minute_seconds(&self) -> &[u8] {
        &self.minute_seconds
    }

    /// Keystrokes of each minute, ten for each segment.
    #[must_use]
    pub fn keystrokes(&self) -> &[u16] {
        &self.keystrokes
    }

    /// Clicks of each minute, ten for each segment.
    #[must_use]
    pub fn clicks(&self) -> &[u16] {
        &self.clicks
    }

    /// Scroll actions of each minute, ten for each segment.
    #[must_use]
    pub fn scrolls(&self) -> &[u16] {
        &self.scrolls
    }

    /// Places of the memos in `texts`.
    #[must_use]
    pub fn memo_ids(&self) -> &[u32] {
        &self.memo_ids
    }

    /// Places of the labels in `texts`.
    #[must_use]
    pub fn label_ids(&self) -> &[u32] {
        &self.label_ids
    }

    /// The session of each; 0 for manual ones.
    #[must_use]
    pub fn session_ids(&self) -> &[i64] {
        &self.session_ids
    }

    /// Memos and labels, each once.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Those at the places that `keep` names, over the same texts.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        fn of<T: Copy>(column: &[T], each: usize, keep: &impl Fn(usize) -> bool) -> Vec<T> {
            let rows = column.chunks(each).enumerate().filter(|(index, _)| keep(*index));
            rows.flat_map(|(_, row)| row.iter().copied()).collect()
        }
        Self {
            slots: of(&self.slots, 1, &keep),
            manual: of(&self.manual, 1, &keep),
            shared: of(&self.shared, 1, &keep),
            tracked_seconds: of(&self.tracked_seconds, 1, &keep),
            first_seconds: of(&self.first_seconds, 1, &keep),
            minute_seconds: of(&self.minute_seconds, SLOT_MINUTES, &keep),
            keystrokes: of(&self.keystrokes, SLOT_MINUTES, &keep),
            clicks: of(&self.clicks, SLOT_MINUTES, &keep),
            scrolls: of(&self.scrolls, SLOT_MINUTES, &keep),
            memo_ids: of(&self.memo_ids, 1, &keep),
            label_ids: of(&self.label_ids, 1, &keep),
            session_ids: of(&self.session_ids, 1, &keep),
            texts: self.texts.clone(),
        }
    }

    /// Marks the segment at `index` as lying in a slot that another contract owns.
    pub fn mark_shared(&mut self, index: usize) {
        if let Some(shared) = self.shared.get_mut(index) {
            *shared = true;
        }
    }

    /// The segment at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Segment<'_>> {
        let text = |ids: &[u32]| -> Option<&str> {
            let id = usize::try_from(*ids.get(index)?).ok()?;
            Some(self.texts.get(id).map_or("", String::as_str))
        };
        Some(Segment {
            slot: Slot(*self.slots.get(index)?),
            origin: if *self.manual.get(index)? { Origin::Manual } else { Origin::Tracked },
            shared: *self.shared.get(index)?,
            tracked_seconds: *self.tracked_seconds.get(index)?,
            first_second: *self.first_seconds.get(index)?,
            memo: text(&self.memo_ids)?,
            label: text(&self.label_ids)?,
            session: *self.session_ids.get(index)?,
            minutes: std::array::from_fn(|minute| self.minute(index * SLOT_MINUTES + minute)),
        })
    }

    fn minute(&self, at: usize) -> MinuteRecord {
        let count = |column: &[u16]| column.get(at).copied().unwrap_or_default();
        MinuteRecord {
            tracked_seconds: self.minute_seconds.get(at).copied().unwrap_or_default(),
            keystrokes: count(&self.keystrokes),
            clicks: count(&self.clicks),
            scrolls: count(&self.scrolls),
        }
    }

    /// All of them, in order of time.
    pub fn iter(&self) -> impl Iterator<Item = Segment<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::minutes::MinuteDelta;

    #[test]
    fn a_row_is_what_was_pushed() {
        let mut segments =
            Segments::with_texts(vec![String::new(), "the parser".to_owned(), "dev".to_owned()]);
        for slot in [Slot(10), Slot(12)] {
            let mut minutes = SlotMinutes::starting(slot, slot.start().plus(61));
            let counts = Counts { keystrokes: slot.0, clicks: 2, scrolls: 3 };
            minutes.add(&MinuteDelta { minute: slot.minute(1), seconds: 59, counts });
            minutes.add(&MinuteDelta { minute: slot.minute(2), seconds: 60, counts: Counts::default() });
            let origin = Origin::Tracked;
            segments.push(&NewSegment { slot, origin, minutes, memo_id: 1, label_id: 2, session: 5 });
        }
        let last = segments.get(1).unwrap();
        assert_eq!((last.slot, last.memo, last.label, last.session), (Slot(12), "the parser", "dev", 5));
        assert_eq!((last.tracked_seconds, last.first_second, last.active_minutes()), (119, 61, 1));
        assert_eq!(
            last.minutes[1],
            MinuteRecord { tracked_seconds: 59, keystrokes: 12, clicks: 2, scrolls: 3 }
        );
        let only = segments.only(|index| index == 1);
        assert_eq!((only.len(), only.get(0)), (1, segments.get(1)));
        assert_eq!(segments.get(2), None);
        assert_eq!(segments.iter().count(), 2);
    }
}
