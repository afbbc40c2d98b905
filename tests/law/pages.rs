//! docs/law.md says what the table of rights says.

use workdiary_diary::law::{RIGHTS, Window};

#[test]
fn the_page_has_the_table() {
    let page = std::fs::read_to_string(workdiary_test_support::root().join("docs/law.md")).unwrap();
    let words = |window: Window| match window {
        Window::Never => "no",
        Window::Always => "always",
        Window::Active => "while the contract is active",
        Window::UntilLock => "until the lock",
        Window::AfterLock => "from the lock to Friday 24:00 UTC",
    };
    let row = |right: workdiary_diary::law::Right| {
        format!("| {} | {} | {} |\n", right.words, words(right.freelancer), words(right.client))
    };
    let table: String = RIGHTS.into_iter().map(row).collect();
    assert!(page.contains(&table), "the table in docs/law.md should be\n{table}");
}
