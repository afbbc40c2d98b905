//! Stretches: neighbouring segments that say the same, as reports show them.

use crate::{Page, Segment, Status};

/// Segments of a page that follow each other slot by slot and have the same memo, label, origin,
/// status and reason, on one local clock: where that is put forward or back, a stretch ends.
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
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::example::PageInput;
    use crate::harness;

    /// Each stretch in words: start, minutes, billed minutes, memo, reason.
    fn stretches(segments: &Value) -> Vec<String> {
        let input = json!({ "week": "2026-11-16", "segments": segments });
        let page = harness::page(&serde_json::from_value::<PageInput>(input).unwrap(), 60).unwrap();
        let words = page.stretches().map(|it| {
            assert_eq!(it.segments().len() as u32 * 10, it.minutes());
            let at = crate::time::civil(it.start(), it.local_offset()).time();
            let reason = it.reason().unwrap_or("-");
            format!("{at} {} {} {}{reason}", it.minutes(), it.billed_minutes(), it.memo())
        });
        words.collect()
    }

    #[test]
    fn neighbours_that_say_the_same_are_one_stretch() {
        let at = |time: &str| format!("2026-11-16T{time}:00Z");
        let told = stretches(&json!([
            { "start": at("09:00"), "repeat": 3, "memo": "a" },
            { "start": at("09:30"), "memo": "a", "tracked_seconds": 70 },
            { "start": at("09:40"), "memo": "b" },
            { "start": at("09:50"), "memo": "b", "label": "dev" },
            { "start": at("10:00"), "memo": "b", "label": "dev", "manual": true },
            { "start": at("10:10"), "memo": "b", "label": "dev", "manual": true, "status": "over-limit" },
            { "start": at("10:20"), "repeat": 2, "memo": "b", "status": "not-billable", "reason": "too-short" },
            { "start": at("10:40"), "memo": "b", "status": "not-billable", "reason": "shared-slot" },
            { "start": at("11:00"), "memo": "b", "status": "not-billable", "reason": "shared-slot" },
        ]));
        let expected = [
            "10:00:00 40 40 a-",
            "10:40:00 10 10 b-",
            "10:50:00 10 10 b-",
            "11:00:00 10 10 b-",
            "11:10:00 10 0 b-",
            "11:20:00 20 0 btoo-short",
            "11:40:00 10 0 bshared-slot",
            "12:00:00 10 0 bshared-slot",
        ];
        assert_eq!(told, expected);
        assert!(stretches(&json!([])).is_empty());
    }
}
