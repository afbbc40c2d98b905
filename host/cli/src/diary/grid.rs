//! The hours of a day as rows of six segments: activity meter, status, memo bar.

use anstyle::Style;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use workdiary_diary::segments::Origin;
use workdiary_service::view::{DiaryView, SegmentView};
use workdiary_service::{Failure, Kind};

use crate::output::{BAD, CARE, FAINT, GOOD, STRONG, plain, short};

/// What the marks mean; each status has one, so that it reads without colour.
pub(crate) const LEGEND: &str = "█ active minute  ░ quiet minute   m manual  ! over limit  x not billable";

/// A segment is a mark and ten blocks, and a space.
const CELL: usize = 12;
const CELLS: usize = 6;

pub(crate) fn zone(view: &DiaryView) -> Result<TimeZone, Failure> {
    TimeZone::get(&view.time_zone).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}

pub(crate) fn local(time: &str, zone: &TimeZone) -> Result<Zoned, Failure> {
    let time: Timestamp =
        time.parse().map_err(|error: jiff::Error| Failure::new(Kind::Internal, error.to_string()))?;
    Ok(time.to_zoned(zone.clone()))
}

/// A segment and where it stands.
struct Placed<'a> {
    at: Zoned,
    segment: &'a SegmentView,
}

impl Placed<'_> {
    /// Segments of one hour share this; an hour that a change of the clock repeats has two.
    fn row(&self) -> (jiff::civil::Date, i8, i32) {
        (self.at.date(), self.at.hour(), self.at.offset().seconds())
    }

    fn cell(&self) -> usize {
        usize::try_from(self.at.minute() / 10).unwrap_or_default()
    }
}

/// Each day that has segments, as text.
pub(crate) fn days(view: &DiaryView) -> Result<Vec<String>, Failure> {
    let zone = zone(view)?;
    let placed =
        view.segments.iter().map(|segment| Ok(Placed { at: local(&segment.start, &zone)?, segment }));
    let placed = placed.collect::<Result<Vec<_>, Failure>>()?;
    Ok(placed.chunk_by(|a, b| a.at.date() == b.at.date()).map(day).collect())
}

fn day(segments: &[Placed<'_>]) -> String {
    let Some(first) = segments.first() else { return String::new() };
    // Where the zone lies off the ten-minute grid, segments start at :05, :15 and so on.
    let past_ten = first.at.minute() % 10;
    let mut text = format!("\n{STRONG}{}{STRONG:#}\n        ", first.at.strftime("%A %-d %B %Y"));
    (0..CELLS).for_each(|cell| text.push_str(&format!(":{cell}{past_ten:<width$}", width = CELL - 2)));
    text = format!("{}\n", text.trim_end());
    let offset = first.at.offset();
    let shifts = segments.iter().any(|placed| placed.at.offset() != offset);
    for row in segments.chunk_by(|a, b| a.row() == b.row()) {
        text.push_str(&hour(row, shifts));
    }
    text
}

fn hour(row: &[Placed<'_>], tell_offset: bool) -> String {
    let Some(first) = row.first() else { return String::new() };
    let name = match tell_offset {
        true => format!("{:02}h{:<4}", first.at.hour(), first.at.strftime("%:::z")),
        false => format!("{:02}:00  ", first.at.hour()),
    };
    let mut meters = String::new();
    for cell in 0..CELLS {
        match row.iter().find(|placed| placed.cell() == cell) {
            Some(placed) => meters.push_str(&format!("{} ", meter(placed.segment))),
            None => meters.push_str(&" ".repeat(CELL)),
        }
    }
    format!("{FAINT}{name}{FAINT:#}{}\n       {}\n", meters.trim_end(), memos(row).trim_end())
}

/// How a status looks, and its mark.
fn look(segment: &SegmentView) -> (Style, char) {
    match (segment.status.as_str(), segment.origin) {
        ("billable", Origin::Tracked) => (GOOD, ' '),
        ("billable", Origin::Manual) => (CARE, 'm'),
        ("over-limit", _) => (BAD, '!'),
        _ => (FAINT, 'x'),
    }
}

fn meter(segment: &SegmentView) -> String {
    let (style, mark) = look(segment);
    let block = |minute: &workdiary_service::view::MinuteView| match minute {
        minute if minute.keystrokes + minute.clicks + minute.scrolls > 0 => '█',
        minute if minute.tracked_seconds > 0 => '░',
        _ => ' ',
    };
    let blocks: String = match segment.origin {
        Origin::Tracked => segment.minutes.iter().map(block).collect(),
        Origin::Manual => "▒".repeat(10),
    };
    format!("{style}{mark}{blocks}{style:#}")
}

/// One bar under neighbouring segments of the same memo and label.
fn memos(row: &[Placed<'_>]) -> String {
    let mut text = String::new();
    let mut column = 0;
    let same = |a: &Placed<'_>, b: &Placed<'_>| {
        b.cell() == a.cell() + 1 && (&a.segment.memo, &a.segment.label) == (&b.segment.memo, &b.segment.label)
    };
    for run in row.chunk_by(same) {
        let Some(first) = run.first() else { continue };
        let label = first.segment.label.as_ref().map_or_else(String::new, |label| format!(" [{label}]"));
        let said = format!("{}{label}", first.segment.memo);
        let (start, width) = (first.cell() * CELL, run.len() * CELL - 1);
        text.push_str(&" ".repeat(start.saturating_sub(column)));
        let (style, _) = look(first.segment);
        text.push_str(&format!("{style}{}{style:#}", bar(said.trim(), width)));
        column = start + width;
    }
    text
}

/// `└ memo ───┘`, as wide as its segments; a memo that is too long ends in `…`.
fn bar(said: &str, width: usize) -> String {
    let room = width.saturating_sub(4);
    let shown = short(&plain(said), room);
    let used = shown.chars().count();
    match shown.is_empty() {
        true => format!("└{}┘", "─".repeat(width.saturating_sub(2))),
        false => format!("└ {shown} {}┘", "─".repeat(width.saturating_sub(used + 4))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_wide_as_its_segments() {
        for (said, width, shown) in [
            ("memo", 12, "└ memo ────┘"),
            ("", 5, "└───┘"),
            ("a memo that is long", 11, "└ a memo… ┘"),
            ("tab\there", 12, "└ tab·here ┘"),
        ] {
            assert_eq!(bar(said, width), shown);
            assert_eq!(bar(said, width).chars().count(), width);
        }
    }
}
