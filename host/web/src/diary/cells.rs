//! Days, hours and cells as people see them: thumbnail, time, memo bar, activity meter.

use maud::{Markup, html};
use workdiary_diary::law::Action;
use workdiary_diary::quality::Weakness;
use workdiary_diary::segments::Origin;
use workdiary_service::view::SegmentView;

use super::grid::{self, CELLS, Cell, Day, Row};
use super::{Shown, Span};
use crate::pictures;
use crate::segment::At;

/// Each day of the stretch.
pub(super) fn days(shown: &Shown<'_>) -> Markup {
    let all = shown.view.options.hours == "all";
    let is_day = shown.view.span == Span::Day;
    html! {
        @for day in grid::days(&shown.diary, &shown.zone) {
            @let rows = if all { &day.rows } else { day.used(is_day, shown.now) };
            section.day {
                @if !is_day {
                    h2 { a href=(shown.view.with(Span::Day, day.date).address()) { (day.date.strftime("%A %-d %B")) } }
                }
                @if rows.is_empty() { p.small { "Nothing was recorded." } }
                @for row in rows { (hour(shown, &day, row)) }
            }
        }
        @if is_day && !all {
            @let options = super::Options { hours: "all".to_owned(), ..shown.view.options.clone() };
            p.small { a href=(super::View { options, ..shown.view.clone() }.address()) { "Show every hour of the day" } }
        }
    }
}

fn hour(shown: &Shown<'_>, day: &Day<'_>, row: &Row<'_>) -> Markup {
    let name = match day.shifts {
        true => format!("{:02}h UTC{}", row.hour, row.offset),
        false => format!("{:02}:00", row.hour),
    };
    html! {
        div.hour role="group" aria-label=(name) {
            span.name aria-hidden="true" { (name) }
            @for (place, cell) in row.cells.iter().enumerate() {
                @match cell {
                    Some(cell) => @match cell.segment {
                        Some(segment) => (filled(shown, row, place, cell, segment)),
                        None => (free(shown, row, cell)),
                    },
                    None => div.cell.none {},
                }
            }
        }
    }
}

/// A slot without a segment: manual time may be added where it has begun.
fn free(shown: &Shown<'_>, row: &Row<'_>, cell: &Cell<'_>) -> Markup {
    let at = cell.start.to_string();
    let clock = format!("{:02}:{:02}", row.hour, cell.minute);
    html! {
        div.cell.free id=(at) {
            @if cell.start <= shown.now && shown.desk.may(Action::RequestManual) {
                input type="checkbox" name="at" value=(at) checked[shown.is_picked(cell.start)] data-free aria-label=(format!("{clock}, free"));
            }
            span.time aria-hidden="true" { (clock) }
        }
    }
}

fn filled(shown: &Shown<'_>, row: &Row<'_>, place: usize, cell: &Cell<'_>, segment: &SegmentView) -> Markup {
    let at = &segment.start;
    let clock = format!("{:02}:{:02}", row.hour, cell.minute);
    let class = format!("cell {}", class_of(segment));
    html! {
        div id=(at) class=(class) data-memo=(segment.memo) data-label=(segment.label.as_deref().unwrap_or_default()) {
            input type="checkbox" name="at" value=(at) checked[shown.is_picked(cell.start)] aria-label=(spoken(&clock, segment));
            a.shot href=(At::new(&shown.view.contract, cell.start, &shown.view.options.zone).address()) { span.unseen { "Open " (clock) } (picture(shown, segment)) }
            span.time aria-hidden="true" { (clock) @if !segment.weaknesses.is_empty() { " " span.weak title=(weak(segment)) { "!" } } }
            (meter(segment))
            (memo(row, place, segment))
        }
    }
}

/// The class that gives a segment the colour and pattern of its status (SPEC.md §3).
pub(crate) fn class_of(segment: &SegmentView) -> &'static str {
    match (segment.status.as_str(), segment.origin) {
        ("billable", Origin::Tracked) => "s-billable",
        ("billable", Origin::Manual) => "s-manual",
        ("over-limit", _) => "s-over",
        _ => "s-not",
    }
}

/// The status in words.
pub(crate) fn status_words(segment: &SegmentView) -> String {
    let origin = if segment.origin == Origin::Manual { "manual" } else { "tracked" };
    let reason = segment.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    format!("{origin}, {}{reason}", segment.status.replace('-', " "))
}

fn spoken(clock: &str, segment: &SegmentView) -> String {
    let active = match segment.origin {
        Origin::Tracked => format!(", {} of 10 minutes active", segment.active_minutes),
        Origin::Manual => String::new(),
    };
    let memo = if segment.memo.is_empty() { "no memo" } else { &segment.memo };
    format!("{clock}, {}{active}, {memo}", status_words(segment))
}

/// Why it would not hold up, in one line.
fn weak(segment: &SegmentView) -> String {
    segment.weak().map(Weakness::why).collect::<Vec<_>>().join("; ")
}

fn picture(shown: &Shown<'_>, segment: &SegmentView) -> Markup {
    let kept = segment.snapshots.iter().find_map(|snapshot| snapshot.digest.as_deref());
    html! {
        @match (kept, segment.origin) {
            (Some(digest), _) => {
                img src=(pictures::address(&shown.view.contract, digest, true)) alt="" loading="lazy" decoding="async";
                @if segment.snapshots.len() > 1 { span.more { (segment.snapshots.len()) } }
            }
            (None, Origin::Manual) => span.blank { "manual" },
            (None, Origin::Tracked) => span.blank { @if segment.snapshots.is_empty() { "no snapshot" } @else { "withheld" } },
        }
    }
}

/// Ten blocks, one a minute; filled where there was activity.
fn meter(segment: &SegmentView) -> Markup {
    let mut active = String::new();
    for (index, minute) in segment.minutes.iter().enumerate() {
        if minute.keystrokes + minute.clicks + minute.scrolls > 0 {
            active.push_str(&format!("M{} 0h8v6h-8z", index * 10));
        }
    }
    html! {
        @if segment.origin == Origin::Tracked {
            svg.meter viewBox="0 0 98 6" preserveAspectRatio="none" aria-hidden="true" { path d=(active) {} }
        } @else {
            span.meter.none {}
        }
    }
}

/// The bar of a memo over neighbouring segments: each cell has its piece, the first one says it as far as it goes.
fn memo(row: &Row<'_>, place: usize, segment: &SegmentView) -> Markup {
    let at = |place: usize| row.cells.get(place).and_then(Option::as_ref).and_then(|cell| cell.segment);
    let same = |other: Option<&SegmentView>| {
        other.is_some_and(|other| {
            (&other.memo, &other.label, class_of(other)) == (&segment.memo, &segment.label, class_of(segment))
        })
    };
    let begins = place == 0 || !same(at(place - 1));
    let length = (place..CELLS).take_while(|place| same(at(*place))).count();
    // On a narrow page an hour is two lines of three cells.
    let begins_narrow = begins || place == CELLS / 2;
    let narrow = length.min(CELLS / 2 - place % (CELLS / 2));
    let said = if segment.memo.is_empty() { "No memo" } else { &segment.memo };
    html! {
        span.memo.first[begins].last[length == 1] aria-hidden="true" {
            @if begins || begins_narrow {
                span class=(format!("said w{length} n{narrow}{}", if begins { "" } else { " again" })) title=(said) {
                    (said)
                    @if let Some(label) = &segment.label { " " i { (segment.label_title.as_ref().unwrap_or(label)) } }
                }
            }
        }
    }
}
