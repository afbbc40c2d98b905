//! What is summed up of the period, a page after the other.

use std::collections::BTreeMap;

use workdiary_sdk::prelude::*;
use workdiary_sdk::time;
use workdiary_sdk::time::jiff::civil::Date;

/// Minutes of a week, day, label or memo.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Sum {
    pub(crate) billed: u64,
    pub(crate) over_limit: u64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.billed += other.billed;
        self.over_limit += other.over_limit;
    }
}

/// A week, and its bill where all of it lies in the period.
#[derive(Debug)]
pub(crate) struct Week {
    pub(crate) first_slot: u32,
    pub(crate) sum: Sum,
    pub(crate) lines: Vec<workdiary_sdk::Line>,
    pub(crate) total: Option<i64>,
    pub(crate) closed: bool,
}

/// The period. Time that is neither billed nor over the limit is in none of its sums.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) weeks: Vec<Week>,
    pub(crate) days: BTreeMap<Date, Sum>,
    /// By id; that of no label is empty.
    pub(crate) labels: BTreeMap<String, Sum>,
    pub(crate) memos: BTreeMap<String, Sum>,
    pub(crate) sum: Sum,
    /// Of the weeks that have a bill.
    pub(crate) amount: i64,
}

impl Summary {
    pub(crate) fn of(diary: &mut Diary) -> Self {
        let mut summary = Self::default();
        while let Some(page) = diary.next_page() {
            summary.add(page);
        }
        summary
    }

    fn add(&mut self, page: Page) {
        let mut week = Sum::default();
        for segment in page.segments.iter() {
            let sum = match page.status(segment.index()) {
                Status::Billable => {
                    Sum { billed: page.billed_minutes[segment.index()].into(), over_limit: 0 }
                }
                Status::OverLimit => Sum { billed: 0, over_limit: 10 },
                Status::NotBillable => continue,
            };
            let day = time::civil(segment.slot(), segment.local_offset()).date();
            self.days.entry(day).or_default().add(sum);
            add_to(&mut self.labels, segment.label().unwrap_or_default(), sum);
            add_to(&mut self.memos, segment.memo(), sum);
            week.add(sum);
        }
        self.sum.add(week);
        self.amount = self.amount.saturating_add(page.total.unwrap_or_default());
        self.weeks.push(Week {
            first_slot: page.week,
            sum: week,
            lines: page.lines,
            total: page.total,
            closed: page.closed,
        });
    }
}

/// Most segments have a text that is there already: it is not copied again.
fn add_to(sums: &mut BTreeMap<String, Sum>, name: &str, sum: Sum) {
    match sums.get_mut(name) {
        Some(known) => known.add(sum),
        None => drop(sums.insert(name.to_owned(), sum)),
    }
}
