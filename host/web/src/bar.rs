//! The tracker bar: contract, On and Off, memo, label, and how much time it is.

use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::doctor::Level;
use workdiary_service::status::Status;
use workdiary_service::{Failure, Kind, Request};

use crate::desk::Desk;
use crate::html::{self, stopwatch, text};

/// What the bar shows.
pub(crate) struct Bar {
    status: Status,
    /// Those that can be worked on.
    contracts: Vec<Value>,
    /// The contract that is tracked, or that On would track.
    chosen: Option<Value>,
    recent: Vec<(String, String)>,
    labels: Labels,
}

/// The labels that may be chosen for a contract.
pub(crate) struct Labels {
    /// All of the scheme, or none where labels are free.
    scheme: Option<Value>,
    /// Why the scheme does not say.
    fault: Option<Failure>,
}

impl Labels {
    /// Those of a contract, with what the scheme suggests for a memo.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub(crate) fn of(desk: &Desk, contract: &Value, memo: &str) -> Result<Self, Failure> {
        if contract.get("labels").is_none_or(Value::is_null) {
            return Ok(Self { scheme: None, fault: None });
        }
        let contract = Some(text(contract, "/id").to_owned());
        match desk.json(Request::Labels { contract, memo: Some(memo.to_owned()) }) {
            Ok(labels) => Ok(Self { scheme: Some(labels), fault: None }),
            // A scheme that fails keeps nobody from working.
            Err(failure) if matches!(failure.kind, Kind::Plugin | Kind::Refused) => {
                Ok(Self { scheme: None, fault: Some(failure) })
            }
            Err(failure) => Err(failure),
        }
    }

    fn options(&self) -> Vec<&Value> {
        let all = self.scheme.as_ref().map(|labels| html::list(labels, "/labels")).unwrap_or_default();
        all.iter().filter(|label| label.get("archived") != Some(&Value::Bool(true))).collect()
    }

    fn suggested(&self) -> Vec<&str> {
        let ids = self.scheme.as_ref().map(|labels| html::list(labels, "/suggested")).unwrap_or_default();
        ids.iter().filter_map(|id| id.as_str().or_else(|| id.get("id")?.as_str())).collect()
    }

    /// The field to choose a label in; `name` makes its ids, `chosen` is the label that is there.
    pub(crate) fn field(&self, name: &str, chosen: &str, recent: &[(String, String)]) -> Markup {
        let id = format!("{name}-label");
        if self.scheme.is_none() {
            let mut free: Vec<&str> = recent.iter().map(|(_, label)| label.as_str()).collect();
            free.sort_unstable();
            free.dedup();
            let list = format!("{name}-labels");
            return html! {
                input id=(id) name="label" list=(list) value=(chosen) placeholder="Label" aria-label="Label" autocomplete="off";
                datalist id=(list) { @for label in free.iter().filter(|label| !label.is_empty()) { option value=(label) {} } }
                @if let Some(fault) = &self.fault { p.small.warn { (html::sentence(&fault.message)) } }
            };
        }
        let options = self.options();
        let suggested: Vec<&&Value> = self
            .suggested()
            .into_iter()
            .filter_map(|id| options.iter().find(|label| text(label, "/id") == id))
            .collect();
        let first_suggested = suggested.iter().any(|label| text(label, "/id") == chosen);
        let option = |label: &Value, selected: bool| {
            let deep = depth(&options, label);
            html! { option value=(text(label, "/id")) selected[selected] { (format!("{}{}", "\u{2003}".repeat(deep), text(label, "/title"))) } }
        };
        html! {
            select id=(id) name="label" aria-label="Label" {
                option value="" selected[chosen.is_empty()] { "No label" }
                @if !suggested.is_empty() {
                    optgroup label="Suggested for this memo" {
                        @for label in suggested { (option(label, text(label, "/id") == chosen)) }
                    }
                }
                optgroup label="All labels" {
                    @for label in &options { (option(label, !first_suggested && text(label, "/id") == chosen)) }
                }
                @if !chosen.is_empty() && !options.iter().any(|label| text(label, "/id") == chosen) {
                    option value=(chosen) selected { (chosen) }
                }
            }
        }
    }
}

/// How many labels stand above this one.
fn depth(all: &[&Value], label: &Value) -> usize {
    let (mut deep, mut parent) = (0, text(label, "/parent"));
    while let Some(above) = all.iter().find(|label| !parent.is_empty() && text(label, "/id") == parent) {
        (deep, parent) = (deep + 1, text(above, "/parent"));
        // A scheme may name a label as its own ancestor.
        if deep >= 8 {
            break;
        }
    }
    deep
}

/// Memos of lately with their labels.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn recent(desk: &Desk, contract: &str) -> Result<Vec<(String, String)>, Failure> {
    let recent = desk.json(Request::Recent { contract: Some(contract.to_owned()) })?;
    let pair = |said: &Value| (text(said, "/memo").to_owned(), text(said, "/label").to_owned());
    Ok(html::list(&recent, "/recent").iter().map(pair).collect())
}

impl Bar {
    /// What there is to show. The contract is `first`, or the one that is tracked, or `then`, or the last.
    ///
    /// # Errors
    /// When the diary cannot be read.
    pub(crate) fn read(desk: &Desk, first: Option<&str>, then: Option<&str>) -> Result<Self, Failure> {
        let (status, mut contracts) = (desk.status()?, desk.contracts()?);
        contracts.retain(|contract| text(contract, "/status") == "active");
        let tracked = status.tracking.as_ref().map(|tracking| tracking.contract.as_str());
        let last = status.last.as_ref().map(|last| last.contract.as_str());
        let by_id = |id: &str| contracts.iter().find(|contract| text(contract, "/id") == id);
        let chosen =
            [first, tracked, then, last].into_iter().flatten().find_map(by_id).or(contracts.first()).cloned();
        let memo = status.tracking.as_ref().map(|tracking| tracking.memo.clone()).unwrap_or_default();
        let (recent, labels) = match &chosen {
            Some(contract) => (recent(desk, text(contract, "/id"))?, Labels::of(desk, contract, &memo)?),
            None => (Vec::new(), Labels { scheme: None, fault: None }),
        };
        Ok(Self { status, contracts, chosen, recent, labels })
    }

    pub(crate) fn is_demo(&self) -> bool {
        self.status.demo
    }

    pub(crate) fn contract(&self) -> Option<&str> {
        self.chosen.as_ref().map(|contract| text(contract, "/id"))
    }
}

/// What was typed into the bar and not taken.
pub(crate) struct Typed<'a> {
    pub(crate) memo: &'a str,
    pub(crate) label: &'a str,
    pub(crate) failure: Option<&'a Failure>,
}

/// The whole bar.
pub(crate) fn bar(bar: &Bar, typed: Option<&Typed<'_>>) -> Markup {
    let tracking = bar.status.tracking.as_ref();
    let on = tracking.is_some();
    let memo =
        typed.map_or_else(|| tracking.map(|t| t.memo.as_str()).unwrap_or_default(), |typed| typed.memo);
    let label = typed
        .map_or_else(|| tracking.and_then(|t| t.label.as_deref()).unwrap_or_default(), |typed| typed.label);
    html! {
        section #tracker.on[on] aria-label="Tracker" data-state=(state(&bar.status)) {
            form action="/tracker" method="post" hx-post="/tracker" hx-target="#tracker" hx-select="#tracker" hx-swap="outerHTML" hx-disinherit="*" {
                @if bar.chosen.is_some() {
                    select #tracker-contract name="contract" aria-label="Contract" hx-get="/tracker/form" hx-trigger="change" hx-include="closest form" hx-target="#tracker" hx-select="#tracker" hx-swap="outerHTML" {
                        @for contract in &bar.contracts {
                            option value=(text(contract, "/id")) selected[bar.contract() == Some(text(contract, "/id"))] { (text(contract, "/title")) }
                        }
                    }
                    input #tracker-memo name="memo" list="tracker-memos" value=(memo) placeholder="What are you doing?" aria-label="Memo" autocomplete="off" maxlength="500";
                    datalist #tracker-memos { @for (memo, _) in &bar.recent { option value=(memo) {} } }
                    span.label-field hx-get="/tracker/labels" hx-trigger="input changed delay:300ms from:#tracker-memo" hx-include="closest form" {
                        (bar.labels.field("tracker", label, &bar.recent))
                    }
                    // Who is at one of these stays there when the bar is drawn anew: htmx finds the place by its id.
                    @if on {
                        button #tracker-start name="do" value="start" { "Change" }
                        button #tracker-stop.off name="do" value="stop" { "Off" }
                    } @else {
                        button #tracker-start.go name="do" value="start" { "On" }
                    }
                } @else {
                    p { "There is no contract to work on. " a href="/contracts/new" { "Add one" } }
                }
            }
            (readings(&bar.status))
            (news(&bar.status))
            @if let Some(failure) = typed.and_then(|typed| typed.failure) { (html::failure(failure)) }
        }
    }
}

/// By this a page knows whether its bar shows what is going on.
pub(crate) fn state(status: &Status) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hash = DefaultHasher::new();
    if let Some(tracking) = &status.tracking {
        (&tracking.contract, &tracking.memo, &tracking.label, &tracking.since).hash(&mut hash);
    }
    status.last.as_ref().map(|last| &last.until).hash(&mut hash);
    status.worst.as_ref().map(|worst| &worst.found).hash(&mut hash);
    format!("{:016x}", hash.finish())
}

/// The three views of time, told anew each second.
pub(crate) fn readings(status: &Status) -> Markup {
    let (today, week, limit) = status
        .time
        .as_ref()
        .map_or((0, 0, None), |time| (time.today_seconds, time.week_seconds, time.week_limit_seconds));
    html! {
        dl #readings {
            div.session {
                dt { "Session" }
                dd { @match &status.tracking {
                    Some(tracking) => { (stopwatch(tracking.session_seconds)) }
                    None => { "Off" }
                } }
            }
            div { dt { "Today" } dd { (html::hours(minutes(today))) } }
            div {
                dt { "This week" }
                dd {
                    (html::hours(minutes(week)))
                    @if let Some(limit) = limit {
                        " of " (html::hours(minutes(limit)))
                        " " meter min="0" max=(limit) high=(limit - 1) optimum="0" value=(week.min(limit)) aria-label="Share of the weekly limit" {}
                    }
                }
            }
        }
    }
}

fn minutes(seconds: i64) -> u64 {
    u64::try_from(seconds / 60).unwrap_or_default()
}

/// What is missing, and how the last session ended where nobody ended it.
fn news(status: &Status) -> Markup {
    let ended = status.last.as_ref().filter(|last| last.by_itself);
    html! {
        @if let Some(warning) = &status.warning {
            p.news.warn { strong { (html::sentence(&warning.message)) } @if let Some(hint) = &warning.hint { " " (html::sentence(hint)) } }
        }
        @if let Some(ended) = ended.and_then(|last| last.ended.as_deref()) {
            p.news.warn { "Tracking ended by itself: " (html::sentence(ended)) }
        }
        @if let Some(worst) = &status.worst {
            p.news.warn[worst.level == Level::Warning].bad[worst.level == Level::Problem] {
                strong { (html::sentence(&format!("{}: {}", worst.name, worst.found))) }
                @if let Some(hint) = &worst.hint { " " (html::sentence(hint)) }
            }
        }
    }
}
