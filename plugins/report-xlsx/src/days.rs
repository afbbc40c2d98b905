//! The sheet of days on the freelancer's calendar.

use std::collections::BTreeMap;

use crate::cell::{Cell, Number};
use crate::detail;
use crate::package::Package;
use crate::sheet::{Column, Extent, Name, Sheet};
use crate::style::Weight;

const COLUMNS: [Column; 4] = [("day", 13), ("segments", 12), ("billed_minutes", 16), ("hours", 10)];

/// How many segments, and minutes on the bill.
pub(crate) type Sums = (u64, u64);

/// The days that have segments.
#[derive(Default)]
pub(crate) struct Days(BTreeMap<i64, Sums>);

impl Days {
    pub(crate) fn add(&mut self, day: i64, billed_minutes: u64) {
        let (segments, minutes) = self.0.entry(day).or_default();
        (*segments, *minutes) = (*segments + 1, *minutes + billed_minutes);
    }

    pub(crate) fn write(&self, package: &mut Package, detail: &Extent, demo: bool) -> Result<Extent, String> {
        let days = detail.column(Name::Detail, detail::DAY);
        let minutes = detail.column(Name::Detail, detail::BILLED_MINUTES);
        let mut sheet = Sheet::new(package, Name::ByDay, &COLUMNS, 1, demo)?;
        sheet.head(&COLUMNS)?;
        for (day, sums) in &self.0 {
            let row = sheet.last() + 1;
            let day = Cell::Number(Number::Date(*day));
            let [count, sum] =
                [format!("COUNTIFS({days},A{row})"), format!("SUMIFS({minutes},{days},A{row})")];
            sheet.row(&with_hours([day], count, sum, *sums, 'C', row), Weight::Plain)?;
        }
        let table = sheet.extent();
        let (row, sums) = (sheet.last() + 1, total(self.0.values()));
        let [count, sum] = [1, 2].map(|column| format!("SUM({})", table.here(column)));
        sheet.row(&with_hours([Cell::Text("Total")], count, sum, sums, 'C', row), Weight::Total)?;
        sheet.finish(&table)?;
        Ok(table)
    }
}

/// All sums together.
pub(crate) fn total<'s>(all: impl Iterator<Item = &'s Sums>) -> Sums {
    all.fold((0, 0), |(segments, minutes), of| (segments + of.0, minutes + of.1))
}

/// A row that ends with segments, minutes and hours by formulas; minutes stand in the column of this letter.
pub(crate) fn with_hours<'c>(
    first: impl IntoIterator<Item = Cell<'c>>,
    count: String,
    sum: String,
    (segments, minutes): Sums,
    letter: char,
    row: u32,
) -> Vec<Cell<'c>> {
    let hours = Cell::Formula(format!("{letter}{row}/1440"), Number::Hours(minutes));
    let sums =
        [Cell::Formula(count, Number::Count(segments)), Cell::Formula(sum, Number::Count(minutes)), hours];
    first.into_iter().chain(sums).collect()
}
