//! Texts of which people and programs have been seen to make something else.

use proptest::prelude::*;
use proptest::sample::select;

/// Texts that want to be something else.
const HOSTILE: [&str; 10] = [
    "Error recovery",
    "</cbc:ID><cbc:ID>1</cbc:ID>",
    "<![CDATA[ & ]]> &amp; &#0; %entity; <!-- ",
    "=HYPERLINK(\"http://example.com\")",
    "שלום עולם \u{202e}desrever\u{202c}",
    "👩‍💻 Ünïcödé Їжак 漢字",
    "\0\u{1}\u{1b}[31m\u{7f}\u{fffe}\u{ffff}",
    "one\r\ntwo\tthree\n\n  four  ",
    "# not a discount",
    "'; drop table invoices; --",
];

/// One of these, one of thousands of letters, or one by chance.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let long = (1usize..3).prop_map(|times| "ж".repeat(times * 5_000));
    prop_oneof![8 => select(&HOSTILE[..]).prop_map(str::to_owned), 1 => long, 4 => "\\PC{1,40}x"]
}

/// A hostile text, or none where none need be.
pub(super) fn perhaps() -> impl Strategy<Value = String> {
    prop_oneof![hostile(), Just(String::new()), Just(" \t\n ".to_owned())]
}

pub(super) fn said(needed: bool) -> BoxedStrategy<String> {
    if needed { hostile().boxed() } else { perhaps().boxed() }
}
