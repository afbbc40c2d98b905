//! How a Cross Industry Invoice is paid: means, tax, terms, totals.

use crate::Document;
use crate::cii::{date, period};
use crate::text::terms;
use crate::xml::{Node, node, text};

pub(super) fn write(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let due = date("ram:DueDateDateTime", "udt:DateTimeString", invoice.due.as_deref().unwrap_or_default());
    let parts = [
        text("ram:PaymentReference", &invoice.payment.reference),
        text("ram:InvoiceCurrencyCode", document.currency),
        means(document),
        tax(document),
        node("ram:BillingSpecifiedPeriod", document.period().into_iter().flat_map(period)),
        node("ram:SpecifiedTradePaymentTerms", [text("ram:Description", terms(&invoice.payment.terms)), due]),
        totals(document),
        corrected(document),
    ];
    node("ram:ApplicableHeaderTradeSettlement", parts)
}

fn means(document: &Document<'_>) -> Node {
    let payment = &document.invoice.payment;
    let account = document.account();
    let is_iban = matches!(account.as_bytes(), [a, b, c, d, ..]
        if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit());
    let (iban, other) = if is_iban { (account.as_str(), "") } else { ("", account.as_str()) };
    let creditor = [
        text("ram:IBANID", iban),
        text("ram:AccountName", &payment.account_name),
        text("ram:ProprietaryID", other),
    ];
    let bank = text("ram:BICID", &payment.bic);
    let parts = [
        text("ram:TypeCode", &payment.means),
        node("ram:PayeePartyCreditorFinancialAccount", creditor).when(&account),
        node("ram:PayeeSpecifiedCreditorFinancialInstitution", [bank]).when(&account),
    ];
    node("ram:SpecifiedTradeSettlementPaymentMeans", parts).when(&payment.means)
}

fn tax(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let [code, reason] = document.exemption();
    let parts = [
        text("ram:CalculatedAmount", document.amount(invoice.tax_amount)),
        text("ram:TypeCode", "VAT"),
        text("ram:ExemptionReason", reason),
        text("ram:BasisAmount", document.amount(invoice.net)),
        text("ram:CategoryCode", &invoice.tax.category),
        text("ram:ExemptionReasonCode", code),
        text("ram:RateApplicablePercent", document.percent()),
    ];
    node("ram:ApplicableTradeTax", parts)
}

fn totals(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let tax = text("ram:TaxTotalAmount", document.amount(invoice.tax_amount));
    let parts = [
        text("ram:LineTotalAmount", document.amount(invoice.net)),
        text("ram:TaxBasisTotalAmount", document.amount(invoice.net)),
        tax.with("currencyID", document.currency),
        text("ram:GrandTotalAmount", document.amount(invoice.gross)),
        text("ram:DuePayableAmount", document.amount(invoice.gross)),
    ];
    node("ram:SpecifiedTradeSettlementHeaderMonetarySummation", parts)
}

/// The invoice that this one takes back.
fn corrected(document: &Document<'_>) -> Node {
    let invoice = document.invoice;
    let day = invoice.corrects_date.as_deref().unwrap_or_default();
    let parts = [
        text("ram:IssuerAssignedID", invoice.corrects.as_deref().unwrap_or_default()),
        date("ram:FormattedIssueDateTime", "qdt:DateTimeString", day),
    ];
    node("ram:InvoiceReferencedDocument", parts)
}
