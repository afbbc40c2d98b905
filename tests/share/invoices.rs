//! Invoices are the freelancer's: a client has no page of them, and no way from one that it has.

use serde_json::json;
use workdiary_test_support::home::Home;
use workdiary_test_support::http::Site;

use crate::{MONDAY, client, contract, serve, tracked};

#[test]
fn a_client_sees_nothing_of_invoices() {
    let minutes = contract("acme", "Acme") + &tracked("acme", "09", "Parser");
    let home = Home::demo(&minutes, "2026-11-24T09:00:00Z");
    for set in ["seller.name=Vega Studio", "tax.category=E", "note=between us"] {
        home.run(["invoice", "settings", "acme", "--set", set]).ok();
    }
    let bill = format!("/bill/acme/{MONDAY}");
    serve(&home);
    let (own, acme) = (Site::enter(&home), client(&home, "acme"));
    assert!(own.get(&bill).text().contains("/invoices?contract=acme"), "the freelancer can issue one");
    let issued = own.post("/invoices", &[("contract", "acme"), ("from", MONDAY), ("to", "2026-11-22")]);
    assert_eq!(issued.status, 303, "{}", issued.text());
    let page = issued.header("location").split('?').next().unwrap().to_owned();
    assert!(own.get(&page).text().contains("between us"));
    assert!(own.get(&bill).text().contains(&page));

    for path in ["/invoices", &page, "/contracts/acme/invoice"] {
        let answer = acme.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("between us") && !answer.text().contains("Vega Studio"), "{path}");
    }
    for path in ["/invoices", &format!("{page}/cancel"), &format!("{page}/report"), "/contracts/acme/invoice"]
    {
        let answer = acme.post(path, &[("contract", "acme"), ("from", MONDAY), ("to", "2026-11-22")]);
        assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
    }
    for path in [bill.as_str(), "/diary/acme/week/2026-11-16", "/bill/acme/statements", "/terms/acme"] {
        let text = acme.get(path).text();
        assert!(text.contains("Title of Acme") && !text.to_lowercase().contains("invoice"), "{path}: {text}");
    }
    let all = home.run(["invoice", "list", "--json"]).json();
    assert_eq!(all["invoices"].as_array().map(Vec::len), Some(1), "{}", json!(all));
}
