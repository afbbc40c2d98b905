//! E-invoices of which one thing is broken, each by the rules of one family.

use workdiary_en16931::{Profile, Syntax};
use workdiary_sdk::Tax;

use super::{Case, sample};

/// A broken e-invoice.
pub(super) struct Bad {
    pub(super) kind: String,
    pub(super) xml: String,
    /// All rules that it fails.
    pub(super) fails: Vec<&'static str>,
}

/// A good one in which a text is replaced: it must be there once.
fn bad(
    profile: Profile,
    syntax: Syntax,
    category: &str,
    old: &str,
    new: &str,
    fails: &[&'static str],
) -> Bad {
    broken(&case(profile, syntax, sample::tax(category)), old, new, fails)
}

fn case(profile: Profile, syntax: Syntax, tax: Tax) -> Case {
    let invoice = sample::invoice(vec![sample::hours(), sample::fixed(50_000)], tax);
    Case { profile, syntax, currency: ("EUR".to_owned(), 2), demo: false, invoice }
}

fn broken(case: &Case, old: &str, new: &str, fails: &[&'static str]) -> Bad {
    let good = case.xml();
    assert_eq!(good.matches(old).count(), 1, "`{old}` in {good}");
    Bad { kind: case.kind(), xml: good.replace(old, new), fails: fails.to_vec() }
}

/// The schema that the standard binds, by its name in `check/einvoice.py`.
const CII_D16B: &str = "CII D16B of Factur-X 1.0.06";

pub(super) fn cases() -> Vec<Bad> {
    use Profile::{En16931, FacturX, Peppol, XRechnung};
    use Syntax::{Cii, Ubl};
    let mut cases = vec![
        bad(En16931, Ubl, "S", "<cbc:RegistrationName>Acme GmbH</cbc:RegistrationName>", "", &["BR-07"]),
        bad(En16931, Cii, "S", "<ram:Name>Acme GmbH</ram:Name>", "", &["BR-07"]),
        bad(En16931, Ubl, "S", ">831.01</cbc:PayableAmount>", ">831.02</cbc:PayableAmount>", &["BR-CO-16"]),
        bad(
            En16931,
            Cii,
            "S",
            ">831.01</ram:DuePayableAmount>",
            ">831.02</ram:DuePayableAmount>",
            &["BR-CO-16"],
        ),
        bad(
            En16931,
            Ubl,
            "S",
            "<cbc:TaxableAmount currencyID=\"EUR\">698.33",
            "<cbc:TaxableAmount currencyID=\"EUR\">700.33",
            &["BR-S-08"],
        ),
        bad(En16931, Cii, "S", "<ram:BasisAmount>698.33", "<ram:BasisAmount>700.33", &["BR-S-08"]),
        bad(
            En16931,
            Ubl,
            "Z",
            "<cbc:TaxableAmount currencyID=\"EUR\">698.33",
            "<cbc:TaxableAmount currencyID=\"EUR\">700.33",
            &["BR-Z-08"],
        ),
        bad(En16931, Cii, "Z", "<ram:BasisAmount>698.33", "<ram:BasisAmount>700.33", &["BR-Z-08"]),
        bad(
            En16931,
            Ubl,
            "E",
            "<cbc:TaxExemptionReason>Kleinunternehmer</cbc:TaxExemptionReason>",
            "",
            &["BR-E-10"],
        ),
        bad(
            En16931,
            Cii,
            "E",
            "<ram:ExemptionReason>Kleinunternehmer</ram:ExemptionReason>",
            "",
            &["BR-E-10"],
        ),
        bad(
            En16931,
            Ubl,
            "AE",
            "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>",
            "",
            &["BR-AE-10"],
        ),
        bad(
            En16931,
            Cii,
            "AE",
            "<ram:ExemptionReasonCode>VATEX-EU-AE</ram:ExemptionReasonCode>",
            "",
            &["BR-AE-10"],
        ),
        bad(
            En16931,
            Ubl,
            "S",
            "<cbc:TaxableAmount currencyID=\"EUR\">698.33",
            "<cbc:TaxableAmount currencyID=\"EUR\">698.330",
            &["BR-DEC-19", "UBL-DT-01"],
        ),
        bad(En16931, Cii, "S", "<ram:BasisAmount>698.33", "<ram:BasisAmount>698.330", &["BR-DEC-19"]),
        bad(
            En16931,
            Ubl,
            "S",
            "<cbc:DocumentCurrencyCode>EUR",
            "<cbc:DocumentCurrencyCode>EUX",
            &["BR-CL-04", "BR-CO-15"],
        ),
        bad(
            En16931,
            Cii,
            "S",
            "<ram:InvoiceCurrencyCode>EUR",
            "<ram:InvoiceCurrencyCode>EUX",
            &["BR-CL-04", "BR-CO-15", CII_D16B],
        ),
        bad(
            En16931,
            Ubl,
            "S",
            "<cbc:IssueDate>2026-11-23</cbc:IssueDate>",
            "<cbc:IssueDate>2026-11-23</cbc:IssueDate><cbc:IssueTime>12:00:00Z</cbc:IssueTime>",
            &["UBL-CR-006"],
        ),
        bad(
            En16931,
            Ubl,
            "S",
            "schemeID=\"9930\">DE987654321",
            "schemeID=\"9930\" schemeName=\"VAT\">DE987654321",
            &["UBL-DT-08"],
        ),
        bad(
            En16931,
            Cii,
            "S",
            "<ram:TypeCode>380</ram:TypeCode>",
            "<ram:TypeCode name=\"invoice\">380</ram:TypeCode>",
            &["CII-DT-008", CII_D16B, "Factur-X 1.09.2"],
        ),
        bad(
            En16931,
            Cii,
            "S",
            "<ram:TypeCode>380</ram:TypeCode>",
            "<ram:Name>invoice</ram:Name><ram:TypeCode>380</ram:TypeCode>",
            &["CII-SR-013", CII_D16B, "Factur-X 1.09.2"],
        ),
        bad(
            XRechnung,
            Ubl,
            "S",
            "<cbc:BuyerReference>04011000-12345-03</cbc:BuyerReference>",
            "",
            &["BR-DE-15"],
        ),
        bad(
            XRechnung,
            Cii,
            "S",
            "<ram:BuyerReference>04011000-12345-03</ram:BuyerReference>",
            "",
            &["BR-DE-15"],
        ),
        bad(
            Peppol,
            Ubl,
            "S",
            "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>",
            "",
            &["PEPPOL-EN16931-R001", "PEPPOL-EN16931-R007"],
        ),
        bad(
            FacturX,
            Cii,
            "S",
            "<ram:LineTotalAmount>698.33",
            "<ram:LineTotalAmount>698.34",
            &["BR-CO-10", "BR-CO-13"],
        ),
        bad(FacturX, Cii, "S", "unitCode=\"HUR\"", "unitCode=\"HUX\"", &["BR-CL-23", "FX-SCH-A-000613"]),
        bad(
            FacturX,
            Cii,
            "S",
            "<ram:ID>2026-017</ram:ID>",
            "<ram:ID schemeID=\"0088\">2026-017</ram:ID>",
            &["CII-DT-005", "unused"],
        ),
        bad(En16931, Ubl, "S", "<cbc:ID>2026-017</cbc:ID>", "", &["BR-02", "UBL 2.1"]),
        bad(En16931, Cii, "S", "<ram:ID>2026-017</ram:ID>", "", &["BR-02", CII_D16B, "Factur-X 1.09.2"]),
        bad(
            En16931,
            Cii,
            "S",
            "<ram:ID>2026-017</ram:ID>",
            "<ram:Id/>",
            &["BR-02", CII_D16B, "CII D22B", "Factur-X 1.09.2"],
        ),
    ];
    let mut gln = case(Peppol, Ubl, sample::tax("S"));
    gln.invoice.buyer.endpoint = "4000001000005".to_owned();
    gln.invoice.buyer.endpoint_scheme = "0088".to_owned();
    cases.push(broken(&gln, ">4000001000005<", ">4000001000006<", &["PEPPOL-COMMON-R040"]));
    cases
}
