//! The invoices of the plugin's examples, in each profile and syntax that takes them.

use std::path::Path;

use serde_json::Value;
use workdiary_en16931::{Profile, Syntax};
use workdiary_sdk::example::ReportInput;

use super::Case;

/// By the name of the example's file.
pub(super) fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/report-e-invoice/examples");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut example: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let input: ReportInput = serde_json::from_value(example["input"].take()).unwrap();
        for (profile, syntax) in KINDS {
            let currency = (input.currency.clone(), input.currency_digits);
            let case =
                Case { profile, syntax, currency, demo: input.demo, invoice: input.invoice().unwrap() };
            cases.push((name.clone(), case));
        }
    }
    cases.retain(|(_, case)| case.written().is_ok());
    cases
}

/// All that there are.
pub(super) const KINDS: [(Profile, Syntax); 6] = [
    (Profile::En16931, Syntax::Ubl),
    (Profile::En16931, Syntax::Cii),
    (Profile::XRechnung, Syntax::Ubl),
    (Profile::XRechnung, Syntax::Cii),
    (Profile::Peppol, Syntax::Ubl),
    (Profile::FacturX, Syntax::Cii),
];
