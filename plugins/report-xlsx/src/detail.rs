//! The sheet of segments: one row each, written as the diary passes.

use std::collections::BTreeMap;

use workdiary_sdk::{Diary, Label, Minute, Page, Segment, Status};

use crate::cell::{Cell, DAY_MINUTES, Number};
use crate::package::Package;
use crate::sheet::{Column, Extent, Name, Sheet};
use crate::style::Weight;

/// Labels by their ids.
pub(crate) type Titles = BTreeMap<String, Label>;

const COLUMNS: [Column; 16] = [
    ("start", 19),
    ("local_start", 17),
    ("origin", 9),
    ("status", 13),
    ("reason", 13),
    ("billed_minutes", 16),
    ("tracked_seconds", 17),
    ("active_minutes", 16),
    ("keystrokes", 12),
    ("clicks", 9),
    ("scrolls", 9),
    ("memo", 48),
    ("label", 16),
    ("label_title", 22),
    ("week", 12),
    ("day", 12),
];
pub(crate) const BILLED_MINUTES: usize = 5;
pub(crate) const LABEL: usize = 12;
pub(crate) const DAY: usize = 15;

const SLOT_MINUTES: i64 = 10;

/// Minutes since 1970 at its begin, on the freelancer's clock.
fn local(segment: Segment<'_>) -> i64 {
    i64::from(segment.slot()) * SLOT_MINUTES + i64::from(segment.local_offset())
}

/// The day on the freelancer's calendar, since 1970.
pub(crate) fn day(segment: Segment<'_>) -> i64 {
    local(segment).div_euclid(DAY_MINUTES)
}

/// Writes the sheet, and hands each segment and each week on to those who add them up.
pub(crate) fn write(
    package: &mut Package,
    diary: &mut Diary,
    titles: &Titles,
    mut each: impl FnMut(&Page, Segment<'_>),
    mut week: impl FnMut(&Page) -> Result<(), String>,
) -> Result<Extent, String> {
    let mut sheet = Sheet::new(package, Name::Detail, &COLUMNS, 1, diary.is_demo())?;
    sheet.head(&COLUMNS)?;
    while let Some(page) = diary.next_page() {
        for segment in page.segments.iter() {
            sheet.row(&row(&page, segment, titles), Weight::Plain)?;
            each(&page, segment);
        }
        week(&page)?;
    }
    let table = sheet.extent();
    sheet.finish(&table)?;
    Ok(table)
}

fn row<'s>(page: &'s Page, segment: Segment<'s>, titles: &'s Titles) -> [Cell<'s>; 16] {
    let minutes = segment.minutes();
    let count = |count: u64| Cell::Number(Number::Count(count));
    let sum = |of: fn(&Minute) -> u16| count(minutes.iter().map(|minute| u64::from(of(minute))).sum());
    let label = segment.label().unwrap_or_default();
    [
        Cell::Number(Number::Instant(i64::from(segment.slot()) * SLOT_MINUTES)),
        Cell::Number(Number::Local(local(segment))),
        Cell::Text(if segment.is_manual() { "manual" } else { "tracked" }),
        Cell::Text(match page.status(segment.index()) {
            Status::Billable => "billable",
            Status::OverLimit => "over-limit",
            Status::NotBillable => "not-billable",
        }),
        Cell::Text(page.reason(segment.index()).unwrap_or_default()),
        count(page.billed_minutes[segment.index()].into()),
        count(segment.tracked_seconds().into()),
        count(segment.active_minutes() as u64),
        sum(|minute| minute.keystrokes),
        sum(|minute| minute.clicks),
        sum(|minute| minute.scrolls),
        Cell::Text(segment.memo()),
        Cell::Text(label),
        Cell::Text(titles.get(label).map_or(label, |label| label.title.as_str())),
        Cell::Number(Number::Date(i64::from(page.week) * SLOT_MINUTES / DAY_MINUTES)),
        Cell::Number(Number::Date(day(segment))),
    ]
}
