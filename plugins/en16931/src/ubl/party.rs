//! Seller and buyer of a UBL document.

use workdiary_sdk::Trader;

use crate::Document;
use crate::ubl::scheme;
use crate::xml::{Node, node, text};

pub(super) fn seller(document: &Document<'_>) -> Node {
    let seller = &document.invoice.seller;
    let id = node("cac:PartyIdentification", [text("cbc:ID", document.seller_id())]);
    party(seller, id, &seller.tax_number, &seller.legal_notice)
}

pub(super) fn buyer(document: &Document<'_>) -> Node {
    let nothing = node("cac:PartyIdentification", []);
    party(&document.invoice.buyer, nothing, "", "")
}

fn party(trader: &Trader, id: Node, tax_number: &str, legal_notice: &str) -> Node {
    let registered = [
        text("cbc:RegistrationName", &trader.name),
        text("cbc:CompanyID", &trader.registration).with("schemeID", &trader.registration_scheme),
        text("cbc:CompanyLegalForm", legal_notice),
    ];
    let contact = [
        text("cbc:Name", &trader.contact),
        text("cbc:Telephone", &trader.phone),
        text("cbc:ElectronicMail", &trader.email),
    ];
    let parts = [
        text("cbc:EndpointID", &trader.endpoint).with("schemeID", &trader.endpoint_scheme),
        id,
        node("cac:PartyName", [text("cbc:Name", &trader.trading_name)]),
        address(trader),
        tax_scheme(&trader.vat_id, "VAT"),
        tax_scheme(tax_number, "FC"),
        node("cac:PartyLegalEntity", registered),
        node("cac:Contact", contact),
    ];
    node("cac:Party", parts)
}

fn tax_scheme(number: &str, of: &str) -> Node {
    node("cac:PartyTaxScheme", [text("cbc:CompanyID", number), scheme(of)]).when(number)
}

fn address(trader: &Trader) -> Node {
    let street = |place: usize| trader.street.get(place).map_or("", String::as_str);
    let parts = [
        text("cbc:StreetName", street(0)),
        text("cbc:AdditionalStreetName", street(1)),
        text("cbc:CityName", &trader.city),
        text("cbc:PostalZone", &trader.postcode),
        text("cbc:CountrySubentity", &trader.region),
        node("cac:AddressLine", [text("cbc:Line", street(2))]),
        node("cac:Country", [text("cbc:IdentificationCode", &trader.country)]),
    ];
    node("cac:PostalAddress", parts)
}
