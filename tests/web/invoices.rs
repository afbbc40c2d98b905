//! Invoices on pages: issuing one, the list, taking it back, its files, and how all of it looks.

use workdiary_test_support::home::Home;

use crate::visit::Visit;

mod refused;
mod settings;

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
    assert!(
        table.contains("credit note: takes DEMO-RE 26/1# back") && table.contains("-1700.00 EUR"),
        "{table}"
    );
    issue(&visit);
    assert_eq!(page.text("h1"), "Invoice DEMO-RE 26/3#");
    assert_eq!(page.console(), Vec::<String>::new());
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
