//! What an invoice cannot do without: rules of EN 16931 and of its usages that settings alone can meet.

mod usages;

use workdiary_sdk::Trader;

use crate::text::is_blank;
use crate::{Document, Field, Missing, Profile, Refused};

pub(crate) fn check(document: &Document<'_>, profile: Profile) -> Result<(), Refused> {
    let invoice = document.invoice;
    let contract = document.contract.to_owned();
    if document.currency_digits > 2 {
        let currency = document.currency.to_owned();
        return Err(Refused::Currency { currency, digits: document.currency_digits });
    }
    if invoice.lines.is_empty() {
        return Err(Refused::NoLines);
    }
    let timed = invoice.lines.iter().filter_map(|line| Some((line.rate?, line.amount)));
    if let Some((rate, amount)) = timed.into_iter().find(|(rate, amount)| *rate < 0 || *amount < 0) {
        return Err(Refused::Negative { amount, rate });
    }
    let mut needs = Needs { document, fields: Vec::new() };
    needs.parties();
    needs.tax();
    needs.payment();
    needs.usage(profile);
    if !needs.fields.is_empty() {
        return Err(Missing { contract, fields: needs.fields }.into());
    }
    // Last, so that a draft tells what has to be set before it gets its number.
    match invoice.number.as_deref().is_none_or(is_blank) {
        true => Err(Refused::Draft { contract }),
        false => Ok(()),
    }
}

struct Needs<'d> {
    document: &'d Document<'d>,
    fields: Vec<Field>,
}

impl Needs<'_> {
    /// A text that must be there.
    fn said(&mut self, name: &'static str, value: &str, why: &str) {
        if is_blank(value) && self.fields.iter().all(|field| field.name != name) {
            self.fields.push(Field { name, value: String::new(), why: why.to_owned() });
        }
    }

    /// A text that must be another.
    fn wrong(&mut self, name: &'static str, value: &str, why: &str) {
        self.fields.push(Field { name, value: value.to_owned(), why: why.to_owned() });
    }

    /// What EN 16931 wants of both parties.
    fn parties(&mut self) {
        let Trader { name, country, vat_id, endpoint, endpoint_scheme, .. } = &self.document.invoice.seller;
        self.said("seller.name", name, "the name of the seller (BT-27)");
        self.country("seller.country", country, "the country of the seller (BT-40), such as `DE`");
        self.vat_id("seller.vat_id", vat_id);
        self.scheme("seller.endpoint_scheme", endpoint, endpoint_scheme);
        let Trader { name, country, vat_id, endpoint, endpoint_scheme, .. } = &self.document.invoice.buyer;
        self.said("buyer.name", name, "the name of the buyer (BT-44)");
        self.country("buyer.country", country, "the country of the buyer (BT-55), such as `DE`");
        self.vat_id("buyer.vat_id", vat_id);
        self.scheme("buyer.endpoint_scheme", endpoint, endpoint_scheme);
    }

    fn country(&mut self, name: &'static str, value: &str, why: &str) {
        self.said(name, value, why);
        let is_code = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_blank(value) && !is_code {
            self.wrong(name, value, "a country is a code of two capital letters, such as `DE`");
        }
    }

    fn vat_id(&mut self, name: &'static str, value: &str) {
        let has_country = value.bytes().take(2).filter(u8::is_ascii_uppercase).count() == 2;
        if !is_blank(value) && !has_country {
            self.wrong(name, value, "a VAT number begins with its country, as in `DE123456789`");
        }
    }

    fn scheme(&mut self, name: &'static str, endpoint: &str, scheme: &str) {
        if !is_blank(endpoint) {
            self.said(
                name,
                scheme,
                "what kind of address the endpoint is: a code of EAS, such as `EM` for e-mail",
            );
        }
    }

    /// What the category of tax wants.
    fn tax(&mut self) {
        let invoice = self.document.invoice;
        let (tax, seller) = (&invoice.tax, &invoice.seller);
        match tax.category.as_str() {
            "S" | "Z" | "E" if is_blank(&seller.tax_number) => {
                let category = &tax.category;
                let number = "the VAT number of the seller (BT-31), or `seller.tax_number` (BT-32),";
                self.said(
                    "seller.vat_id",
                    &seller.vat_id,
                    &format!("{number} is needed for category `{category}`"),
                );
            }
            "S" | "Z" | "E" => {}
            "AE" => {
                let why = "the VAT number of the seller (BT-31) is needed for category `AE`";
                self.said("seller.vat_id", &seller.vat_id, why);
                let why = "the VAT number of the buyer (BT-48) is needed for category `AE`";
                self.said("buyer.vat_id", &invoice.buyer.vat_id, why);
            }
            category if is_blank(category) => {
                self.said("tax.category", "", "`S`, `Z`, `E` or `AE` (BT-118)");
            }
            category => self.wrong("tax.category", category, "it is `S`, `Z`, `E` or `AE` (BT-118)"),
        }
        // Official rules round the rate to whole percents before they ask whether there is one.
        if tax.category == "S" && tax.rate < 50 {
            let why =
                "the rate of tax in percent (BT-119), half a percent at least, is needed for category `S`";
            self.said("tax.rate", "", why);
        }
        if tax.category == "E" && is_blank(&tax.reason_code) {
            let why = "why no tax is due (BT-120), or `tax.reason_code` (BT-121), is needed for category `E`";
            self.said("tax.reason", &tax.reason, why);
        }
    }

    /// What the means of payment want.
    fn payment(&mut self) {
        let invoice = self.document.invoice;
        let payment = &invoice.payment;
        match payment.means.as_str() {
            "30" | "58" => {
                let means = &payment.means;
                let why =
                    format!("the account to pay to, such as an IBAN (BT-84), is needed for means `{means}`");
                self.said("payment.account", &payment.account, &why);
            }
            "48" | "49" | "54" | "55" | "59" => {
                let why = "cards and direct debits need more than the diary knows; `58` is a SEPA transfer";
                self.wrong("payment.means", &payment.means, why);
            }
            means if !is_blank(&payment.account) => {
                self.said(
                    "payment.means",
                    means,
                    "how to pay to the account (BT-81): `58` is a SEPA transfer",
                );
            }
            _ => {}
        }
        if invoice.gross > 0 && invoice.due.is_none() && !invoice.credit_note {
            let why = "terms of payment (BT-20) are needed where there is no date at which it is due";
            self.said("payment.terms", &payment.terms, why);
        }
    }
}
