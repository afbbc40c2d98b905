//! A sheet of the workbook, written row by row.

use crate::cell::{Cell, letters};
use crate::package::{Package, Part};
use crate::style::Weight;

/// Excel and LibreOffice have so many rows.
const MOST_ROWS: u32 = 1_048_576;

/// The sheets, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Summary,
    ByDay,
    Bill,
    Detail,
}

impl Name {
    pub(crate) const ALL: [Self; 4] = [Self::Summary, Self::ByDay, Self::Bill, Self::Detail];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::ByDay => "By day",
            Self::Bill => "Bill",
            Self::Detail => "Detail",
        }
    }

    pub(crate) fn part(self) -> String {
        format!("worksheets/sheet{}.xml", self as usize + 1)
    }
}

/// A column: what it is called, and how wide it is in digits.
pub(crate) type Column = (&'static str, u8);

/// A sheet that is being written: maybe some rows, the head of its table, the table, maybe some rows of totals.
pub(crate) struct Sheet<'p> {
    part: Part<'p>,
    demo: bool,
    row: u32,
    /// The row of the table's head.
    head: u32,
    columns: usize,
    xml: String,
}

/// Where the table of a finished sheet lies: its head's row, its last row, how many columns it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    head: u32,
    last: u32,
    columns: usize,
}

impl<'p> Sheet<'p> {
    /// Begins a sheet whose table has these columns and its head in this row. In sample data there is one more.
    pub(crate) fn new(
        package: &'p mut Package,
        name: Name,
        columns: &[Column],
        head: u32,
        demo: bool,
    ) -> Result<Self, String> {
        let mut part = package.part(&format!("xl/{}", name.part()))?;
        let columns: Vec<Column> = columns.iter().copied().chain(demo.then_some(("DEMO", 8))).collect();
        part.text(&before(&columns, head, name == Name::Summary))?;
        Ok(Self { part, demo, row: 0, head, columns: columns.len(), xml: String::new() })
    }

    /// Adds the head of the table.
    pub(crate) fn head(&mut self, columns: &[Column]) -> Result<(), String> {
        let cells: Vec<Cell<'_>> = columns.iter().map(|(name, _)| Cell::Text(name)).collect();
        self.row(&cells, Weight::Head)
    }

    /// Adds a row. What does not fit into a cell goes on in cells behind the last column.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>], weight: Weight) -> Result<(), String> {
        if self.row == MOST_ROWS {
            return Err(format!("a sheet has {MOST_ROWS} rows at most; hint: choose a shorter period"));
        }
        self.row += 1;
        let mut rests = Vec::new();
        self.xml.clear();
        self.xml += &format!("<row r=\"{}\">", self.row);
        let demo = self.demo.then_some(Cell::Text("DEMO"));
        for (column, cell) in cells.iter().chain(&demo).enumerate() {
            let rest = cell.write(&mut self.xml, column, self.row, weight);
            rests.extend(Some(rest).filter(|rest| !rest.is_empty()));
        }
        let mut column = self.columns;
        for mut rest in rests {
            while !rest.is_empty() {
                let (piece, more) = crate::text::piece(rest);
                Cell::Text(piece).write(&mut self.xml, column, self.row, weight);
                (rest, column) = (more, column + 1);
            }
        }
        self.xml.push_str("</row>\n");
        self.part.text(&self.xml)
    }

    /// The row that was added last.
    pub(crate) fn last(&self) -> u32 {
        self.row
    }

    /// Where the table lies, if it ends with the row that was added last.
    pub(crate) fn extent(&self) -> Extent {
        Extent { head: self.head, last: self.row, columns: self.columns }
    }

    pub(crate) fn finish(mut self, table: &Extent) -> Result<(), String> {
        self.part.text(&after(table, self.demo))?;
        self.part.finish()
    }
}

impl Extent {
    /// The cells of the table in one column, from another sheet: `Detail!$F$2:$F$99`. A table without rows has an
    /// empty one here.
    pub(crate) fn column(&self, sheet: Name, column: usize) -> String {
        let (letters, first) = (letters(column), self.head + 1);
        format!("'{}'!${letters}${first}:${letters}${}", sheet.title(), self.last.max(first))
    }

    /// The same in its own sheet.
    pub(crate) fn here(&self, column: usize) -> String {
        let (letters, first) = (letters(column), self.head + 1);
        format!("{letters}{first}:{letters}{}", self.last.max(first))
    }

    /// The whole table with its head.
    pub(crate) fn table(&self) -> String {
        format!("A{}:{}{}", self.head, letters(self.columns - 1), self.last)
    }

    /// The same, as a name of the workbook has it.
    pub(crate) fn fixed(&self, sheet: Name) -> String {
        let last = letters(self.columns - 1);
        format!("'{}'!$A${}:${last}${}", sheet.title(), self.head, self.last)
    }

    /// The row that is printed on each page.
    pub(crate) fn repeated(&self, sheet: Name) -> String {
        format!("'{}'!${}:${}", sheet.title(), self.head, self.head)
    }
}

fn before(columns: &[Column], head: u32, selected: bool) -> String {
    let widths: String = columns
        .iter()
        .zip(1..)
        .map(|((_, width), at)| format!(r#"<col min="{at}" max="{at}" width="{width}" customWidth="1"/>"#))
        .collect();
    let selected = if selected { r#" tabSelected="1""# } else { "" };
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView{selected} workbookViewId="0"><pane ySplit="{head}" topLeftCell="A{}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>
"#,
        head + 1
    )
}

fn after(table: &Extent, demo: bool) -> String {
    let demo = if demo { "&amp;CDEMO" } else { "" };
    format!(
        r#"</sheetData><autoFilter ref="{}"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A{demo}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>
"#,
        table.table()
    )
}
