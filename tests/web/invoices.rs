//! Invoices on pages: what stands on them, issuing, the list, taking back, and what keeps one from being issued.

use workdiary_test_support::home::Home;
use workdiary_test_support::http::Site;

use crate::visit::Visit;

const SETTINGS: &str = "/contracts/acme/invoice";
const MONDAY: &str = "2026-11-16";
const SUNDAY: &str = "2026-11-22";

/// The sample after the lock of its week, whose statement nobody has answered.
fn sample() -> Home {
    let home = Home::new();
    home.run(["demo"]).ok();
    home.run(["demo", "--now", "2026-11-24T09:00:00Z"]).ok();
    home
}

#[track_caller]
fn set(home: &Home, path: &str, value: &str) {
    home.run(["invoice", "settings", "acme", "--set", &format!("{path}={value}")]).ok();
}

/// The sample with all that an invoice needs, in a series whose numbers have what addresses have.
fn ready() -> Home {
    let home = sample();
    for (path, value) in [
        ("seller.name", "Vega Studio"),
        ("tax.category", "AE"),
        ("numbers.pattern", "RE {yy}/{n}#"),
        ("payment.account", "DE89 3704 0044 0532 0130 00"),
        ("payment.terms", "Net.\nThank you."),
    ] {
        set(&home, path, value);
    }
    home
}

fn issue(visit: &Visit) {
    visit.goto("/invoices");
    visit.page.until_another_page(|| visit.page.click("form.issue:has([value=acme]) button.go"));
}

/// Number and what takes it back, of all.
fn all(home: &Home) -> Vec<(String, Option<String>)> {
    let all = home.run(["invoice", "list", "--json"]).json();
    let all = all["invoices"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    all.map(|invoice| (text(&invoice["number"]).unwrap(), text(&invoice["taken_back_by"]))).collect()
}

#[test]
fn settings_are_saved_and_what_cannot_be_leads_to_its_field() {
    let visit = Visit::of(sample());
    let page = &visit.page;
    visit.goto("/contracts/acme");
    page.until_another_page(|| page.click(&format!("a[href='{SETTINGS}']")));
    assert_eq!(page.attribute("[id='buyer.name']", "placeholder").unwrap(), "Acme GmbH");
    assert!(page.text(".note").contains("Tax category"), "{}", page.text(".note"));
    page.fill("[id='seller.name']", "  Größe & Söhne ");
    page.fill("[id='seller.street']", "Hof 2\nWeg 1");
    page.fill("[id='buyer.country']", "Germany");
    page.choose("[id='tax.category']", "S");
    page.fill("[id='tax.rate']", "19");
    page.until_another_page(|| page.click("form.invoicing .go"));
    let told = page.text("[role=alert]");
    assert!(told.contains("`buyer.country` is `Germany`, not a code of two letters"), "{told}");
    assert_eq!(page.text("main a[href='#buyer.country']"), "Buyer's country");
    assert_eq!(page.value("[id='seller.name']"), "  Größe & Söhne ", "what was typed is still there");
    page.fill("[id='buyer.country']", "DE");
    // Meanwhile, elsewhere.
    set(&visit.home, "payment.days", "30");
    page.until_another_page(|| page.click("form.invoicing .go"));
    assert!(page.text(".note.good").contains("Saved"), "{}", page.text("main"));
    let settings = visit.home.run(["invoice", "settings", "acme", "--json"]).json();
    for (path, value) in [
        ("seller.name", "Größe & Söhne"),
        ("seller.street", "Hof 2\nWeg 1"),
        ("buyer.country", "DE"),
        ("buyer.name", ""),
        ("tax.rate", "19"),
        ("payment.days", "30"),
    ] {
        assert_eq!(settings["settings"][path], value, "{path}");
    }
    page.until_another_page(|| page.click("form.invoicing .go"));
    assert!(page.text(".note.good").contains("Nothing was changed"), "{}", page.text("main"));
    // All but the buyer from another contract.
    visit.goto("/contracts/beta/invoice");
    page.choose("form.like select", "acme");
    page.until_another_page(|| page.click("form.like button"));
    assert_eq!(
        (page.value("[id='tax.rate']").as_str(), page.value("[id='buyer.country']").as_str()),
        ("19", "")
    );
    assert_eq!(page.console().len(), 1, "the refused form alone");
}

#[test]
fn a_logo_is_taken_and_taken_away() {
    let visit = Visit::of(sample());
    let page = &visit.page;
    let is_there = || visit.home.run(["invoice", "settings", "acme", "--json"]).json()["logo"].clone();
    let send = |name: &str, bytes: &[u8]| {
        let file = visit.browser.file(name);
        std::fs::write(&file, bytes).unwrap();
        visit.goto(SETTINGS);
        page.upload("form.logo [name=file]", &file);
        page.until_another_page(|| page.click("form.logo button"));
    };
    send("logo.gif", b"GIF89a");
    let told = page.text("[role=alert]");
    assert!(told.contains("Cannot take the picture `logo.gif`: it is neither."), "{told}");
    send("large.png", &vec![0; 600 * 1024]);
    assert!(page.text("[role=alert]").contains("it has 614400 bytes"), "{}", page.text("[role=alert]"));
    assert_eq!(is_there(), false);
    page.forget();
    send("logo.png", b"\x89PNG\r\n\x1a\n");
    assert!(page.text(".note.good").contains("Saved"), "{}", page.text("main"));
    assert_eq!(is_there(), true);
    page.until_another_page(|| page.click("[name=none]"));
    assert_eq!(is_there(), false);
    assert_eq!(page.console(), Vec::<String>::new());
}

#[test]
fn an_invoice_is_issued_listed_and_taken_back() {
    let visit = Visit::of(ready());
    let page = &visit.page;
    visit.goto(&format!("/bill/acme/{MONDAY}"));
    page.until_another_page(|| page.click("a[href*='/invoices?contract=acme']"));
    assert_eq!(page.value("form.issue:has([value=acme]) [name=from]"), MONDAY);
    assert_eq!(page.value("form.issue:has([value=acme]) [name=to]"), SUNDAY);
    page.until_another_page(|| page.click("form.issue:has([value=acme]) button.go"));
    let number = "DEMO-RE 26/1#";
    assert!(page.url().ends_with("/invoices/DEMO-RE%2026%2F1%23?did=issued"), "{}", page.url());
    assert_eq!(page.text("h1"), format!("Invoice {number}"));
    let main = page.text("main");
    for words in
        ["Vega Studio", "Acme GmbH", "Tracked time", "Tax, reverse charge", "Net.\nThank you.", "1700.00 EUR"]
    {
        assert!(main.contains(words), "`{words}` is not in {main}");
    }
    visit.goto(&format!("/bill/acme/{MONDAY}"));
    assert!(page.text("main").contains(&format!("It is on invoice {number}.")));
    assert!(!page.exists("a[href*='/invoices?contract=acme']"), "it is not offered twice");
    visit.goto("/invoices");
    assert!(page.exists("form.issue [value=beta]") && !page.exists("form.issue [value=acme]"));
    page.until_another_page(|| page.click("table.invoices tbody a"));

    page.click("[popovertarget=sure]:not([popovertargetaction])");
    assert!(
        page.text("#sure").contains("A credit note with a number of its own is issued. Nothing is deleted")
    );
    page.click("[popovertargetaction=hide]");
    assert_eq!(all(&visit.home).len(), 1, "it was not asked for yet");
    page.click("[popovertarget=sure]:not([popovertargetaction])");
    page.until_another_page(|| page.click("#sure button.danger"));
    assert_eq!(page.text("h1"), "Credit note DEMO-RE 26/2#");
    assert!(page.text("main").contains(&format!("It takes invoice {number} back")));
    assert!(!page.exists("#sure"), "a credit note is not taken back");
    let note = "DEMO-RE 26/2#".to_owned();
    assert_eq!(all(&visit.home), [(number.to_owned(), Some(note.clone())), (note, None)]);
    visit.goto("/invoices");
    let table = page.text("table.invoices");
    assert!(table.contains("taken back by DEMO-RE 26/2#"), "{table}");
    assert!(table.contains("credit note: takes DEMO-RE 26/1# back"), "{table}");
    issue(&visit);
    assert_eq!(page.text("h1"), "Invoice DEMO-RE 26/3#");
    assert_eq!(page.console(), Vec::<String>::new());
}

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
    assert!(
        told.contains("(rule `already-invoiced`)") && told.contains(&format!("href=\"/invoices/{number}\"")),
        "{told}"
    );
    let (status, told) =
        visit.post("/invoices", &[("contract", "acme"), ("from", "2026-11-23"), ("to", "2026-11-29")]);
    let open = status == 422 || status == 409;
    assert!(open && !told.contains("Invoice DEMO"), "{status}: {told}");
    let (status, told) = visit.post(&format!("/invoices/{number}/report"), &[("format", "csv")]);
    assert!(
        status == 422 && told.contains("there is no format `csv` for invoices")
            || told.contains("There is no format `csv` for invoices"),
        "{status}: {told}"
    );
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

/// Only the formats that are installed are offered, and each makes files of this very document.
#[test]
fn files_are_offered_as_far_as_their_formats_are_installed() {
    let visit = Visit::of(ready());
    let page = &visit.page;
    issue(&visit);
    let here = page.url();
    let installed: Vec<&str> = ["invoice", "e-invoice"]
        .into_iter()
        .filter(|name| workdiary_builtins::by_name(name).is_some())
        .collect();
    assert_eq!(page.count("form.document"), installed.len());
    assert_eq!(
        page.text("main").contains("No report format for invoices is installed"),
        installed.is_empty()
    );
    for name in installed {
        page.goto(&here);
        page.until_another_page(|| page.click(&format!("form.document button[value='{name}']")));
        page.wait("it is done", "document.querySelector('form[action$=\"/delete\"]')");
        assert!(page.text(".facts").contains("DEMO-RE 26/1#"), "{}", page.text("main"));
        assert!(page.text("main").contains("To DEMO-RE 26/1#"), "{}", page.text("main"));
    }
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

#[test]
fn names_are_text_and_pages_are_looked_at() {
    let home = ready();
    let evil = "</td><script>document.title='owned'</script><img src=x onerror=document.title='owned'>\"'\u{202e}Ключ🔑";
    let long = "Wortungetüm".repeat(18);
    for path in ["seller.name", "seller.city", "buyer.trading_name", "note", "tax.reason", "buyer_reference"]
    {
        set(&home, path, evil);
    }
    set(&home, "buyer.name", &long);
    home.run(["contract", "edit", "acme", "--title", evil]).ok();
    let visit = Visit::of(home);
    let page = &visit.page;
    visit.look("/invoices", "invoices-waiting");
    visit.look(SETTINGS, "invoice-settings");
    issue(&visit);
    let address = page.url().replace(&visit.at, "");
    page.until_another_page(|| {
        page.click("[popovertarget=sure]:not([popovertargetaction])");
        page.click("#sure button.danger");
    });
    issue(&visit);
    let newest = page.url().replace(&visit.at, "");
    for (path, name) in [
        ("/invoices", "invoices"),
        (SETTINGS, "invoice-settings"),
        (&address, "invoice-back"),
        (&newest, "invoice"),
    ] {
        visit.look(path, name);
        assert!(
            page.text("main").contains("<script>") || name == "invoice-settings",
            "{name} shows it as it is"
        );
        assert_ne!(page.title(), "owned", "{name}");
        assert_eq!(page.count("main script, main img"), 0, "{name}");
    }
    let sure = "[popovertarget=sure]:not([popovertargetaction])";
    page.click(sure);
    page.screenshot("invoice-sure");
}
