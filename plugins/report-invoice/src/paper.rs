//! What all pages have in common: words, forms of numbers and dates, currency and period.

use workdiary_sdk::locale::{Dates, Numbers};
use workdiary_sdk::time::jiff::civil::Date;
use workdiary_sdk::{Diary, time};

use crate::words::{Words, words};

/// How the client reads.
pub(crate) struct Paper {
    pub(crate) words: &'static Words,
    pub(crate) numbers: Numbers,
    dates: Dates,
    pub(crate) currency: String,
    digits: u8,
    pub(crate) time_zone: String,
    pub(crate) title: String,
    first: Date,
    last: Date,
}

impl Paper {
    pub(crate) fn of(diary: &Diary) -> Self {
        Self {
            words: words(&diary.language()),
            numbers: Numbers::new(&diary.number_format()),
            dates: Dates::new(&diary.date_format()),
            currency: diary.currency(),
            digits: diary.currency_digits(),
            time_zone: diary.time_zone(),
            title: diary.title(),
            first: time::date(diary.from()),
            last: time::last_date(diary.until()),
        }
    }

    pub(crate) fn amount(&self, minor: i64) -> String {
        self.numbers.amount(minor, self.digits)
    }

    /// With its currency.
    pub(crate) fn money(&self, minor: i64) -> String {
        self.words.money(&self.amount(minor), &self.currency)
    }

    pub(crate) fn date(&self, date: Date) -> String {
        self.dates.show(date)
    }

    /// A date of the contract; one that is none is shown as it is.
    pub(crate) fn date_of(&self, text: &str) -> String {
        text.parse().map_or_else(|_| text.to_owned(), |date| self.date(date))
    }

    /// The week that begins with a slot.
    pub(crate) fn week(&self, slot: u32) -> String {
        self.span(time::date(slot), time::last_date(slot + time::WEEK_SLOTS))
    }

    pub(crate) fn period(&self) -> String {
        self.span(self.first, self.last)
    }

    fn span(&self, first: Date, last: Date) -> String {
        format!("{} – {}", self.date(first), self.date(last))
    }

    /// With the day of the week before it.
    pub(crate) fn day(&self, date: Date) -> String {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        format!("{} {}", self.words.weekdays[weekday], self.date(date))
    }
}
