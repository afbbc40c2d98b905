//! Which usage of EN 16931 an invoice follows: what it calls itself, and in which syntax it may be.

use crate::Refused;

/// How an invoice is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Universal Business Language 2.1.
    Ubl,
    /// UN/CEFACT Cross Industry Invoice, D16B.
    Cii,
}

/// A usage of EN 16931.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The norm itself.
    En16931,
    /// XRechnung 3.0: invoices to German authorities.
    XRechnung,
    /// Peppol BIS Billing 3.0: invoices through the Peppol network.
    Peppol,
    /// Factur-X and ZUGFeRD, profile EN 16931 (COMFORT): the file that lies in a PDF.
    FacturX,
}

impl Profile {
    /// What the invoice says it follows (BT-24).
    pub(crate) fn customization(self) -> &'static str {
        match self {
            Self::En16931 | Self::FacturX => "urn:cen.eu:en16931:2017",
            Self::XRechnung => "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
            Self::Peppol => "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
        }
    }

    /// The business process that it is a part of (BT-23).
    pub(crate) fn process(self) -> &'static str {
        match self {
            Self::En16931 | Self::FacturX => "",
            Self::XRechnung | Self::Peppol => "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
        }
    }

    /// The syntax in which it is mostly sent.
    #[must_use]
    pub fn usual_syntax(self) -> Syntax {
        if self == Self::FacturX { Syntax::Cii } else { Syntax::Ubl }
    }

    /// Whether it is written in this syntax.
    ///
    /// # Errors
    /// That it is not.
    pub fn check(self, syntax: Syntax) -> Result<(), Refused> {
        match (self, syntax) {
            (Self::Peppol, Syntax::Cii) => Err(Refused::Syntax { profile: "peppol", syntax: "ubl" }),
            (Self::FacturX, Syntax::Ubl) => Err(Refused::Syntax { profile: "factur-x", syntax: "cii" }),
            _ => Ok(()),
        }
    }
}
