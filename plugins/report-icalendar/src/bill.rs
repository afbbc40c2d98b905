//! Bills as journal entries: events come first, since their sum is known after them.

use workdiary_sdk::prelude::*;
use workdiary_sdk::{money, time};

use crate::content::Content;
use crate::event::instant;
use crate::uid::Uids;

/// What was billed in the period; the total is that of its whole weeks.
#[derive(Default)]
pub(crate) struct Sum {
    minutes: u64,
    total: i64,
    weeks: u32,
}

impl Sum {
    pub(crate) fn add(&mut self, page: &Page) {
        self.minutes += page.billed_minutes.iter().map(|minutes| u64::from(*minutes)).sum::<u64>();
        self.total = self.total.saturating_add(page.total.unwrap_or_default());
        self.weeks += u32::from(page.whole);
    }
}

pub(crate) fn of_week(calendar: &mut Content, diary: &Diary, page: &Page, total: i64) {
    let minutes = page.billed_minutes.iter().map(|minutes| u64::from(*minutes)).sum();
    let amount = |minor| amount(diary, minor);
    let lines = page.lines.iter().map(|line| match line.rate {
        Some(rate) => {
            let hours = money::hours(line.minutes.into());
            format!("{}: {hours} hours at {}: {}", line.text, amount(rate), amount(line.amount))
        }
        None => format!("{}: {}", line.text, amount(line.amount)),
    });
    let state = if page.closed { "Closed: a statement." } else { "Open: an assessment." };
    let lines: Vec<String> = lines.chain([state.to_owned()]).collect();
    let entry = Entry {
        id: &format!("week-{}", page.week),
        end: page.week + time::WEEK_SLOTS,
        title: &format!("Bill of the week {}", time::week_words(page.week)),
        text: &lines.join("\n"),
        minutes,
        total,
    };
    entry.write(calendar, diary);
}

pub(crate) fn of_period(calendar: &mut Content, diary: &Diary, sum: &Sum) {
    let days = format!("{} to {}", time::date(diary.from()), time::last_date(diary.until()));
    let entry = Entry {
        id: &format!("period-{}-{}", diary.from(), diary.until()),
        end: diary.until(),
        title: &format!("Billed from {days}"),
        text: &format!("Its total is that of the whole weeks in it: {}.", sum.weeks),
        minutes: sum.minutes,
        total: sum.total,
    };
    entry.write(calendar, diary);
}

struct Entry<'e> {
    id: &'e str,
    /// The first slot after what it is about.
    end: u32,
    title: &'e str,
    text: &'e str,
    minutes: u64,
    total: i64,
}

impl Entry<'_> {
    fn write(&self, calendar: &mut Content, diary: &Diary) {
        let demo = if diary.is_demo() { "DEMO " } else { "" };
        let sum = format!("{} hours, {}", money::hours(self.minutes), amount(diary, self.total));
        calendar.line("BEGIN", "VJOURNAL");
        calendar.line("UID", &Uids::of(diary).uid(self.id));
        calendar.line("DTSTAMP", &instant(self.end));
        calendar.line("DTSTART;VALUE=DATE", &time::last_date(self.end).strftime("%Y%m%d").to_string());
        calendar.text("SUMMARY", &format!("{demo}{}: {sum}", self.title));
        calendar.text("DESCRIPTION", self.text);
        calendar.line("X-WORKDIARY-BILLED-MINUTES", &self.minutes.to_string());
        calendar.text("X-WORKDIARY-TOTAL", &amount(diary, self.total));
        calendar.line("END", "VJOURNAL");
    }
}

/// Such as `14.17 EUR`.
fn amount(diary: &Diary, minor: i64) -> String {
    format!("{} {}", money::show(minor, diary.currency_digits()), diary.currency())
}
