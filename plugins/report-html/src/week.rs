//! One week: its bill, where the time went, its days, its segments.

use maud::{Markup, html};
use workdiary_sdk::{Diary, Label, Page, Segment, Status, money, time};

use crate::{Config, day, segments};

pub(crate) fn section(config: &Config, diary: &Diary, page: &Page, labels: &[Label]) -> Markup {
    html! {
        section.week {
            h2 { "Week of " (time::week_words(page.week)) }
            p.state {
                @if !page.whole { "A part of the week; its bill is for the whole week. " }
                @if page.closed { "Closed: this bill is a statement. " } @else { "Open: this is an assessment. " }
                @if !page.rule.is_empty() { "Billing rule " (page.rule) "." }
            }
            @if page.whole { (bill(diary, page)) }
            (bars("Where the time went", &by_memo(page)))
            @if !labels.is_empty() { (bars("By label", &by_label(page, labels))) }
            (day::strips(page))
            @if config.segments { (segments::list(config, diary, page, labels)) }
        }
    }
}

fn bill(diary: &Diary, page: &Page) -> Markup {
    let digits = diary.currency_digits();
    let minutes = page.lines.iter().map(|line| u64::from(line.minutes)).sum();
    let is_over = |segment: &Segment<'_>| page.status(segment.index()) == Status::OverLimit;
    let over = 10 * page.segments.iter().filter(is_over).count() as u64;
    html! {
        table.bill {
            thead { tr { th scope="col" { "Bill" } th scope="col" { "Hours" } th scope="col" { "Rate" }
                         th scope="col" { "Amount, " (diary.currency()) } } }
            tbody {
                @for line in &page.lines {
                    tr {
                        td { (line.text) }
                        td { @if line.rate.is_some() { (money::hours(line.minutes.into())) } }
                        td { @if let Some(rate) = line.rate { (money::show(rate, digits)) } }
                        td { (money::show(line.amount, digits)) }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { "Total" } td { (money::hours(minutes)) } td {}
                td { (money::show(page.total.unwrap_or_default(), digits)) }
            } }
        }
        @if over > 0 { p.note { "Over the weekly limit and not billed: " (money::hours(over)) " hours." } }
    }
}

/// A name with minutes, longest first.
type Bars = Vec<(String, u64)>;

fn bars(title: &str, bars: &Bars) -> Markup {
    let longest = bars.iter().map(|(_, minutes)| *minutes).max().unwrap_or(1).max(1);
    html! {
        @if !bars.is_empty() {
            h3 { (title) }
            ul.bars {
                @for (name, minutes) in bars {
                    li {
                        span.name { (name) }
                        svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                            rect.track width="100" height="6" {}
                            rect.tracked width=(minutes * 100 / longest) height="6" {}
                        }
                        span.hours { (money::hours(*minutes)) }
                    }
                }
            }
        }
    }
}

fn by_memo(page: &Page) -> Bars {
    let name = |memo: &str| if memo.is_empty() { "(no memo)".to_owned() } else { memo.to_owned() };
    sum(page, |segment| vec![name(segment.memo())])
}

/// A label counts for itself and for all above it, which are shown as a path.
fn by_label(page: &Page, labels: &[Label]) -> Bars {
    sum(page, |segment| {
        let mut paths = Vec::new();
        let mut id = segment.label().map(str::to_owned);
        // A scheme's labels make trees; the host has seen to that.
        while let Some(label) = id.as_deref().and_then(|id| labels.iter().find(|label| label.id == id)) {
            paths.push(path(label, labels));
            id = label.parent.clone();
        }
        match (paths.is_empty(), segment.label()) {
            (true, Some(label)) => vec![label.to_owned()],
            (true, None) => vec!["(no label)".to_owned()],
            (false, _) => paths,
        }
    })
}

/// The titles from the top down: `Development / Interface`.
pub(crate) fn path(label: &Label, labels: &[Label]) -> String {
    let above = label.parent.as_deref().and_then(|id| labels.iter().find(|label| label.id == id));
    above.map_or_else(|| label.title.clone(), |above| format!("{} / {}", path(above, labels), label.title))
}

fn sum(page: &Page, names: impl Fn(workdiary_sdk::Segment<'_>) -> Vec<String>) -> Bars {
    let mut sums: Bars = Vec::new();
    for segment in page.segments.iter() {
        let minutes =
            if segment.is_manual() { 10 } else { u64::from(segment.tracked_seconds()).div_ceil(60) };
        for name in names(segment) {
            match sums.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += minutes,
                None => sums.push((name, minutes)),
            }
        }
    }
    sums.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    sums
}

/// The class that gives a segment its colour and pattern.
pub(crate) fn class(page: &Page, segment: workdiary_sdk::Segment<'_>) -> &'static str {
    match page.status(segment.index()) {
        Status::Billable if segment.is_manual() => "manual",
        Status::Billable => "tracked",
        Status::OverLimit => "over",
        Status::NotBillable => "not",
    }
}
