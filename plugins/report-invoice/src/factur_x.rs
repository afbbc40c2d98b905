//! The e-invoice inside: Factur-X, an XML of EN 16931 that the document carries as a file and names in its metadata.

use krilla::Document;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::DateTime;

/// As readers look for it.
const NAME: &str = "factur-x.xml";

/// Attaches the XML.
pub(crate) fn attach(document: &mut Document, xml: String, date: DateTime) -> Result<(), String> {
    let file = EmbeddedFile {
        path: NAME.to_owned(),
        mime_type: MimeType::new("text/xml"),
        description: Some("Factur-X".to_owned()),
        association_kind: AssociationKind::Alternative,
        data: xml.into_bytes().into(),
        modification_date: Some(date),
        compress: Some(true),
        location: None,
    };
    document.embed_file(file).map(drop).ok_or_else(|| format!("`{NAME}` is attached already"))
}

/// Says in the metadata of a finished document what it carries; krilla has no words for it. Objects after the
/// metadata move by what is added, and so does the table of their places.
pub(crate) fn named(pdf: &[u8]) -> Result<Vec<u8>, String> {
    name(pdf).ok_or_else(|| "the metadata of the PDF is not as expected".to_owned())
}

fn name(pdf: &[u8]) -> Option<Vec<u8>> {
    let table = number(after_last(pdf, b"startxref\n")?)?;
    let trailer = after_last(pdf, b"trailer\n")?;
    let entries = table + find(&pdf[table..], b"0000000000 65535 f")?;
    let place = |object: usize| number(pdf.get(entries + object * ENTRY..)?);
    let catalog = place(number(after(trailer, b"/Root ")?)?)?;
    let metadata = place(number(after(&pdf[catalog..], b"/Metadata ")?)?)?;

    let head = metadata + find(&pdf[metadata..], b"/Length ")? + b"/Length ".len();
    let length = number(&pdf[head..])?;
    let head_end = head + length.to_string().len();
    let start = head_end + find(&pdf[head_end..], b"stream\n")? + b"stream\n".len();
    let xmp = std::str::from_utf8(pdf.get(start..start + length)?).ok()?;
    let (schemas, rest) = xmp.rsplit_once(SCHEMAS_END)?;
    let (rest, end) = rest.rsplit_once(RDF_END)?;
    let xmp = [schemas, SCHEMA, SCHEMAS_END, rest, PROPERTIES, RDF_END, end].concat();

    let object = [&pdf[metadata..head], xmp.len().to_string().as_bytes(), &pdf[head_end..start]].concat();
    let mut named =
        [&pdf[..metadata], object.as_slice(), xmp.as_bytes(), &pdf[start + length..entries]].concat();
    let grown = named.len() - entries;
    let (places, tail) = pdf[entries..].split_at(find(&pdf[entries..], b"trailer\n")?);
    for entry in places.chunks(ENTRY) {
        let place = number(entry)?;
        let moved = if place > metadata { place + grown } else { place };
        named.extend(format!("{moved:010}").bytes());
        named.extend(entry.get(10..)?);
    }
    let tail_end = tail.len() - after_last(tail, b"startxref\n")?.len();
    named.extend(&tail[..tail_end]);
    named.extend(format!("{}\n%%EOF", table + grown).bytes());
    Some(named)
}

/// Bytes of an entry in the table of places.
const ENTRY: usize = 20;

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn after<'a>(bytes: &'a [u8], what: &[u8]) -> Option<&'a [u8]> {
    bytes.get(find(bytes, what)? + what.len()..)
}

fn after_last<'a>(bytes: &'a [u8], what: &[u8]) -> Option<&'a [u8]> {
    let place = bytes.windows(what.len()).rposition(|window| window == what)?;
    bytes.get(place + what.len()..)
}

/// The number with which bytes begin.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

const SCHEMAS_END: &str = "</rdf:Bag></pdfaExtension:schemas>";
const RDF_END: &str = "</rdf:RDF>";

macro_rules! property {
    ($name:literal, $what:literal) => {
        concat!(
            "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>",
            $name,
            "</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>",
            "<pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>",
            $what,
            "</pdfaProperty:description></rdf:li>"
        )
    };
}

/// What the properties mean, which PDF/A wants to be told.
const SCHEMA: &str = concat!(
    "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>",
    "<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>",
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>",
    property!("DocumentFileName", "Name of the embedded XML invoice file"),
    property!("DocumentType", "INVOICE"),
    property!("Version", "Version of the standard of the XML invoice"),
    property!("ConformanceLevel", "Conformance level of the XML invoice"),
    "</rdf:Seq></pdfaSchema:property></rdf:li>"
);

const PROPERTIES: &str = concat!(
    "<rdf:Description rdf:about=\"\" xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">",
    "<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
    "<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>"
);
