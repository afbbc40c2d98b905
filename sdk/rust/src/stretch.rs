//! Stretches: neighbouring segments that say the same, as reports show them.

use jiff::civil::DateTime;

use crate::{Page, Segment, Status, time};

/// Segments of a page that follow each other slot by slot and have the same memo, label, origin,
/// status and reason, on one day of the freelancer's clock: a stretch ends at local midnight, and
/// where that clock is put forward or back.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'p> {
    page: &'p Page,
    first: Segment<'p>,
    count: usize,
}

impl Page {
    /// The segments as stretches, in order of time.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch<'_>> {
        let mut rest = self.segments.iter();
        std::iter::from_fn(move || {
            let first = rest.next()?;
            let mut stretch = Stretch { page: self, first, count: 1 };
            while rest.clone().next().is_some_and(|next| stretch.goes_on_with(next)) {
                rest.next();
                stretch.count += 1;
            }
            Some(stretch)
        })
    }
}

impl<'p> Stretch<'p> {
    fn goes_on_with(&self, next: Segment<'_>) -> bool {
        let Page { segments, outcomes, .. } = self.page;
        let (one, next) = (self.first.index(), next.index());
        segments.slots()[next] == self.end()
            && segments.memo_ids()[next] == segments.memo_ids()[one]
            && segments.label_ids()[next] == segments.label_ids()[one]
            && segments.manual()[next] == segments.manual()[one]
            && segments.local_offsets()[next] == segments.local_offsets()[one]
            && local_day(segments.slots()[next], self.local_offset())
                == local_day(self.start(), self.local_offset())
            && outcomes[next] == outcomes[one]
    }

    /// Its segments, in order of time.
    pub fn segments(self) -> impl ExactSizeIterator<Item = Segment<'p>> {
        self.page.segments.iter().skip(self.first.index()).take(self.count)
    }

    /// Its first slot.
    #[must_use]
    pub fn start(self) -> u32 {
        self.first.slot()
    }

    /// The first slot after it.
    #[must_use]
    pub fn end(self) -> u32 {
        self.start() + u32::try_from(self.count).unwrap_or(u32::MAX)
    }

    /// Its length in minutes: ten for each segment, whatever of it was tracked or billed.
    #[must_use]
    pub fn minutes(self) -> u32 {
        10 * (self.end() - self.start())
    }

    /// Its minutes on the bill.
    #[must_use]
    pub fn billed_minutes(self) -> u32 {
        self.segments().map(|segment| u32::from(self.page.billed_minutes[segment.index()])).sum()
    }

    /// What was being done; may be empty.
    #[must_use]
    pub fn memo(self) -> &'p str {
        self.first.memo()
    }

    /// The id of its label, if it has one.
    #[must_use]
    pub fn label(self) -> Option<&'p str> {
        self.first.label()
    }

    /// Whether it was added by hand.
    #[must_use]
    pub fn is_manual(self) -> bool {
        self.first.is_manual()
    }

    /// What becomes of it on the bill.
    #[must_use]
    pub fn status(self) -> Status {
        self.page.status(self.first.index())
    }

    /// Why it is not billable.
    #[must_use]
    pub fn reason(self) -> Option<&'p str> {
        self.page.reason(self.first.index())
    }

    /// Minutes east of UTC on the freelancer's clock.
    #[must_use]
    pub fn local_offset(self) -> i16 {
        self.first.local_offset()
    }

    /// When it begins on the freelancer's clock.
    #[must_use]
    pub fn local_start(self) -> DateTime {
        time::civil(self.start(), self.local_offset())
    }

    /// When it ends on that clock, at or after midnight of the next day at most: there a slot may
    /// lie in two days, where the zone is off the ten-minute grid.
    #[must_use]
    pub fn local_end(self) -> DateTime {
        time::civil(self.end(), self.local_offset())
    }
}

/// The number of the day in which a slot begins on a clock so many minutes east of UTC.
fn local_day(slot: u32, offset: i16) -> i64 {
    (i64::from(slot) * 10 + i64::from(offset)).div_euclid(24 * 60)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::example::PageInput;
    use crate::harness;

    /// Each stretch in words: start, end, billed minutes, memo, reason.
    fn stretches(offset: i16, segments: &Value) -> Vec<String> {
        let input = json!({ "week": "2026-11-16", "segments": segments });
        let page = harness::page(&serde_json::from_value::<PageInput>(input).unwrap(), offset).unwrap();
        let words = page.stretches().map(|it| {
            assert_eq!(it.segments().len() as u32 * 10, it.minutes());
            let (start, end) = (it.local_start(), it.local_end());
            let times = format!("{} to {}", start.strftime("%H:%M"), end.strftime("%d %H:%M"));
            format!("{times} {} {}{}", it.billed_minutes(), it.memo(), it.reason().unwrap_or("-"))
        });
        words.collect()
    }

    #[test]
    fn neighbours_that_say_the_same_are_one_stretch() {
        let at = |time: &str| format!("2026-11-16T{time}:00Z");
        let told = stretches(
            60,
            &json!([
                { "start": at("09:00"), "repeat": 3, "memo": "a" },
                { "start": at("09:30"), "memo": "a", "tracked_seconds": 70 },
                { "start": at("09:40"), "memo": "b" },
                { "start": at("09:50"), "memo": "b", "label": "dev" },
                { "start": at("10:00"), "memo": "b", "label": "dev", "manual": true },
                { "start": at("10:10"), "memo": "b", "label": "dev", "manual": true, "status": "over-limit" },
                { "start": at("10:20"), "repeat": 2, "memo": "b", "status": "not-billable", "reason": "too-short" },
                { "start": at("10:40"), "memo": "b", "status": "not-billable", "reason": "shared-slot" },
                { "start": at("11:00"), "memo": "b", "status": "not-billable", "reason": "shared-slot" },
            ]),
        );
        let expected = [
            "10:00 to 16 10:40 40 a-",
            "10:40 to 16 10:50 10 b-",
            "10:50 to 16 11:00 10 b-",
            "11:00 to 16 11:10 10 b-",
            "11:10 to 16 11:20 0 b-",
            "11:20 to 16 11:40 0 btoo-short",
            "11:40 to 16 11:50 0 bshared-slot",
            "12:00 to 16 12:10 0 bshared-slot",
        ];
        assert_eq!(told, expected);
        assert!(stretches(0, &json!([])).is_empty());
    }

    #[test]
    fn a_stretch_ends_at_local_midnight() {
        let night = json!([{ "start": "2026-11-16T21:40:00Z", "repeat": 4, "memo": "a" }]);
        assert_eq!(stretches(0, &night), ["21:40 to 16 22:20 40 a-"]);
        assert_eq!(stretches(120, &night), ["23:40 to 17 00:00 20 a-", "00:00 to 17 00:20 20 a-"]);
        let off_the_grid = ["23:25 to 17 00:05 40 a-"];
        assert_eq!(stretches(105, &night), off_the_grid);
    }
}
