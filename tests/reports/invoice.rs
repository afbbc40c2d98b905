//! The invoice as a PDF: an archival file with all that was billed on it, what a bank's app reads, and the
//! e-invoice inside.

mod command;
mod pdf;
mod texts;

use std::collections::BTreeMap;

use report_invoice::Invoice as Report;
use serde_json::{Value, json};
use workdiary_en16931::{Document, Profile};
use workdiary_sdk::Plugin;
use workdiary_sdk::example::{Example, ReportInput};
use workdiary_sdk::harness;

use pdf::{Folder, Pdf};

/// An example of the plugin.
fn example(title: &str) -> Example {
    let examples =
        Report::DESCRIPTION.examples.iter().map(|text| serde_json::from_str::<Example>(text).unwrap());
    examples.into_iter().find(|example| example.title.starts_with(title)).expect("an example of this title")
}

fn input(example: &Example) -> ReportInput {
    serde_json::from_value(example.input.clone()).unwrap()
}

/// What the plugin writes about it.
fn written(example: &Example) -> BTreeMap<String, Vec<u8>> {
    let config = serde_json::from_value(example.config.clone()).unwrap();
    harness::report::<Report>(&config, input(example)).unwrap()
}

/// The one file of these.
fn only(files: BTreeMap<String, Vec<u8>>) -> (String, Vec<u8>) {
    assert_eq!(files.len(), 1);
    files.into_iter().next().unwrap()
}

/// The XML that belongs inside, where one can be made.
fn xml(input: &ReportInput) -> Option<String> {
    let invoice = input.invoice().unwrap();
    let document = Document {
        invoice: &invoice,
        contract: &input.contract,
        currency: &input.currency,
        currency_digits: input.currency_digits,
        demo: input.demo,
    };
    workdiary_en16931::cii(&document, Profile::FacturX).ok()
}

/// The examples that write a file, with its name.
fn examples() -> Vec<(Example, String, Vec<u8>)> {
    let all = Report::DESCRIPTION.examples.iter().map(|text| serde_json::from_str::<Example>(text).unwrap());
    let written = all.filter(|example| example.expected.get("files").is_some()).map(|example| {
        let (name, bytes) = only(written(&example));
        (example, name, bytes)
    });
    written.collect()
}

#[test]
fn every_example_is_an_archival_file_with_its_fonts_and_its_e_invoice() {
    let folder = Folder::new();
    let examples = examples();
    for (_, name, bytes) in &examples {
        folder.put(name, bytes);
    }
    let looked = folder.looked_at();
    let mut carried = 0;
    for (example, name, _) in &examples {
        let (seen, title) = (&looked[name], &example.title);
        assert_eq!(seen["failed"], json!([]), "{title}");
        assert!(seen["rules"].as_u64().unwrap() > 100, "{title}");
        folder.pdf(name).is_sound();
        assert!(folder.pdf(name).fonts().iter().all(|font| font.embedded), "{title}");
        let wanted = if example.config["factur_x"] == "never" { None } else { xml(&input(example)) };
        assert_eq!(seen["xml"].as_str(), wanted.as_deref(), "{title}");
        if wanted.is_some() {
            assert_eq!(
                (seen["name"].as_str(), seen["level"].as_str()),
                (Some("factur-x.xml"), Some("en16931"))
            );
            carried += 1;
        }
    }
    assert!(carried >= 3, "{carried} e-invoices");
}

/// The checker finds what is broken on purpose; so its silence means something.
#[test]
fn what_is_no_archival_file_is_found() {
    let (_, bytes) = only(written(&example("an issued invoice")));
    let folder = Folder::new();
    folder.put("no-font.pdf", &pdf::with(&bytes, b"/FontFile2", b"/FontFileZ"));
    folder.put("another-part.pdf", &pdf::with(&bytes, b"pdfaid:part>3", b"pdfaid:part>1"));
    folder.put("file-of-nobody.pdf", &pdf::with(&bytes, b"/AFRelationship", b"/AFRelationshiq"));
    let looked = folder.looked_at();
    let broken = [
        ("no-font.pdf", "FONT-EMBEDDING"),
        ("another-part.pdf", "ID-PART"),
        ("file-of-nobody.pdf", "AF-RELATIONSHIP"),
    ];
    for (name, about) in broken {
        let failed: Vec<[String; 2]> = serde_json::from_value(looked[name]["failed"].clone()).unwrap();
        assert!(failed.iter().any(|[rule, _]| rule.contains(about)), "{name}: {failed:?}");
    }
    assert!(folder.pdf("no-font.pdf").fonts().iter().any(|font| !font.embedded));
}

/// As EPC069-12 has it, written here by hand.
#[test]
fn the_code_is_what_a_bank_pays() {
    let folder = Folder::new();
    let (name, bytes) = only(written(&example("an issued invoice")));
    folder.put(&name, &bytes);
    let expected =
        "BCD\n002\n1\nSCT\nBYLADEM1001\nAda Lovelace\nDE02120300000000202051\nEUR2107.29\n\n\n2026-0042";
    assert_eq!(folder.pdf(&name).code().as_deref(), Some(expected));
    let mut sample = example("an issued invoice");
    sample.input["demo"] = true.into();
    for unpaid in [example("a draft"), sample] {
        let (name, bytes) = only(written(&unpaid));
        folder.put(&name, &bytes);
        assert_eq!(folder.pdf(&name).code(), None, "{name}");
    }
}

#[test]
fn names_memos_and_amounts_are_whole() {
    let folder = Folder::new();
    for (example, name, bytes) in examples() {
        folder.put(&name, &bytes);
        let pdf = folder.pdf(&name);
        texts::are_on(&example, &pdf);
    }
}

#[test]
fn a_memo_of_ten_thousand_characters_is_whole() {
    let words = ["naïve", "Grüße", "їжак", "δοκιμή", "日本語", "=1+1", "<b>", "\u{7}", "\u{202e}abc", "😀"];
    let memo: String =
        (0..).flat_map(|n| [words[n % words.len()].to_owned(), format!("{n} ")]).take(3_500).collect();
    let memo: String = memo.chars().take(10_000).collect();
    let mut long = example("an issued invoice");
    long.input["weeks"][0]["segments"][0]["memo"] = json!(memo);
    let (name, bytes) = only(written(&long));
    let folder = Folder::new();
    folder.put(&name, &bytes);
    assert_eq!(folder.looked_at()[&name]["failed"], json!([]));
    texts::are_on(&long, &folder.pdf(&name));
    assert!(folder.pdf(&name).pages() > 4);
}

#[test]
fn a_draft_and_sample_data_say_so_on_every_page() {
    let folder = Folder::new();
    let (name, bytes) = only(written(&example("a draft of sample data")));
    folder.put(&name, &bytes);
    assert!(name.starts_with("DEMO-DRAFT-"), "{name}");
    let pdf: Pdf = folder.pdf(&name);
    for page in 1..=pdf.pages() {
        let text = pdf.text(page);
        assert!(text.contains("DEMO: приклад даних") && text.contains("ЧЕРНЕТКА"), "{page}: {text}");
    }
}

/// The same input, the same file: it is dated by the invoice.
#[test]
fn it_is_the_same_whenever_it_is_made() {
    let one = written(&example("names and memos of any script"));
    assert_eq!(one, written(&example("names and memos of any script")));
}

#[test]
fn an_e_invoice_that_is_wanted_but_cannot_be_is_told() {
    let mut poor = example("an issued invoice");
    poor.config = json!({ "factur_x": "always" });
    poor.input["invoice"]["buyer"]["country"] = Value::from("");
    let config = serde_json::from_value(poor.config.clone()).unwrap();
    let told = harness::report::<Report>(&config, input(&poor)).unwrap_err();
    assert!(told.contains("buyer.country"), "{told}");
}
