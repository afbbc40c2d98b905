//! The syntax UN/CEFACT Cross Industry Invoice, D16B.

mod line;
mod party;
mod settlement;

use workdiary_sdk::time::jiff::civil::Date;

use crate::xml::{Node, node, text};
use crate::{Document, Profile};

const NAMESPACE: &str = "urn:un:unece:uncefact:data:standard:";

pub(crate) fn write(document: &Document<'_>, profile: Profile) -> String {
    let mut trade: Vec<Node> = document.lines().map(|line| line::write(document, &line)).collect();
    trade.push(agreement(document));
    trade.push(delivery(document));
    trade.push(settlement::write(document));
    let parts = [context(profile), head(document), node("rsm:SupplyChainTradeTransaction", trade)];
    node("rsm:CrossIndustryInvoice", parts)
        .with("xmlns:rsm", &format!("{NAMESPACE}CrossIndustryInvoice:100"))
        .with("xmlns:ram", &format!("{NAMESPACE}ReusableAggregateBusinessInformationEntity:100"))
        .with("xmlns:qdt", &format!("{NAMESPACE}QualifiedDataType:100"))
        .with("xmlns:udt", &format!("{NAMESPACE}UnqualifiedDataType:100"))
        .document()
}

fn context(profile: Profile) -> Node {
    let process = text("ram:ID", profile.process());
    let guideline = text("ram:ID", profile.customization());
    let parts = [
        node("ram:BusinessProcessSpecifiedDocumentContextParameter", [process]),
        node("ram:GuidelineSpecifiedDocumentContextParameter", [guideline]),
    ];
    node("rsm:ExchangedDocumentContext", parts)
}

fn head(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let parts = [
        text("ram:ID", invoice.number.as_deref().unwrap_or_default()),
        text("ram:TypeCode", document.type_code()),
        date("ram:IssueDateTime", "udt:DateTimeString", &invoice.date),
        node("ram:IncludedNote", [text("ram:Content", document.note())]),
    ];
    node("rsm:ExchangedDocument", parts)
}

/// A day, `YYYY-MM-DD`, in the digits of format 102.
fn date(name: &'static str, inner: &'static str, day: &str) -> Node {
    node(name, [text(inner, day.replace('-', "")).with("format", "102")])
}

/// First and last day.
fn period([first, last]: [Date; 2]) -> [Node; 2] {
    let day = |name, day: Date| date(name, "udt:DateTimeString", &day.to_string());
    [day("ram:StartDateTime", first), day("ram:EndDateTime", last)]
}

fn agreement(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let reference = |name, id: &String| node(name, [text("ram:IssuerAssignedID", id)]);
    // The schema wants a name as well; the norm has none.
    let project = [text("ram:ID", &invoice.project_reference), text("ram:Name", "Project reference")];
    let parts = [
        text("ram:BuyerReference", &invoice.buyer_reference),
        party::seller(document),
        party::buyer(document),
        reference("ram:BuyerOrderReferencedDocument", &invoice.order_reference),
        reference("ram:ContractReferencedDocument", &invoice.contract_reference),
        node("ram:SpecifiedProcuringProject", project).when(&invoice.project_reference),
    ];
    node("ram:ApplicableHeaderTradeAgreement", parts)
}

/// The schema wants this element, and Peppol's rules none that is empty: it has the last day of the work (BT-72).
fn delivery(document: &Document<'_>) -> Node {
    let last = document.period().map(|[_, last]| last.to_string()).unwrap_or_default();
    let day = date("ram:OccurrenceDateTime", "udt:DateTimeString", &last);
    node("ram:ApplicableHeaderTradeDelivery", [node("ram:ActualDeliverySupplyChainEvent", [day])])
}
