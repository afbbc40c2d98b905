//! Invoices by EN 16931, in both of its syntaxes: UBL 2.1 and UN/CEFACT Cross Industry Invoice (D16B).
//!
//! ```ignore
//! let (invoice, contract, currency) = (diary.invoice()?, diary.contract(), diary.currency());
//! let xml = cii(&Document::of(&invoice, &contract, &currency, diary), Profile::FacturX)?;
//! ```

mod cii;
mod decimal;
mod document;
mod needs;
mod profile;
mod refused;
mod text;
mod ubl;
mod xml;

#[cfg(test)]
mod tests;

pub use document::Document;
pub use profile::{Profile, Syntax};
pub use refused::{Field, Missing, Refused};
pub use text::file_name;

/// The invoice as an `Invoice` or `CreditNote` of UBL 2.1.
///
/// # Errors
/// What the profile cannot do without.
pub fn ubl(document: &Document<'_>, profile: Profile) -> Result<String, Refused> {
    write(document, profile, Syntax::Ubl)
}

/// The invoice as a `CrossIndustryInvoice`.
///
/// # Errors
/// What the profile cannot do without.
pub fn cii(document: &Document<'_>, profile: Profile) -> Result<String, Refused> {
    write(document, profile, Syntax::Cii)
}

/// The invoice in a syntax that the profile allows.
///
/// # Errors
/// What the profile cannot do without.
pub fn write(document: &Document<'_>, profile: Profile, syntax: Syntax) -> Result<String, Refused> {
    profile.check(syntax)?;
    needs::check(document, profile)?;
    Ok(match syntax {
        Syntax::Ubl => ubl::write(document, profile),
        Syntax::Cii => cii::write(document, profile),
    })
}
