//! What applies on a contract, now and from next Monday, and what applied before.

use maud::{Markup, html};
use serde_json::Value;

use crate::form::Form;
use crate::html::{hours, money, number, text};

/// A limit or rate as people read it.
pub(crate) fn limit(minutes: Option<&Value>) -> String {
    let minutes = minutes.and_then(Value::as_u64);
    minutes.map_or_else(|| "none".to_owned(), |minutes| format!("{} hours", hours(minutes)))
}

/// The policy for manual time as people read it.
pub(crate) fn policy(contract: &Value) -> &'static str {
    match text(contract, "/manual") {
        "allowed" => "allowed",
        "denied" => "not allowed",
        _ => "on request",
    }
}

/// A day of the service's, such as `Monday 30 November 2026`.
pub(crate) fn day(time: &str) -> String {
    let at = time.parse::<jiff::Timestamp>().map(|at| at.to_zoned(jiff::tz::TimeZone::UTC));
    at.map_or_else(|_| time.to_owned(), |at| at.strftime("%A %-d %B %Y").to_string())
}

fn rule(binding: Option<&Value>) -> String {
    binding.map_or_else(String::new, |rule| format!("{} {}", text(rule, "/name"), text(rule, "/version")))
}

/// What applies now, and beside it what will from next Monday, where that is something else.
pub(crate) fn facts(contract: &Value) -> Markup {
    let next = contract.get("next_week").unwrap_or(&Value::Null);
    let of = |what: &str| (contract.get(what), next.get(what));
    let ((rate, next_rate), (now_rule, next_rule)) = (of("rate"), of("rule"));
    let (now_limit, next_limit) = of("weekly_limit_minutes");
    let rows = [
        ("Hourly rate", money(rate), money(next_rate), true),
        ("Weekly limit", limit(now_limit), limit(next_limit), true),
        // The same rule with another config is another one.
        ("Billing rule", rule(now_rule), rule(next_rule), now_rule == next_rule),
    ];
    html! {
        dl.facts {
            @for (name, now, then, same) in rows {
                div {
                    dt { (name) }
                    dd { (now) }
                    @if now != then || !same {
                        dd.next { "from " (day(text(next, "/from"))) ": " @if now == then { "with another config" } @else { (then) } }
                    }
                }
            }
            div { dt { "Labels" } dd { (contract.pointer("/labels/name").and_then(Value::as_str).unwrap_or("free")) } }
            div { dt { "Manual time" } dd { (policy(contract)) } }
            div { dt { "Time zone" } dd { (text(contract, "/time_zone")) } }
        }
    }
}

/// The history of rates, limits and rules: in the order in which they were said.
pub(crate) fn history(contract: &Value) -> Markup {
    let config = |said: &Value| said.pointer("/rule/config").map(Value::to_string).unwrap_or_default();
    html! {
        h2 { "History" }
        p.small { "Weeks that are over keep what applied in them. The last line whose day has come applies." }
        (table(contract, "rates", "Hourly rates", &["Rate"], |said| vec![money(said.get("rate"))]))
        (table(contract, "weekly_limits", "Weekly limits", &["Limit"], |said| vec![limit(said.get("minutes"))]))
        (table(contract, "rules", "Billing rules", &["Rule", "Config"], |said| vec![rule(said.get("rule")), config(said)]))
    }
}

fn table(
    contract: &Value,
    what: &str,
    caption: &str,
    columns: &[&str],
    cells: impl Fn(&Value) -> Vec<String>,
) -> Markup {
    let said = crate::html::list(contract, &format!("/history/{what}"));
    html! {
        div.scroll tabindex="0" role="group" aria-label=(caption) {
            table.terms {
                caption { (caption) }
                thead { tr { th scope="col" { "From" } @for name in columns { th scope="col" { (name) } } } }
                tbody {
                    @for said in said {
                        tr {
                            th scope="row" {
                                @match said.get("from").and_then(Value::as_str) {
                                    Some(from) => (day(from)),
                                    None => "the beginning",
                                }
                            }
                            @for cell in cells(said) { td { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

/// A limit as its field holds it: hours, `37.25`.
pub(crate) fn hours_typed(minutes: Option<i64>) -> String {
    let Some(minutes) = minutes else { return String::new() };
    // A limit is typed in hundredths of an hour at the finest: three minutes are five of them.
    let hundredths = minutes * 100 / 60;
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        part => format!("{}.{part:02}", hundredths / 100).trim_end_matches('0').to_owned(),
    }
}

/// A rate as its field holds it: `85.00`.
pub(crate) fn rate_typed(contract: &Value) -> String {
    let next = money(contract.pointer("/next_week/rate"));
    next.split(' ').next().unwrap_or_default().to_owned()
}

/// Rate, limit and policy as their fields hold them.
pub(crate) fn typed(contract: &Value) -> Form {
    let mut form = Form::default();
    form.set("rate", rate_typed(contract));
    form.set("weekly_limit", hours_typed(next_limit(contract)));
    form.set("manual", text(contract, "/manual"));
    form
}

/// The limit that applies from next Monday, in minutes.
pub(crate) fn next_limit(contract: &Value) -> Option<i64> {
    number(contract, "/next_week/weekly_limit_minutes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_days_are_told_as_they_are_typed() {
        for (minutes, typed) in [(2_400, "40"), (2_235, "37.25"), (30, "0.5"), (3, "0.05"), (0, "0")] {
            assert_eq!(hours_typed(Some(minutes)), typed);
        }
        assert_eq!(hours_typed(None), "");
        assert_eq!(day("2026-11-30T00:00:00Z"), "Monday 30 November 2026");
    }
}
