//! The form that asks for a report.

use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::view::{Period, Zone};
use workdiary_service::{Failure, Request};

use super::Jobs;
use super::progress;
use crate::desk::Desk;
use crate::html::{self, list, text};
use crate::reply::{Page, Place};
use crate::schema;

/// What a form says, in the address or in the body.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) contracts: Vec<String>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) format: String,
    pub(super) snapshots: bool,
    period: String,
    /// All of it, for the config.
    pub(super) form: Vec<(String, String)>,
}

impl Wanted {
    pub(super) fn read(form: Vec<(String, String)>) -> Self {
        let mut wanted = Self::default();
        for (name, value) in &form {
            match name.as_str() {
                "contract" if !wanted.contracts.contains(value) => wanted.contracts.push(value.clone()),
                "from" => wanted.from.clone_from(value),
                "to" => wanted.to.clone_from(value),
                "format" => wanted.format.clone_from(value),
                "period" => wanted.period.clone_from(value),
                "snapshots" => wanted.snapshots = true,
                _ => {}
            }
        }
        wanted.form = form;
        wanted
    }

    /// The address of a form that says this.
    pub(super) fn address(&self) -> String {
        self.address_with(None)
    }

    fn address_with(&self, period: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.form.iter().filter(|(name, _)| name != "period") {
            query.append_pair(name, value);
        }
        if let Some(period) = period {
            query.append_pair("period", period);
        }
        format!("/reports?{}", query.finish())
    }
}

/// The prefix of the config's fields: another format's are not mixed with them.
pub(super) fn prefix(format: &str) -> String {
    format!("config-{format}")
}

/// A format that can be chosen.
pub(super) struct Format {
    pub(super) name: String,
    title: String,
    pub(super) schema: Value,
    pub(super) takes_snapshots: bool,
}

pub(super) fn formats(desk: &Desk) -> Result<Vec<Format>, Failure> {
    let all = desk.json(Request::PluginList)?;
    let usable =
        |plugin: &&Value| text(plugin, "/kind") == "report-format" && plugin.get("missing").is_none();
    let format = |plugin: &Value| Format {
        name: text(plugin, "/name").to_owned(),
        title: text(plugin, "/title").to_owned(),
        schema: plugin.get("config_schema").cloned().unwrap_or_default(),
        takes_snapshots: !list(plugin, "/grants").is_empty(),
    };
    Ok(list(&all, "/plugins").iter().filter(usable).map(format).collect())
}

const PERIODS: [(&str, &str); 4] = [
    ("this-week", "This week"),
    ("last-week", "Last week"),
    ("this-month", "This month"),
    ("last-month", "Last month"),
];

/// The first and the last day of a period by its word.
fn period(word: &str, today: Date) -> Option<(Date, Date)> {
    let monday = today.checked_sub(Span::new().days(today.weekday().to_monday_zero_offset())).ok()?;
    let week = |monday: Date| Some((monday, monday.checked_add(Span::new().days(6)).ok()?));
    let month = |day: Date| Some((day.first_of_month(), day.last_of_month()));
    match word {
        "this-week" => week(monday),
        "last-week" => week(monday.checked_sub(Span::new().days(7)).ok()?),
        "this-month" => month(today),
        "last-month" => month(today.first_of_month().yesterday().ok()?),
        _ => None,
    }
}

/// The page: the form with what it says, and the reports that are there.
pub(super) fn page(
    desk: &Desk,
    jobs: &Jobs,
    wanted: &Wanted,
    failure: Option<&Failure>,
) -> Result<Page, Failure> {
    let contracts = desk.contracts()?;
    let formats = formats(desk)?;
    let status = desk.status()?;
    // Before anybody chose it is the contract that is worked on.
    let tracked = status.tracking.map(|it| it.contract).or(status.last.map(|it| it.contract));
    let usual = tracked.or_else(|| Some(text(contracts.first()?, "/id").to_owned()));
    let first = Wanted::read(usual.map(|id| ("contract".to_owned(), id)).into_iter().collect());
    let wanted = if wanted.form.is_empty() { &first } else { wanted };
    let today = desk.today()?;
    let usual = usual_period(desk, wanted, today)?;
    let main = html! {
        h1 { "Reports" }
        @if let Some(failure) = failure { (html::failure(failure)) }
        @if contracts.is_empty() {
            p { "There is no contract to report on. " a href="/contracts/new" { "Add one" } }
        } @else {
            (form(&contracts, &formats, wanted, usual, today))
        }
        (list_of(jobs))
    };
    Ok(Page::new(Place::Reports, "Reports", main))
}

/// The period that is offered before anybody chose one: last week, unless a new diary has nothing of it.
fn usual_period(desk: &Desk, wanted: &Wanted, today: Date) -> Result<&'static str, Failure> {
    if !(wanted.from.is_empty() && wanted.to.is_empty()) {
        return Ok("");
    }
    let last = period("last-week", today).map(|(monday, _)| monday);
    let Some((contract, monday)) = wanted.contracts.first().zip(last) else { return Ok("last-week") };
    let (diary, _) = desk.diary(Some(contract), Period::Week(monday), Zone::Utc)?;
    Ok(if diary.segments.is_empty() { "this-week" } else { "last-week" })
}

fn form(contracts: &[Value], formats: &[Format], wanted: &Wanted, usual: &str, today: Date) -> Markup {
    let word = if wanted.period.is_empty() { usual } else { &wanted.period };
    let (from, to) = period(word, today).map_or_else(
        || (wanted.from.clone(), wanted.to.clone()),
        |(from, to)| (from.to_string(), to.to_string()),
    );
    let is_chosen = |id: &str| wanted.contracts.iter().any(|chosen| chosen == id);
    html! {
        form #report action="/reports" method="post" {
            fieldset {
                legend { "Contracts" }
                div.checks {
                    @for contract in contracts {
                        @let id = text(contract, "/id");
                        label.check {
                            input type="checkbox" name="contract" value=(id) checked[is_chosen(id)];
                            span { (text(contract, "/title")) @if text(contract, "/status") == "closed" { " (closed)" } }
                        }
                    }
                }
            }
            fieldset {
                legend { "Period" }
                div.form {
                    label { "From" input type="date" name="from" value=(from) required; }
                    label { "To, this day included" input type="date" name="to" value=(to) required; }
                }
                p.quick {
                    @for (word, name) in PERIODS {
                        a.button href=(wanted.address_with(Some(word))) hx-get=(format!("/reports?period={word}"))
                            hx-include="#report" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" { (name) }
                    }
                }
                p.small { "Days are UTC days, as on bills." }
            }
            (format_of(formats, wanted))
            div.actions { button.go { "Make the report" } }
        }
    }
}

fn format_of(formats: &[Format], wanted: &Wanted) -> Markup {
    let named = |name: &str| formats.iter().find(|format| format.name == name);
    let chosen = named(&wanted.format).or_else(|| named("html")).or(formats.first());
    html! {
        fieldset {
            legend { "Format" }
            div.form {
                label { "Format"
                    select name="format" hx-get="/reports" hx-trigger="change" hx-include="#report" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" {
                        @for format in formats {
                            option value=(format.name) selected[chosen.is_some_and(|chosen| chosen.name == format.name)] { (format.name) ": " (format.title) }
                        }
                    }
                }
            }
            noscript { button formmethod="get" formaction="/reports" { "Show what can be set of it" } }
            @if let Some(format) = chosen {
                @if format.takes_snapshots {
                    label.check {
                        input type="checkbox" name="snapshots" value="yes" checked[wanted.snapshots];
                        span { "Give it the snapshots" br; span.small { "Small pictures of your screen will be in the report. Those that you withheld never are." } }
                    }
                } @else {
                    p.small { "This format gets no snapshots: it does not ask for them." }
                }
                h3 { "What can be set" }
                // Only what was typed for this format is shown in its fields.
                (schema::again(&format.schema, &wanted.form, &prefix(&format.name)))
            }
        }
    }
}

fn list_of(jobs: &Jobs) -> Markup {
    let jobs = jobs.all();
    html! {
        @if !jobs.is_empty() {
            h2 { "Made lately" }
            p.small { "They are kept until the host ends, ten at most." }
            div.scroll { table {
                thead { tr { th scope="col" { "Report" } th scope="col" { "Format" } th scope="col" { "Period" } th scope="col" { "How it stands" } } }
                tbody { @for job in jobs { tr {
                    th scope="row" { a href=(format!("/reports/job/{}", job.number)) { (progress::contracts(&job)) } }
                    td { (job.asked.format) }
                    td { (job.asked.from) " to " (job.asked.to) }
                    td { (progress::word(&job.state())) }
                } } }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_are_whole_weeks_and_months() {
        let of = |word: &str, today: Date| period(word, today).unwrap();
        let wednesday = date(2026, 11, 25);
        assert_eq!(of("this-week", wednesday), (date(2026, 11, 23), date(2026, 11, 29)));
        assert_eq!(of("last-week", wednesday), (date(2026, 11, 16), date(2026, 11, 22)));
        assert_eq!(of("this-month", wednesday), (date(2026, 11, 1), date(2026, 11, 30)));
        assert_eq!(of("last-month", date(2028, 3, 31)), (date(2028, 2, 1), date(2028, 2, 29)));
        assert_eq!(of("last-month", date(2026, 1, 1)), (date(2025, 12, 1), date(2025, 12, 31)));
        assert_eq!(of("this-week", date(2026, 11, 29)), (date(2026, 11, 23), date(2026, 11, 29)));
        assert_eq!(period("next-year", wednesday), None);
    }
}
