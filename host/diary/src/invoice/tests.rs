//! Invoices as the domain makes them: sums, defaults, credit notes.

use super::*;
use crate::contract::{ContractStatus, ManualPolicy};
use proptest::prelude::*;
use rstest::rstest;

fn contract(currency: &str) -> Contract {
    Contract {
        id: "acme".parse().unwrap(),
        title: "Parser".to_owned(),
        client: Party {
            name: "Acme GmbH".to_owned(),
            address: "Weg 1\n10115 Berlin".to_owned(),
            ..Party::default()
        },
        freelancer: Party {
            name: "Ada".to_owned(),
            tax_id: "DE123456789".to_owned(),
            email: "ada@example.org".to_owned(),
            ..Party::default()
        },
        currency: currency.parse().unwrap(),
        manual: ManualPolicy::Allowed,
        time_zone: "UTC".to_owned(),
        labels: None,
        status: ContractStatus::Active,
        rules: Vec::new(),
        rates: Vec::new(),
        limits: Vec::new(),
    }
}

fn settings(changes: &[(&str, &str)]) -> InvoiceSettings {
    let changes: Vec<_> = changes.iter().map(|(field, value)| ((*field).into(), (*value).into())).collect();
    InvoiceSettings::default().with(&changes).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn line(text: &str, minutes: u32, amount: i64) -> Line {
    Line { text: text.to_owned(), minutes, rate: Some(8_500), amount }
}

fn draft(settings: &InvoiceSettings, currency: &str, lines: Vec<Line>) -> Invoice {
    let week = Week::of_date(day("2026-11-16"));
    Invoice::draft(
        &contract(currency),
        settings,
        String::new(),
        (week, week),
        &[(week, lines)],
        day("2026-11-23"),
    )
    .unwrap()
}

#[test]
fn lines_are_summed_and_then_taxed() {
    let german = settings(&[("tax.category", "S"), ("tax.rate", "19"), ("language", "de")]);
    let invoice =
        draft(&german, "EUR", vec![line("Tracked time", 20, 2_833), line("Manual time", 10, 1_417)]);
    assert_eq!((invoice.net, invoice.tax_amount, invoice.gross), (4_250, 808, 5_058));
    assert_eq!(invoice.lines[0].text, "Erfasste Zeit");
    assert_eq!((invoice.minutes(), invoice.due), (30, Some(day("2026-12-07"))));
    assert_eq!(invoice.check(), Ok(()));
}

#[test]
fn what_is_left_open_comes_from_the_contract() {
    let invoice = draft(&settings(&[("buyer.name", "Acme Holding")]), "EUR", Vec::new());
    assert_eq!((invoice.seller.name.as_str(), invoice.seller.vat_id.as_str()), ("Ada", "DE123456789"));
    assert_eq!(
        (invoice.buyer.name.as_str(), invoice.buyer.street.as_str()),
        ("Acme Holding", "Weg 1\n10115 Berlin")
    );
    assert_eq!(invoice.check(), Err(NoInvoice::Missing("tax.category")));
    let placed = draft(&settings(&[("buyer.city", "Berlin"), ("tax.category", "Z")]), "EUR", Vec::new());
    assert_eq!((placed.buyer.street.as_str(), placed.check()), ("", Err(NoInvoice::Nothing)));
}

#[rstest]
#[case("DE89370400440532013000", "EUR", "", "58")]
#[case("DE89370400440532013000", "USD", "", "30")]
#[case("12-345/67", "EUR", "", "30")]
#[case("DE89370400440532013000", "EUR", "31", "31")]
#[case("", "EUR", "", "")]
fn the_means_of_payment_follow_from_the_account(
    #[case] account: &str,
    #[case] currency: &str,
    #[case] said: &str,
    #[case] means: &str,
) {
    let invoice =
        draft(&settings(&[("payment.account", account), ("payment.means", said)]), currency, Vec::new());
    assert_eq!(invoice.payment.means, means);
    assert_eq!(invoice.payment.account_name, if account.is_empty() { "" } else { "Ada" });
}

#[test]
fn a_credit_note_names_what_it_takes_back() {
    let settings = settings(&[("tax.category", "AE")]);
    let draft = draft(&settings, "EUR", vec![line("Tracked time", 20, 2_833)]);
    assert_eq!(draft.credit_note(day("2026-12-01")), None);
    let invoice = draft.numbered("2026-0001".to_owned());
    assert_eq!(invoice.payment.reference, "2026-0001");
    assert_eq!((invoice.tax.reason_code.as_str(), invoice.gross), ("VATEX-EU-AE", 2_833));
    let note = invoice.credit_note(day("2026-12-01")).unwrap().numbered("2026-0002".to_owned());
    let corrects = Corrects { number: "2026-0001".to_owned(), date: day("2026-11-23") };
    assert_eq!((note.corrects, note.gross, note.due), (Some(corrects), 2_833, None));
    assert_eq!(note.payment.reference, "2026-0001");
}

proptest! {
    #[test]
    fn sums_hold_to_the_cent(amounts in prop::collection::vec(-1_000_000i64..1_000_000_000, 0..20), rate in 1u32..10_001) {
        let rate = format!("{}.{:02}", rate / 100, rate % 100);
        let taxed = settings(&[("tax.category", "S"), ("tax.rate", &rate)]);
        let invoice = draft(&taxed, "EUR", amounts.iter().map(|amount| line("x", 10, *amount)).collect());
        prop_assert_eq!(invoice.net, amounts.iter().sum::<i64>());
        prop_assert_eq!(invoice.gross, invoice.net + invoice.tax_amount);
        let exact = i128::from(invoice.net) * i128::from(invoice.tax.rate);
        prop_assert!((i128::from(invoice.tax_amount) * 10_000 - exact).abs() <= 5_000);
    }
}
