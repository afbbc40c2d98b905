//! How cells look: number formats, and what is bold.

/// What a cell shows. The order is that of the formats in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Text,
    Count,
    Hours,
    Money,
    Date,
    Instant,
    Local,
}

/// How much a row matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Plain,
    /// What stands above a table: numbers on the left too.
    About,
    /// Bold.
    Total,
    /// Bold on a ground, above a table.
    Head,
}

const LOOKS: [Look; 7] =
    [Look::Text, Look::Count, Look::Hours, Look::Money, Look::Date, Look::Instant, Look::Local];
const WEIGHTS: [Weight; 4] = [Weight::Plain, Weight::About, Weight::Total, Weight::Head];

impl Look {
    /// The place of its format in the file; 0 is what cells have that nobody wrote.
    pub(crate) fn index(self, weight: Weight) -> usize {
        1 + weight as usize * LOOKS.len() + self as usize
    }

    /// The format of numbers, in ISO/IEC 29500's count: those from 164 on are the file's own.
    fn format(self) -> usize {
        match self {
            Self::Text => 0,
            look => 163 + look as usize,
        }
    }

    fn code(self, money: &str) -> &str {
        match self {
            Self::Text => "General",
            Self::Count => "#,##0",
            Self::Hours => "[h]:mm",
            Self::Money => money,
            Self::Date => "yyyy-mm-dd",
            Self::Instant => "yyyy-mm-dd hh:mm&quot;Z&quot;",
            Self::Local => "yyyy-mm-dd hh:mm",
        }
    }
}

/// `xl/styles.xml`. A text is marked as one that was typed with an apostrophe before it: whoever edits it makes no
/// formula of it.
pub(crate) fn sheet(currency_digits: u8) -> String {
    let money = match usize::from(currency_digits) {
        0 => "#,##0".to_owned(),
        digits => format!("#,##0.{:0<digits$}", ""),
    };
    let formats: String = LOOKS[1..]
        .iter()
        .map(|look| format!(r#"<numFmt numFmtId="{}" formatCode="{}"/>"#, look.format(), look.code(&money)))
        .collect();
    let cells: String =
        WEIGHTS.iter().flat_map(|weight| LOOKS.iter().map(|look| cell_format(*look, *weight))).collect();
    format!(
        r##"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="{}">{formats}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE3E9F2"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top style="thin"><color rgb="FF8796AD"/></top><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{cells}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
"##,
        LOOKS.len() - 1,
        1 + WEIGHTS.len() * LOOKS.len(),
    )
}

fn cell_format(look: Look, weight: Weight) -> String {
    let quote = if look == Look::Text { r#" quotePrefix="1""# } else { "" };
    let (font, fill, border) = match weight {
        Weight::Plain | Weight::About => (0, 0, 0),
        Weight::Total => (1, 0, 1),
        Weight::Head => (1, 2, 0),
    };
    // A text keeps away from the number before it.
    let left = if look == Look::Text || weight == Weight::About { "left\" indent=\"1" } else { "general" };
    format!(
        r#"<xf numFmtId="{}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"{quote} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="{left}"/></xf>"#,
        look.format()
    )
}
