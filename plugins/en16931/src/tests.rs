//! What is refused, and that a hostile text stands in both syntaxes whole; `tests/reports` has the official rules.

use rstest::rstest;
use serde_json::json;
use workdiary_sdk::{Invoice, Trader};

use crate::{Document, Profile, Refused, Syntax, write};

/// One that every profile takes.
fn invoice() -> Invoice {
    let trader = |name: &str, vat_id: &str| {
        json!({
            "name": name, "trading_name": "", "street": ["Hauptstr. 1"], "city": "Berlin", "postcode": "10115",
            "region": "", "country": "DE", "vat_id": vat_id, "tax_number": "", "registration": "",
            "registration_scheme": "", "legal_notice": "", "endpoint": vat_id, "endpoint_scheme": "9930",
            "contact": "Ada", "phone": "+49 30 1234567", "email": "ada@acme.example",
        })
    };
    let line = json!({ "week": 2_989_296, "text": "Time", "minutes": 95, "rate": 8_500, "amount": 13_458 });
    serde_json::from_value(json!({
        "number": "2026-017", "credit_note": false, "corrects": null, "corrects_date": null,
        "date": "2026-11-23", "due": "2026-12-07", "seller": trader("Ada", "DE123456789"),
        "buyer": trader("Acme", "DE987654321"), "lines": [line],
        "tax": { "category": "S", "rate": 1_900, "reason": "", "reason_code": "" },
        "net": 13_458, "tax_amount": 2_557, "gross": 16_015,
        "payment": { "means": "58", "account": "DE75512108001245126199", "account_name": "", "bic": "",
            "reference": "", "terms": "" },
        "buyer_reference": "04011000-12345-03", "order_reference": "", "contract_reference": "",
        "project_reference": "", "note": "", "logo": [],
    }))
    .unwrap()
}

fn written(invoice: &Invoice, profile: Profile, syntax: Syntax) -> Result<String, Refused> {
    let document = Document { invoice, contract: "acme", currency: "EUR", currency_digits: 2, demo: false };
    write(&document, profile, syntax)
}

fn refused(invoice: &Invoice, profile: Profile) -> String {
    let syntax = if profile == Profile::FacturX { Syntax::Cii } else { Syntax::Ubl };
    written(invoice, profile, syntax).unwrap_err().to_string()
}

#[rstest]
#[case(Profile::En16931, Syntax::Ubl, None)]
#[case(Profile::En16931, Syntax::Cii, None)]
#[case(Profile::XRechnung, Syntax::Ubl, None)]
#[case(Profile::XRechnung, Syntax::Cii, None)]
#[case(Profile::Peppol, Syntax::Ubl, None)]
#[case(Profile::FacturX, Syntax::Cii, None)]
#[case(Profile::Peppol, Syntax::Cii, Some("`peppol` is written in `ubl` only"))]
#[case(Profile::FacturX, Syntax::Ubl, Some("`factur-x` is written in `cii` only"))]
fn a_profile_has_its_syntaxes(#[case] profile: Profile, #[case] syntax: Syntax, #[case] told: Option<&str>) {
    let refused = written(&invoice(), profile, syntax).err().map(|why| why.to_string());
    assert_eq!(refused.as_deref(), told);
}

#[rstest]
#[case::seller(Profile::En16931, |of: &mut Invoice| of.seller.name = " \n".into(), "seller.name")]
#[case::country(Profile::En16931, |of: &mut Invoice| of.buyer.country.clear(), "buyer.country")]
#[case::no_code(Profile::FacturX, |of: &mut Invoice| of.seller.country = "Germany".into(), "seller.country")]
#[case::vat_id(Profile::En16931, |of: &mut Invoice| of.seller.vat_id.clear(), "seller.vat_id")]
#[case::vat_country(Profile::En16931, |of: &mut Invoice| of.buyer.vat_id = "123".into(), "buyer.vat_id")]
#[case::reversed(Profile::En16931, |of: &mut Invoice| {
    of.tax.category = "AE".into();
    of.buyer.vat_id.clear();
}, "buyer.vat_id")]
#[case::exempt(Profile::En16931, |of: &mut Invoice| of.tax.category = "E".into(), "tax.reason")]
#[case::category(Profile::En16931, |of: &mut Invoice| of.tax.category = "K".into(), "tax.category")]
#[case::rate(Profile::En16931, |of: &mut Invoice| of.tax.rate = 49, "tax.rate")]
#[case::account(Profile::En16931, |of: &mut Invoice| of.payment.account.clear(), "payment.account")]
#[case::means(Profile::En16931, |of: &mut Invoice| of.payment.means.clear(), "payment.means")]
#[case::card(Profile::En16931, |of: &mut Invoice| of.payment.means = "59".into(), "payment.means")]
#[case::terms(Profile::En16931, |of: &mut Invoice| of.due = None, "payment.terms")]
#[case::scheme(Profile::En16931, |of: &mut Invoice| of.buyer.endpoint_scheme.clear(), "buyer.endpoint_scheme")]
#[case::leitweg(Profile::XRechnung, |of: &mut Invoice| of.buyer_reference.clear(), "buyer_reference")]
#[case::endpoint(Profile::XRechnung, |of: &mut Invoice| of.buyer.endpoint.clear(), "buyer.endpoint")]
#[case::phone(Profile::XRechnung, |of: &mut Invoice| of.seller.phone.clear(), "seller.phone")]
#[case::mail(Profile::Peppol, |of: &mut Invoice| of.buyer.endpoint_scheme = "EM".into(), "buyer.endpoint_scheme")]
#[case::reference(Profile::Peppol, |of: &mut Invoice| {
    of.buyer.country = "FR".into();
    of.buyer_reference.clear();
}, "buyer_reference")]
fn what_is_missing_is_told_by_its_setting(
    #[case] profile: Profile,
    #[case] spoil: fn(&mut Invoice),
    #[case] field: &str,
) {
    let mut invoice = invoice();
    spoil(&mut invoice);
    let told = refused(&invoice, profile);
    assert!(told.starts_with(&format!("`{field}` is ")), "{told}");
    assert!(told.ends_with(&format!("hint: `workdiary invoice settings acme --set {field}=…`")), "{told}");
}

#[test]
fn all_that_is_missing_is_told_at_once_and_before_a_number() {
    let mut draft = invoice();
    draft.number = None;
    draft.seller.vat_id.clear();
    draft.payment.account.clear();
    let told = [
        "`seller.vat_id` is missing: the VAT number of the seller (BT-31), or `seller.tax_number` (BT-32), is needed \
         for category `S`",
        "`payment.account` is missing: the account to pay to, such as an IBAN (BT-84), is needed for means `58`",
        "hint: `workdiary invoice settings acme --set seller.vat_id=…`",
    ];
    assert_eq!(refused(&draft, Profile::En16931), told.join("; "));
    draft.seller.tax_number = "12/345/67890".to_owned();
    draft.payment.account = "4711".to_owned();
    let told = refused(&draft, Profile::En16931);
    assert!(told.starts_with("the invoice of `acme` is a draft, and an e-invoice has a number"), "{told}");
}

#[test]
fn however_much_is_missing_fits_into_what_a_report_may_say() {
    let mut invoice = invoice();
    for trader in [&mut invoice.seller, &mut invoice.buyer] {
        *trader = Trader { country: "Deutschland ".repeat(20), vat_id: "1".repeat(200), ..blank() };
    }
    invoice.payment.account.clear();
    invoice.buyer_reference.clear();
    let told = refused(&invoice, Profile::XRechnung);
    assert!(told.contains("; and `buyer.vat_id`, `payment.account`, ") && told.ends_with("=…`"), "{told}");
    assert!(told.chars().count() <= 1_000, "{} in {told}", told.chars().count());
}

fn blank() -> Trader {
    let Invoice { mut seller, .. } = invoice();
    for text in [
        &mut seller.name,
        &mut seller.city,
        &mut seller.postcode,
        &mut seller.endpoint,
        &mut seller.endpoint_scheme,
        &mut seller.contact,
        &mut seller.phone,
        &mut seller.email,
    ] {
        text.clear();
    }
    seller
}

#[test]
fn a_credit_note_needs_no_terms_but_what_it_takes_back() {
    let mut note = invoice();
    (note.credit_note, note.due) = (true, None);
    (note.corrects, note.corrects_date) = (Some("2026-016".to_owned()), Some("2026-11-02".to_owned()));
    for (syntax, code) in
        [(Syntax::Ubl, ">381</cbc:CreditNoteTypeCode>"), (Syntax::Cii, ">381</ram:TypeCode>")]
    {
        let xml = written(&note, Profile::En16931, syntax).unwrap();
        assert!(xml.contains(code) && xml.contains(">2026-016<"), "{xml}");
    }
}

#[test]
fn an_amount_that_cannot_be_is_refused() {
    let mut invoice = invoice();
    let dinar =
        Document { invoice: &invoice, contract: "acme", currency: "KWD", currency_digits: 3, demo: false };
    let told = write(&dinar, Profile::En16931, Syntax::Ubl).unwrap_err().to_string();
    assert!(told.starts_with("`KWD` has 3 decimals"), "{told}");
    invoice.lines[0].rate = Some(-1);
    assert!(refused(&invoice, Profile::En16931).contains("a rate of -1 in minor units, below zero"));
    invoice.lines.clear();
    assert!(refused(&invoice, Profile::En16931).starts_with("the invoice has no line"));
}

#[rstest]
fn a_hostile_text_is_inert_and_whole(#[values(Syntax::Ubl, Syntax::Cii)] syntax: Syntax) {
    let mut invoice = invoice();
    let long = "ж".repeat(10_000);
    invoice.lines[0].text = format!("</cbc:Name>&amp;<!-- \u{1b}[2J\0 =1+1 \u{202e}שלום 👩‍💻 ]]>{long}");
    let xml = written(&invoice, Profile::En16931, syntax).unwrap();
    let whole = "&lt;/cbc:Name&gt;&amp;amp;&lt;!-- ␛[2J␀ =1+1 \u{202e}שלום 👩‍💻 ]]&gt;";
    assert!(xml.contains(&format!("{whole}{long}</")), "{xml}");
}
