//! What stands around the weeks: title, parties, legend, sums.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use workdiary_sdk::{Diary, Party, money, time};

/// The page up to its first week.
pub(crate) fn head(diary: &Diary) -> String {
    let title =
        format!("{} · {} to {}", diary.title(), time::date(diary.from()), time::last_date(diary.until()));
    let body = html! {
        header {
            @if diary.is_demo() { p.demo { "DEMO: sample data, no real work" } }
            h1 { (diary.title()) }
            p.period { (time::date(diary.from())) " to " (time::last_date(diary.until())) " · contract " (diary.contract()) }
            div.parties { (party("Client", &diary.client())) (party("Freelancer", &diary.freelancer())) }
            (legend())
        }
    };
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { @if diary.is_demo() { "DEMO " } (title) }
            style { (PreEscaped(include_str!("style.css"))) }
        }
        (PreEscaped("<body><main>"))
        (body)
    }
    .into_string()
}

/// The page after its last week.
pub(crate) fn foot(diary: &Diary, weeks: u32, minutes: u64, amount: i64) -> String {
    html! {
        footer {
            @if weeks == 0 {
                p { "In this period nothing was recorded." }
            } @else {
                p.sum {
                    "In all " strong { (money::hours(minutes)) " hours" } " billed in "
                    (weeks) @if weeks == 1 { " week" } @else { " weeks" }
                    @if amount != 0 {
                        ", " strong { (money::show(amount, diary.currency_digits())) " " (diary.currency()) }
                        " on the bills of whole weeks"
                    }
                    "."
                }
            }
            p.note {
                "A week is Monday to Sunday, UTC. Times of day are those of the freelancer's clock (" (diary.time_zone())
                "). Made by Work Diary."
            }
        }
        (PreEscaped("</main></body></html>\n"))
    }
    .into_string()
}

fn party(role: &str, party: &Party) -> Markup {
    html! {
        @if !party.name.is_empty() {
            address {
                span.role { (role) }
                strong { (party.name) }
                @for line in party.address.lines() { span { (line) } }
                @if !party.tax_id.is_empty() { span { (party.tax_id) } }
                @if !party.email.is_empty() { span { (party.email) } }
            }
        }
    }
}

/// Each status has a colour and a pattern, so that it reads without colour.
fn legend() -> Markup {
    let entries =
        [("tracked", "tracked"), ("manual", "manual"), ("over", "over the limit"), ("not", "not billable")];
    html! {
        ul.legend {
            @for (class, words) in entries {
                li { svg viewBox="0 0 12 12" aria-hidden="true" { rect class=(class) width="12" height="12" {} } (words) }
            }
        }
        svg.patterns width="0" height="0" aria-hidden="true" {
            defs {
                pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.over-ground width="4" height="4" {} rect.ink width="1.2" height="4" {}
                }
                pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse" {
                    rect.not-ground width="4" height="4" {} circle.ink cx="2" cy="2" r="0.8" {}
                }
            }
        }
    }
}
