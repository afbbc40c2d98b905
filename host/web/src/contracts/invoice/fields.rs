//! The fields of the settings of invoices, grouped as people think of them.

use maud::{Markup, html};

use crate::form::Form;

/// How a setting is typed.
#[derive(Clone, Copy)]
enum Kind {
    Line,
    Lines,
    Number,
    /// Values with their words.
    One(&'static [(&'static str, &'static str)]),
}

use Kind::{Line, Lines, Number, One};

/// A setting: its path, its name, how it is typed, what else there is to know.
type Field = (&'static str, &'static str, Kind, &'static str);

const CATEGORIES: &[(&str, &str)] = &[
    ("", "not said"),
    ("S", "S: at a rate"),
    ("Z", "Z: zero rated"),
    ("E", "E: exempt"),
    ("AE", "AE: reverse charge"),
];
const LANGUAGES: &[(&str, &str)] =
    &[("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("uk", "Українська")];
const NUMBERS: &[(&str, &str)] = &[
    ("", "as the language does"),
    ("1,234.50", "1,234.50"),
    ("1.234,50", "1.234,50"),
    ("1 234,50", "1 234,50"),
    ("1'234.50", "1'234.50"),
    ("1234.50", "1234.50"),
];
const DATES: &[(&str, &str)] = &[
    ("", "as the language does"),
    ("YYYY-MM-DD", "YYYY-MM-DD"),
    ("DD.MM.YYYY", "DD.MM.YYYY"),
    ("DD/MM/YYYY", "DD/MM/YYYY"),
    ("MM/DD/YYYY", "MM/DD/YYYY"),
];

const COUNTRY: &str = "Two letters, such as DE.";
const REGISTER: &str = "Which register: a code of ISO 6523, such as 0204.";
const EAS: &str = "What kind of address: a code of EAS, such as EM for e-mail.";

const SELLER: &[Field] = &[
    ("seller.name", "Seller's name", Line, "The legal one. An invoice needs it."),
    ("seller.trading_name", "Seller's trading name", Line, ""),
    ("seller.street", "Seller's street", Lines, "Three lines at most."),
    ("seller.postcode", "Seller's postcode", Line, ""),
    ("seller.city", "Seller's city", Line, ""),
    ("seller.region", "Seller's state or county", Line, ""),
    ("seller.country", "Seller's country", Line, COUNTRY),
    ("seller.vat_id", "Seller's VAT number", Line, "With the country before it."),
    ("seller.tax_number", "Seller's tax number", Line, "Of the tax office."),
    ("seller.registration", "Seller's registration", Line, "Number in a register of companies."),
    ("seller.registration_scheme", "Seller's register", Line, REGISTER),
    ("seller.legal_notice", "Seller's legal notice", Line, "Legal form, court of registration and the like."),
    ("seller.endpoint", "Seller's electronic address", Line, "For e-invoices."),
    ("seller.endpoint_scheme", "Kind of the seller's address", Line, EAS),
    ("seller.contact", "Seller's contact", Line, "Person or department to turn to."),
    ("seller.phone", "Seller's phone", Line, ""),
    ("seller.email", "Seller's e-mail", Line, ""),
];

const BUYER: &[Field] = &[
    ("buyer.name", "Buyer's name", Line, "The legal one. An invoice needs it."),
    ("buyer.trading_name", "Buyer's trading name", Line, ""),
    ("buyer.street", "Buyer's street", Lines, "Three lines at most."),
    ("buyer.postcode", "Buyer's postcode", Line, ""),
    ("buyer.city", "Buyer's city", Line, ""),
    ("buyer.region", "Buyer's state or county", Line, ""),
    ("buyer.country", "Buyer's country", Line, COUNTRY),
    ("buyer.vat_id", "Buyer's VAT number", Line, "With the country before it."),
    ("buyer.tax_number", "Buyer's tax number", Line, ""),
    ("buyer.registration", "Buyer's registration", Line, "Number in a register of companies."),
    ("buyer.registration_scheme", "Buyer's register", Line, REGISTER),
    ("buyer.legal_notice", "Buyer's legal notice", Line, ""),
    ("buyer.endpoint", "Buyer's electronic address", Line, "Where e-invoices go."),
    ("buyer.endpoint_scheme", "Kind of the buyer's address", Line, EAS),
    ("buyer.contact", "Buyer's contact", Line, "Person or department to turn to."),
    ("buyer.phone", "Buyer's phone", Line, ""),
    ("buyer.email", "Buyer's e-mail", Line, ""),
];

const TAX: &[Field] = &[
    ("tax.category", "Tax category", One(CATEGORIES), "An invoice needs it."),
    ("tax.rate", "Tax rate in percent", Line, "Such as 19 or 7.5; of category S alone."),
    ("tax.reason", "Why no tax is due", Line, "For people, on the invoice."),
    ("tax.reason_code", "The same as a code", Line, "Of VATEX, such as VATEX-EU-AE."),
];

const PAYMENT: &[Field] = &[
    ("payment.days", "Days to pay", Number, "0 to 365, from the date of the invoice."),
    ("payment.account", "Account", Line, "IBAN, or another account number."),
    ("payment.bic", "BIC", Line, ""),
    ("payment.account_name", "Account holder", Line, "Empty: the seller."),
    ("payment.reference", "Payment reference", Line, "Empty: the number of the invoice."),
    (
        "payment.means",
        "Means of payment",
        Line,
        "A code of UNTDID 4461; empty: 58 for euro to an IBAN, else 30.",
    ),
    ("payment.terms", "Terms of payment", Lines, "For people."),
];

const REFERENCES: &[Field] = &[
    ("buyer_reference", "Buyer's reference", Line, "In Germany the Leitweg-ID."),
    ("order_reference", "Order", Line, "The buyer's number of it."),
    ("contract_reference", "Agreement", Line, ""),
    ("project_reference", "Project", Line, ""),
    ("note", "Note", Lines, "What else is to be said."),
];

const FORM: &[Field] = &[
    (
        "numbers.pattern",
        "Pattern of numbers",
        Line,
        "{n} is the number, {n:4} has four digits; {year}, {yy}, {month} are the date's.",
    ),
    ("numbers.first", "First number", Number, "Of a series that has none yet."),
    ("language", "Language", One(LANGUAGES), "In which the client is written to."),
    ("number_format", "Numbers are written", One(NUMBERS), ""),
    ("date_format", "Dates are written", One(DATES), ""),
];

const GROUPS: [(&str, &[Field]); 6] = [
    ("Seller", SELLER),
    ("Buyer", BUYER),
    ("Tax", TAX),
    ("Payment", PAYMENT),
    ("References", REFERENCES),
    ("Numbers and language", FORM),
];

/// Every setting: its path and its name.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.iter().flat_map(|(_, fields)| fields.iter().map(|(path, label, ..)| (*path, *label)))
}

/// What people call a setting.
pub(crate) fn named(path: &str) -> Option<&'static str> {
    all().find(|(known, _)| *known == path).map(|(_, label)| label)
}

/// All fields with what was typed; `pale` is what is taken from elsewhere where nothing is.
pub(super) fn show<'a>(form: &Form, pale: &impl Fn(&str) -> &'a str) -> Markup {
    html! {
        @for (legend, fields) in GROUPS {
            fieldset {
                legend { (legend) }
                div.form { @for field in fields { (one(field, form.get(field.0), pale(field.0))) } }
            }
        }
    }
}

fn one(&(path, label, kind, note): &Field, said: &str, pale: &str) -> Markup {
    html! {
        label class=[matches!(kind, Lines).then_some("wide")] {
            (label)
            @match kind {
                Line | Number => {
                    input id=(path) name=(path) value=(said) placeholder=(pale) autocomplete="off"
                        inputmode=[matches!(kind, Number).then_some("numeric")];
                }
                Lines => textarea id=(path) name=(path) rows="3" placeholder=(pale) autocomplete="off" { "\n" (said) },
                One(values) => select id=(path) name=(path) {
                    @for (value, shown) in values { option value=(value) selected[*value == said] { (shown) } }
                },
            }
            @if !note.is_empty() { span.small { (note) } }
        }
    }
}

#[cfg(test)]
mod tests;
