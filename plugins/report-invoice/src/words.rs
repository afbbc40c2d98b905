//! The words of the pages, a table for each language.

mod de;
mod en;
mod es;
mod fr;
mod uk;

/// All words of a language.
#[derive(Debug)]
pub(crate) struct Words {
    /// ISO 639-1.
    pub(crate) code: &'static str,
    pub(crate) invoice: &'static str,
    pub(crate) credit_note: &'static str,
    /// The mark over a page that has no number.
    pub(crate) draft: &'static str,
    /// What is said on top of sample data.
    pub(crate) sample: &'static str,
    pub(crate) date: &'static str,
    pub(crate) due: &'static str,
    pub(crate) period: &'static str,
    pub(crate) buyer_reference: &'static str,
    pub(crate) order: &'static str,
    pub(crate) contract: &'static str,
    pub(crate) project: &'static str,
    /// Above the number of the invoice that a credit note takes back.
    pub(crate) corrects: &'static str,
    pub(crate) description: &'static str,
    pub(crate) week: &'static str,
    pub(crate) hours: &'static str,
    pub(crate) rate: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) net: &'static str,
    pub(crate) vat: &'static str,
    pub(crate) zero_rated: &'static str,
    pub(crate) exempt: &'static str,
    pub(crate) reverse_charge: &'static str,
    /// Said below the totals where no reason was given.
    pub(crate) reverse_charge_notice: &'static str,
    pub(crate) total: &'static str,
    pub(crate) total_credited: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) account: &'static str,
    pub(crate) holder: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) scan: &'static str,
    pub(crate) vat_id: &'static str,
    pub(crate) tax_number: &'static str,
    pub(crate) registration: &'static str,
    pub(crate) timesheet: &'static str,
    pub(crate) memo: &'static str,
    pub(crate) label: &'static str,
    pub(crate) day: &'static str,
    pub(crate) week_sum: &'static str,
    pub(crate) sum: &'static str,
    /// Says by which clock days and weeks begin; `{}` is the time zone.
    pub(crate) clock: &'static str,
    pub(crate) apart: &'static str,
    pub(crate) apart_notice: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) time: &'static str,
    pub(crate) over_limit: &'static str,
    pub(crate) too_short: &'static str,
    pub(crate) shared_slot: &'static str,
    pub(crate) rule_failed: &'static str,
    pub(crate) snapshots: &'static str,
    /// Below a contact sheet that is too large; `{}` is how many are not there.
    pub(crate) left_out: &'static str,
    /// Monday first.
    pub(crate) weekdays: [&'static str; 7],
    /// Whether a currency stands before its amount.
    pub(crate) currency_first: bool,
    /// Between a number and its percent sign.
    pub(crate) percent: &'static str,
}

/// English where nobody knows the language.
pub(crate) fn words(language: &str) -> &'static Words {
    const ALL: [&Words; 5] = [&en::WORDS, &de::WORDS, &fr::WORDS, &es::WORDS, &uk::WORDS];
    ALL.into_iter().find(|words| words.code == language).unwrap_or(&en::WORDS)
}

impl Words {
    /// An amount with its currency.
    pub(crate) fn money(&self, amount: &str, currency: &str) -> String {
        if self.currency_first {
            format!("{currency}\u{a0}{amount}")
        } else {
            format!("{amount}\u{a0}{currency}")
        }
    }

    /// Why time is not billed; a reason of a rule that has no word here is shown as it is.
    pub(crate) fn why<'a>(&self, reason: &'a str) -> &'a str
    where
        Self: 'a,
    {
        match reason {
            "too-short" => self.too_short,
            "shared-slot" => self.shared_slot,
            "rule-failed" => self.rule_failed,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word that was forgotten is empty; one that was copied is the same as in English.
    #[test]
    fn every_language_has_every_word_of_its_own() {
        let fields = |words: &Words| -> Vec<(String, String)> {
            let lines = format!("{words:#?}");
            let fields =
                lines.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(": \""));
            fields.map(|(name, text)| (name.to_owned(), text.trim_end_matches('"').to_owned())).collect()
        };
        let english = fields(words("en"));
        assert!(english.len() > 50);
        for language in ["de", "fr", "es", "uk"] {
            let other = fields(words(language));
            assert_eq!(other.len(), english.len());
            for ((name, text), (_, original)) in other.iter().zip(&english) {
                let alike =
                    ["date", "label", "period", "description", "reference", "iban", "total", "percent"];
                assert!(!text.is_empty() || name == "percent", "{language} {name}");
                assert!(text != original || alike.contains(&name.as_str()), "{language} {name}: {text}");
            }
        }
    }

    #[test]
    fn a_language_that_nobody_knows_is_english() {
        assert_eq!(words("xx").code, "en");
        assert_eq!(words("uk").money("5,00", "EUR"), "5,00\u{a0}EUR");
    }
}
