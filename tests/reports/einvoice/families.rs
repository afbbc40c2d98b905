//! E-invoices of which each breaks a family of rules, those of taxes and countries included that ours have never.

use workdiary_en16931::{Profile, Syntax};

use super::{Case, sample};

/// Of what kind a file is, and its text.
type File = (String, String);

use Profile::{En16931, FacturX, Peppol, XRechnung};
use Syntax::{Cii, Ubl};

const KINDS: [(Profile, Syntax); 6] =
    [(En16931, Ubl), (En16931, Cii), (FacturX, Cii), (XRechnung, Ubl), (XRechnung, Cii), (Peppol, Ubl)];

fn case((profile, syntax): (Profile, Syntax), category: &str) -> Case {
    let tax = sample::tax(category);
    let invoice = sample::invoice(vec![sample::hours(), sample::fixed(50_000)], tax);
    Case { profile, syntax, currency: ("EUR".to_owned(), 2), demo: false, invoice }
}

/// Those from which the others are made.
pub(super) fn whole() -> Vec<File> {
    let cases = KINDS.iter().map(|kind| case(*kind, "S"));
    cases.map(|case| (format!("{}_whole", case.kind()), case.xml())).collect()
}

pub(super) fn is_whole(name: &str) -> bool {
    name.contains("_whole_")
}

/// One in which texts are replaced wherever they are.
fn edited(kind: (Profile, Syntax), category: &str, edits: &[(&str, &str)]) -> File {
    let case = case(kind, category);
    let mut xml = case.xml();
    for (old, new) in edits {
        assert!(xml.contains(old), "`{old}` is not in {xml}");
        xml = xml.replace(old, new);
    }
    (case.kind(), xml)
}

pub(super) fn broken() -> Vec<File> {
    let mut files = Vec::new();
    for kind in KINDS {
        files.extend(match kind.1 {
            Ubl => taxes(kind, "<cac:ClassifiedTaxCategory>\n    <cbc:ID>", "</cbc:ID>"),
            Cii => taxes(kind, "    <ram:ApplicableTradeTax>\n     <ram:TypeCode>VAT</ram:TypeCode>\n     <ram:CategoryCode>", "<"),
        });
    }
    files.extend(common());
    files.extend(german());
    files.extend(countries());
    files
}

/// Lines of one category, and no sum of it.
fn taxes(kind: (Profile, Syntax), before: &str, after: &str) -> Vec<File> {
    let of = |category: &str| format!("{before}{category}{after}");
    let file = |from: &str, to: &str| edited(kind, from, &[(&of(from), &of(to))]);
    let others = ["Z", "E", "AE", "L", "M", "G", "K", "O", "B"].map(|other| file("S", other));
    others.into_iter().chain([file("Z", "S")]).collect()
}

/// Of the standard itself, as far as `bad.rs` has none, and of Factur-X, which has the same rules once more.
fn common() -> Vec<File> {
    let two_notes = "<cbc:Note>14 days net</cbc:Note><cbc:Note>15 days</cbc:Note>";
    let mut files = vec![edited((En16931, Ubl), "S", &[("<cbc:Note>14 days net</cbc:Note>", two_notes)])];
    // Nothing is exempt from these two taxes.
    let exempt = "<ram:ExemptionReason>None</ram:ExemptionReason><ram:BasisAmount>";
    for kind in [(En16931, Cii), (FacturX, Cii)] {
        for category in ["<ram:CategoryCode>L<", "<ram:CategoryCode>M<"] {
            let edits = [("<ram:CategoryCode>S<", category), ("<ram:BasisAmount>", exempt)];
            files.push(edited(kind, "S", &edits));
        }
    }
    let no_indicator = "<ram:SpecifiedTradeAllowanceCharge><ram:ActualAmount>1.00</ram:ActualAmount>\
        </ram:SpecifiedTradeAllowanceCharge><ram:SpecifiedTradePaymentTerms>";
    let factur_x = [
        ("<ram:Name>Acme GmbH</ram:Name>", ""),
        (">831.01</ram:DuePayableAmount>", ">831.02</ram:DuePayableAmount>"),
        (">831.01</ram:DuePayableAmount>", ">831.010</ram:DuePayableAmount>"),
        ("<ram:ID>2026-017</ram:ID>", "<ram:ID schemeID=\"0088\">2026-017</ram:ID>"),
        ("<ram:Content>Thank you</ram:Content>", "<ram:Content/>"),
        ("<ram:SpecifiedTradePaymentTerms>", no_indicator),
    ];
    files.extend(factur_x.map(|edit| edited((FacturX, Cii), "S", &[edit])));
    files
}

/// Of XRechnung, its extension and its kind for clean vehicles.
fn german() -> Vec<File> {
    let mut files = Vec::new();
    let cius = "urn:xeinkauf.de:kosit:xrechnung_3.0";
    let extension = format!("{cius}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0");
    let vehicles = format!("{cius}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9");
    let document = "<cac:AdditionalDocumentReference><cbc:ID>A</cbc:ID><cac:Attachment><cac:ExternalReference>\
        <cbc:URI>here</cbc:URI></cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>\
        <cac:ProjectReference>";
    let party = "<cac:PartyIdentification><cbc:ID schemeID=\"9999\">1</cbc:ID></cac:PartyIdentification><cac:PartyName>";
    let class = "<cac:CommodityClassification><cbc:ItemClassificationCode listID=\"XX\">1</cbc:ItemClassificationCode>\
        </cac:CommodityClassification><cac:ClassifiedTaxCategory>";
    for edits in [
        vec![("InvoicePeriod>", "Period>")],
        vec![("<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>", "")],
        vec![("<cac:ProjectReference>", document)],
        vec![(cius, &extension), ("<cac:PartyName>", party)],
        vec![(cius, &vehicles), ("<cac:ClassifiedTaxCategory>", class)],
    ] {
        files.push(edited((XRechnung, Ubl), "S", &edits));
    }
    let document = "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>A</ram:IssuerAssignedID>\
        <ram:URIID>here</ram:URIID><ram:TypeCode>916</ram:TypeCode></ram:AdditionalReferencedDocument>\
        <ram:SpecifiedProcuringProject>";
    let party = "<ram:GlobalID schemeID=\"9999\">1</ram:GlobalID><ram:Name>Ada Lovelace</ram:Name>";
    let class = "<ram:Name>Retainer</ram:Name><ram:DesignatedProductClassification><ram:ClassCode listID=\"XX\">1\
        </ram:ClassCode></ram:DesignatedProductClassification>";
    for edits in [
        vec![("BillingSpecifiedPeriod>", "Period>"), ("ActualDeliverySupplyChainEvent>", "Event>")],
        vec![("<ram:ID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</ram:ID>", "")],
        vec![("<ram:SpecifiedProcuringProject>", document)],
        vec![(cius, &extension), ("<ram:Name>Ada Lovelace</ram:Name>", party)],
        vec![(cius, &vehicles), ("<ram:Name>Retainer</ram:Name>", class)],
    ] {
        files.push(edited((XRechnung, Cii), "S", &edits));
    }
    files
}

/// Of sellers in each country that Peppol has rules for; some of their numbers are German still.
fn countries() -> Vec<File> {
    let peppol = |edits: &[(&str, &str)]| edited((Peppol, Ubl), "S", edits);
    let seller = |country: &str, edits: &[(&str, &str)]| {
        let code = format!(">{country}</cbc:IdentificationCode>");
        let vat_id = format!(">{country}123456789<");
        peppol(
            &[&[(">DE</cbc:IdentificationCode>", code.as_str()), (">DE123456789<", &vat_id)], edits].concat(),
        )
    };
    vec![
        seller("DK", &[("<cbc:CompanyID>HRB 4711</cbc:CompanyID>", "")]),
        seller("EL", &[(">EL</cbc:IdentificationCode>", ">GR</cbc:IdentificationCode>")]),
        seller("IS", &[]),
        seller("IT", &[("<cbc:PostalZone>10115</cbc:PostalZone>", "")]),
        seller("NL", &[]),
        seller("NO", &[]),
        seller("SE", &[]),
    ]
}
