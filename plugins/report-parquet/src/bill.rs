//! `bill.parquet`: one row a line of the bills of whole weeks.

use parquet::data_type::ByteArray;
use workdiary_sdk::{Diary, Page};

use crate::table::{Table, day};

/// The amounts that there can be, exact: any 64 bits of minor units have 19 digits at most.
fn columns(digits: u8) -> String {
    format!(
        "required int32 week (DATE);
         required binary text (STRING);
         required int64 minutes;
         optional fixed_len_byte_array(16) rate (DECIMAL(19, {digits}));
         required fixed_len_byte_array(16) amount (DECIMAL(19, {digits}));
         required binary currency (STRING);
         required boolean demo;"
    )
}

pub(crate) fn table(diary: &mut Diary) -> Result<Table, String> {
    let digits = diary.currency_digits();
    Table::new(diary, "bill", &columns(digits), &[])
}

/// A group of rows is written when it has so many of them.
const MANY_ROWS: usize = 8_192;

/// Lines that are not written yet, as columns.
#[derive(Default)]
pub(crate) struct Lines {
    week: Vec<i32>,
    text: Vec<ByteArray>,
    minutes: Vec<i64>,
    rate: Vec<Option<i64>>,
    amount: Vec<i64>,
}

impl Lines {
    pub(crate) fn are_many(&self) -> bool {
        self.week.len() >= MANY_ROWS
    }

    pub(crate) fn add(&mut self, page: &Page) {
        for line in &page.lines {
            self.week.push(day(page.week));
            self.text.push(line.text.as_str().into());
            self.minutes.push(line.minutes.into());
            self.rate.push(line.rate);
            self.amount.push(line.amount);
        }
    }

    /// Writes all of them as one group and has none any more.
    pub(crate) fn write(&mut self, table: &mut Table, diary: &Diary) -> Result<(), String> {
        let lines = std::mem::take(self);
        let count = lines.week.len();
        if count == 0 {
            return Ok(());
        }
        let mut group = table.group()?;
        group.int32(&lines.week)?;
        group.texts(&lines.text)?;
        group.int64(&lines.minutes)?;
        group.money_or_none(&lines.rate)?;
        group.money(&lines.amount)?;
        group.texts(&vec![diary.currency().as_str().into(); count])?;
        group.flags(&vec![diary.is_demo(); count])?;
        group.finish()
    }
}
