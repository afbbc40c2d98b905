//! The sheet of bills: the lines and the total of each week that lies wholly in the period, and the total of all.

use workdiary_sdk::{Diary, Line, Page};

use crate::cell::{Cell, DAY_MINUTES, Number};
use crate::package::Package;
use crate::sheet::{Column, Extent, Name, Sheet};
use crate::style::Weight;

const COLUMNS: [Column; 8] = [
    ("week", 13),
    ("text", 44),
    ("minutes", 11),
    ("hours", 10),
    ("rate", 12),
    ("amount", 15),
    ("currency", 10),
    ("kind", 8),
];
const MINUTES: usize = 2;
const AMOUNT: usize = 5;
const KIND: usize = 7;

/// The bills of the period.
pub(crate) struct Bill {
    currency: String,
    digits: u8,
    weeks: Vec<Week>,
    sum: (u64, i64),
}

struct Week {
    day: i64,
    lines: Vec<Line>,
    total: i64,
}

/// The sheet as it was written, and what other sheets show of it.
pub(crate) struct Written {
    pub(crate) extent: Extent,
    /// Minutes and amount of all weeks, by reference to this sheet.
    pub(crate) total: [Cell<'static>; 2],
}

impl Bill {
    pub(crate) fn of(diary: &Diary) -> Self {
        Self { currency: diary.currency(), digits: diary.currency_digits(), weeks: Vec::new(), sum: (0, 0) }
    }

    pub(crate) fn add(&mut self, page: &Page) -> Result<(), String> {
        let Some(total) = page.total else { return Ok(()) };
        let minutes = self.sum.0 + minutes(&page.lines);
        let amount =
            self.sum.1.checked_add(total).ok_or("the amounts are larger together than can be counted")?;
        self.sum = (minutes, amount);
        let day = i64::from(page.week) * 10 / DAY_MINUTES;
        self.weeks.push(Week { day, lines: page.lines.clone(), total });
        Ok(())
    }

    pub(crate) fn write(&self, package: &mut Package, demo: bool) -> Result<Written, String> {
        let mut sheet = Sheet::new(package, Name::Bill, &COLUMNS, 1, demo)?;
        sheet.head(&COLUMNS)?;
        for week in &self.weeks {
            self.week(&mut sheet, week)?;
        }
        let table = sheet.extent();
        let row = sheet.last() + 1;
        let of_lines = |column| format!("SUMIFS({},{},\"line\")", table.here(column), table.here(KIND));
        let cells = self.total("All weeks", None, of_lines(MINUTES), of_lines(AMOUNT), self.sum, row);
        sheet.row(&cells, Weight::Total)?;
        sheet.finish(&table)?;
        let there = |letter: char| format!("{}!{letter}{row}", Name::Bill.title());
        let total = [
            Cell::Formula(there('C'), Number::Count(self.sum.0)),
            Cell::Formula(there('F'), Number::Money(self.sum.1, self.digits)),
        ];
        Ok(Written { extent: table, total })
    }

    fn week(&self, sheet: &mut Sheet<'_>, week: &Week) -> Result<(), String> {
        let first = sheet.last() + 1;
        for line in &week.lines {
            let row = sheet.last() + 1;
            sheet.row(&self.line(week, line, row), Weight::Plain)?;
        }
        let row = sheet.last() + 1;
        let sum = |letter: char| match week.lines.is_empty() {
            true => "0".to_owned(),
            false => format!("SUM({letter}{first}:{letter}{})", row - 1),
        };
        let sums = (minutes(&week.lines), week.total);
        sheet.row(&self.total("Total", Some(week.day), sum('C'), sum('F'), sums, row), Weight::Total)
    }

    fn line<'c>(&'c self, week: &Week, line: &'c Line, row: u32) -> [Cell<'c>; 8] {
        let money = |minor| Cell::Number(Number::Money(minor, self.digits));
        [
            Cell::Number(Number::Date(week.day)),
            Cell::Text(&line.text),
            Cell::Number(Number::Count(line.minutes.into())),
            Cell::Formula(format!("C{row}/1440"), Number::Hours(line.minutes.into())),
            line.rate.map_or(Cell::Empty, money),
            money(line.amount),
            Cell::Text(&self.currency),
            Cell::Text("line"),
        ]
    }

    /// A row of sums. Their amount is rounded, since a spreadsheet adds in binary.
    fn total<'c>(
        &'c self,
        text: &'c str,
        day: Option<i64>,
        minutes: String,
        amount: String,
        (sum_minutes, sum_amount): (u64, i64),
        row: u32,
    ) -> [Cell<'c>; 8] {
        [
            day.map_or(Cell::Empty, |day| Cell::Number(Number::Date(day))),
            Cell::Text(text),
            Cell::Formula(minutes, Number::Count(sum_minutes)),
            Cell::Formula(format!("C{row}/1440"), Number::Hours(sum_minutes)),
            Cell::Empty,
            Cell::Formula(format!("ROUND({amount},{})", self.digits), Number::Money(sum_amount, self.digits)),
            Cell::Text(&self.currency),
            Cell::Text("total"),
        ]
    }
}

fn minutes(lines: &[Line]) -> u64 {
    lines.iter().map(|line| u64::from(line.minutes)).sum()
}
