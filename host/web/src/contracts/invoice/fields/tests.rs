//! The fields and the settings are joined here.

use super::*;
use workdiary_diary::invoice::settings::InvoiceSettings;
use workdiary_diary::invoice::words::{DATE_FORMATS, NUMBER_FORMATS};

#[test]
fn every_setting_has_one_field_and_no_other_has() {
    let mut shown: Vec<String> = all().map(|(path, _)| path.to_owned()).collect();
    let mut known: Vec<String> =
        InvoiceSettings::default().entries().into_iter().map(|(path, _)| path).collect();
    shown.sort_unstable();
    known.sort_unstable();
    assert_eq!(shown, known);
}

#[test]
fn what_can_be_chosen_is_what_there_is() {
    let said = |of: &[(&'static str, &str)]| of.iter().skip(1).map(|(value, _)| *value).collect::<Vec<_>>();
    assert_eq!((said(NUMBERS), said(DATES)), (NUMBER_FORMATS.to_vec(), DATE_FORMATS.to_vec()));
    for (path, values) in [("tax.category", CATEGORIES), ("language", LANGUAGES)] {
        for (value, _) in values {
            let mut said = vec![(path.to_owned(), (*value).to_owned())];
            if *value == "S" {
                said.push(("tax.rate".to_owned(), "19".to_owned()));
            }
            assert!(InvoiceSettings::default().with(&said).is_ok(), "{path} {value}");
        }
    }
}
