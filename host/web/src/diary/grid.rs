//! The slots of a stretch as days of hours of six cells, right on days of 23 and 25 hours.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use workdiary_diary::time::{Second, Slot};
use workdiary_service::view::{DiaryView, SegmentView};

/// Cells of an hour.
pub(super) const CELLS: usize = 6;

/// One day of the reader's.
pub(super) struct Day<'a> {
    pub(super) date: Date,
    pub(super) rows: Vec<Row<'a>>,
    /// Whether clocks are changed in it: then hours are told with their offset.
    pub(super) shifts: bool,
}

/// One hour; an hour that a change of the clock repeats has two.
pub(super) struct Row<'a> {
    pub(super) hour: i8,
    pub(super) offset: Offset,
    /// By their place in the hour; none where the stretch begins or ends inside it.
    pub(super) cells: [Option<Cell<'a>>; CELLS],
}

/// One slot.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) start: Second,
    /// Minutes past the hour on the reader's clock.
    pub(super) minute: i8,
    pub(super) segment: Option<&'a SegmentView>,
}

impl Row<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().flatten().all(|cell| cell.segment.is_none())
    }
}

/// All hours of the stretch, by day.
pub(super) fn days<'a>(view: &'a DiaryView, zone: &TimeZone) -> Vec<Day<'a>> {
    let by_start: HashMap<i64, &SegmentView> =
        view.segments.iter().filter_map(|segment| Some((seconds(&segment.start)?, segment))).collect();
    let (Some(from), Some(to)) = (seconds(&view.from), seconds(&view.to)) else { return Vec::new() };
    let mut days: Vec<Day<'a>> = Vec::new();
    for slot in Slot::starting_in(Second(from), Second(to)) {
        let start = Slot(slot).start();
        let at: Zoned = Timestamp::from(start).to_zoned(zone.clone());
        if days.last().is_none_or(|day| day.date != at.date()) {
            days.push(Day { date: at.date(), rows: Vec::new(), shifts: false });
        }
        let Some(day) = days.last_mut() else { continue };
        day.take(&at, Cell { start, minute: at.minute(), segment: by_start.get(&start.0).copied() });
    }
    days
}

fn seconds(time: &str) -> Option<i64> {
    time.parse::<Timestamp>().ok().map(|time| time.as_second())
}

impl<'a> Day<'a> {
    fn take(&mut self, at: &Zoned, cell: Cell<'a>) {
        let same = |row: &Row<'a>| row.hour == at.hour() && row.offset == at.offset();
        if !self.rows.last().is_some_and(same) {
            self.shifts |= self.rows.last().is_some_and(|row| row.offset != at.offset());
            self.rows.push(Row { hour: at.hour(), offset: at.offset(), cells: [None; CELLS] });
        }
        let place = usize::try_from(at.minute() / 10).unwrap_or_default();
        if let Some(row) = self.rows.last_mut()
            && let Some(free) = row.cells.get_mut(place)
        {
            *free = Some(cell);
        }
    }

    /// The hours that have segments and those between them; with `around` one more at each end, in an empty day
    /// those of a working day, and today the hour that it is.
    pub(super) fn used(&self, around: bool, now: Second) -> &[Row<'a>] {
        let used = |row: &Row<'_>| !row.is_empty();
        let (first, last) = (self.rows.iter().position(used), self.rows.iter().rposition(used));
        let (first, last) = match (first, last) {
            (Some(first), Some(last)) if around => (first.saturating_sub(1), last + 1),
            (Some(first), Some(last)) => (first, last),
            _ if around => {
                let hour = |wanted: i8| self.rows.iter().position(|row| row.hour == wanted);
                (hour(8).unwrap_or_default(), hour(17).unwrap_or(self.rows.len()))
            }
            _ => return &[],
        };
        let has_now = |row: &Row<'_>| row.cells.iter().flatten().any(|cell| cell.start.slot() == now.slot());
        let (first, last) = match self.rows.iter().position(has_now).filter(|_| around) {
            Some(current) => (first.min(current), last.max(current)),
            None => (first, last),
        };
        self.rows.get(first..=last.min(self.rows.len().saturating_sub(1))).unwrap_or_default()
    }
}
