//! The document as a file: PDF/A-3b, its name, and what it says of itself.

use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::{Document, SerializeSettings};
use workdiary_sdk::Invoice;
use workdiary_sdk::time::jiff::civil::Date;

use crate::letter::Letter;
use crate::sheet;

/// A document without pages. It is dated by the invoice, so that it is the same whenever it is made.
pub(crate) fn document(letter: &Letter<'_>) -> Result<Document, String> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .finish()
        .map_err(|error| format!("no PDF/A can be made: {error:?}"))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let metadata = Metadata::new()
        .title(letter.name())
        .authors(vec![letter.invoice.seller.name.clone()])
        .creator("Work Diary".to_owned())
        .language(letter.paper.words.code.to_owned())
        .creation_date(date(&letter.invoice.date));
    document.set_metadata(metadata);
    Ok(document)
}

/// The begin of a day of the contract.
pub(crate) fn date(text: &str) -> DateTime {
    let date: Date = text.parse().unwrap_or_default();
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    DateTime::new(u16::try_from(date.year()).unwrap_or(0))
        .month(part(date.month()))
        .day(part(date.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
}

/// The bytes of the document.
pub(crate) fn finish(document: Option<Document>) -> Result<Vec<u8>, String> {
    let document = document.ok_or("no page was drawn")?;
    document.finish().map_err(|error| match error {
        KrillaError::Validation(errors) => format!("the pages are no PDF/A: {errors:?}"),
        other => format!("the PDF cannot be written: {other}"),
    })
}

/// The picture for the head, if there is one.
pub(crate) fn logo(invoice: &Invoice) -> Result<Option<Image>, String> {
    const MOST_PIXELS: u64 = 4_000_000;
    if invoice.logo.is_empty() {
        return Ok(None);
    }
    let image =
        sheet::image(invoice.logo.clone()).map_err(|error| format!("the logo is no PNG or JPEG: {error}"))?;
    let (width, height) = image.size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!(
            "the logo has `{width} x {height}` pixels; make it smaller: 1200 x 400 print well"
        ));
    }
    Ok(Some(image))
}

/// The name of the file: what it is, its number in plain letters, and DEMO where it is sample data.
pub(crate) fn file_name(invoice: &Invoice, demo: bool) -> String {
    // The numbers of demo homes have the mark themselves.
    let marked = invoice.number.as_ref().is_some_and(|number| number.starts_with("DEMO"));
    let demo = if demo && !marked { "DEMO-" } else { "" };
    let kind = if invoice.credit_note { "credit-note" } else { "invoice" };
    let Some(number) = &invoice.number else { return format!("{demo}DRAFT-{kind}.pdf") };
    let plain = number.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let number: String = plain.flat_map(|part| ["-", part]).collect::<String>().chars().take(60).collect();
    format!("{demo}{kind}{number}.pdf")
}
