//! What keeps an invoice from being issued, and how to mend it; and who may issue none.

use workdiary_test_support::home::Home;
use workdiary_test_support::http::Site;

use super::{MONDAY, SETTINGS, SUNDAY, all, issue, ready, sample, set};
use crate::visit::Visit;

#[test]
fn a_refusal_says_how_to_mend_it() {
    let visit = Visit::of(sample());
    let page = &visit.page;
    set(&visit.home, "seller.name", "Vega Studio");
    issue(&visit);
    assert!(page.text("[role=alert]").contains("`tax.category` is not said: an invoice needs it"));
    page.until_another_page(|| page.click(&format!("main a[href='{SETTINGS}#tax.category']")));
    page.choose("[id='tax.category']", "E");
    page.until_another_page(|| page.click("form.invoicing .go"));
    issue(&visit);
    let number = page.text("h1").replace("Invoice ", "");
    let stale = [("contract", "acme"), ("from", MONDAY), ("to", SUNDAY)];
    let (status, told) = visit.post("/invoices", &stale);
    assert_eq!(status, 409);
    assert!(told.contains("(rule `already-invoiced`)"), "{told}");
    assert!(told.contains(&format!("href=\"/invoices/{number}\">Look at {number}</a>")), "{told}");
    let report = format!("/invoices/{number}/report");
    let (status, told) = visit.post(&report, &[("format", "csv")]);
    assert!(status == 422 && told.contains("There is no format `csv` for invoices."), "{status}: {told}");
    let (status, told) = visit.post("/invoices/DEMO-999/cancel", &[]);
    assert!(status == 422 && told.contains("DEMO-999"), "{status}: {told}");
    assert_eq!(all(&visit.home).len(), 1);
}

#[test]
fn a_week_that_is_open_is_refused() {
    let home = Home::new();
    home.run(["demo"]).ok();
    set(&home, "seller.name", "Vega Studio");
    set(&home, "tax.category", "E");
    let visit = Visit::of(home);
    visit.goto(&format!("/bill/acme/{MONDAY}"));
    assert!(!visit.page.exists("a[href*='/invoices?']"), "it is not offered");
    let (status, told) = visit.post("/invoices", &[("contract", "acme"), ("from", MONDAY), ("to", SUNDAY)]);
    assert_eq!(status, 409, "{told}");
    assert!(told.contains("(rule `open-week`)") && told.contains("href=\"/bill/acme/statements\""), "{told}");
}

#[test]
fn others_start_nothing() {
    let home = ready();
    let site = Site::enter(&home);
    let form = format!("contract=acme&from={MONDAY}&to={SUNDAY}");
    for path in ["/invoices", "/invoices/1/cancel", "/invoices/1/report", SETTINGS] {
        for headers in
            [[("origin", "http://evil.example")], [("origin", "")], [("sec-fetch-site", "cross-site")]]
        {
            assert_eq!(site.send("POST", path, &headers, form.as_bytes()).status, 403, "{path} {headers:?}");
        }
        let stranger = Site { cookie: String::new(), ..site.clone() };
        assert_eq!(stranger.get(path).status, 401, "{path}");
    }
    assert_eq!(all(&home), []);
}
