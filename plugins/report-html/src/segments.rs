//! The segments of a week, neighbours with the same memo and label together, each with its meter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use workdiary_sdk::{Diary, Label, Page, Segment, Status, money, time};

use crate::Config;
use crate::week::{class, path};

pub(crate) fn list(config: &Config, diary: &Diary, page: &Page, labels: &[Label]) -> Markup {
    let segments: Vec<Segment<'_>> = page.segments.iter().collect();
    let together = |one: &Segment<'_>, next: &Segment<'_>| {
        one.slot() + 1 == next.slot()
            && (one.memo(), one.label(), one.is_manual(), class(page, *one), page.reason(one.index()))
                == (
                    next.memo(),
                    next.label(),
                    next.is_manual(),
                    class(page, *next),
                    page.reason(next.index()),
                )
    };
    html! {
        h3 { "Segments" }
        table.segments {
            thead { tr { th scope="col" { "Time" } th scope="col" { "Memo" } th scope="col" { "Status" }
                         th scope="col" { "Billed" } th scope="col" { "Activity, ten minutes each" } } }
            tbody { @for stretch in segments.chunk_by(together) { (row(config, diary, page, labels, stretch)) } }
        }
    }
}

fn row(config: &Config, diary: &Diary, page: &Page, labels: &[Label], stretch: &[Segment<'_>]) -> Markup {
    let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { return html! {} };
    let label = first.label().map(|id| {
        labels.iter().find(|label| label.id == id).map_or_else(|| id.to_owned(), |label| path(label, labels))
    });
    let billed: u64 = stretch.iter().map(|segment| u64::from(page.billed_minutes[segment.index()])).sum();
    html! {
        tr {
            td.time { (clock(*first, 0)) " – " (clock(*last, 10)) }
            td { (first.memo()) @if let Some(label) = label { " " span.label { (label) } } }
            td { (status(page, *first)) }
            td.hours { (money::hours(billed)) }
            td.meters { @for segment in stretch { (meter(page, *segment)) } }
        }
        @if diary.has_snapshots() { (pictures(config, diary, first.slot(), last.slot() + 1)) }
    }
}

fn clock(segment: Segment<'_>, plus: i64) -> String {
    use workdiary_sdk::time::jiff::ToSpan;
    let at = time::civil(segment.slot(), segment.local_offset()).saturating_add(plus.minutes());
    let form = if plus == 0 { "%m-%d %H:%M" } else { "%H:%M" };
    at.strftime(form).to_string()
}

fn status(page: &Page, segment: Segment<'_>) -> String {
    let origin = if segment.is_manual() { "manual" } else { "tracked" };
    match page.status(segment.index()) {
        Status::Billable => format!("{origin}, billable"),
        Status::OverLimit => format!("{origin}, over the limit"),
        Status::NotBillable => {
            format!("{origin}, not billable: {}", page.reason(segment.index()).unwrap_or("?"))
        }
    }
}

/// Ten blocks, full where a minute had any activity; manual time has none.
fn meter(page: &Page, segment: Segment<'_>) -> Markup {
    if segment.is_manual() {
        return html! {};
    }
    let active = segment.active_minutes();
    html! {
        svg.meter viewBox="0 0 40 8" role="img"
            aria-label={ (clock(segment, 0)) ": " (active) " of 10 minutes active" } {
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
