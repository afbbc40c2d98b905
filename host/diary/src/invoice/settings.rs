//! What an invoice of a contract says beside its bill: parties, tax, payment, numbers, language.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::numbers::{BadPattern, Pattern};
use super::words::Language;
use crate::decimal;

mod checks;

pub(super) use checks::iban;

/// A side of the invoice. A text that is empty was not said; some are then taken from the contract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trader {
    /// Legal name.
    pub name: String,
    /// The name by which it trades, where that is another.
    pub trading_name: String,
    /// Street and the like: at most three lines, separated by `\n`.
    pub street: String,
    /// City.
    pub city: String,
    /// Postcode.
    pub postcode: String,
    /// State or county.
    pub region: String,
    /// ISO 3166-1 code of two letters.
    pub country: String,
    /// VAT number with the country before it.
    pub vat_id: String,
    /// The tax office's number; of the seller alone.
    pub tax_number: String,
    /// Number in a register of companies.
    pub registration: String,
    /// Which register: a code of ISO 6523 ICD.
    pub registration_scheme: String,
    /// Legal form, court of registration and the like.
    pub legal_notice: String,
    /// Electronic address to which invoices are sent.
    pub endpoint: String,
    /// What kind of address: a code of EAS.
    pub endpoint_scheme: String,
    /// Person or department to turn to.
    pub contact: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// The tax on all lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TaxSettings {
    /// `S` standard rate, `Z` zero rated, `E` exempt, `AE` reverse charge.
    pub category: String,
    /// Percent, two decimals at most; of category `S` alone.
    pub rate: String,
    /// Why no tax is due, for people.
    pub reason: String,
    /// The same as a code of VATEX.
    pub reason_code: String,
}

/// How to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaymentSettings {
    /// Days from the date of the invoice until it is due, 0 to 365.
    pub days: u16,
    /// UNTDID 4461; empty: `58` for euro to an IBAN, `30` to any other account.
    pub means: String,
    /// IBAN or another account number.
    pub account: String,
    /// Whose account it is; empty: the seller's.
    pub account_name: String,
    /// BIC of the bank.
    pub bic: String,
    /// What the payer writes with the payment; empty: the number of the invoice.
    pub reference: String,
    /// Terms of payment, for people.
    pub terms: String,
}

impl Default for PaymentSettings {
    fn default() -> Self {
        let empty = String::new;
        Self {
            days: 14,
            means: empty(),
            account: empty(),
            account_name: empty(),
            bic: empty(),
            reference: empty(),
            terms: empty(),
        }
    }
}

/// How invoices are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NumberSettings {
    /// Such as `{year}-{n:4}`; see [`Pattern`].
    pub pattern: String,
    /// The first number of a series that has none yet.
    pub first: u32,
}

impl Default for NumberSettings {
    fn default() -> Self {
        Self { pattern: "{year}-{n:4}".to_owned(), first: 1 }
    }
}

/// All of it, as a person sets it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InvoiceSettings {
    /// Who works.
    pub seller: Trader,
    /// Who pays.
    pub buyer: Trader,
    /// The tax on all lines.
    pub tax: TaxSettings,
    /// How to pay.
    pub payment: PaymentSettings,
    /// The buyer's reference, in Germany the Leitweg-ID.
    pub buyer_reference: String,
    /// The buyer's order.
    pub order_reference: String,
    /// The agreement.
    pub contract_reference: String,
    /// The project.
    pub project_reference: String,
    /// What else is to be said.
    pub note: String,
    /// In which language the client is written to.
    pub language: Language,
    /// How numbers are written, by the example of 1234.5; empty: as the language does.
    pub number_format: String,
    /// How dates are written; empty: as the language does.
    pub date_format: String,
    /// How invoices are numbered.
    pub numbers: NumberSettings,
}

/// A setting that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {why}")]
pub struct BadSetting {
    /// Which, such as `seller.vat_id`.
    pub field: String,
    /// What is wrong with it, to follow its name.
    pub why: String,
}

impl BadSetting {
    fn new(field: &str, why: impl Into<String>) -> Self {
        Self { field: field.to_owned(), why: why.into() }
    }
}

impl InvoiceSettings {
    /// The settings with some of them changed, each named by its path, such as `seller.vat_id`.
    ///
    /// # Errors
    /// The first that there is not, or that cannot be.
    pub fn with(&self, changes: &[(String, String)]) -> Result<Self, BadSetting> {
        let mut all = serde_json::to_value(self).unwrap_or_default();
        for (field, value) in changes {
            let pointer = format!("/{}", field.replace('.', "/"));
            let there = all.pointer_mut(&pointer).filter(|there| !there.is_object());
            let there = there.ok_or_else(|| BadSetting::new(field, "is no setting of an invoice"))?;
            *there = match there {
                Value::Number(_) => {
                    let number = value.trim().parse::<u32>().ok();
                    number
                        .ok_or_else(|| BadSetting::new(field, format!("is `{value}`, not a whole number")))?
                        .into()
                }
                _ => value.as_str().into(),
            };
            // One at a time, so that the name of what does not fit is known.
            if let Err(error) = serde_json::from_value::<Self>(all.clone()) {
                return Err(BadSetting::new(field, format!("is `{value}`: {error}")));
            }
        }
        let changed: Self = serde_json::from_value(all)
            .map_err(|error| BadSetting::new("the settings", error.to_string()))?;
        changed.check()?;
        Ok(changed)
    }

    /// Each setting by its path with its value, in order.
    #[must_use]
    pub fn entries(&self) -> Vec<(String, String)> {
        let mut entries = Vec::new();
        collect("", &serde_json::to_value(self).unwrap_or_default(), &mut entries);
        entries
    }

    /// The tax in hundredths of a percent: 1900 is 19 %.
    #[must_use]
    pub fn tax_rate(&self) -> u32 {
        let rate = decimal::parse(self.tax.rate.trim(), 2).unwrap_or_default();
        u32::try_from(rate).unwrap_or_default()
    }

    /// How numbers are written.
    #[must_use]
    pub fn number_format(&self) -> &str {
        if self.number_format.is_empty() { self.language.number_format() } else { &self.number_format }
    }

    /// How dates are written.
    #[must_use]
    pub fn date_format(&self) -> &str {
        if self.date_format.is_empty() { self.language.date_format() } else { &self.date_format }
    }

    /// How invoices are numbered.
    ///
    /// # Errors
    /// When the pattern is none; settings that were checked have one.
    pub fn pattern(&self) -> Result<Pattern, BadPattern> {
        self.numbers.pattern.parse()
    }
}

fn collect(path: &str, value: &Value, entries: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(&path, value, entries);
            }
        }
        Value::String(text) => entries.push((path.to_owned(), text.clone())),
        other => entries.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn with(changes: &[(&str, &str)]) -> Result<InvoiceSettings, BadSetting> {
        let changes: Vec<_> =
            changes.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
        InvoiceSettings::default().with(&changes)
    }

    #[test]
    fn a_setting_is_named_by_its_path() {
        let settings = with(&[
            ("seller.city", "Київ"),
            ("payment.days", "30"),
            ("language", "uk"),
            ("tax.rate", "7.5"),
            ("tax.category", "S"),
        ])
        .unwrap();
        assert_eq!((settings.seller.city.as_str(), settings.payment.days), ("Київ", 30));
        assert_eq!((settings.tax_rate(), settings.date_format()), (750, "DD.MM.YYYY"));
        let entries = settings.entries();
        assert!(entries.contains(&("seller.city".to_owned(), "Київ".to_owned())));
        // What is shown can be said.
        assert_eq!(InvoiceSettings::default().with(&entries), Ok(settings));
    }

    #[rstest]
    #[case(&[("seller.town", "x")], "`seller.town` is no setting of an invoice")]
    #[case(&[("seller", "x")], "`seller` is no setting of an invoice")]
    #[case(&[("payment.days", "soon")], "`payment.days` is `soon`, not a whole number")]
    #[case(&[("payment.days", "366")], "`payment.days` is 366, not 0 to 365")]
    #[case(&[("buyer.country", "DEU")], "`buyer.country` is `DEU`, not a code of two letters such as `DE`")]
    #[case(&[("seller.vat_id", "123456789")], "`seller.vat_id` is `123456789`, not a VAT number with its country such as `DE123456789`")]
    #[case(&[("tax.category", "X")], "`tax.category` is `X`, not `S`, `Z`, `E` or `AE`")]
    #[case(&[("tax.category", "S")], "`tax.rate` is not said: category `S` has a rate above 0")]
    #[case(&[("tax.category", "E"), ("tax.rate", "19")], "`tax.rate` is `19`: category `E` has none")]
    #[case(&[("tax.category", "S"), ("tax.rate", "101")], "`tax.rate` is `101`, not a percentage of up to 100 with two decimals at most")]
    #[case(&[("payment.account", "DE89370400440532013001")], "`payment.account` is `DE89370400440532013001`: the check digits of this IBAN are wrong")]
    #[case(&[("payment.bic", "COBA")], "`payment.bic` is `COBA`, not a BIC of 8 or 11 letters and digits")]
    #[case(&[("number_format", "1234")], "`number_format` is `1234`, not `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50` or `1234.50`")]
    #[case(&[("numbers.pattern", "2026")], "`numbers.pattern` is `2026`: it needs `{n}` once, the number itself")]
    #[case(&[("seller.name", "a\u{7}b")], "`seller.name` has control characters")]
    #[case(&[("seller.street", "a\nb\nc\nd")], "`seller.street` has 4 lines, 3 at most")]
    fn what_cannot_be_is_told(#[case] changes: &[(&str, &str)], #[case] told: &str) {
        assert_eq!(with(changes).unwrap_err().to_string(), told);
    }

    #[test]
    fn a_language_that_is_not_spoken_is_told() {
        let told = with(&[("language", "xx")]).unwrap_err().to_string();
        assert!(told.starts_with("`language` is `xx`: unknown variant"), "{told}");
    }

    #[test]
    fn an_iban_is_written_as_people_do() {
        let settings = with(&[("payment.account", "de89 3704 0044 0532 0130 00")]).unwrap();
        assert_eq!(iban(&settings.payment.account), Some(true));
    }
}
