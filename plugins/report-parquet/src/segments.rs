//! `segments.parquet`: one row a segment.

use std::collections::BTreeMap;

use parquet::data_type::ByteArray;
use workdiary_sdk::time::SLOT_SECONDS;
use workdiary_sdk::{Diary, Minute, Page, Segment, Status};

use crate::table::{Table, day};

const COLUMNS: &str = "
    required int64 start (TIMESTAMP(MICROS, true));
    required int64 local_start (TIMESTAMP(MICROS, false));
    required binary origin (STRING);
    required binary status (STRING);
    optional binary reason (STRING);
    required int32 billed_minutes;
    required int32 tracked_seconds;
    required int32 active_minutes;
    required int32 keystrokes;
    required int32 clicks;
    required int32 scrolls;
    required binary memo (STRING);
    optional binary label (STRING);
    optional binary label_title (STRING);
    required int32 week (DATE);
    required boolean demo;
";

/// A group of rows is written when it has so many of them, or so many bytes of text.
const MANY_ROWS: usize = 8_192;
const MANY_BYTES: usize = 4 << 20;

const MICROS: i64 = 1_000_000;

pub(crate) fn table(diary: &mut Diary) -> Result<Table, String> {
    Table::new(diary, "segments", COLUMNS, &["start", "local_start"])
}

/// Rows that are not written yet, as columns.
#[derive(Default)]
pub(crate) struct Rows {
    demo: bool,
    texts: Texts,
    start: Vec<i64>,
    local_start: Vec<i64>,
    origin: Vec<ByteArray>,
    status: Vec<ByteArray>,
    reason: Vec<Option<ByteArray>>,
    numbers: [Vec<i32>; 6],
    memo: Vec<ByteArray>,
    label: Vec<Option<ByteArray>>,
    label_title: Vec<Option<ByteArray>>,
    week: Vec<i32>,
}

impl Rows {
    pub(crate) fn new(demo: bool) -> Self {
        Self { demo, ..Self::default() }
    }

    pub(crate) fn are_many(&self) -> bool {
        self.start.len() >= MANY_ROWS || self.texts.bytes >= MANY_BYTES
    }

    pub(crate) fn add(&mut self, page: &Page, segment: Segment<'_>, titles: &BTreeMap<String, String>) {
        self.times(page, segment);
        let status = match page.status(segment.index()) {
            Status::Billable => "billable",
            Status::OverLimit => "over-limit",
            Status::NotBillable => "not-billable",
        };
        let label = segment.label();
        let title = label.map(|label| titles.get(label).map_or(label, String::as_str));
        let texts = &mut self.texts;
        self.origin.push(texts.of(if segment.is_manual() { "manual" } else { "tracked" }));
        self.status.push(texts.of(status));
        self.reason.push(page.reason(segment.index()).map(|reason| texts.of(reason)));
        self.memo.push(texts.of(segment.memo()));
        self.label.push(label.map(|label| texts.of(label)));
        self.label_title.push(title.map(|title| texts.of(title)));
        for (column, number) in self.numbers.iter_mut().zip(numbers(page, segment)) {
            column.push(number);
        }
    }

    fn times(&mut self, page: &Page, segment: Segment<'_>) {
        let start = i64::from(segment.slot()) * SLOT_SECONDS;
        self.start.push(start * MICROS);
        self.local_start.push((start + i64::from(segment.local_offset()) * 60) * MICROS);
        self.week.push(day(page.week));
    }

    /// Writes all of them as one group and has none any more.
    pub(crate) fn write(&mut self, table: &mut Table) -> Result<(), String> {
        let rows = std::mem::replace(self, Self::new(self.demo));
        if rows.start.is_empty() {
            return Ok(());
        }
        let mut group = table.group()?;
        group.int64(&rows.start)?;
        group.int64(&rows.local_start)?;
        group.texts(&rows.origin)?;
        group.texts(&rows.status)?;
        group.texts_or_none(&rows.reason)?;
        for column in &rows.numbers {
            group.int32(column)?;
        }
        group.texts(&rows.memo)?;
        group.texts_or_none(&rows.label)?;
        group.texts_or_none(&rows.label_title)?;
        group.int32(&rows.week)?;
        group.flags(&vec![rows.demo; rows.start.len()])?;
        group.finish()
    }
}

fn numbers(page: &Page, segment: Segment<'_>) -> [i32; 6] {
    let minutes = segment.minutes();
    let sum = |of: fn(&Minute) -> u16| minutes.iter().map(|minute| i32::from(of(minute))).sum();
    [
        page.billed_minutes[segment.index()].into(),
        segment.tracked_seconds().into(),
        i32::try_from(segment.active_minutes()).unwrap_or(i32::MAX),
        sum(|minute| minute.keystrokes),
        sum(|minute| minute.clicks),
        sum(|minute| minute.scrolls),
    ]
}

/// Texts, each once; a copy of one shares its bytes.
#[derive(Default)]
struct Texts {
    known: BTreeMap<String, ByteArray>,
    bytes: usize,
}

impl Texts {
    fn of(&mut self, text: &str) -> ByteArray {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        self.bytes += text.len();
        self.known.entry(text.to_owned()).or_insert_with(|| text.into()).clone()
    }
}
