//! Report: the invoice of the period as a file that programs read, by EN 16931.

use serde::Deserialize;
use workdiary_en16931::{Document, Profile, Syntax, file_name};
use workdiary_sdk::prelude::*;

/// The report.
#[derive(Debug)]
pub struct EInvoice;

/// Its config.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What the invoice follows.
    pub profile: ProfileName,
    /// How it is written; when not said, as the profile usually is.
    pub syntax: Option<SyntaxName>,
}

/// A profile as it is said.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub enum ProfileName {
    /// The norm itself.
    #[default]
    #[serde(rename = "en16931")]
    En16931,
    /// Invoices to German authorities.
    #[serde(rename = "xrechnung")]
    XRechnung,
    /// The Peppol network.
    #[serde(rename = "peppol")]
    Peppol,
    /// The file that lies in a PDF.
    #[serde(rename = "factur-x")]
    FacturX,
}

/// A syntax as it is said.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyntaxName {
    /// UBL 2.1.
    Ubl,
    /// Cross Industry Invoice.
    Cii,
}

impl Config {
    fn profile(&self) -> Profile {
        match self.profile {
            ProfileName::En16931 => Profile::En16931,
            ProfileName::XRechnung => Profile::XRechnung,
            ProfileName::Peppol => Profile::Peppol,
            ProfileName::FacturX => Profile::FacturX,
        }
    }

    fn syntax(&self) -> Syntax {
        match self.syntax {
            Some(SyntaxName::Ubl) => Syntax::Ubl,
            Some(SyntaxName::Cii) => Syntax::Cii,
            None => self.profile().usual_syntax(),
        }
    }
}

impl Plugin for EInvoice {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "The invoice as XML that programs read: EN 16931, XRechnung, Peppol, Factur-X",
        name: "e-invoice",
        schema: "../config.schema.json",
        examples: [
            "../examples/en16931-ubl.json",
            "../examples/en16931-cii.json",
            "../examples/xrechnung-ubl.json",
            "../examples/xrechnung-cii.json",
            "../examples/peppol.json",
            "../examples/factur-x.json",
            "../examples/credit-note.json",
            "../examples/hostile-and-demo.json",
            "../examples/missing.json",
            "../examples/draft.json",
            "../examples/peppol-cii.json",
            "../examples/factur-x-ubl.json",
        ]
    );

    fn check(config: &Config) -> Result<(), String> {
        config.profile().check(config.syntax()).map_err(|why| why.to_string())
    }
}

impl ReportFormat for EInvoice {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let (invoice, contract, currency) = (diary.invoice()?, diary.contract(), diary.currency());
        let document = Document::of(&invoice, &contract, &currency, diary);
        let xml = workdiary_en16931::write(&document, config.profile(), config.syntax())
            .map_err(|why| why.to_string())?;
        let number = invoice.number.as_deref().unwrap_or_default();
        let mark = if diary.is_demo() && !number.starts_with("DEMO") { "DEMO-" } else { "" };
        diary.create(&file_name(&format!("{mark}{number}"), "xml")).text(&xml);
        Ok(())
    }
}

report_format!(EInvoice);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::EInvoice>();
    }
}
