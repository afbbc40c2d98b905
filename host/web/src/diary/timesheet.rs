//! The compact view of a week: a row a day and memo, as older diaries had it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Shown, Span};
use crate::html::{hours, local};

/// Minutes of one memo and label on one day.
#[derive(Default)]
struct Sum {
    tracked_seconds: u64,
    manual: u64,
    billable: u64,
    segments: u32,
}

/// The whole sheet.
pub(super) fn sheet(shown: &Shown<'_>) -> Markup {
    let mut rows: BTreeMap<(Date, &str, &str), Sum> = BTreeMap::new();
    for segment in &shown.diary.segments {
        let Some(at) = local(&segment.start, &shown.zone) else { continue };
        let label = segment.label_title.as_deref().or(segment.label.as_deref()).unwrap_or_default();
        let sum = rows.entry((at.date(), &segment.memo, label)).or_default();
        sum.tracked_seconds += u64::from(segment.tracked_seconds);
        sum.manual += if segment.minutes.is_empty() { 10 } else { 0 };
        sum.billable += u64::from(segment.billed_minutes);
        sum.segments += 1;
    }
    html! {
        @if rows.is_empty() { p.small { "Nothing was recorded." } } @else {
            div.scroll {
                table.sheet {
                    thead { tr {
                        th scope="col" { "Day" } th scope="col" { "Memo" } th scope="col" { "Label" }
                        th.number scope="col" { "Tracked" } th.number scope="col" { "Manual" } th.number scope="col" { "Billable" }
                    } }
                    tbody {
                        @for ((date, memo, label), sum) in &rows {
                            tr {
                                th scope="row" { a href=(shown.view.with(Span::Day, *date).address()) { (date.strftime("%a %-d %b")) } }
                                td { @if memo.is_empty() { span.small { "no memo" } } @else { (memo) } }
                                td { (label) }
                                td.number { (hours(sum.tracked_seconds / 60)) }
                                td.number { (hours(sum.manual)) }
                                td.number { (hours(sum.billable)) }
                            }
                        }
                    }
                    tfoot { tr {
                        th scope="row" colspan="3" { "The week" }
                        td.number { (hours(shown.diary.totals.tracked_minutes)) }
                        td.number { (hours(shown.diary.totals.manual_minutes)) }
                        td.number { (hours(shown.diary.totals.billable_minutes)) }
                    } }
                }
            }
        }
    }
}
