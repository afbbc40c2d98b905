//! What must be found in the text of an invoice, however lines are broken.

use workdiary_sdk::example::Example;
use workdiary_sdk::locale::Numbers;

use super::{Pdf, input};

/// Names, addresses, numbers, amounts, memos and labels of the example.
#[track_caller]
pub(super) fn are_on(example: &Example, pdf: &Pdf) {
    let input = input(example);
    let invoice = input.invoice().unwrap();
    let all = plain(&pdf.all_text());
    let parties = [&invoice.seller, &invoice.buyer];
    let mut texts: Vec<String> =
        parties.into_iter().flat_map(|party| [party.name.clone(), party.city.clone()]).collect();
    texts.extend(parties.into_iter().flat_map(|party| party.street.clone()));
    texts.extend([invoice.note.clone(), invoice.tax.reason.clone()]);
    texts.extend(invoice.number.clone());
    let numbers = Numbers::new(&input.number_format);
    let amount = |minor| numbers.amount(minor, input.currency_digits);
    texts.extend(invoice.lines.iter().flat_map(|line| [line.text.clone(), amount(line.amount)]));
    texts.extend([invoice.net, invoice.tax_amount, invoice.gross].map(amount));
    for text in &texts {
        is_in(text, &all);
    }
    if example.config["timesheet"] == false {
        return;
    }
    // Letter paper is wider, and so is the column of memos.
    let more = if example.config["page"] == "letter" { 5.9 } else { 0.0 };
    let (memos, labels) =
        (plain(&pdf.column(52.0, 119.0 + more)), plain(&pdf.column(120.0 + more, 158.0 + more)));
    for segment in input.weeks.iter().flat_map(|week| &week.segments) {
        is_in(&segment.segment.memo, &memos);
        let billed = segment.status == workdiary_sdk::Status::Billable;
        let label = input.labels.iter().find(|label| billed && label.id == segment.segment.label);
        is_in(label.map_or("", |label| &label.title), &labels);
    }
}

/// What turns the reading stands in pieces in the text of a page: there each word is looked for. pdftotext
/// turns the letters of an Arabic ligature around.
#[track_caller]
pub(super) fn is_in(text: &str, all: &str) {
    let to_the_left = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}');
    let parts = if text.chars().any(to_the_left) { text.split_whitespace().collect() } else { vec![text] };
    for part in parts {
        let part = part.trim_matches(|letter: char| letter.is_ascii_punctuation());
        assert!(all.contains(&plain(&spelled(part)).replace("لأ", "أل")), "`{part}` is not in `{all}`");
    }
}

/// The text of a page without blanks, and without the marks of direction that pdftotext writes.
pub(super) fn plain(text: &str) -> String {
    let mark = |letter: char| matches!(letter, '\u{202a}'..='\u{202c}' | '\u{200e}' | '\u{200f}');
    text.chars().filter(|letter| !letter.is_whitespace() && !mark(*letter)).collect()
}

/// A text as it stands on a page: what would steer it, and what no font has, is spelled.
fn spelled(text: &str) -> String {
    let spell = |letter: char| match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{12000}' | '\u{13080}' => true,
        letter => letter.is_control() && !letter.is_whitespace(),
    };
    let shown = |letter: char| {
        if spell(letter) { format!("⟨U+{:04X}⟩", u32::from(letter)) } else { letter.into() }
    };
    text.chars().map(shown).collect()
}
