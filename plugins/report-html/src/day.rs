//! The days of a week as strips of 24 hours.

use maud::{Markup, html};
use workdiary_sdk::time::jiff::civil::Date;
use workdiary_sdk::{Page, Segment, money, time};

use crate::week::class;

/// Slots of an hour, and width of one in the drawing.
const HOUR: i32 = 6;
const WIDTH: i32 = 5;
const DAY: i32 = 24 * HOUR * WIDTH;

pub(crate) fn strips(page: &Page) -> Markup {
    let segments: Vec<Segment<'_>> = page.segments.iter().collect();
    let days = segments.chunk_by(|one, next| local_date(*one) == local_date(*next));
    html! {
        h3 { "Days" }
        div.days {
            span {} (hours()) span {}
            @for day in days { (strip(page, day)) }
        }
    }
}

fn strip(page: &Page, day: &[Segment<'_>]) -> Markup {
    let date = day.first().map(|segment| local_date(*segment)).unwrap_or_default();
    let billed: u64 = day.iter().map(|segment| u64::from(page.billed_minutes[segment.index()])).sum();
    html! {
        span.date { (date.strftime("%a %Y-%m-%d")) }
        svg viewBox={ "0 0 " (DAY) " 16" } preserveAspectRatio="none" role="img"
            aria-label={ (date) ": " (money::hours(billed)) " hours billed" } {
            rect.track width=(DAY) height="16" {}
            @for hour in 1..24 { rect.hour x=(hour * HOUR * WIDTH) width="0.5" height="16" {} }
            @for segment in day {
                rect class=(class(page, *segment)) x=(place(*segment)) width=(WIDTH) height="16" {}
            }
        }
        span.hours { (money::hours(billed)) }
    }
}

fn hours() -> Markup {
    html! {
        svg.scale viewBox={ "0 0 " (DAY) " 10" } aria-hidden="true" {
            @for hour in [0, 6, 12, 18] { text x=(hour * HOUR * WIDTH + 2) y="9" { (hour) ":00" } }
        }
    }
}

fn local_date(segment: Segment<'_>) -> Date {
    time::civil(segment.slot(), segment.local_offset()).date()
}

fn place(segment: Segment<'_>) -> i32 {
    let at = time::civil(segment.slot(), segment.local_offset());
    (i32::from(at.hour()) * 60 + i32::from(at.minute())) * HOUR * WIDTH / 60
}
