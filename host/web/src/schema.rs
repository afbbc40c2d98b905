//! Forms for configs of plugins: fields from a JSON Schema, and what was typed back as JSON of the right types.
//!
//! A form is pairs of names and texts; a config that is there is turned into such pairs first, so that what is kept
//! and what was typed and refused are shown by the same code. The plugin itself checks the config afterwards.

use maud::{Markup, html};
use serde_json::{Map, Number, Value};
use workdiary_service::Failure;

mod plan;

use plan::{Field, Shape, plan};

/// The fields of a config that is there; `{}` shows what the schema has by default.
pub(crate) fn fields(schema: &Value, config: &Value, prefix: &str) -> Markup {
    again(schema, &pairs(schema, config, prefix), prefix)
}

/// The fields with what was typed into them.
pub(crate) fn again(schema: &Value, form: &[(String, String)], prefix: &str) -> Markup {
    let said = Said(form);
    match plan(schema, prefix) {
        Some(fields) if said.last(prefix).is_none() => html! {
            @if fields.is_empty() { p.small { "There is nothing to set." } }
            @else { div.form { @for field in &fields { (show(field, said)) } } }
        },
        // No form can be made of it, or the config holds what the schema does not know.
        _ => html! {
            div.form { label.wide {
                "Config, as a JSON object"
                textarea.code name=(prefix) rows="8" spellcheck="false" { "\n" (said.last(prefix).unwrap_or("{}")) }
            } }
        },
    }
}

/// The config that a form says.
///
/// # Errors
/// Which fields make no sense, and why.
pub(crate) fn read(schema: &Value, form: &[(String, String)], prefix: &str) -> Result<Value, Failure> {
    let said = Said(form);
    let mut wrong = Vec::new();
    let config = match (said.last(prefix), plan(schema, prefix)) {
        (Some(text), _) => json("the config", text, &mut wrong).unwrap_or_default(),
        (None, Some(fields)) => Value::Object(read_all(&fields, said, &mut wrong)),
        (None, None) => Value::Object(Map::new()),
    };
    if wrong.is_empty() && !config.is_object() {
        wrong.push("the config is no JSON object".to_owned());
    }
    match (wrong.pop(), wrong.is_empty()) {
        (None, _) => Ok(config),
        (Some(only), true) => Err(Failure::usage(only)),
        (Some(last), false) => {
            wrong.push(last);
            let message = format!("{} fields of the config make no sense", wrong.len());
            Err(Failure { details: wrong, ..Failure::usage(message) })
        }
    }
}

/// What can be set, to read.
pub(crate) fn table(schema: &Value) -> Markup {
    match plan(schema, "") {
        Some(fields) if fields.is_empty() => html! { p { "There is nothing to set." } },
        Some(fields) => html! {
            div.scroll tabindex="0" role="region" aria-label="What can be set" { table.keys {
                thead { tr { th scope="col" { "Key" } th scope="col" { "What it may be" } th scope="col" { "If not said" } th scope="col" { "What it is" } } }
                tbody { (rows(&fields, "")) }
            } }
        },
        None => html! { p { "Its schema says less than a table can show." } },
    }
}

fn rows(fields: &[Field<'_>], above: &str) -> Markup {
    html! {
        @for field in fields {
            tr {
                th scope="row" { code { (above) (field.key) } }
                td { (field.shape.in_words()) @if field.required { ", needed" } }
                td { @if let Some(default) = field.default { code { (default) } } }
                td { (field.note.unwrap_or_default()) }
            }
            @if let Shape::Group(inside) = &field.shape { (rows(inside, &format!("{above}{}.", field.key))) }
        }
    }
}

/// What a form says: the last pair of a name counts.
#[derive(Clone, Copy)]
struct Said<'a>(&'a [(String, String)]);

impl<'a> Said<'a> {
    fn last(self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// Whether a group that may be left out is in use.
    fn uses(self, field: &Field<'_>) -> bool {
        field.required || self.last(&field.switch()) == Some("true")
    }
}

fn show(field: &Field<'_>, said: Said<'_>) -> Markup {
    if let Shape::Group(fields) = &field.shape {
        return html! {
            fieldset.wide {
                legend { (field.title) }
                @if let Some(note) = field.note { p.small { (note) } }
                @if !field.required {
                    label.check.use { input type="checkbox" name=(field.switch()) value="true" checked[said.uses(field)]; "Use this" }
                }
                div.form { @for field in fields { (show(field, said)) } }
            }
        };
    }
    let default = field.default.and_then(|default| field.shape.text(default));
    let text = said.last(&field.name).or(default.as_deref());
    // The default is known: what is not ticked is said as well.
    if matches!(field.shape, Shape::Switch) && field.default.is_some() {
        return html! {
            label.check {
                input type="hidden" name=(field.name) value="false";
                input type="checkbox" name=(field.name) value="true" checked[text == Some("true")];
                span { (field.title) @if let Some(note) = field.note { br; span.small { (note) } } }
            }
        };
    }
    html! {
        label.wide[matches!(field.shape, Shape::Lines | Shape::Json)] {
            (field.title)
            (control(field, text.unwrap_or_default()))
            @if let Some(note) = field.note { span.small { (note) } }
            @if matches!(field.shape, Shape::Lines) { span.small { "One a line." } }
            @if matches!(field.shape, Shape::Json) { span.small { "JSON." } }
        }
    }
}

fn control(field: &Field<'_>, text: &str) -> Markup {
    let name = field.name.as_str();
    let choice = |options: &[(String, String)]| {
        html! {
            select name=(name) {
                @if field.default.is_none() { option value="" { "Not said" } }
                @for (value, shown) in options { option value=(value) selected[value == text] { (shown) } }
            }
        }
    };
    match &field.shape {
        Shape::Choice(values) => {
            choice(&values.iter().map(|value| (value.to_string(), shown(value))).collect::<Vec<_>>())
        }
        Shape::Switch => {
            choice(&[("true", "Yes"), ("false", "No")].map(|(a, b)| (a.to_owned(), b.to_owned())))
        }
        Shape::Whole(range) => html! {
            input type="number" name=(name) value=(text) step="1" min=[range.least] max=[range.most];
        },
        Shape::Number(range) => html! {
            input type="number" name=(name) value=(text) step="any" min=[range.least] max=[range.most];
        },
        // A line break would be lost in a field of one line.
        Shape::Text if !text.contains('\n') => html! { input name=(name) value=(text) autocomplete="off"; },
        Shape::Text | Shape::Lines => html! { textarea name=(name) rows="4" { "\n" (text) } },
        Shape::Json | Shape::Group(_) => html! {
            textarea.code name=(name) rows="6" spellcheck="false" { "\n" (text) }
        },
    }
}

/// One of several values, for people; a tab or nothing could not be seen.
fn shown(value: &Value) -> String {
    match value.as_str() {
        Some("\t") => "Tab".to_owned(),
        Some(text) if !text.trim().is_empty() && !text.chars().any(char::is_control) => text.to_owned(),
        _ => value.to_string(),
    }
}

/// A config as a form would say it. Where a value has no field that could hold it, the whole is one text of JSON.
fn pairs(schema: &Value, config: &Value, prefix: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let fits = match (plan(schema, prefix), config) {
        (Some(fields), Value::Object(config)) => pairs_of(&fields, config, &mut pairs),
        (_, Value::Null) => return pairs,
        _ => None,
    };
    match fits {
        Some(()) => pairs,
        None => vec![(prefix.to_owned(), format!("{config:#}"))],
    }
}

fn pairs_of(
    fields: &[Field<'_>],
    config: &Map<String, Value>,
    pairs: &mut Vec<(String, String)>,
) -> Option<()> {
    let known = |key: &String| fields.iter().any(|field| field.key == key);
    if !config.keys().all(known) {
        return None;
    }
    for field in fields {
        match (&field.shape, config.get(field.key)) {
            (_, None) => {}
            (shape, Some(Value::Null)) if !matches!(shape, Shape::Choice(_) | Shape::Json) => {}
            (Shape::Group(fields), Some(Value::Object(inside))) => {
                pairs.push((field.switch(), "true".to_owned()));
                pairs_of(fields, inside, pairs)?;
            }
            (shape, Some(value)) => pairs.push((field.name.clone(), shape.text(value)?)),
        }
    }
    Some(())
}

fn read_all(fields: &[Field<'_>], said: Said<'_>, wrong: &mut Vec<String>) -> Map<String, Value> {
    let mut config = Map::new();
    for field in fields {
        let value = match &field.shape {
            Shape::Group(fields) => said.uses(field).then(|| Value::Object(read_all(fields, said, wrong))),
            _ => said.last(&field.name).and_then(|text| read_one(field, text, wrong)),
        };
        if let Some(value) = value {
            config.insert(field.key.to_owned(), value);
        }
    }
    config
}

fn read_one(field: &Field<'_>, text: &str, wrong: &mut Vec<String>) -> Option<Value> {
    // A browser sends line breaks in its own way.
    let text = text.replace("\r\n", "\n");
    // What is empty is not said, but for a text that would else be another one.
    let empty_counts = field.required || field.default.is_some();
    if text.trim().is_empty() && !(empty_counts && matches!(field.shape, Shape::Text | Shape::Lines)) {
        return None;
    }
    let title = &field.title;
    match &field.shape {
        Shape::Text => Some(text.into()),
        Shape::Lines => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            Some(lines.map(Value::from).collect::<Vec<_>>().into())
        }
        Shape::Choice(values) => {
            let chosen = values.iter().find(|value| value.to_string() == text);
            if chosen.is_none() {
                wrong.push(format!("`{title}` is `{text}`, which it cannot be"));
            }
            chosen.map(|value| (*value).clone())
        }
        Shape::Switch => Some((text == "true").into()),
        Shape::Whole(range) | Shape::Number(range) => {
            let whole = matches!(field.shape, Shape::Whole(_));
            let number = serde_json::from_str::<Number>(text.trim()).ok();
            match number.filter(|number| !whole || number.is_i64() || number.is_u64()) {
                None => {
                    let kind = if whole { "whole number" } else { "number" };
                    wrong.push(format!("`{title}` is `{text}`, not a {kind}"));
                    None
                }
                Some(number) if !range.has(&number) => {
                    wrong.push(format!("`{title}` is `{number}`, but must be a number{}", range.in_words()));
                    None
                }
                Some(number) => Some(Value::Number(number)),
            }
        }
        Shape::Json | Shape::Group(_) => json(&format!("`{title}`"), &text, wrong),
    }
}

fn json(what: &str, text: &str, wrong: &mut Vec<String>) -> Option<Value> {
    serde_json::from_str(text).map_err(|error| wrong.push(format!("{what} is no JSON: {error}"))).ok()
}

#[cfg(test)]
mod tests;
