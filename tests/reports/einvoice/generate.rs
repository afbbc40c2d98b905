//! Invoices of all kinds, the same at each run: categories, currencies, profiles, texts that want to be
//! something else, one line and many, credit notes, sums of nothing.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use workdiary_en16931::Profile;
use workdiary_sdk::{Invoice, InvoiceLine, Payment, Rounding, Tax, Trader, money};

use super::hostile::{hostile, perhaps, said};
use super::{Case, example, sample};

/// So many, drawn from a fixed seed.
pub(super) fn cases(count: usize) -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    let strategy = case();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

const CURRENCIES: [(&str, u8); 6] = [("EUR", 2), ("EUR", 2), ("USD", 2), ("JPY", 0), ("CHF", 2), ("UAH", 2)];
/// A country, and a VAT number in it.
const COUNTRIES: [(&str, &str); 4] =
    [("DE", "DE123456789"), ("FR", "FR32123456789"), ("AT", "ATU12345678"), ("UA", "UA1234567")];
/// Code of EAS, and an address of that kind.
const ENDPOINTS: [(&str, &str); 3] =
    [("0088", "4000001000005"), ("9930", "DE123456789"), ("EM", "rechnung@acme.example")];
/// Code of ICD, and a number in that register.
const REGISTERS: [(&str, &str); 4] = [("", ""), ("", "HRB 4711"), ("0002", "732829320"), ("0204", "991-1-2")];

fn case() -> impl Strategy<Value = Case> {
    let head = (select(&example::KINDS[..]), select(&CURRENCIES[..]), any::<bool>());
    (head, tax()).prop_flat_map(|((kind, currency, demo), tax)| {
        invoice(tax, kind.0).prop_map(move |invoice| Case {
            profile: kind.0,
            syntax: kind.1,
            currency: (currency.0.to_owned(), currency.1),
            demo,
            invoice,
        })
    })
}

fn tax() -> impl Strategy<Value = Tax> {
    let tax = |category: &str, rate, reason: String, code: &str| Tax {
        category: category.to_owned(),
        rate,
        reason,
        reason_code: code.to_owned(),
    };
    prop_oneof![
        select(&[1_900, 2_000, 770, 550, 50, 10_000][..]).prop_map(move |rate| tax(
            "S",
            rate,
            String::new(),
            ""
        )),
        Just(tax("Z", 0, String::new(), "")),
        hostile().prop_map(move |reason| tax("E", 0, reason, "")),
        perhaps().prop_map(move |reason| tax("E", 0, reason, "VATEX-EU-132")),
        perhaps().prop_map(move |reason| tax("AE", 0, reason, "VATEX-EU-AE")),
        perhaps().prop_map(move |reason| tax("AE", 0, reason, "")),
    ]
}

fn line() -> impl Strategy<Value = InvoiceLine> {
    let week = (0u32..60).prop_map(|weeks| sample::WEEK - 1_008 * weeks);
    let rounding =
        select(&[Rounding::HalfAwayFromZero, Rounding::HalfEven, Rounding::Up, Rounding::Down][..]);
    let rate = prop_oneof![Just(0), 1i64..100_000, 1i64..1_000_000_000];
    let timed = (week.clone(), said(false), 0u32..10_081, rate, rounding).prop_map(
        |(week, text, minutes, rate, rounding)| {
            let amount = money::amount(rate, minutes, rounding).unwrap();
            InvoiceLine { week, text, minutes, rate: Some(rate), amount }
        },
    );
    let fixed = (week, said(false), -1_000_000i64..1_000_000).prop_map(|(week, text, amount)| InvoiceLine {
        week,
        text,
        minutes: 0,
        rate: None,
        amount,
    });
    prop_oneof![3 => timed, 1 => fixed]
}

fn lines() -> impl Strategy<Value = Vec<InvoiceLine>> {
    let cancelled = (1i64..1_000_000).prop_map(|amount| vec![sample::fixed(amount), sample::fixed(-amount)]);
    let nothing = Just(vec![sample::fixed(0)]);
    prop_oneof![20 => vec(line(), 1..6), 1 => vec(line(), 150..200), 1 => cancelled, 1 => nothing]
}

/// Whether the profile wants what the norm leaves open.
fn needs_all(profile: Profile) -> bool {
    !matches!(profile, Profile::En16931 | Profile::FacturX)
}

/// Where it sits, its VAT number, and whether that must be there.
fn trader(profile: Profile, needs_vat_id: bool) -> impl Strategy<Value = Trader> {
    let needs_all = needs_all(profile);
    let of_none = if needs_all { 0 } else { 1 };
    // The last is none of Peppol.
    let known = if profile == Profile::Peppol { &ENDPOINTS[..2] } else { &ENDPOINTS[..] };
    let endpoint = prop_oneof![3 => select(known), of_none => Just(("", ""))];
    let registration = select(&REGISTERS[..]);
    let texts = (hostile(), perhaps(), vec(perhaps(), 0..4), said(needs_all), said(needs_all), perhaps());
    let contact = (said(needs_all), said(needs_all), perhaps(), any::<bool>());
    (texts, select(&COUNTRIES[..]), endpoint, registration, contact).prop_map(
        move |(texts, (country, vat_id), (scheme, endpoint), (register, registration), contact)| {
            let (name, trading_name, street, city, postcode, region) = texts;
            let (person, email, legal_notice, has_vat_id) = contact;
            Trader {
                name,
                trading_name,
                street,
                city,
                postcode,
                region,
                country: country.to_owned(),
                vat_id: if needs_vat_id || has_vat_id { vat_id.to_owned() } else { String::new() },
                tax_number: "12/345/67890".to_owned(),
                registration: registration.to_owned(),
                registration_scheme: register.to_owned(),
                legal_notice,
                endpoint: endpoint.to_owned(),
                endpoint_scheme: scheme.to_owned(),
                contact: person,
                phone: "+49 30 1234567".to_owned(),
                email,
            }
        },
    )
}

fn payment(needs_all: bool) -> impl Strategy<Value = Payment> {
    let none = if needs_all { ("30", "12-345") } else { ("", "") };
    let means = select(vec![("58", "DE75 5121 0800 1245 1261 99"), ("30", "4711 0815"), ("10", ""), none]);
    (means, perhaps(), select(&["", "SOLADEST600"][..]), perhaps(), hostile()).prop_map(
        |((means, account), account_name, bic, reference, terms)| Payment {
            means: means.to_owned(),
            account: account.to_owned(),
            account_name,
            bic: bic.to_owned(),
            reference,
            terms,
        },
    )
}

fn invoice(tax: Tax, profile: Profile) -> impl Strategy<Value = Invoice> {
    let needs_all = needs_all(profile);
    let reversed = tax.category == "AE";
    let parties = (trader(profile, reversed), trader(profile, reversed), payment(needs_all));
    let references = (hostile(), said(needs_all), perhaps(), perhaps(), perhaps(), perhaps());
    let taken_back = proptest::option::of(hostile());
    (lines(), parties, references, taken_back, any::<bool>()).prop_map(
        move |(lines, (seller, buyer, payment), references, corrects, has_due)| {
            let (number, buyer_reference, order, contract, project, note) = references;
            Invoice {
                number: Some(number),
                credit_note: corrects.is_some(),
                corrects_date: corrects.as_ref().map(|_| "2026-10-01".to_owned()),
                corrects,
                due: has_due.then(|| "2026-12-07".to_owned()),
                seller,
                buyer,
                payment,
                buyer_reference,
                order_reference: order,
                contract_reference: contract,
                project_reference: project,
                note,
                ..sample::invoice(lines, tax.clone())
            }
        },
    )
}
