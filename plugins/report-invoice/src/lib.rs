//! Report: invoice and timesheet as one PDF/A-3: pages that a client pays by, with all fonts in them.

mod address;
mod epc;
mod factur_x;
mod fonts;
mod inert;
mod letter;
mod paper;
mod pdf;
mod sheet;
mod snapshots;
mod style;
mod text;
mod timesheet;
mod words;

use std::io::Write;

use serde::Deserialize;
use workdiary_en16931::{Document, Profile};
use workdiary_sdk::{log, prelude::*};

use crate::letter::Letter;
use crate::paper::Paper;
use crate::sheet::{Frame, Running, Sheet};
use crate::snapshots::Snapshots;
use crate::text::Typesetter;
use crate::timesheet::Timesheet;

/// The report.
#[derive(Debug)]
pub struct Invoice;

/// Its config.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The paper.
    pub page: Format,
    /// Whether the e-invoice is inside.
    pub factur_x: FacturX,
    /// Whether the hours of each day follow.
    pub timesheet: bool,
    /// The longest side of snapshots, where they are granted.
    pub thumbnail_pixels: u32,
}

/// Sizes of paper.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// When the e-invoice is inside.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FacturX {
    /// Where the settings suffice for one.
    Auto,
    /// Always: without it there is no report.
    Always,
    /// Never.
    Never,
}

impl Default for Config {
    fn default() -> Self {
        Self { page: Format::A4, factur_x: FacturX::Auto, timesheet: true, thumbnail_pixels: 120 }
    }
}

impl Plugin for Invoice {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "Invoice and timesheet as a PDF",
        name: "invoice",
        schema: "../config.schema.json",
        examples: [
            "../examples/invoice.json",
            "../examples/credit-note.json",
            "../examples/reverse-charge.json",
            "../examples/exempt.json",
            "../examples/draft-and-demo.json",
            "../examples/any-text.json",
            "../examples/no-invoice.json",
            "../examples/bad-config.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        match config.thumbnail_pixels {
            64..=640 => Ok(()),
            other => Err(format!("thumbnail_pixels is `{other}`, not 64 to 640")),
        }
    }
}

impl ReportFormat for Invoice {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let invoice = diary.invoice()?;
        let paper = Paper::of(diary);
        let logo = pdf::logo(&invoice)?;
        // Sample data must not be paid by mistake.
        let code = epc::code(&invoice, &paper.currency).filter(|_| !diary.is_demo());
        let letter = Letter { paper: &paper, invoice: &invoice, logo, code };
        let (mut timesheet, mut snapshots) = (Timesheet::new(diary.labels()), Snapshots::default());
        while let Some(page) = diary.next_page().filter(|_| config.timesheet) {
            timesheet.read(&page);
            snapshots.read(diary, &page);
        }
        let running = Running {
            foot: letter.name(),
            mark: if invoice.number.is_none() { paper.words.draft.to_owned() } else { String::new() },
            sample: if diary.is_demo() { paper.words.sample.to_owned() } else { String::new() },
        };
        let frame = match config.page {
            Format::A4 => Frame::of(style::mm(210.0), style::mm(297.0)),
            Format::Letter => Frame::of(612.0, 792.0),
        };
        let mut setter = Typesetter::new();
        let mut compose = |document, pages| {
            let mut sheet = Sheet::new(&mut setter, frame, &running, document, pages);
            letter.write(&mut sheet);
            if config.timesheet {
                timesheet.write(&mut sheet, &paper);
                snapshots.write(&mut sheet, &paper, diary, config.thumbnail_pixels);
            }
            sheet.finish()
        };
        let (pages, _) = compose(None, 0);
        let mut document = pdf::document(&letter)?;
        let xml = e_invoice(config.factur_x, diary, &invoice)?;
        if let Some(xml) = &xml {
            factur_x::attach(&mut document, xml.clone(), pdf::date(&invoice.date))?;
        }
        let (_, document) = compose(Some(document), pages);
        let bytes = pdf::finish(document)?;
        let bytes = if xml.is_some() { factur_x::named(&bytes)? } else { bytes };
        let mut file = diary.create(&pdf::file_name(&invoice, diary.is_demo()));
        // A call carries only so much.
        bytes.chunks(1 << 20).try_for_each(|piece| file.write_all(piece)).map_err(|error| error.to_string())
    }
}

/// The XML that is to be inside, if any.
fn e_invoice(
    wanted: FacturX,
    diary: &Diary,
    invoice: &workdiary_sdk::Invoice,
) -> Result<Option<String>, String> {
    let (contract, currency) = (diary.contract(), diary.currency());
    let xml =
        || workdiary_en16931::cii(&Document::of(invoice, &contract, &currency, diary), Profile::FacturX);
    match wanted {
        FacturX::Never => Ok(None),
        FacturX::Always => xml().map(Some).map_err(|why| why.to_string()),
        FacturX::Auto => {
            let xml = xml().map_err(|why| log::info(format!("no e-invoice is inside: {why}")));
            Ok(xml.ok())
        }
    }
}

report_format!(Invoice);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Invoice>();
    }
}
