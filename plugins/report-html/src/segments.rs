//! The segments of a week, neighbours with the same memo and label together, each with its meter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use workdiary_sdk::prelude::*;
use workdiary_sdk::{money, time};

use crate::Config;
use crate::week::{class, path};

pub(crate) fn list(config: &Config, diary: &Diary, page: &Page, labels: &[Label]) -> Markup {
    html! {
        h3 { "Segments" }
        table.segments {
            thead { tr { th scope="col" { "Time" } th scope="col" { "Memo" } th scope="col" { "Status" }
                         th scope="col" { "Billed" } th scope="col" { "Activity, ten minutes each" } } }
            tbody { @for stretch in page.stretches() { (row(config, diary, page, labels, stretch)) } }
        }
    }
}

fn row(config: &Config, diary: &Diary, page: &Page, labels: &[Label], stretch: Stretch<'_>) -> Markup {
    let label = stretch.label().map(|id| {
        labels.iter().find(|label| label.id == id).map_or_else(|| id.to_owned(), |label| path(label, labels))
    });
    let clock = |slot, form| time::civil(slot, stretch.local_offset()).strftime(form).to_string();
    html! {
        tr {
            td.time { (clock(stretch.start(), "%m-%d %H:%M")) " – " (clock(stretch.end(), "%H:%M")) }
            td { (stretch.memo()) @if let Some(label) = label { " " span.label { (label) } } }
            td { (status(stretch)) }
            td.hours { (money::hours(stretch.billed_minutes().into())) }
            td.meters { @for segment in stretch.segments() { (meter(page, segment)) } }
        }
        @if diary.has_snapshots() { (pictures(config, diary, stretch.start(), stretch.end())) }
    }
}

fn status(stretch: Stretch<'_>) -> String {
    let origin = if stretch.is_manual() { "manual" } else { "tracked" };
    match stretch.status() {
        Status::Billable => format!("{origin}, billable"),
        Status::OverLimit => format!("{origin}, over the limit"),
        Status::NotBillable => format!("{origin}, not billable: {}", stretch.reason().unwrap_or("?")),
    }
}

/// Ten blocks, full where a minute had any activity; manual time has none.
fn meter(page: &Page, segment: Segment<'_>) -> Markup {
    if segment.is_manual() {
        return html! {};
    }
    let active = segment.active_minutes();
    let at = time::civil(segment.slot(), segment.local_offset()).strftime("%m-%d %H:%M");
    html! {
        svg.meter viewBox="0 0 40 8" role="img"
            aria-label={ (at) ": " (active) " of 10 minutes active" } {
            @for (minute, at) in segment.minutes().into_iter().zip(0..) {
                rect class=(if minute.is_active() { class(page, segment) } else { "track" })
                    x=(at * 4) width="3.4" height="8" {}
            }
        }
    }
}

fn pictures(config: &Config, diary: &Diary, first: u32, end: u32) -> Markup {
    let taken = diary.snapshots(first, end);
    html! {
        @if !taken.is_empty() {
            tr.pictures { td colspan="5" {
                @for snapshot in &taken {
                    @let picture = diary.thumbnail(snapshot, config.thumbnail_pixels);
                    @let at = time::jiff::Timestamp::from_second(snapshot.taken_at).unwrap_or_default();
                    @if picture.is_empty() {
                        span.missing { "picture of " (at) " is missing" }
                    } @else {
                        img alt={ "screen at " (at) } src={ "data:image/webp;base64," (STANDARD.encode(&picture)) };
                    }
                }
            } }
        }
    }
}
