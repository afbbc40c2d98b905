//! The code that a banking app reads: a SEPA credit transfer as EPC069-12 has it, version 002, in UTF-8.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use workdiary_sdk::Invoice;

/// The code of an invoice that can be paid so: in euro, to an IBAN, issued, of 0.01 to 999,999,999.99.
pub(crate) fn code(invoice: &Invoice, currency: &str) -> Option<QrCode> {
    let segments = [QrSegment::make_bytes(payload(invoice, currency)?.as_bytes())];
    let largest = Version::new(13);
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, Version::MIN, largest, None, false).ok()
}

fn payload(invoice: &Invoice, currency: &str) -> Option<String> {
    const MOST_BYTES: usize = 331;
    let payment = &invoice.payment;
    let number = invoice.number.as_deref()?;
    let by_transfer = matches!(payment.means.as_str(), "" | "30" | "58");
    let (1..=99_999_999_999, "EUR", false, true) =
        (invoice.gross, currency, invoice.credit_note, by_transfer)
    else {
        return None;
    };
    let account = iban(&payment.account)?;
    let holder = if payment.account_name.is_empty() { &invoice.seller.name } else { &payment.account_name };
    let said = if payment.reference.is_empty() { number } else { &payment.reference };
    let reference = compact(said);
    let (structured, text) = if is_creditor_reference(&reference) {
        (reference, String::new())
    } else {
        (String::new(), line(said, 140))
    };
    let amount = format!("EUR{}.{:02}", invoice.gross / 100, invoice.gross % 100);
    let payload = [
        "BCD",
        "002",
        "1",
        "SCT",
        &compact(&payment.bic),
        &line(holder, 70),
        &account,
        &amount,
        "",
        &structured,
        &text,
    ]
    .join("\n");
    (payload.len() <= MOST_BYTES).then(|| payload.trim_end_matches('\n').to_owned())
}

/// On one line, and no longer than the field is.
fn line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
    words.join(" ").trim().chars().take(most).collect()
}

fn compact(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_uppercase()
}

/// An account number without its blanks, where it is an IBAN.
pub(crate) fn iban(account: &str) -> Option<String> {
    let iban = compact(account);
    let form = (15..=34).contains(&iban.len()) && iban.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    (form && has_check_digits(&iban)).then_some(iban)
}

/// ISO 11649: `RF`, two check digits and at most 21 letters and digits.
fn is_creditor_reference(text: &str) -> bool {
    (5..=25).contains(&text.len()) && text.starts_with("RF") && has_check_digits(text)
}

/// ISO 7064: with the first four at the end and letters as 10 to 35, 97 leaves 1.
fn has_check_digits(text: &str) -> bool {
    let rest = text.bytes().cycle().skip(4).take(text.len()).try_fold(0u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    rest == Some(1)
}

/// In groups of four, as people copy it.
pub(crate) fn grouped(iban: &str) -> String {
    let groups: Vec<String> =
        iban.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice(change: impl FnOnce(&mut Invoice)) -> Invoice {
        let json = serde_json::json!({"number": "2026-7", "payment": {"account": "DE02 1203 0000 0000 2020 51"},
            "seller": {"name": "Ada\nLovelace"}, "date": "2026-11-23"});
        let input: workdiary_sdk::example::InvoiceInput = serde_json::from_value(json).unwrap();
        let mut invoice = input.over(&workdiary_sdk::example::ReportInput::default()).unwrap();
        invoice.gross = 123_456;
        change(&mut invoice);
        invoice
    }

    #[test]
    fn a_transfer_is_said_line_by_line() {
        let expected = "BCD\n002\n1\nSCT\n\nAda Lovelace\nDE02120300000000202051\nEUR1234.56\n\n\n2026-7";
        assert_eq!(payload(&invoice(|_| ()), "EUR").as_deref(), Some(expected));
        let structured = invoice(|invoice| {
            invoice.payment.reference = "rf18 5390 0754 7034".to_owned();
            invoice.payment.bic = "BYLADEM1001".to_owned();
        });
        let expected = "BCD\n002\n1\nSCT\nBYLADEM1001\nAda Lovelace\nDE02120300000000202051\nEUR1234.56\n\nRF18539007547034";
        assert_eq!(payload(&structured, "EUR").as_deref(), Some(expected));
    }

    #[test]
    fn what_cannot_be_paid_so_has_no_code() {
        assert_eq!(payload(&invoice(|_| ()), "USD"), None);
        let changes: [fn(&mut Invoice); 7] = [
            |invoice| invoice.number = None,
            |invoice| invoice.credit_note = true,
            |invoice| invoice.gross = 0,
            |invoice| invoice.gross = 100_000_000_000,
            |invoice| invoice.payment.account = "DE02 1203 0000 0000 2020 52".to_owned(),
            |invoice| invoice.payment.means = "59".to_owned(),
            |invoice| invoice.payment.reference = "ї".repeat(140),
        ];
        for (place, change) in changes.into_iter().enumerate() {
            assert_eq!(payload(&invoice(change), "EUR"), None, "{place}");
        }
        assert!(payload(&invoice(|invoice| invoice.gross = 99_999_999_999), "EUR").is_some());
    }

    #[test]
    fn accounts_are_grouped_in_fours() {
        assert_eq!(iban("de02120300000000202051").as_deref(), Some("DE02120300000000202051"));
        assert_eq!(iban("12345678"), None);
        assert_eq!(iban(""), None);
        assert_eq!(grouped("NO9386011117947"), "NO93\u{a0}8601\u{a0}1117\u{a0}947");
    }
}
