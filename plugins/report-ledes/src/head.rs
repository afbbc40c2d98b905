//! What is the same on all lines, or why there can be none.

use workdiary_sdk::prelude::*;
use workdiary_sdk::time::jiff::civil::Date;
use workdiary_sdk::{Invoice, money, time};

use crate::Config;
use crate::items::{Item, Kind};
use crate::texts::{bad_code, description};

/// Fields of the invoice.
pub(crate) struct Head {
    date: String,
    number: String,
    client: String,
    matter: String,
    total: String,
    first: Date,
    last: Date,
    description: String,
    timekeeper: String,
    timekeeper_name: String,
    classification: String,
    firm: String,
    client_matter: String,
    digits: u8,
    characters: crate::Characters,
}

impl Head {
    /// Or which fields cannot be filled, and where what they lack is said.
    pub(crate) fn of(config: &Config, diary: &Diary, invoice: &Invoice) -> Result<Self, String> {
        if let Some(why) = cannot_be(invoice) {
            return Err(why);
        }
        let or = |own: &String, other: &str| if own.is_empty() { other.to_owned() } else { own.clone() };
        let seller = &invoice.seller;
        let tax_number = or(&seller.tax_number, &seller.vat_id);
        let mark = if diary.is_demo() { "DEMO: sample data; " } else { "" };
        let about = format!("{mark}{}; amounts in {}, units in hours", diary.title(), diary.currency());
        let head = Self {
            date: plain(&invoice.date),
            number: invoice.number.clone().unwrap_or_default(),
            client: config.client_id.clone(),
            matter: or(&config.matter_id, &diary.contract()),
            total: money::show(invoice.net, diary.currency_digits()),
            first: time::date(diary.from()),
            last: time::last_date(diary.until()),
            description: description(&about, config.characters),
            timekeeper: config.timekeeper_id.clone(),
            timekeeper_name: or(&config.timekeeper_name, &last_name_first(&diary.freelancer().name)),
            classification: config.timekeeper_classification.clone(),
            firm: or(&config.law_firm_id, &tax_number),
            client_matter: or(&config.client_matter_id, &invoice.buyer_reference),
            digits: diary.currency_digits(),
            characters: config.characters,
        };
        head.check()?;
        Ok(head)
    }

    /// The period of the bills is of weeks, UTC; a local day may lie before or after it.
    pub(crate) fn stretch_to(&mut self, items: &[Item]) {
        for item in items {
            self.first = self.first.min(item.date);
            self.last = self.last.max(item.date);
        }
    }

    fn check(&self) -> Result<(), String> {
        let settings = "in the settings of the invoice";
        let fields = [
            ("INVOICE_NUMBER", &self.number, 20, true, format!("number invoices shorter, {settings}")),
            ("CLIENT_ID", &self.client, 20, true, "say `client_id` in the config".to_owned()),
            ("LAW_FIRM_MATTER_ID", &self.matter, 20, true, "say `matter_id` in the config".to_owned()),
            ("TIMEKEEPER_ID", &self.timekeeper, 20, true, "say `timekeeper_id` in the config".to_owned()),
            (
                "TIMEKEEPER_NAME",
                &self.timekeeper_name,
                30,
                true,
                "say `timekeeper_name` in the config".to_owned(),
            ),
            (
                "LAW_FIRM_ID",
                &self.firm,
                20,
                true,
                format!("say `law_firm_id` in the config, or `seller.tax_number` {settings}"),
            ),
            (
                "CLIENT_MATTER_ID",
                &self.client_matter,
                20,
                false,
                "say `client_matter_id` in the config".to_owned(),
            ),
        ];
        let wrong = |(name, text, most, is_needed, hint): (&str, &String, usize, bool, String)| {
            if is_needed && text.is_empty() {
                return Some(format!("{name} is missing: {hint}"));
            }
            bad_code(name, text, most).map(|bad| format!("{bad}: {hint}"))
        };
        let wrong: Vec<String> = fields.into_iter().filter_map(wrong).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    /// The fields of a line, in order.
    pub(crate) fn line(&self, number: u32, item: &Item) -> [String; 24] {
        let date = |date: Date| date.strftime("%Y%m%d").to_string();
        let amount = |minor| money::show(minor, self.digits);
        let (kind, units, cost) = match &item.kind {
            Kind::Fee { units, rate } => ("F", units.clone(), amount(*rate)),
            Kind::Adjustment => ("IF", String::new(), String::new()),
        };
        [
            self.date.clone(),
            self.number.clone(),
            self.client.clone(),
            self.matter.clone(),
            self.total.clone(),
            date(self.first),
            date(self.last),
            self.description.clone(),
            number.to_string(),
            kind.to_owned(),
            units,
            amount(item.adjustment),
            amount(item.total),
            date(item.date),
            item.task.clone(),
            String::new(),
            item.activity.clone(),
            self.timekeeper.clone(),
            description(&item.text, self.characters),
            self.firm.clone(),
            cost,
            self.timekeeper_name.clone(),
            self.classification.clone(),
            self.client_matter.clone(),
        ]
    }
}

fn cannot_be(invoice: &Invoice) -> Option<String> {
    let Some(number) = &invoice.number else {
        return Some("INVOICE_NUMBER is missing: this is a draft; issue the invoice first".to_owned());
    };
    if invoice.credit_note {
        return Some(format!("`{number}` is a credit note, and LEDES 1998B has none: send it as a PDF"));
    }
    (invoice.tax_amount != 0).then(|| {
        format!("`{number}` has tax on it, and LEDES 1998B has no field for that: send it as a PDF or an e-invoice")
    })
}

/// `2026-11-16` as `20261116`.
fn plain(date: &str) -> String {
    date.replace('-', "")
}

/// `Ada Lovelace` as `Lovelace, Ada`.
fn last_name_first(name: &str) -> String {
    name.trim()
        .rsplit_once(' ')
        .map_or_else(|| name.trim().to_owned(), |(first, last)| format!("{last}, {first}"))
}
