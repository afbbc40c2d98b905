//! A line of a Cross Industry Invoice.

use crate::Document;
use crate::cii::period;
use crate::document::Line;
use crate::xml::{Node, node, text};

pub(super) fn write(document: &Document<'_>, line: &Line) -> Node {
    let price = node("ram:NetPriceProductTradePrice", [text("ram:ChargeAmount", &line.price)]);
    let quantity = text("ram:BilledQuantity", &line.quantity).with("unitCode", line.unit);
    let sum = [text("ram:LineTotalAmount", &line.amount)];
    let tax = [
        text("ram:TypeCode", "VAT"),
        text("ram:CategoryCode", &document.invoice.tax.category),
        text("ram:RateApplicablePercent", document.percent()),
    ];
    let settlement = [
        node("ram:ApplicableTradeTax", tax),
        node("ram:BillingSpecifiedPeriod", period(line.period)),
        node("ram:SpecifiedTradeSettlementLineMonetarySummation", sum),
    ];
    let parts = [
        node("ram:AssociatedDocumentLineDocument", [text("ram:LineID", &line.id)]),
        node("ram:SpecifiedTradeProduct", [text("ram:Name", &line.name)]),
        node("ram:SpecifiedLineTradeAgreement", [price]),
        node("ram:SpecifiedLineTradeDelivery", [quantity]),
        node("ram:SpecifiedLineTradeSettlement", settlement),
    ];
    node("ram:IncludedSupplyChainTradeLineItem", parts)
}
