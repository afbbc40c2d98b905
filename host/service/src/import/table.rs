//! CSV as programs write it: columns by their names in any order, whatever separates them.

use std::collections::BTreeMap;

/// The largest file that is read: ten years of entries are a tenth of it.
pub(super) const MOST_BYTES: u64 = 16 << 20;
/// So many lines at most.
pub(super) const MOST_LINES: usize = 50_000;

/// The names of the columns, and the rows below them.
#[derive(Debug)]
pub(super) struct Table {
    /// By names in small letters: the place and the name as it stands.
    columns: BTreeMap<String, (usize, String)>,
    /// What is there, in order.
    pub(super) rows: Vec<Row>,
}

/// A row and the line on which it begins.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    fields: csv::StringRecord,
}

/// A column that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    place: usize,
    /// Its name as it stands in the file.
    pub(super) name: String,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// What keeps the file from being read as one.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(text))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let mut lines = Lines { text, at: 0, line: 1 };
        let mut next = || {
            let record = records.next()?.map_err(|error| error.to_string());
            Some(record.map(|record| (lines.of(&record), record)))
        };
        let (_, head) = next().ok_or("it is empty")??;
        let mut columns = BTreeMap::new();
        for (place, name) in head.iter().map(str::trim).enumerate().filter(|(_, name)| !name.is_empty()) {
            // Of two of the same name the first counts: Kimai has a `User` for the name and one for the login.
            columns.entry(name.to_lowercase()).or_insert_with(|| (place, name.to_owned()));
        }
        let mut rows = Vec::new();
        while let Some(found) = next() {
            let (line, fields) = found?;
            if fields.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            if rows.len() == MOST_LINES {
                return Err(format!("it has more than {MOST_LINES} lines"));
            }
            rows.push(Row { line, fields });
        }
        Ok(Self { columns, rows })
    }

    /// The first of these columns that is there; names are in small letters.
    pub(super) fn column(&self, names: &[&str]) -> Option<Column> {
        let found = names.iter().find_map(|name| self.columns.get(*name));
        found.map(|(place, name)| Column { place: *place, name: name.clone() })
    }

    /// The names of all columns, as they stand, in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut all: Vec<_> = self.columns.values().collect();
        all.sort();
        all.into_iter().map(|(_, name)| name.as_str()).collect()
    }
}

impl Row {
    /// What stands in a column, as it is; empty where the line is too short.
    pub(super) fn text(&self, column: &Column) -> &str {
        self.fields.get(column.place).unwrap_or_default()
    }

    /// Whether the line ends before this column.
    pub(super) fn lacks(&self, column: &Column) -> bool {
        self.fields.len() <= column.place
    }
}

/// Counts lines up to where a record begins: the reader counts what is behind the one before as part of this one.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, record: &csv::StringRecord) -> u64 {
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(usize::MAX);
        let breaks =
            self.text.get(begin..).unwrap_or_default().bytes().take_while(|byte| b"\r\n".contains(byte));
        let begin = begin.saturating_add(breaks.count());
        let between = self.text.get(self.at..begin).unwrap_or_default();
        let lines = between.bytes().filter(|byte| *byte == b'\n').count();
        self.line += u64::try_from(lines).unwrap_or_default();
        self.at = begin;
        self.line
    }
}

/// What separates the columns: what there is most of in the first line, outside of quotation marks.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (separator, count) in &mut counts {
                    *count += u32::from(byte == *separator);
                }
            }
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(separator, _)| *separator)
}

/// What may not begin a text in a spreadsheet: it would be a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Takes the apostrophe off that an exporter puts before a text that a spreadsheet would take for a formula, and before
/// one that looks as if that had been done: as `workdiary_sdk::text::from_cell`.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with('\'') || rest.starts_with(FORMULA) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn texts(text: &str, name: &str) -> Vec<(u64, String)> {
        let table = Table::read(text).unwrap();
        let column = table.column(&[name]).unwrap();
        table.rows.iter().map(|row| (row.line, row.text(&column).to_owned())).collect()
    }

    #[rstest]
    #[case::comma("A,Memo\n1,x\n", &[(2, "x")])]
    #[case::semicolon("Memo;B,C;D\nx;1\n", &[(2, "x")])]
    #[case::tab("A\tMemo\r\n1\tx;y,z\r\n", &[(2, "x;y,z")])]
    #[case::quoted_separators("\"A;;;\",Memo\n1,x\n", &[(2, "x")])]
    #[case::over_lines("Memo,A\n\"x\r\ny\",1\nz,2\n", &[(2, "x\r\ny"), (4, "z")])]
    #[case::quotes("Memo,A\n\"say \"\"x\"\"\",1\n", &[(2, "say \"x\"")])]
    #[case::empty_lines("Memo,A\n\nx,1\n,\ny,2", &[(3, "x"), (5, "y")])]
    #[case::too_short("A,Memo\n1\n", &[(2, "")])]
    #[case::any_case(" MEMO ,A\nx,1\n", &[(2, "x")])]
    #[case::spaces_stay("Memo,A\n  x ,1\n", &[(2, "  x ")])]
    #[case::one_column("Memo\nx\n", &[(2, "x")])]
    #[case::twice("Memo,Memo\nx,y\n", &[(2, "x")])]
    fn a_column_is_found_by_its_name(#[case] text: &str, #[case] expected: &[(u64, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
        assert_eq!(texts(text, "memo"), expected);
    }

    #[test]
    fn too_many_lines_are_no_table() {
        assert_eq!(Table::read("").unwrap_err(), "it is empty");
        let text = "Memo\n".to_owned() + &"x\n".repeat(MOST_LINES);
        assert_eq!(Table::read(&text).unwrap().rows.len(), MOST_LINES);
        assert!(Table::read(&(text + "x\n")).unwrap_err().contains("more than 50000 lines"));
    }

    #[rstest]
    #[case("'=1+1", "=1+1")]
    #[case("'-x", "-x")]
    #[case("'\tx", "\tx")]
    #[case("''=x", "'=x")]
    #[case("'''@", "''@")]
    #[case("=x", "=x")]
    #[case("'quoted'", "'quoted'")]
    #[case("''", "'")]
    #[case("''x", "'x")]
    #[case("'", "'")]
    #[case("", "")]
    fn one_apostrophe_before_a_formula_comes_off(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(unguarded(text), expected);
    }

    proptest! {
        #[test]
        fn a_guarded_text_comes_back(text in "'{0,3}[=+@\\t\\rx-]?.{0,5}") {
            let looks_guarded = text.strip_prefix('\'').is_some_and(|it| it.starts_with('\'') || it.starts_with(FORMULA));
            let guarded =
                if looks_guarded || text.starts_with(FORMULA) { format!("'{text}") } else { text.clone() };
            prop_assert_eq!(unguarded(&guarded), text);
        }

        #[test]
        fn any_text_is_a_table_or_not(text in "(\\PC|[,;\\t\"\\r\\n]){0,80}") {
            let _ = Table::read(&text);
        }
    }
}
