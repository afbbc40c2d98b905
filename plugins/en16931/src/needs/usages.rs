//! What the usages of EN 16931 want beyond it.

use super::Needs;
use crate::Profile;
use crate::text::is_blank;

impl Needs<'_> {
    /// What the profile wants beyond the norm.
    pub(super) fn usage(&mut self, profile: Profile) {
        let invoice = self.document.invoice;
        let german = [&invoice.seller, &invoice.buyer].iter().all(|trader| trader.country == "DE");
        match profile {
            Profile::En16931 | Profile::FacturX => {}
            Profile::XRechnung => {
                self.endpoints("XRechnung");
                self.german("XRechnung");
                let why = "the buyer's reference, of an authority its Leitweg-ID (BT-10), for XRechnung";
                self.said("buyer_reference", &invoice.buyer_reference, why);
            }
            Profile::Peppol => {
                self.endpoints("Peppol");
                self.peppol_schemes();
                if german {
                    self.german("Peppol between Germans");
                    let why = "the buyer's reference (BT-10), for Peppol between Germans";
                    self.said("buyer_reference", &invoice.buyer_reference, why);
                } else if is_blank(&invoice.order_reference) {
                    let why = "the buyer's reference (BT-10), or `order_reference` (BT-13), for Peppol";
                    self.said("buyer_reference", &invoice.buyer_reference, why);
                }
            }
        }
    }

    /// Where both sides are reached.
    fn endpoints(&mut self, of: &str) {
        let (seller, buyer) = (&self.document.invoice.seller, &self.document.invoice.buyer);
        let why = |whose, term| format!("the electronic address of the {whose} ({term}), for {of}");
        self.said("seller.endpoint", &seller.endpoint, &why("seller", "BT-34"));
        self.scheme("seller.endpoint_scheme", "x", &seller.endpoint_scheme);
        self.said("buyer.endpoint", &buyer.endpoint, &why("buyer", "BT-49"));
        self.scheme("buyer.endpoint_scheme", "x", &buyer.endpoint_scheme);
    }

    /// Peppol knows no addresses but those of its network, whose kinds are numbers.
    fn peppol_schemes(&mut self) {
        let invoice = self.document.invoice;
        for (name, scheme) in [
            ("seller.endpoint_scheme", &invoice.seller.endpoint_scheme),
            ("buyer.endpoint_scheme", &invoice.buyer.endpoint_scheme),
        ] {
            let is_number = scheme.len() == 4 && scheme.bytes().all(|byte| byte.is_ascii_digit());
            if !is_blank(scheme) && !is_number {
                self.wrong(
                    name,
                    scheme,
                    "Peppol has addresses of its network alone, of kinds such as `9930`",
                );
            }
        }
    }

    /// What German rules want, of XRechnung as `BR-DE-*` and of Peppol as `DE-R-*`.
    fn german(&mut self, of: &str) {
        let invoice = self.document.invoice;
        let (seller, buyer) = (&invoice.seller, &invoice.buyer);
        for (name, value, what) in [
            ("seller.city", &seller.city, "the city of the seller (BT-37)"),
            ("seller.postcode", &seller.postcode, "the postcode of the seller (BT-38)"),
            ("seller.contact", &seller.contact, "whom to turn to at the seller (BT-41)"),
            ("seller.phone", &seller.phone, "the telephone number of the seller (BT-42)"),
            ("seller.email", &seller.email, "the e-mail address of the seller (BT-43)"),
            ("buyer.city", &buyer.city, "the city of the buyer (BT-52)"),
            ("buyer.postcode", &buyer.postcode, "the postcode of the buyer (BT-53)"),
            ("payment.means", &invoice.payment.means, "how to pay (BT-81), such as `58`"),
        ] {
            self.said(name, value, &format!("{what}, for {of}"));
        }
    }
}
