//! What joins the sheets to a workbook.

use crate::package::Package;
use crate::sheet::{Extent, Name};
use crate::style;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// Writes what is known before any sheet. The list of types is first: by it programs see what kind of file this is.
pub(crate) fn begin(package: &mut Package, currency_digits: u8) -> Result<(), String> {
    let sheets: String = Name::ALL
        .iter()
        .map(|name| {
            format!(r#"<Override PartName="/xl/{}" ContentType="{TYPES}.worksheet+xml"/>"#, name.part())
        })
        .collect();
    package.whole(
        "[Content_Types].xml",
        &format!(
            r#"{XML}
<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>{sheets}</Types>
"#
        ),
    )?;
    package
        .whole("_rels/.rels", &relations([("officeDocument".to_owned(), "xl/workbook.xml".to_owned())]))?;
    let parts = Name::ALL.map(|name| ("worksheet".to_owned(), name.part()));
    let parts = parts.into_iter().chain([("styles".to_owned(), "styles.xml".to_owned())]);
    package.whole("xl/_rels/workbook.xml.rels", &relations(parts))?;
    package.whole("xl/styles.xml", &style::sheet(currency_digits))
}

fn relations(parts: impl IntoIterator<Item = (String, String)>) -> String {
    let parts: String = parts
        .into_iter()
        .zip(1..)
        .map(|((kind, part), id)| {
            format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/{kind}" Target="{part}"/>"#)
        })
        .collect();
    format!("{XML}\n<Relationships xmlns=\"{PACKAGE}/relationships\">{parts}</Relationships>\n")
}

/// Writes the list of sheets, whose tables lie here, and ends the file.
pub(crate) fn finish(mut package: Package, tables: &[Extent; 4]) -> Result<(), String> {
    let (mut sheets, mut names) = (String::new(), String::new());
    for ((name, table), at) in Name::ALL.into_iter().zip(tables).zip(0..) {
        let title = name.title();
        sheets += &format!(r#"<sheet name="{title}" sheetId="{0}" r:id="rId{0}"/>"#, at + 1);
        let mut add = |what: &str, hidden: &str, place: &str| {
            names += &format!(
                r#"<definedName name="_xlnm.{what}" localSheetId="{at}"{hidden}>{place}</definedName>"#
            );
        };
        add("_FilterDatabase", r#" hidden="1""#, &table.fixed(name));
        add("Print_Titles", "", &table.repeated(name));
    }
    package.whole(
        "xl/workbook.xml",
        &format!(
            r#"{XML}
<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>
"#
        ),
    )?;
    package.finish()
}
