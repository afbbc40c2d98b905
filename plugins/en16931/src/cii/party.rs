//! Seller and buyer of a Cross Industry Invoice.

use workdiary_sdk::Trader;

use crate::Document;
use crate::xml::{Node, node, text};

pub(super) fn seller(document: &Document<'_>) -> Node {
    let seller = &document.invoice.seller;
    let parts = party(seller, document.seller_id(), &seller.legal_notice, &seller.tax_number);
    node("ram:SellerTradeParty", parts)
}

pub(super) fn buyer(document: &Document<'_>) -> Node {
    node("ram:BuyerTradeParty", party(&document.invoice.buyer, "", "", ""))
}

fn party(trader: &Trader, id: &str, legal_notice: &str, tax_number: &str) -> [Node; 9] {
    let organization = [
        text("ram:ID", &trader.registration).with("schemeID", &trader.registration_scheme),
        text("ram:TradingBusinessName", &trader.trading_name),
    ];
    let endpoint = text("ram:URIID", &trader.endpoint).with("schemeID", &trader.endpoint_scheme);
    let registration = |number: &str, scheme| {
        node("ram:SpecifiedTaxRegistration", [text("ram:ID", number).with("schemeID", scheme)])
    };
    [
        text("ram:ID", id),
        text("ram:Name", &trader.name),
        text("ram:Description", legal_notice),
        node("ram:SpecifiedLegalOrganization", organization),
        contact(trader),
        address(trader),
        node("ram:URIUniversalCommunication", [endpoint]),
        registration(&trader.vat_id, "VA"),
        registration(tax_number, "FC"),
    ]
}

fn contact(trader: &Trader) -> Node {
    let phone = text("ram:CompleteNumber", &trader.phone);
    let parts = [
        text("ram:PersonName", &trader.contact),
        node("ram:TelephoneUniversalCommunication", [phone]),
        node("ram:EmailURIUniversalCommunication", [text("ram:URIID", &trader.email)]),
    ];
    node("ram:DefinedTradeContact", parts)
}

fn address(trader: &Trader) -> Node {
    let street = |place: usize| trader.street.get(place).map_or("", String::as_str);
    let parts = [
        text("ram:PostcodeCode", &trader.postcode),
        text("ram:LineOne", street(0)),
        text("ram:LineTwo", street(1)),
        text("ram:LineThree", street(2)),
        text("ram:CityName", &trader.city),
        text("ram:CountryID", &trader.country),
        text("ram:CountrySubDivisionName", &trader.region),
    ];
    node("ram:PostalTradeAddress", parts)
}
