//! Invoices: settings by contract, and the documents that were issued, numbered without gaps.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::json;
use workdiary_diary::contract::ContractId;
use workdiary_diary::invoice::Invoice;
use workdiary_diary::invoice::numbers::Series;
use workdiary_diary::invoice::settings::InvoiceSettings;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_proof::hex::Sha;
use workdiary_proof::record::kind;

use crate::contracts::parsed;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::journal::{self, NewEntry};

/// How a new invoice gets its number.
#[derive(Debug, Clone)]
pub struct Numbering {
    /// Its series.
    pub series: Series,
    /// The first number of a series that has none yet.
    pub first: u32,
    /// What stands before the number: that of a demo home says so.
    pub mark: &'static str,
}

impl Store {
    /// What invoices of a contract say, and the digest of the picture for their head or an empty text.
    ///
    /// # Errors
    /// When the contract is unknown, the database fails or what it holds is damaged.
    pub fn invoice_settings(&self, contract: &ContractId) -> Result<(InvoiceSettings, String)> {
        let row = self.row_of(contract)?;
        let sql = "SELECT body, logo FROM invoice_settings WHERE contract = ?1";
        let of = |row: &Row<'_>| Ok((parsed(row, 0, |body| serde_json::from_str(body))?, row.get(1)?));
        let found = self.read(|db| db.prepare_cached(sql)?.query_row([row], of).optional())?;
        Ok(found.unwrap_or_default())
    }

    /// Sets them. `logo` is none where the picture stays, and empty where there is to be none.
    ///
    /// # Errors
    /// When the contract is unknown or the database fails.
    pub fn set_invoice_settings(
        &mut self,
        contract: &ContractId,
        settings: &InvoiceSettings,
        logo: Option<&[u8]>,
        (by, now): (&Actor, Second),
    ) -> Result<()> {
        let row = self.row_of(contract)?;
        let (_, before) = self.invoice_settings(contract)?;
        let body = json!(settings).to_string();
        let logo_digest = match logo {
            None => before,
            Some([]) => String::new(),
            Some(bytes) => Sha::of(bytes).to_string(),
        };
        self.write(|tx| {
            if let Some(bytes @ [_, ..]) = logo {
                tx.execute("INSERT OR IGNORE INTO logo VALUES (?1, ?2)", params![logo_digest, bytes])?;
            }
            let sql = "INSERT OR REPLACE INTO invoice_settings VALUES (?1, ?2, ?3)";
            tx.prepare_cached(sql)?.execute(params![row, body, logo_digest])?;
            // Neither on an invoice nor set: nobody sees it any more.
            let unused = "DELETE FROM logo WHERE digest NOT IN (SELECT logo FROM invoice_settings)
                          AND digest NOT IN (SELECT json_extract(body, '$.logo') FROM invoice)";
            tx.execute(unused, [])?;
            // Accounts and addresses change; the journal keeps what cannot be taken out of it.
            let digest = Sha::of(body.as_bytes());
            let payload = json!({ "contract": contract, "digest": digest, "logo": logo_digest });
            let entry = NewEntry { time: now, actor: by.clone(), kind: kind::INVOICE_SETTINGS, payload };
            journal::append(tx, &entry)
        })
    }

    /// The picture with this digest.
    ///
    /// # Errors
    /// When the database fails.
    pub fn logo(&self, digest: &str) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT bytes FROM logo WHERE digest = ?1";
        self.read(|db| db.prepare_cached(sql)?.query_row([digest], |row| row.get(0)).optional())
    }

    /// Issues an invoice or a credit note: it gets the next number of its series, in the transaction that
    /// enters it, so that no number is left out or given twice.
    ///
    /// # Errors
    /// [`Error::NumberTaken`], or when the database fails; then no number was used.
    pub fn issue_invoice(
        &mut self,
        draft: Invoice,
        numbering: &Numbering,
        (by, now): (&Actor, Second),
    ) -> Result<Invoice> {
        let row = self.row_of(&draft.contract)?;
        self.decide(|tx| {
            let (series, n) = next(tx, numbering)?;
            let invoice = draft.numbered(format!("{}{}", numbering.mark, numbering.series.number(n)));
            let number = invoice.number.as_deref().unwrap_or_default();
            let taken = "SELECT count(*) FROM invoice WHERE number = ?1";
            if tx.query_row(taken, [number], |row| row.get::<_, i64>(0))? > 0 {
                return Err(Error::NumberTaken(number.to_owned()).into());
            }
            let body = json!(invoice).to_string();
            let takes_back = invoice.corrects.as_ref().map(|corrects| &corrects.number);
            let weeks = (invoice.first.start().0, invoice.last.start().0);
            let sql = "INSERT INTO invoice VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let values = params![number, series, n, row, weeks.0, weeks.1, takes_back, now.0, body];
            tx.prepare_cached(sql)?.execute(values)?;
            let payload = json!({
                "contract": invoice.contract, "number": number, "takes_back": takes_back,
                "digest": Sha::of(body.as_bytes()),
            });
            let entry = NewEntry { time: now, actor: by.clone(), kind: kind::INVOICE_ISSUED, payload };
            journal::append(tx, &entry)?;
            Ok(invoice)
        })
    }

    /// The document with this number.
    ///
    /// # Errors
    /// [`Error::NoInvoice`], or when the database fails or what it holds is damaged.
    pub fn invoice(&self, number: &str) -> Result<Invoice> {
        let sql = "SELECT body FROM invoice WHERE number = ?1";
        let found = self.read(|db| db.prepare_cached(sql)?.query_row([number], invoice_of).optional())?;
        found.ok_or_else(|| Error::NoInvoice(number.to_owned()))
    }

    /// All documents of a contract, or of the diary, in the order in which they were issued.
    ///
    /// # Errors
    /// As [`Self::invoice`], or when the contract is unknown.
    pub fn invoices(&self, contract: Option<&ContractId>) -> Result<Vec<Invoice>> {
        let row = contract.map(|contract| self.row_of(contract)).transpose()?;
        let sql = "SELECT body FROM invoice WHERE ?1 IS NULL OR contract = ?1 ORDER BY id";
        self.read(|db| db.prepare_cached(sql)?.query_map([row], invoice_of)?.collect())
    }
}

/// The name of the series and its next number.
fn next(tx: &Transaction<'_>, numbering: &Numbering) -> rusqlite::Result<(String, u32)> {
    let series = format!("{}{}", numbering.mark, numbering.series);
    let last = "SELECT max(n) FROM invoice WHERE series = ?1";
    let last: Option<u32> = tx.prepare_cached(last)?.query_row([&series], |row| row.get(0))?;
    Ok((series, last.map_or(numbering.first, |last| last.saturating_add(1))))
}

fn invoice_of(row: &Row<'_>) -> rusqlite::Result<Invoice> {
    parsed(row, 0, |body| serde_json::from_str(body))
}
