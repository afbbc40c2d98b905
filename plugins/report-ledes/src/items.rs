//! Line items: what was done, by day, label and memo, at the amounts of the bill.

use std::collections::BTreeMap;

use workdiary_sdk::prelude::*;
use workdiary_sdk::time::DecimalHours;
use workdiary_sdk::time::jiff::civil::Date;
use workdiary_sdk::{Invoice, InvoiceLine, Rounding, money, time};

use crate::Config;

/// One line of the file. Its total is units times rate, rounded, and the adjustment.
pub(crate) struct Item {
    pub(crate) date: Date,
    pub(crate) kind: Kind,
    pub(crate) adjustment: i64,
    pub(crate) total: i64,
    pub(crate) task: String,
    pub(crate) activity: String,
    pub(crate) text: String,
}

pub(crate) enum Kind {
    /// Hours, with four decimals, at a rate; or one unit at a fixed amount.
    Fee { units: String, rate: i64 },
    /// Less than what the hours come to.
    Adjustment,
}

/// A day, label and memo.
type Work = (Date, String, String);

/// The items of the invoice. Its weeks must be those of the diary's period.
pub(crate) fn of(config: &Config, diary: &mut Diary, invoice: &Invoice) -> Result<Vec<Item>, String> {
    let labels: BTreeMap<String, String> =
        diary.labels().into_iter().map(|label| (label.id, label.title)).collect();
    let mut items = Vec::new();
    while let Some(page) = diary.next_page() {
        let lines: Vec<&InvoiceLine> = invoice.lines.iter().filter(|line| line.week == page.week).collect();
        let hourly: Vec<&InvoiceLine> = lines.iter().copied().filter(|line| line.rate.is_some()).collect();
        match one_rate(&hourly, &page) {
            Some(rate) => {
                let amount = hourly.iter().map(|line| line.amount).sum();
                items.extend(by_work(config, &labels, &page, rate, amount));
            }
            None => {
                items.extend(hourly.iter().filter(|line| line.minutes > 0).map(|line| by_line(config, line)))
            }
        }
        items.extend(lines.into_iter().filter(|line| line.rate.is_none()).map(|line| fixed(config, line)));
    }
    let total: i64 = items.iter().map(|item| item.total).sum();
    if total != invoice.net {
        let shown = |minor| money::show(minor, diary.currency_digits());
        return Err(format!(
            "the invoice is over {}, and the bills of the period come to {}: ask for the weeks of the invoice",
            shown(invoice.net),
            shown(total)
        ));
    }
    Ok(items)
}

/// The rate, where the time of the week has one alone, and is all on the lines.
fn one_rate(lines: &[&InvoiceLine], page: &Page) -> Option<i64> {
    let rate = lines.first()?.rate?;
    let minutes: u32 = lines.iter().map(|line| line.minutes).sum();
    let billed: u32 = page.billed_minutes.iter().copied().map(u32::from).sum();
    (minutes == billed && lines.iter().all(|line| line.rate == Some(rate))).then_some(rate)
}

/// An amount that was rounded for the week is shared out so that the shares sum to it.
fn by_work(
    config: &Config,
    labels: &BTreeMap<String, String>,
    page: &Page,
    rate: i64,
    amount: i64,
) -> Vec<Item> {
    let mut work: BTreeMap<Work, u32> = BTreeMap::new();
    for segment in page.segments.iter() {
        let minutes = u32::from(page.billed_minutes[segment.index()]);
        if minutes > 0 {
            let day = time::civil(segment.slot(), segment.local_offset()).date();
            let what = (day, segment.label().unwrap_or_default().to_owned(), segment.memo().to_owned());
            *work.entry(what).or_default() += minutes;
        }
    }
    let all = work.values().sum();
    let (mut minutes_before, mut amount_before) = (0, 0);
    let item = |((date, label, memo), minutes): (Work, u32)| {
        minutes_before += minutes;
        let amount_after = part(amount, minutes_before, all);
        let total = amount_after - amount_before;
        amount_before = amount_after;
        let title = labels.get(&label).unwrap_or(&label);
        let text =
            [memo.as_str(), title, "Work"].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let label = Some(label.as_str()).filter(|label| !label.is_empty());
        fee(config, date, hours(minutes), (rate, total), label, text)
    };
    work.into_iter().map(item).collect()
}

/// `part / whole` of an amount, to the nearest minor unit.
fn part(amount: i64, part: u32, whole: u32) -> i64 {
    let (part, whole) = (i128::from(part), i128::from(whole));
    i64::try_from((2 * i128::from(amount) * part + whole) / (2 * whole)).unwrap_or(i64::MAX)
}

fn by_line(config: &Config, line: &InvoiceLine) -> Item {
    fee(
        config,
        time::date(line.week),
        hours(line.minutes),
        (line.rate.unwrap_or_default(), line.amount),
        None,
        &line.text,
    )
}

/// With four decimals, which is enough to tell minutes.
fn hours(minutes: u32) -> String {
    DecimalHours::new(4).next(minutes)
}

fn fixed(config: &Config, line: &InvoiceLine) -> Item {
    let date = time::date(line.week);
    let item = fee(config, date, "1.0000".to_owned(), (line.amount, line.amount), None, &line.text);
    if line.amount < 0 { Item { kind: Kind::Adjustment, adjustment: line.amount, ..item } } else { item }
}

fn fee(
    config: &Config,
    date: Date,
    units: String,
    (rate, total): (i64, i64),
    label: Option<&str>,
    text: &str,
) -> Item {
    let (task, activity) = config.codes(label);
    // Units with four decimals are ten-thousandths, as the shares of `money::share` are.
    let ten_thousandths =
        money::parse(&units, 4).and_then(|units| u32::try_from(units).ok()).unwrap_or_default();
    let product = money::share(rate, ten_thousandths, Rounding::HalfAwayFromZero).unwrap_or_default();
    let text = text.to_owned();
    Item { date, kind: Kind::Fee { units, rate }, adjustment: total - product, total, task, activity, text }
}
