//! What stands on invoices: the form over all settings, and the picture.

use super::{SETTINGS, sample, set};
use crate::visit::Visit;

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
