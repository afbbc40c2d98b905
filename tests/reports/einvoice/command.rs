//! The e-invoice by the real binary: a draft tells what is missing, an issued invoice is written and valid.

use std::path::Path;

use serde_json::json;
use workdiary_test_support::home::{Home, Said};

use super::{check, errors};

const WEEK: [&str; 4] = ["--from", "2026-09-07", "--to", "2026-09-13"];

/// An hour and a half of `acme` in a closed week.
fn home() -> Home {
    let add =
        json!({ "id": "acme", "title": "Parser", "client": "Acme GmbH", "rate": "85.00", "currency": "EUR" });
    let minute = |minute: i64| {
        let at = format!("2026-09-07T{:02}:{:02}Z", 9 + minute / 60, minute % 60);
        json!({ "contract": "acme", "minute": at, "tracked_seconds": 60, "keystrokes": 9 }).to_string() + "\n"
    };
    let lines = json!({ "contract_add": add }).to_string() + "\n" + &(0..90).map(minute).collect::<String>();
    Home::demo(&lines, "2026-11-18T12:00:00Z")
}

fn set(home: &Home, settings: &[&str]) {
    let set = settings.iter().flat_map(|setting| ["--set", setting]);
    home.run(["invoice", "settings", "acme"].into_iter().chain(set)).ok();
}

/// The report into a folder, by a profile.
fn report(home: &Home, profile: &str, folder: &Path) -> Said {
    let config = home.path().with_file_name("e-invoice.toml");
    std::fs::write(&config, format!("profile = \"{profile}\"\n")).unwrap();
    let args = ["report", "e-invoice", "--contract", "acme", "--config"];
    let paths = [config.to_str().unwrap(), "-o", folder.to_str().unwrap()];
    home.run(args.into_iter().chain(paths).chain(WEEK))
}

#[test]
fn an_invoice_is_told_what_it_lacks_then_issued_and_written() {
    let home = home();
    let folder = home.path().with_file_name("invoice");
    set(
        &home,
        &[
            "seller.name=Ada Lovelace",
            "seller.country=DE",
            "buyer.country=DE",
            "tax.category=S",
            "tax.rate=19",
        ],
    );
    let told = report(&home, "xrechnung", &folder).failed(2);
    assert!(told.contains("`seller.vat_id` is missing: the VAT number of the seller (BT-31)"), "{told}");
    assert!(told.contains("`workdiary invoice settings acme --set seller.vat_id=…`"), "{told}");
    assert_eq!(std::fs::read_dir(&folder).map_or(0, Iterator::count), 0, "something was written");
    set(&home, &["seller.vat_id=DE123456789", "seller.city=Berlin", "seller.postcode=10115"]);
    set(&home, &["seller.contact=Ada", "seller.phone=+49 30 1234567", "seller.email=ada@lovelace.example"]);
    set(&home, &["seller.endpoint=ada@lovelace.example", "seller.endpoint_scheme=EM"]);
    set(&home, &["buyer.city=Hamburg", "buyer.postcode=20095", "buyer.endpoint=DE987654321"]);
    set(&home, &["buyer.endpoint_scheme=9930", "buyer_reference=04011000-12345-03"]);
    set(&home, &["payment.account=DE75 5121 0800 1245 1261 99"]);
    let told = report(&home, "xrechnung", &folder).failed(2);
    assert!(told.contains("is a draft, and an e-invoice has a number; nothing else is missing"), "{told}");
    home.run(["invoice", "issue", "--contract", "acme", "--week", "2026-09-07"]).ok();
    report(&home, "xrechnung", &folder).ok();
    let xml = std::fs::read_to_string(folder.join("DEMO-2026-0001.xml")).unwrap();
    for part in [">DEMO-2026-0001<", "DEMO: sample data", "unitCode=\"HUR\">1.5<", ">127.50<", ">151.73<"] {
        assert!(xml.contains(part), "no `{part}` in {xml}");
    }
    let checked = check([("ubl_xrechnung_command.xml".to_owned(), xml)]);
    assert_eq!((checked.files.len(), errors(&checked).as_str()), (1, ""));
}
