//! A line of a UBL document.

use crate::Document;
use crate::document::Line;
use crate::ubl::{period, scheme};
use crate::xml::{Node, node, text};

pub(super) fn write(document: &Document<'_>, line: &Line) -> Node {
    let (name, quantity) = if document.invoice.credit_note {
        ("cac:CreditNoteLine", "cbc:CreditedQuantity")
    } else {
        ("cac:InvoiceLine", "cbc:InvoicedQuantity")
    };
    let category = [
        text("cbc:ID", &document.invoice.tax.category),
        text("cbc:Percent", document.percent()),
        scheme("VAT"),
    ];
    let item = [text("cbc:Name", &line.name), node("cac:ClassifiedTaxCategory", category)];
    let money = |name, amount: &str| text(name, amount).with("currencyID", document.currency);
    let parts = [
        text("cbc:ID", &line.id),
        text(quantity, &line.quantity).with("unitCode", line.unit),
        money("cbc:LineExtensionAmount", &line.amount),
        node("cac:InvoicePeriod", period(line.period)),
        node("cac:Item", item),
        node("cac:Price", [money("cbc:PriceAmount", &line.price)]),
    ];
    node(name, parts)
}
