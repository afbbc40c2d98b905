//! The invoice by the real binary: issued, written, paid and taken back; and the snapshots of sample data.

use std::path::Path;

use serde_json::{Value, json};
use workdiary_test_support::clock::Clock;
use workdiary_test_support::home::Home;
use workdiary_test_support::root;

use super::pdf::Folder;
use super::texts::{is_in, plain};

const MONDAY: &str = "2026-11-02";

/// Memos that would steer a page, a PDF or a reader; one is longer than a page.
fn memos() -> Vec<String> {
    let texts = [
        "=1+1|' /C calc'!A0",
        "<b>&amp;</b> (a) \\) ]]> %%EOF endobj",
        "日本語の説明 – Київ",
        "שלום עולם",
        "👩\u{200d}🔬 😀 done",
        "bell \u{7} escape \u{1b}[31m \u{202e}turned",
        "two\nlines",
    ];
    let long = (0..2_500).map(|n| format!("{n:03} ")).collect::<String>();
    texts.into_iter().map(str::to_owned).chain([long.chars().take(10_000).collect()]).collect()
}

const SETTINGS: [&str; 19] = [
    "seller.name=Ada <Lovelace> & Söhne",
    "seller.street=Lindenallee 12",
    "seller.city=Berlin",
    "seller.postcode=10115",
    "seller.country=DE",
    "seller.vat_id=DE123456789",
    "seller.contact=Ada",
    "seller.phone=+49 30 1234567",
    "seller.email=ada@example.org",
    "seller.endpoint=ada@example.org",
    "seller.endpoint_scheme=EM",
    "buyer.name=株式会社 Київ",
    "buyer.street=Hauptstr. 1",
    "buyer.city=Hamburg",
    "buyer.postcode=20095",
    "buyer.country=DE",
    "tax.category=S",
    "tax.rate=19",
    "payment.account=DE02120300000000202051",
];

/// A week of manual time, which is closed by now, each memo for an hour; its invoice is issued.
fn home() -> (Home, Clock) {
    let clock = Clock::at("2026-11-06 18:00:00");
    let home = Home::with_contract(clock.environment());
    home.run(["contract", "edit", "acme", "--manual", "allowed"]).ok();
    for (hour, memo) in (0..).zip(memos()) {
        let (from, to) = (format!("{MONDAY}T{:02}:00Z", 9 + hour), format!("{MONDAY}T{:02}:00Z", 10 + hour));
        home.run(["add", "--contract", "acme", "--from", &from, "--to", &to, "-m", &memo, "-l", "dev"]).ok();
    }
    clock.set("2026-11-12 09:00:00");
    // Any picture will do.
    let logo = root().join("docs/invoice.png");
    let set = SETTINGS.iter().flat_map(|setting| ["--set", setting]);
    home.run(["invoice", "settings", "acme", "--logo", logo.to_str().unwrap()].into_iter().chain(set)).ok();
    home.run(["invoice", "issue", "--contract", "acme", "--week", MONDAY]).ok();
    (home, clock)
}

fn write(home: &Home, format: &str, rest: &[&str], folder: &Path) {
    let out = ["-o", folder.to_str().unwrap()];
    home.run(["report", format].iter().chain(rest).chain(&out)).ok();
}

#[test]
fn an_issued_invoice_is_an_archival_file_that_a_bank_pays_and_a_credit_note_is_not_paid() {
    let folder = Folder::new();
    let (home, _clock) = home();
    home.run(["invoice", "cancel", "2026-0001"]).ok();
    write(&home, "invoice", &["--invoice", "2026-0001"], folder.path());
    write(&home, "invoice", &["--invoice", "2026-0002"], folder.path());
    let config = folder.path().join("factur-x.toml");
    std::fs::write(&config, "profile = \"factur-x\"\n").unwrap();
    let config = ["--invoice", "2026-0001", "--config", config.to_str().unwrap()];
    write(&home, "e-invoice", &config, folder.path());
    let xml = std::fs::read_to_string(folder.path().join("2026-0001.xml")).unwrap();

    let looked = folder.looked_at();
    for name in ["invoice-2026-0001.pdf", "credit-note-2026-0002.pdf"] {
        assert_eq!(looked[name]["failed"], json!([]), "{name}");
        folder.pdf(name).is_sound();
        assert!(folder.pdf(name).fonts().iter().all(|font| font.embedded), "{name}");
        assert_eq!(folder.pdf(name).pictures(), 1, "the logo of {name}");
    }
    assert_eq!(looked["invoice-2026-0001.pdf"]["xml"].as_str(), Some(xml.as_str()));

    let pdf = folder.pdf("invoice-2026-0001.pdf");
    // Eight hours at 85.00, and 19 percent.
    let code = "BCD\n002\n1\nSCT\n\nAda <Lovelace> & Söhne\nDE02120300000000202051\nEUR809.20\n\n\n2026-0001";
    assert_eq!(pdf.code().as_deref(), Some(code));
    let (all, column) = (plain(&pdf.all_text()), plain(&pdf.column(52.0, 119.0)));
    for text in ["Ada <Lovelace> & Söhne", "株式会社 Київ", "680.00", "129.20", "809.20", "dev"] {
        is_in(text, &all);
    }
    for memo in memos() {
        is_in(&memo, &column);
    }
    let pages = pdf.pages();
    assert!(pages > 3, "{pages} pages");
    for page in 1..=pages {
        assert!(pdf.text(page).contains(&format!("{page} / {pages}")), "{}", pdf.text(page));
    }

    let note = folder.pdf("credit-note-2026-0002.pdf");
    assert_eq!(note.code(), None);
    assert!(note.text(1).contains("2026-0001") && note.text(1).contains("Credit note"), "{}", note.text(1));
}

#[test]
fn snapshots_are_in_it_where_the_person_says_so() {
    let minute = |place: u32| {
        let at = format!("2026-09-07T{:02}:{:02}Z", 9 + place / 6, place % 6 * 10);
        json!({ "contract": "acme", "minute": at, "tracked_seconds": 60, "keystrokes": 9, "memo": "error recovery" })
    };
    let add = json!({ "contract_add": { "id": "acme", "title": "Parser", "client": "Acme GmbH", "rate": "85.00", "currency": "EUR" } });
    let lines: Vec<Value> = [add].into_iter().chain((0..14).map(minute)).collect();
    let lines = lines.iter().map(|line| line.to_string() + "\n").collect::<String>();
    let folder = Folder::new();
    let file = folder.path().join("minutes.ndjson");
    std::fs::write(&file, lines).unwrap();
    let home = Home::new();
    let demo = ["demo", "--now", "2026-11-18T12:00:00Z", "--snapshots", "--minutes", file.to_str().unwrap()];
    home.run(demo).ok();
    let week = ["--contract", "acme", "--from", "2026-09-07", "--to", "2026-09-13"];
    let pdf = || {
        let name = std::fs::read_dir(folder.path()).unwrap().flatten().map(|file| file.file_name());
        let mut names = name.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".pdf"));
        let name = names.next().unwrap();
        assert_eq!(names.next(), None);
        folder.pdf(&name)
    };
    write(&home, "invoice", &week, folder.path());
    assert_eq!(pdf().pictures(), 0);
    let before = pdf().pages();
    // The largest that the config allows.
    let config = folder.path().join("large.toml");
    std::fs::write(&config, "thumbnail_pixels = 640\n").unwrap();
    let granted = ["--snapshots", "--config", config.to_str().unwrap()];
    write(&home, "invoice", &[week.as_slice(), &granted].concat(), folder.path());
    assert_eq!((pdf().pictures(), pdf().pages()), (14, before + 1));
    let last = pdf().text(before + 1);
    assert!(last.contains("Snapshots") && last.matches("error recovery").count() == 14, "{last}");
    assert_eq!(pdf().code(), None, "it is a draft of sample data");
    let looked = folder.looked_at();
    assert!(looked.as_object().unwrap().values().all(|seen| seen["failed"] == json!([])), "{looked}");
}
