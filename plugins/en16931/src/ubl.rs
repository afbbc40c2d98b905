//! The syntax UBL 2.1: a document of type `Invoice` or `CreditNote`.

mod line;
mod party;

use workdiary_sdk::time::jiff::civil::Date;

use crate::text::terms;
use crate::xml::{Node, node, text};
use crate::{Document, Profile};

const NAMESPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

pub(crate) fn write(document: &Document<'_>, profile: Profile) -> String {
    let invoice = document.invoice;
    let name = if invoice.credit_note { "CreditNote" } else { "Invoice" };
    let mut parts = head(document, profile);
    parts.extend(references(document));
    parts.push(node("cac:AccountingSupplierParty", [party::seller(document)]));
    parts.push(node("cac:AccountingCustomerParty", [party::buyer(document)]));
    parts.push(payment(document));
    parts.push(node("cac:PaymentTerms", [text("cbc:Note", terms(&invoice.payment.terms))]));
    parts.push(tax(document));
    parts.push(totals(document));
    parts.extend(document.lines().map(|line| line::write(document, &line)));
    node(name, parts)
        .with("xmlns", &format!("{NAMESPACE}{name}-2"))
        .with("xmlns:cac", &format!("{NAMESPACE}CommonAggregateComponents-2"))
        .with("xmlns:cbc", &format!("{NAMESPACE}CommonBasicComponents-2"))
        .document()
}

fn head(document: &Document<'_>, profile: Profile) -> Vec<Node> {
    let invoice = document.invoice;
    let (due, type_code) = if invoice.credit_note {
        ("", "cbc:CreditNoteTypeCode")
    } else {
        (invoice.due.as_deref().unwrap_or_default(), "cbc:InvoiceTypeCode")
    };
    vec![
        text("cbc:CustomizationID", profile.customization()),
        text("cbc:ProfileID", profile.process()),
        text("cbc:ID", invoice.number.as_deref().unwrap_or_default()),
        text("cbc:IssueDate", &invoice.date),
        text("cbc:DueDate", due),
        text(type_code, document.type_code()),
        text("cbc:Note", document.note()),
        text("cbc:DocumentCurrencyCode", document.currency),
        text("cbc:BuyerReference", &invoice.buyer_reference),
        node("cac:InvoicePeriod", document.period().into_iter().flat_map(period)),
    ]
}

/// First and last day.
fn period([first, last]: [Date; 2]) -> [Node; 2] {
    [text("cbc:StartDate", first.to_string()), text("cbc:EndDate", last.to_string())]
}

fn references(document: &Document<'_>) -> [Node; 4] {
    let invoice = document.invoice;
    let corrected = [
        text("cbc:ID", invoice.corrects.as_deref().unwrap_or_default()),
        text("cbc:IssueDate", invoice.corrects_date.as_deref().unwrap_or_default()),
    ];
    // A credit note has no place for the project but among the documents, where its code is 50.
    let project = if invoice.credit_note {
        let code = text("cbc:DocumentTypeCode", "50");
        node("cac:AdditionalDocumentReference", [text("cbc:ID", &invoice.project_reference), code])
    } else {
        node("cac:ProjectReference", [text("cbc:ID", &invoice.project_reference)])
    };
    [
        node("cac:OrderReference", [text("cbc:ID", &invoice.order_reference)]),
        node("cac:BillingReference", [node("cac:InvoiceDocumentReference", corrected)]),
        node("cac:ContractDocumentReference", [text("cbc:ID", &invoice.contract_reference)]),
        project.when(&invoice.project_reference),
    ]
}

fn payment(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let payment = &invoice.payment;
    // The date is here in a credit note, and at the head of an invoice.
    let due = invoice.due.as_deref().filter(|_| invoice.credit_note).unwrap_or_default();
    let bank = node("cac:FinancialInstitutionBranch", [text("cbc:ID", &payment.bic)]);
    let account = [text("cbc:ID", document.account()), text("cbc:Name", &payment.account_name), bank];
    let parts = [
        text("cbc:PaymentMeansCode", &payment.means),
        text("cbc:PaymentDueDate", due),
        text("cbc:PaymentID", &payment.reference),
        node("cac:PayeeFinancialAccount", account).when(&payment.account),
    ];
    node("cac:PaymentMeans", parts).when(&payment.means)
}

fn money(document: &Document<'_>, name: &'static str, minor: i64) -> Node {
    text(name, document.amount(minor)).with("currencyID", document.currency)
}

fn tax(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let [code, reason] = document.exemption();
    let category = [
        text("cbc:ID", &invoice.tax.category),
        text("cbc:Percent", document.percent()),
        text("cbc:TaxExemptionReasonCode", code),
        text("cbc:TaxExemptionReason", reason),
        scheme("VAT"),
    ];
    let subtotal = [
        money(document, "cbc:TaxableAmount", invoice.net),
        money(document, "cbc:TaxAmount", invoice.tax_amount),
        node("cac:TaxCategory", category),
    ];
    let amount = money(document, "cbc:TaxAmount", invoice.tax_amount);
    node("cac:TaxTotal", [amount, node("cac:TaxSubtotal", subtotal)])
}

fn scheme(id: &str) -> Node {
    node("cac:TaxScheme", [text("cbc:ID", id)])
}

fn totals(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let amounts = [
        ("cbc:LineExtensionAmount", invoice.net),
        ("cbc:TaxExclusiveAmount", invoice.net),
        ("cbc:TaxInclusiveAmount", invoice.gross),
        ("cbc:PayableAmount", invoice.gross),
    ];
    node("cac:LegalMonetaryTotal", amounts.map(|(name, minor)| money(document, name, minor)))
}
