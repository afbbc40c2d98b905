//! What each setting of an invoice may be.

use super::{BadSetting, InvoiceSettings, Trader};
use crate::decimal;
use crate::invoice::words::{DATE_FORMATS, NUMBER_FORMATS};

/// The longest text of one line.
const MOST: usize = 200;
/// The longest text of several lines.
const MOST_LINES: usize = 4_000;

/// Codes of tax categories.
const CATEGORIES: [&str; 4] = ["S", "Z", "E", "AE"];

impl InvoiceSettings {
    /// Sees whether each setting can be.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check(&self) -> Result<(), BadSetting> {
        for (field, value) in self.entries() {
            text(&field, &value)?;
        }
        for (whose, trader) in [("seller", &self.seller), ("buyer", &self.buyer)] {
            check_trader(whose, trader)?;
        }
        self.check_tax()?;
        self.check_payment()?;
        one_of("number_format", &self.number_format, &NUMBER_FORMATS)?;
        one_of("date_format", &self.date_format, &DATE_FORMATS)?;
        let bad = |why| BadSetting::new("numbers.pattern", format!("is `{}`: {why}", self.numbers.pattern));
        self.pattern().map_err(bad)?;
        match self.numbers.first {
            1..=999_999_999 => Ok(()),
            other => Err(BadSetting::new("numbers.first", format!("is {other}, not 1 to 999999999"))),
        }
    }

    fn check_tax(&self) -> Result<(), BadSetting> {
        let (category, rate) = (self.tax.category.as_str(), self.tax.rate.trim());
        if category.is_empty() && rate.is_empty() {
            return Ok(());
        }
        one_of("tax.category", category, &CATEGORIES)?;
        let said = if rate.is_empty() { "not said".to_owned() } else { format!("`{rate}`") };
        let bad = |why: &str| BadSetting::new("tax.rate", format!("is {said}{why}"));
        let percentage = ", not a percentage of up to 100 with two decimals at most";
        let hundredths = match rate {
            "" => 0,
            rate => decimal::parse(rate, 2).map_err(|_| bad(percentage))?,
        };
        match (category, hundredths) {
            (_, 10_001..) => Err(bad(percentage)),
            ("", _) => Err(bad(": say its `tax.category` first")),
            ("S", 0) => Err(bad(": category `S` has a rate above 0")),
            ("Z" | "E" | "AE", 1..) => Err(bad(&format!(": category `{category}` has none"))),
            _ => Ok(()),
        }
    }

    fn check_payment(&self) -> Result<(), BadSetting> {
        let payment = &self.payment;
        if payment.days > 365 {
            return Err(BadSetting::new("payment.days", format!("is {}, not 0 to 365", payment.days)));
        }
        if iban(&payment.account) == Some(false) {
            let why = format!("is `{}`: the check digits of this IBAN are wrong", payment.account);
            return Err(BadSetting::new("payment.account", why));
        }
        let bic = payment.bic.as_bytes();
        if !(bic.is_empty() || [8, 11].contains(&bic.len()) && bic.iter().all(u8::is_ascii_alphanumeric)) {
            let why = format!("is `{}`, not a BIC of 8 or 11 letters and digits", payment.bic);
            return Err(BadSetting::new("payment.bic", why));
        }
        let means = payment.means.as_bytes();
        if means.len() > 3 || !means.iter().all(u8::is_ascii_alphanumeric) {
            let why = format!("is `{}`, not a code of UNTDID 4461 such as `58`", payment.means);
            return Err(BadSetting::new("payment.means", why));
        }
        Ok(())
    }
}

fn check_trader(whose: &str, trader: &Trader) -> Result<(), BadSetting> {
    let country = trader.country.as_bytes();
    if !country.is_empty() && !(country.len() == 2 && country.iter().all(u8::is_ascii_uppercase)) {
        let why = format!("is `{}`, not a code of two letters such as `DE`", trader.country);
        return Err(BadSetting::new(&format!("{whose}.country"), why));
    }
    let vat = trader.vat_id.as_bytes();
    let has_country = vat.iter().take(2).filter(|letter| letter.is_ascii_uppercase()).count() == 2;
    if !vat.is_empty() && !(has_country && vat.len() > 4 && vat.iter().all(u8::is_ascii_alphanumeric)) {
        let why = format!("is `{}`, not a VAT number with its country such as `DE123456789`", trader.vat_id);
        return Err(BadSetting::new(&format!("{whose}.vat_id"), why));
    }
    match trader.street.lines().count() {
        0..=3 => Ok(()),
        lines => Err(BadSetting::new(&format!("{whose}.street"), format!("has {lines} lines, 3 at most"))),
    }
}

/// Texts stand on invoices: they have an end and nothing that is not seen.
fn text(field: &str, value: &str) -> Result<(), BadSetting> {
    let lines = matches!(field, "note" | "payment.terms") || field.ends_with(".street");
    let most = if lines { MOST_LINES } else { MOST };
    let long = value.chars().count();
    if long > most {
        return Err(BadSetting::new(field, format!("has {long} characters, {most} at most")));
    }
    match value.chars().any(|letter| letter.is_control() && !(lines && letter == '\n')) {
        true => Err(BadSetting::new(field, "has control characters")),
        false => Ok(()),
    }
}

fn one_of(field: &str, value: &str, known: &[&str]) -> Result<(), BadSetting> {
    if value.is_empty() || known.contains(&value) {
        return Ok(());
    }
    let quoted: Vec<String> = known.iter().map(|one| format!("`{one}`")).collect();
    let (last, rest) = quoted.split_last().map_or(Default::default(), |(last, rest)| (last.as_str(), rest));
    Err(BadSetting::new(field, format!("is `{value}`, not {} or {last}", rest.join(", "))))
}

/// Whether an account number that has the form of an IBAN is one by its check digits (ISO 13616);
/// none where it has another form.
pub(in crate::invoice) fn iban(account: &str) -> Option<bool> {
    let plain: String = account.split(' ').collect::<String>().to_uppercase();
    let (head, rest) = plain.as_bytes().split_at_checked(4)?;
    let [a, b, c, d] = head else { return None };
    let has_head =
        a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit();
    if !has_head || !(11..=30).contains(&rest.len()) || !rest.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let remainder = rest.iter().chain(head).fold(0u32, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        letter => (sum * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    Some(remainder == 1)
}
