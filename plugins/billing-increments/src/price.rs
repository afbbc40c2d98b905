//! What the minutes cost: lines by factor, or a retainer and what goes beyond it.

use std::collections::BTreeMap;

use workdiary_sdk::money::{self, Rounding};
use workdiary_sdk::time::jiff::civil::{Date, Weekday};
use workdiary_sdk::time::{self, DAY_SLOTS, WEEK_SLOTS};
use workdiary_sdk::{Bill, Segment, Week};

use crate::config::{self, Config, OvertimePer, Retainer};
use crate::minutes;

/// The factor of time without any, in thousandths.
const PLAIN: u32 = 1_000;

/// Lines for plain time, weekends and overtime. Where two factors apply to a minute the higher one counts.
pub(crate) fn by_factor(
    bill: &mut Bill,
    config: &Config,
    week: &Week<'_>,
    billed: &[Option<u16>],
) -> Result<(), String> {
    let weekend = config.weekend_factor.as_deref().map(config::factor).transpose()?;
    let overtime = match &config.overtime {
        Some(overtime) => {
            Some((u32::from(overtime.above_hours) * 60, overtime.per, config::factor(&overtime.factor)?))
        }
        None => None,
    };
    // By factor and text, so that the lines have an order.
    let mut lines: BTreeMap<(u32, &'static str), u32> = BTreeMap::new();
    let (mut stretch, mut worked) = (None, 0u32);
    for (segment, minutes) in week.segments().zip(billed) {
        let minutes = u32::from(minutes.unwrap_or_default());
        let on_weekend = weekend.filter(|_| is_weekend(segment));
        let base = on_weekend.map_or((PLAIN, "Time"), |factor| (factor, "Weekend"));
        let Some((above, per, factor)) = overtime else {
            *lines.entry(base).or_default() += minutes;
            continue;
        };
        let here = (per == OvertimePer::Day).then(|| segment.slot() / DAY_SLOTS);
        if here != stretch {
            (stretch, worked) = (here, 0);
        }
        let over = (worked + minutes).saturating_sub(above.max(worked));
        worked += minutes;
        *lines.entry(base).or_default() += minutes - over;
        *lines.entry(if factor > base.0 { (factor, "Overtime") } else { base }).or_default() += over;
    }
    let rate = week.terms().hourly_rate();
    for ((factor, text), minutes) in lines {
        let scaled = money::scale(rate, factor, Rounding::HalfAwayFromZero).ok_or("the rate is too large")?;
        let text =
            if factor == PLAIN { text.to_owned() } else { format!("{text}, rate × {}", decimal(factor)) };
        bill.time_line(text, minutes, scaled)?;
    }
    Ok(())
}

/// The time that the retainer covers, the time beyond it, and the retainer itself in the week in
/// which its month ends.
pub(crate) fn retainer(
    bill: &mut Bill,
    config: &Config,
    retainer: &Retainer,
    week: &Week<'_>,
    billed: &[Option<u16>],
) -> Result<(), String> {
    let digits = week.terms().currency_digits();
    let rate = match &retainer.excess_rate {
        Some(rate) => config::amount(rate, digits)?,
        None => week.terms().hourly_rate(),
    };
    let included = u32::from(retainer.hours) * 60;
    let mut used: BTreeMap<Date, u32> = BTreeMap::new();
    for (month, minutes) in earlier_minutes(config, week) {
        *used.entry(month).or_default() += minutes;
    }
    let (mut covered, mut excess) = (0, 0);
    for (segment, minutes) in week.segments().zip(billed) {
        let minutes = u32::from(minutes.unwrap_or_default());
        let used = used.entry(month(segment.slot())).or_default();
        let beyond = (*used + minutes).saturating_sub(included.max(*used));
        *used += minutes;
        covered += minutes - beyond;
        excess += beyond;
    }
    bill.time_line("Covered by the retainer", covered, 0)?;
    bill.time_line("Beyond the retainer", excess, rate)?;
    let first = week.terms().week();
    if let Some(ended) = ends_in(first) {
        let amount = config::amount(&retainer.amount, digits)?;
        bill.fixed_line(format!("Retainer for {}", ended.strftime("%B %Y")), amount);
    }
    Ok(())
}

/// The months and minutes of the weeks before, each rounded as its own week was.
fn earlier_minutes(config: &Config, week: &Week<'_>) -> Vec<(Date, u32)> {
    let earlier: Vec<Segment<'_>> = week.earlier().collect();
    let first = week.terms().week();
    let weeks = earlier.chunk_by(|one, next| {
        (first - one.slot() - 1) / WEEK_SLOTS == (first - next.slot() - 1) / WEEK_SLOTS
    });
    weeks
        .flat_map(|week| {
            let billed = minutes::billed(week.iter().copied(), config, None);
            week.iter()
                .zip(billed)
                .map(|(segment, minutes)| (month(segment.slot()), u32::from(minutes.unwrap_or_default())))
        })
        .collect()
}

fn month(slot: u32) -> Date {
    time::date(slot).first_of_month()
}

/// The month whose last day lies in the week that begins with this slot.
fn ends_in(week: u32) -> Option<Date> {
    let last = time::last_date(week + WEEK_SLOTS);
    // A month that ends in the week ends at its Sunday, or another begins before that.
    let of_monday = month(week);
    let ends = last == last.last_of_month() || month(week + WEEK_SLOTS - 1) != of_monday;
    ends.then_some(of_monday)
}

fn is_weekend(segment: Segment<'_>) -> bool {
    matches!(time::date(segment.slot()).weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn decimal(thousandths: u32) -> String {
    let shown = money::show(i64::from(thousandths), 3);
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}
