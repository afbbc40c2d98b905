//! Choosing the billing rule and the label scheme of a contract, each with its config.

use maud::{Markup, html};
use serde_json::{Map, Value};
use workdiary_service::{Failure, Request};

use crate::desk::Desk;
use crate::form::Form;
use crate::html::{self, list, text};
use crate::schema;

/// What is bound to a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Rule,
    Labels,
}

/// In what the page knew: the digest of a label scheme that is the contract's own.
pub(super) const OWN: &str = "labels-own";

/// The word for no label scheme.
pub(super) const NONE: &str = "none";

impl Bound {
    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Rule, Self::Labels].into_iter().find(|bound| bound.name() == word)
    }

    /// The field that says which plugin; others begin with it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Labels => "labels",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Rule => "billing-rule",
            Self::Labels => "label-scheme",
        }
    }

    /// Fields of the config begin with this.
    fn prefix(self) -> String {
        format!("{}-config", self.name())
    }

    /// The field that says for which plugin the fields of the config were made.
    fn config_of(self) -> String {
        format!("{}-config-of", self.name())
    }

    /// The config as the page knew it, in what the page knew.
    pub(super) fn json(self) -> String {
        format!("{}-json", self.name())
    }
}

/// The field that chooses the plugin, with the fields of its config. `parts` is where other fields come from when
/// another plugin is chosen.
///
/// # Errors
/// When the diary cannot be read.
pub(super) fn fields(
    desk: &Desk,
    bound: Bound,
    form: &Form,
    was: &Form,
    parts: &str,
) -> Result<Markup, Failure> {
    let plugins = desk.json(Request::PluginList)?;
    let mut offered: Vec<(&str, &str)> = list(&plugins, "/plugins")
        .iter()
        .filter(|plugin| text(plugin, "/kind") == bound.kind())
        .map(|plugin| (text(plugin, "/name"), text(plugin, "/title")))
        .collect();
    let chosen = form.get(bound.name());
    // What is bound stays to be chosen when its plugin was taken away.
    if !chosen.is_empty() && chosen != NONE && !offered.iter().any(|(name, _)| *name == chosen) {
        let title = if is_own(bound, chosen, was) { "the contract's own" } else { "not there any more" };
        offered.push((chosen, title));
    }
    let area = format!("{}-fields", bound.name());
    let label = match bound {
        Bound::Rule => "Billing rule",
        Bound::Labels => "Label scheme",
    };
    Ok(html! {
        label.wide {
            (label)
            select name=(bound.name()) hx-get=(format!("{parts}/{}", bound.name())) hx-trigger="change"
                hx-target=(format!("#{area}")) hx-swap="innerHTML" {
                @if bound == Bound::Labels { option value=(NONE) { "None: labels are free" } }
                @for (name, title) in &offered {
                    option value=(name) selected[*name == chosen] { (name) @if !title.is_empty() { ": " (title) } }
                }
            }
            @if bound == Bound::Rule { span.small { "What decides which time is billed. A change applies from next Monday." } }
            @else { span.small { "What decides which labels there are. A change applies at once." } }
        }
        div.wide id=(area) aria-live="polite" { (config(desk, bound, form, was)) }
    })
}

/// The fields of the chosen plugin's config.
pub(super) fn config(desk: &Desk, bound: Bound, form: &Form, was: &Form) -> Markup {
    let chosen = form.get(bound.name());
    if chosen.is_empty() || chosen == NONE {
        return html! {};
    }
    if is_own(bound, chosen, was) {
        return html! {
            p.small { "The contract's own scheme, which its client has brought. Its config is set on the client's page." }
            p.small { "SHA-256: " span.digest { (was.get(OWN)) } }
        };
    }
    let plugin = match desk.json(Request::PluginShow { name: chosen.to_owned() }) {
        Ok(plugin) => plugin,
        Err(failure) => return html::failure(&failure),
    };
    let (prefix, schema) = (bound.prefix(), config_schema(&plugin));
    let known = if was.get(bound.name()) == chosen { was.get(&bound.json()) } else { "{}" };
    html! {
        input type="hidden" name=(bound.config_of()) value=(chosen);
        @if form.get(&bound.config_of()) == chosen {
            (schema::again(&schema, form.pairs(), &prefix))
        } @else {
            (schema::fields(&schema, &parsed(known), &prefix))
        }
    }
}

fn is_own(bound: Bound, chosen: &str, was: &Form) -> bool {
    bound == Bound::Labels && chosen == was.get(bound.name()) && !was.get(OWN).is_empty()
}

/// The schema as a value; it may come as text.
fn config_schema(plugin: &Value) -> Value {
    match plugin.get("config_schema") {
        Some(Value::String(text)) => parsed(text),
        schema => schema.cloned().unwrap_or_default(),
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::Object(Map::new()))
}

/// Which plugin and which config are wanted, where that is another than the page knew.
///
/// # Errors
/// Which fields of the config make no sense, or that there is no such plugin.
pub(super) fn wanted(
    desk: &Desk,
    bound: Bound,
    form: &Form,
    was: &Form,
) -> Result<(Option<String>, Option<String>), Failure> {
    let (chosen, known) = (form.get(bound.name()), was.get(bound.name()));
    if chosen.is_empty() || chosen == NONE {
        let taken_away = chosen == NONE && !known.is_empty() && known != NONE;
        return Ok((taken_away.then(|| NONE.to_owned()), None));
    }
    let config = match form.get(&bound.config_of()) == chosen {
        true => {
            let plugin = desk.json(Request::PluginShow { name: chosen.to_owned() })?;
            let schema = config_schema(&plugin);
            let typed = schema::read(&schema, form.pairs(), &bound.prefix())?;
            let same = chosen == known && typed == with_defaults(&schema, parsed(was.get(&bound.json())));
            (!same).then(|| typed.to_string())
        }
        // A page without scripts has fields for the plugin before: they are asked for next.
        false => None,
    };
    let another = chosen != known || form.is_ticked(NEWEST) && bound == Bound::Rule;
    Ok((another.then(|| chosen.to_owned()), config))
}

/// The field that takes the newest version of the rule.
pub(super) const NEWEST: &str = "rule-newest";

/// A config as its form gives it back when nobody touches it.
fn with_defaults(schema: &Value, mut config: Value) -> Value {
    if let (Some(fields), Some(said)) =
        (schema.get("properties").and_then(Value::as_object), config.as_object_mut())
    {
        said.retain(|_, value| !value.is_null());
        for (name, field) in fields {
            if let (Some(default), false) = (field.get("default"), said.contains_key(name)) {
                said.insert(name.clone(), default.clone());
            }
        }
    }
    config
}
