//! The page: what it is about, then a table for each view of the time.

use workdiary_sdk::prelude::*;
use workdiary_sdk::{Party, money, time};

use crate::Config;
use crate::inert::inert;
use crate::summary::{Sum, Summary, Week};

/// Takes the page piece by piece.
type Out<'o> = dyn FnMut(&str) + 'o;

pub(crate) fn write(config: &Config, diary: &Diary, summary: &Summary, out: &mut Out<'_>) {
    out(&head(diary));
    if summary.weeks.is_empty() {
        out("\nIn this period nothing was recorded.\n");
        return;
    }
    bill(diary, summary, out);
    weeks(diary, summary, out);
    let row = |name: String, sum: &Sum| vec![name, hours(sum.billed), hours(sum.over_limit)];
    let mut by = |what: &str, rows: Vec<Vec<String>>| {
        let total = vec![bold("Total"), bold(&hours(summary.sum.billed)), hours(summary.sum.over_limit)];
        table(out, &format!("{what}s"), &[what, "Billed", "Over the limit"], rows.into_iter().chain([total]));
    };
    by("Day", summary.days.iter().map(|(day, sum)| row(day.strftime("%a %F").to_string(), sum)).collect());
    let labels = diary.labels();
    by("Label", summary.labels.iter().map(|(id, sum)| row(label(id, &labels), sum)).collect());
    if config.memos {
        let mut memos: Vec<(&String, &Sum)> = summary.memos.iter().collect();
        memos.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.billed));
        by("Memo", memos.into_iter().map(|(memo, sum)| row(named(memo, "memo"), sum)).collect());
    }
    out(&foot(diary));
}

fn head(diary: &Diary) -> String {
    let mut head = format!("# {}\n\n", inert(&diary.title()));
    if diary.is_demo() {
        head += "**DEMO: sample data, no real work**\n\n";
    }
    head += &format!("- Contract: {}\n", inert(&diary.contract()));
    head += &format!("- Period: {} to {}\n", time::date(diary.from()), time::last_date(diary.until()));
    for (role, party) in [("Client", diary.client()), ("Freelancer", diary.freelancer())] {
        if !party.name.is_empty() {
            head += &format!("- {role}: {}\n", words(&party));
        }
    }
    head
}

fn words(party: &Party) -> String {
    let address = party.address.lines();
    let parts = [party.name.as_str()].into_iter().chain(address).chain([&*party.tax_id, &*party.email]);
    parts.filter(|part| !part.is_empty()).map(inert).collect::<Vec<_>>().join(", ")
}

fn bill(diary: &Diary, summary: &Summary, out: &mut Out<'_>) {
    let digits = diary.currency_digits();
    let amount = |minor| money::show(minor, digits);
    let mut rows = Vec::new();
    let mut minutes = 0;
    for week in &summary.weeks {
        for line in &week.lines {
            minutes += u64::from(line.minutes);
            rows.push(vec![
                time::date(week.first_slot).to_string(),
                inert(&line.text),
                line.rate.map(|_| hours(line.minutes.into())).unwrap_or_default(),
                line.rate.map(amount).unwrap_or_default(),
                amount(line.amount),
            ]);
        }
    }
    let is_whole = |week: &Week| week.total.is_some();
    if summary.weeks.iter().any(is_whole) {
        let (hours, amount) = (bold(&hours(minutes)), bold(&amount(summary.amount)));
        rows.push(vec![bold("Total"), String::new(), hours, String::new(), amount]);
        let currency = format!("Amount, {}", inert(&diary.currency()));
        table(out, "Bill", &["Week of", "Line", "Hours", "Rate", &currency], rows.into_iter());
    }
    if !summary.weeks.iter().all(is_whole) {
        out("\nWeeks that lie in the period only in part have no bill here.\n");
    }
}

fn weeks(diary: &Diary, summary: &Summary, out: &mut Out<'_>) {
    let state = |week: &Week| match (week.total, week.closed) {
        (None, _) => "a part",
        (_, true) => "statement",
        (_, false) => "open",
    };
    let rows = summary.weeks.iter().map(|week| {
        vec![
            time::week_words(week.first_slot),
            state(week).to_owned(),
            hours(week.sum.billed),
            hours(week.sum.over_limit),
            week.total.map(|total| money::show(total, diary.currency_digits())).unwrap_or_default(),
        ]
    });
    table(out, "Weeks", &["Week", "State", "Billed", "Over the limit", "Amount"], rows);
}

fn foot(diary: &Diary) -> String {
    let zone = inert(&diary.time_zone());
    format!(
        "\nTime is in hours and minutes. A week is Monday to Sunday, UTC; days are those of the freelancer's clock \
         ({zone}). Made by Work Diary.\n"
    )
}

/// A heading and a table: words in the first two columns of five, or the first of three, else numbers.
fn table(out: &mut Out<'_>, title: &str, columns: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let words = columns.len() / 2;
    let align = |column| if column < words { "---" } else { "---:" };
    out(&format!("\n## {title}\n\n| {} |\n", columns.join(" | ")));
    out(&format!("| {} |\n", (0..columns.len()).map(align).collect::<Vec<_>>().join(" | ")));
    for row in rows {
        out(&format!("| {} |\n", row.join(" | ")));
    }
}

/// The titles from the top down: `Development / Interface`.
fn label(id: &str, labels: &[Label]) -> String {
    let Some(label) = labels.iter().find(|label| label.id == id) else { return named(id, "label") };
    let mut titles = vec![inert(&label.title)];
    let mut above = label.parent.as_deref();
    // A scheme's labels make trees; the host has seen to that.
    while let Some(label) = above.and_then(|id| labels.iter().find(|label| label.id == id)) {
        titles.push(inert(&label.title));
        above = label.parent.as_deref();
    }
    titles.reverse();
    titles.join(" / ")
}

/// The text, or that there is none, which no text can be taken for.
fn named(text: &str, kind: &str) -> String {
    if text.is_empty() { format!("*no {kind}*") } else { inert(text) }
}

fn bold(text: &str) -> String {
    format!("**{text}**")
}

fn hours(minutes: u64) -> String {
    money::hours(minutes)
}
