//! The languages in which clients are written to, and how each writes numbers and dates.

use serde::{Deserialize, Serialize};

/// By the example of 1234.5.
pub const NUMBER_FORMATS: [&str; 5] = ["1,234.50", "1.234,50", "1 234,50", "1'234.50", "1234.50"];

/// Of dates.
pub const DATE_FORMATS: [&str; 4] = ["YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY"];

/// A language, by its ISO 639-1 code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Ukrainian.
    Uk,
}

/// The lines of the built-in billing rules, in English, German, French, Spanish and Ukrainian.
const LINES: [[&str; 5]; 2] = [
    ["Tracked time", "Erfasste Zeit", "Temps enregistré", "Tiempo registrado", "Записаний час"],
    [
        "Manual time",
        "Manuell erfasste Zeit",
        "Temps saisi manuellement",
        "Tiempo añadido a mano",
        "Час, доданий вручну",
    ],
];

impl Language {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Uk => "uk",
        }
    }

    /// How it writes numbers.
    #[must_use]
    pub fn number_format(self) -> &'static str {
        match self {
            Self::En => "1,234.50",
            Self::De | Self::Es => "1.234,50",
            Self::Fr | Self::Uk => "1 234,50",
        }
    }

    /// How it writes dates.
    #[must_use]
    pub fn date_format(self) -> &'static str {
        match self {
            Self::En => "YYYY-MM-DD",
            Self::De | Self::Uk => "DD.MM.YYYY",
            Self::Fr | Self::Es => "DD/MM/YYYY",
        }
    }

    /// The text of a bill's line in this language, where it is one that is known; any other is the
    /// rule's own and stays.
    #[must_use]
    pub fn line(self, text: &str) -> &str {
        let known = LINES.iter().find(|[english, ..]| *english == text);
        known.and_then(|line| line.get(self as usize)).copied().unwrap_or(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_lines_are_put_into_the_language() {
        assert_eq!(Language::De.line("Tracked time"), "Erfasste Zeit");
        assert_eq!(Language::Uk.line("Manual time"), "Час, доданий вручну");
        assert_eq!(Language::Fr.line("Overtime"), "Overtime");
        assert_eq!(Language::En.line("Tracked time"), "Tracked time");
    }

    #[test]
    fn each_writes_as_it_can_be_set() {
        for language in [Language::En, Language::De, Language::Fr, Language::Es, Language::Uk] {
            assert!(NUMBER_FORMATS.contains(&language.number_format()));
            assert!(DATE_FORMATS.contains(&language.date_format()));
            assert_eq!(serde_json::to_value(language).unwrap(), language.code());
        }
    }
}
