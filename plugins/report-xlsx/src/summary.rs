//! The first sheet: whose work this is, and time by label.

use std::collections::BTreeMap;

use workdiary_sdk::{Diary, time};

use crate::bill;
use crate::cell::{Cell, Number};
use crate::days::{Sums, total, with_hours};
use crate::detail::{self, Titles};
use crate::package::Package;
use crate::sheet::{Column, Extent, Name, Sheet};
use crate::style::Weight;

const COLUMNS: [Column; 6] =
    [("label", 24), ("title", 40), ("parent", 20), ("segments", 12), ("billed_minutes", 16), ("hours", 10)];
/// Above the table are ten rows: whose work this is.
const HEAD: u32 = 11;

/// What stands above the table.
pub(crate) struct About {
    demo: bool,
    texts: [(&'static str, String); 6],
    from: i64,
    to: i64,
}

impl About {
    pub(crate) fn of(diary: &Diary) -> Self {
        let day = |slot: u32| i64::from(slot / time::DAY_SLOTS);
        Self {
            demo: diary.is_demo(),
            texts: [
                ("contract", diary.contract()),
                ("work", diary.title()),
                ("client", diary.client().name),
                ("freelancer", diary.freelancer().name),
                ("time zone", diary.time_zone()),
                ("currency", diary.currency()),
            ],
            from: day(diary.from()),
            to: day(diary.until().saturating_sub(1)),
        }
    }
}

/// Labels that segments have, and their sums; the empty one is of those without.
#[derive(Default)]
pub(crate) struct ByLabel(BTreeMap<String, Sums>);

impl ByLabel {
    pub(crate) fn add(&mut self, label: &str, billed_minutes: u64) {
        let sums = match self.0.get_mut(label) {
            Some(sums) => sums,
            None => self.0.entry(label.to_owned()).or_default(),
        };
        *sums = (sums.0 + 1, sums.1 + billed_minutes);
    }

    pub(crate) fn write(
        &self,
        package: &mut Package,
        about: &About,
        titles: &Titles,
        detail: &Extent,
        bill: &bill::Written,
    ) -> Result<Extent, String> {
        let mut sheet = Sheet::new(package, Name::Summary, &COLUMNS, HEAD, about.demo)?;
        top(&mut sheet, about, bill)?;
        sheet.head(&COLUMNS)?;
        let labels = detail.column(Name::Detail, detail::LABEL);
        let minutes = detail.column(Name::Detail, detail::BILLED_MINUTES);
        for (id, sums) in &self.0 {
            let row = sheet.last() + 1;
            // SUMIFS takes `*`, `?`, `<` and `=` for more than letters, and `api` for `API`.
            let same = format!("--EXACT({labels},A{row})");
            let [count, sum] = [format!("SUMPRODUCT({same})"), format!("SUMPRODUCT({same},{minutes})")];
            sheet.row(&with_hours(names(id, titles), count, sum, *sums, 'E', row), Weight::Plain)?;
        }
        let table = sheet.extent();
        let (row, sums) = (sheet.last() + 1, total(self.0.values()));
        let [count, sum] = [3, 4].map(|column| format!("SUM({})", table.here(column)));
        let first = [Cell::Text("Total"), Cell::Empty, Cell::Empty];
        sheet.row(&with_hours(first, count, sum, sums, 'E', row), Weight::Total)?;
        sheet.finish(&table)?;
        Ok(table)
    }
}

fn names<'c>(id: &'c str, titles: &'c Titles) -> [Cell<'c>; 3] {
    let label = titles.get(id);
    let title = match id {
        "" => "without label",
        id => label.map_or(id, |label| &label.title),
    };
    let parent = label.and_then(|label| label.parent.as_deref()).unwrap_or_default();
    [Cell::Text(id), Cell::Text(title), Cell::Text(parent)]
}

fn top(sheet: &mut Sheet<'_>, about: &About, bill: &bill::Written) -> Result<(), String> {
    for (what, text) in &about.texts {
        sheet.row(&[Cell::Text(what), Cell::Text(text)], Weight::About)?;
    }
    let [minutes, amount] = bill.total.clone();
    let rest = [
        ("from", Cell::Number(Number::Date(about.from))),
        ("to", Cell::Number(Number::Date(about.to))),
        ("minutes of whole weeks", minutes),
        ("amount of whole weeks", amount),
    ];
    for (what, cell) in rest {
        sheet.row(&[Cell::Text(what), cell], Weight::About)?;
    }
    Ok(())
}
