//! A bundle as a browser shows it: a page that needs nothing beside it.

use workdiary_test_support::browser::Browser;

use crate::freelancer;

#[test]
fn a_bundle_is_a_page() {
    let me = freelancer();
    let file = me.bundle("week.html");
    let browser = Browser::new();
    let page = browser.page();
    page.goto(&format!("file://{}", file.display()));
    assert!(page.text("body").contains("list recovery"), "{}", page.text("body"));
    assert!(page.text(".bundle").ends_with("the figures that it prints are those that count."));
    assert_eq!(page.count("img"), 6);
    page.wait("every picture", "[...document.images].every((one) => one.complete && one.naturalWidth)");
    assert!(!page.text("body").contains("PK\u{3}"), "nothing of the archive is shown");
    assert_eq!((page.requests().len(), page.console()), (1, vec![]), "and nothing is fetched");
    page.screenshot("bundle");
    page.check_accessibility("a bundle");
}
