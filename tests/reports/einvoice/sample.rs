//! An invoice with all that one can have, from which the others are made.

use workdiary_sdk::{Invoice, InvoiceLine, Payment, Tax, Trader, money};

/// Monday, 2 November 2026.
pub(super) const WEEK: u32 = 2_989_296;

/// With sums over these lines.
pub(super) fn invoice(lines: Vec<InvoiceLine>, tax: Tax) -> Invoice {
    let net = lines.iter().map(|line| line.amount).sum();
    let tax_amount = money::share(net, tax.rate, money::Rounding::HalfAwayFromZero).unwrap();
    Invoice {
        number: Some("2026-017".to_owned()),
        credit_note: false,
        corrects: None,
        corrects_date: None,
        date: "2026-11-23".to_owned(),
        due: Some("2026-12-07".to_owned()),
        seller: trader("Ada Lovelace", "DE", "DE123456789"),
        buyer: trader("Acme GmbH", "DE", "DE987654321"),
        lines,
        tax,
        net,
        tax_amount,
        gross: net + tax_amount,
        payment: payment(),
        buyer_reference: "04011000-12345-03".to_owned(),
        order_reference: "PO-7".to_owned(),
        contract_reference: "C-1".to_owned(),
        project_reference: "P-1".to_owned(),
        note: "Thank you".to_owned(),
        logo: Vec::new(),
    }
}

pub(super) fn trader(name: &str, country: &str, vat_id: &str) -> Trader {
    Trader {
        name: name.to_owned(),
        trading_name: format!("{name} & friends"),
        street: ["Hauptstr. 1", "Hinterhaus", "3. OG"].map(str::to_owned).into(),
        city: "Berlin".to_owned(),
        postcode: "10115".to_owned(),
        region: "Berlin".to_owned(),
        country: country.to_owned(),
        vat_id: vat_id.to_owned(),
        tax_number: "12/345/67890".to_owned(),
        registration: "HRB 4711".to_owned(),
        registration_scheme: String::new(),
        legal_notice: "Amtsgericht Charlottenburg".to_owned(),
        endpoint: vat_id.to_owned(),
        endpoint_scheme: "9930".to_owned(),
        contact: "Ada".to_owned(),
        phone: "+49 30 1234567".to_owned(),
        email: "ada@acme.example".to_owned(),
    }
}

fn payment() -> Payment {
    Payment {
        means: "58".to_owned(),
        account: "DE75 5121 0800 1245 1261 99".to_owned(),
        account_name: "Ada Lovelace".to_owned(),
        bic: "SOLADEST600".to_owned(),
        reference: "2026-017".to_owned(),
        terms: "14 days net".to_owned(),
    }
}

pub(super) fn tax(category: &str) -> Tax {
    let (rate, reason, code) = match category {
        "S" => (1_900, "", ""),
        "E" => (0, "Kleinunternehmer", ""),
        "AE" => (0, "", "VATEX-EU-AE"),
        _ => (0, "", ""),
    };
    Tax { category: category.to_owned(), rate, reason: reason.to_owned(), reason_code: code.to_owned() }
}

/// Two hours and a third at 85.00.
pub(super) fn hours() -> InvoiceLine {
    InvoiceLine {
        week: WEEK,
        text: "Tracked time".to_owned(),
        minutes: 140,
        rate: Some(8_500),
        amount: 19_833,
    }
}

pub(super) fn fixed(amount: i64) -> InvoiceLine {
    InvoiceLine { week: WEEK, text: "Retainer".to_owned(), minutes: 0, rate: None, amount }
}
