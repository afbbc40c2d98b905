//! The ten minutes of a segment: three bars each, and the same numbers as a table.

use maud::{Markup, html};
use workdiary_diary::segments::Origin;
use workdiary_service::view::{MinuteView, SegmentView};

use super::Shown;
use crate::html::local;

/// What is counted: name, class, and how it is read from a minute.
type Series = (&'static str, &'static str, fn(&MinuteView) -> u16);

const SERIES: [Series; 3] = [
    ("Keystrokes", "keys", |minute| minute.keystrokes),
    ("Clicks", "clicks", |minute| minute.clicks),
    ("Scrolls", "scrolls", |minute| minute.scrolls),
];

/// The drawing, in its own units.
const GROUP: usize = 64;
const BAR: usize = 16;
const STEP: usize = 18;
const LEFT: usize = 4;
/// The line on which the bars stand, and the highest bar.
const BASE: usize = 140;
const HIGHEST: usize = 120;

/// The chart and its table; manual time was not counted.
pub(super) fn activity(shown: &Shown<'_>, segment: &SegmentView) -> Markup {
    html! {
        section aria-labelledby="activity" {
            h2 #activity { "Activity" }
            @if segment.origin == Origin::Manual {
                p { "Manual time has no counts." }
            } @else {
                p.small { (segment.active_minutes) " of 10 minutes active. How often, never which key." }
                (chart(shown, &segment.minutes))
                (table(shown, segment))
            }
        }
    }
}

fn clock(shown: &Shown<'_>, minute: &MinuteView) -> String {
    local(&minute.minute, &shown.zone).map_or_else(String::new, |at| at.strftime("%H:%M").to_string())
}

/// Each kind against its own highest minute, since keys are pressed far more often than buttons; the number is on
/// each bar.
fn chart(shown: &Shown<'_>, minutes: &[MinuteView]) -> Markup {
    let highest = SERIES.map(|(_, _, count)| minutes.iter().map(count).max().unwrap_or_default());
    html! {
        div.scroll.chart tabindex="0" role="group" aria-label="Chart of the minutes" {
            svg viewBox="0 0 640 164" role="img" aria-label="Keystrokes, clicks and scrolls of each minute; the table below has the numbers" {
                defs {
                    pattern #hatch width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                        rect.clicks width="3" height="6" {}
                    }
                }
                line.axis x1="0" y1=(BASE) x2="640" y2=(BASE) {}
                @for (index, minute) in minutes.iter().enumerate() {
                    @let left = index * GROUP + LEFT;
                    @for (place, ((_, class, count), highest)) in SERIES.iter().zip(highest).enumerate() {
                        (bar(class, left + place * STEP, count(minute), highest))
                    }
                    text x=(left + GROUP / 2 - LEFT) y="158" text-anchor="middle" font-size="12" fill="currentColor" { (clock(shown, minute)) }
                }
            }
        }
        ul.legend.of-chart aria-label="What the bars mean" {
            @for ((name, class, _), highest) in SERIES.iter().zip(highest) {
                li {
                    svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true" { (shape(class, 1, 1, 14, 10)) }
                    (name) " (highest " (highest) ")"
                }
            }
        }
    }
}

fn bar(class: &str, x: usize, count: u16, highest: u16) -> Markup {
    // What was counted at all can be seen.
    let height = (usize::from(count) * HIGHEST).checked_div(usize::from(highest)).unwrap_or_default();
    let height = if count > 0 { height.max(2) } else { 0 };
    html! {
        @if count > 0 {
            (shape(class, x, BASE - height, BAR, height))
            text x=(x + BAR / 2) y=(BASE - height - 3) text-anchor="middle" font-size="9" fill="currentColor" { (count) }
        }
    }
}

/// Full, hatched or empty, so that the three differ without colour.
fn shape(class: &str, x: usize, y: usize, width: usize, height: usize) -> Markup {
    let fill = match class {
        "clicks" => Some("url(#hatch)"),
        "scrolls" => Some("none"),
        _ => None,
    };
    html! { rect class=(format!("bar {class}")) x=(x) y=(y) width=(width) height=(height) fill=[fill] {} }
}

fn table(shown: &Shown<'_>, segment: &SegmentView) -> Markup {
    html! {
        details {
            summary { "The numbers of each minute" }
            div.scroll tabindex="0" role="group" aria-label="The minutes" {
                table {
                    thead { tr {
                        th scope="col" { "Minute" } th.number scope="col" { "Tracked" }
                        @for (name, _, _) in SERIES { th.number scope="col" { (name) } }
                    } }
                    tbody {
                        @for minute in &segment.minutes {
                            tr {
                                th scope="row" { (clock(shown, minute)) }
                                td.number { (minute.tracked_seconds) " s" }
                                @for (_, _, count) in SERIES { td.number { (count(minute)) } }
                            }
                        }
                    }
                    tfoot { tr {
                        th scope="row" { "Together" }
                        td.number { (segment.tracked_seconds) " s" }
                        td.number { (segment.keystrokes) } td.number { (segment.clicks) } td.number { (segment.scrolls) }
                    } }
                }
            }
        }
    }
}
