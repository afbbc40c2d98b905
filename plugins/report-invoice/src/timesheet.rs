//! The timesheet: hours by day, memo and label, with sums of days and weeks; apart from them what is not billed.

use std::collections::{BTreeMap, HashMap};

use workdiary_sdk::time::jiff::civil::Date;
use workdiary_sdk::{Label, Page, Segment, Status, money, time};

use crate::paper::Paper;
use crate::sheet::{Align, Cell, Sheet};
use crate::style::{BAND, BODY, CAPTION, HAIR, HEADING, QUIET, SMALL_QUIET, STRONG, THIN, TINT, TITLE, mm};
use crate::text::Style;

/// The hours of the period. Texts are kept once.
#[derive(Default)]
pub(crate) struct Timesheet {
    /// Of labels, by their ids.
    titles: BTreeMap<String, String>,
    texts: Texts,
    weeks: Vec<Week>,
}

struct Week {
    first: u32,
    days: Vec<Day>,
    apart: Vec<Apart>,
}

struct Day {
    date: Date,
    entries: Vec<Entry>,
}

struct Entry {
    memo: u32,
    label: u32,
    minutes: u32,
}

/// Time that is not billed.
struct Apart {
    date: Date,
    memo: u32,
    /// None: it lies over the limit.
    reason: Option<u32>,
    seconds: u32,
}

/// Texts, each once.
#[derive(Default)]
struct Texts {
    places: HashMap<String, u32>,
    all: Vec<String>,
}

impl Texts {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.places.insert(text.to_owned(), place);
        self.all.push(text.to_owned());
        place
    }

    fn text(&self, place: u32) -> &str {
        self.all.get(place as usize).map_or("", String::as_str)
    }
}

impl Timesheet {
    /// Of a period in which these labels are used.
    pub(crate) fn new(labels: Vec<Label>) -> Self {
        let titles = labels.into_iter().map(|label| (label.id, label.title)).collect();
        Self { titles, ..Self::default() }
    }

    pub(crate) fn read(&mut self, page: &Page) {
        let mut week = Week { first: page.week, days: Vec::new(), apart: Vec::new() };
        for segment in page.segments.iter() {
            self.add(&mut week, page, segment);
        }
        self.weeks.push(week);
    }

    fn add(&mut self, week: &mut Week, page: &Page, segment: Segment<'_>) {
        let date = time::civil(segment.slot(), segment.local_offset()).date();
        let memo = self.texts.place(segment.memo());
        if page.status(segment.index()) != Status::Billable {
            let reason = page.reason(segment.index()).map(|reason| self.texts.place(reason));
            // Over the limit lie whole segments; what is not billable is told as it was tracked.
            let whole = segment.is_manual() || reason.is_none();
            let seconds = if whole { 600 } else { u32::from(segment.tracked_seconds()) };
            return week.add_apart(date, memo, reason, seconds);
        }
        let id = segment.label().unwrap_or_default();
        let label = self.texts.place(self.titles.get(id).map_or(id, String::as_str));
        week.add(date, memo, label, page.billed_minutes[segment.index()].into());
    }

    fn minutes(&self) -> u64 {
        self.weeks.iter().map(Week::minutes).sum()
    }

    pub(crate) fn write(&self, sheet: &mut Sheet<'_>, paper: &Paper) {
        let (words, left, span) = (paper.words, sheet.frame.left, sheet.frame.span());
        sheet.next_page();
        sheet.paragraph(left, span, TITLE, words.timesheet);
        sheet.paragraph(left, span, BODY, &paper.period());
        if !paper.title.is_empty() {
            sheet.paragraph(left, span, BODY, &paper.title);
        }
        sheet.paragraph(left, span, SMALL_QUIET, &words.clock.replace("{}", &paper.time_zone));
        sheet.gap(mm(6.0));
        let head = [words.date, words.memo, words.label, words.hours, words.day];
        sheet.table_head(columns(sheet, CAPTION, head.map(str::to_owned)));
        for week in &self.weeks {
            self.write_week(sheet, paper, week);
        }
        sheet.end_table();
        sheet.need(mm(9.0));
        sheet.rule(left, left + span, THIN, crate::style::INK);
        sheet.gap(mm(1.5));
        sheet.row(&sum(sheet, words.sum.to_owned(), self.minutes()), mm(6.0));
        self.write_apart(sheet, paper);
    }

    fn write_week(&self, sheet: &mut Sheet<'_>, paper: &Paper, week: &Week) {
        for day in &week.days {
            for (place, entry) in day.entries.iter().enumerate() {
                let date = if place == 0 { paper.day(day.date) } else { String::new() };
                let last = place + 1 == day.entries.len();
                let sum = if last { money::hours(day.minutes()) } else { String::new() };
                let (memo, label) = (self.texts.text(entry.memo), self.texts.text(entry.label));
                let texts =
                    [date, memo.to_owned(), label.to_owned(), money::hours(entry.minutes.into()), sum];
                sheet.row(&columns(sheet, BODY, texts), if last { mm(0.8) } else { 0.0 });
            }
            sheet.rule(sheet.frame.left, sheet.frame.right, THIN, HAIR);
            sheet.gap(mm(0.8));
        }
        let (left, span, height) = (sheet.frame.left, sheet.frame.span(), STRONG.leading() + mm(1.0));
        sheet.need(height + mm(3.0));
        sheet.fill(vec![(left - BAND, sheet.y - mm(0.5), span + 2.0 * BAND, height)], TINT);
        let name = format!("{} {}", paper.words.week_sum, paper.week(week.first));
        sheet.row(&sum(sheet, name, week.minutes()), mm(3.0));
    }

    fn write_apart(&self, sheet: &mut Sheet<'_>, paper: &Paper) {
        if self.weeks.iter().all(|week| week.apart.is_empty()) {
            return;
        }
        let (words, left, span) = (paper.words, sheet.frame.left, sheet.frame.span());
        sheet.need(mm(35.0));
        sheet.paragraph(left, span, HEADING, words.apart);
        sheet.paragraph(left, span, SMALL_QUIET, words.apart_notice);
        sheet.gap(mm(3.0));
        let head = [words.date, words.memo, words.reason, words.time, ""];
        sheet.table_head(columns(sheet, CAPTION, head.map(str::to_owned)));
        for apart in self.weeks.iter().flat_map(|week| &week.apart) {
            let reason = apart.reason.map_or(words.over_limit, |reason| words.why(self.texts.text(reason)));
            // Seconds are rounded to the nearest minute, but nothing vanishes.
            let minutes = u64::from(apart.seconds.saturating_add(30) / 60).max(1);
            let memo = self.texts.text(apart.memo).to_owned();
            let texts =
                [paper.day(apart.date), memo, reason.to_owned(), money::hours(minutes), String::new()];
            sheet.row(&columns(sheet, QUIET, texts), mm(0.8));
        }
        sheet.end_table();
    }
}

impl Week {
    fn add(&mut self, date: Date, memo: u32, label: u32, minutes: u32) {
        if self.days.last().is_none_or(|day| day.date != date) {
            self.days.push(Day { date, entries: Vec::new() });
        }
        let Some(day) = self.days.last_mut() else { return };
        match day.entries.iter_mut().find(|entry| (entry.memo, entry.label) == (memo, label)) {
            Some(entry) => entry.minutes += minutes,
            None => day.entries.push(Entry { memo, label, minutes }),
        }
    }

    fn add_apart(&mut self, date: Date, memo: u32, reason: Option<u32>, seconds: u32) {
        let same = |apart: &&mut Apart| (apart.date, apart.memo, apart.reason) == (date, memo, reason);
        match self.apart.iter_mut().rev().find(same) {
            Some(apart) => apart.seconds += seconds,
            None => self.apart.push(Apart { date, memo, reason, seconds }),
        }
    }

    fn minutes(&self) -> u64 {
        self.days.iter().map(Day::minutes).sum()
    }
}

impl Day {
    fn minutes(&self) -> u64 {
        self.entries.iter().map(|entry| u64::from(entry.minutes)).sum()
    }
}

/// Date, memo, label or reason, hours, and the sum of the day.
fn columns(sheet: &Sheet<'_>, style: Style, texts: [String; 5]) -> Vec<Cell> {
    let frame = sheet.frame;
    let widths = [mm(28.0), frame.span() - mm(97.0), mm(39.0), mm(14.0), mm(16.0)];
    let mut x = frame.left;
    let cell = |((text, width), place): ((String, f32), usize)| {
        let (align, free) = if place < 3 { (Align::Start, mm(3.0)) } else { (Align::Right, 0.0) };
        let strong = place == 4 && style == BODY;
        let cell = Cell::new(x, width - free, align, if strong { STRONG } else { style }, text);
        x += width;
        cell
    };
    texts.into_iter().zip(widths).zip(0..).map(cell).collect()
}

fn sum(sheet: &Sheet<'_>, name: String, minutes: u64) -> Vec<Cell> {
    let frame = sheet.frame;
    vec![
        Cell::new(frame.left, frame.span() - mm(32.0), Align::Left, STRONG, name),
        Cell::new(frame.right - mm(30.0), mm(30.0), Align::Right, STRONG, money::hours(minutes)),
    ]
}
