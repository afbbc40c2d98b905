//! Which fields a JSON Schema calls for.

use serde_json::{Number, Value};

/// Deeper than this, and for more fields than this, a text of JSON is the better form.
const DEEPEST: usize = 4;
const MOST_FIELDS: usize = 200;
/// So many references on end lead nowhere.
const MOST_REFERENCES: usize = 8;

/// A field of a form.
pub(super) struct Field<'a> {
    /// In the config.
    pub(super) key: &'a str,
    /// In the form.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) note: Option<&'a str>,
    pub(super) required: bool,
    pub(super) default: Option<&'a Value>,
    pub(super) shape: Shape<'a>,
}

/// What can be put into a field.
pub(super) enum Shape<'a> {
    Text,
    Choice(Vec<&'a Value>),
    Switch,
    Whole(Range<'a>),
    Number(Range<'a>),
    /// Texts, one a line.
    Lines,
    Group(Vec<Field<'a>>),
    /// Anything else.
    Json,
}

/// From where to where a number may be.
pub(super) struct Range<'a> {
    pub(super) least: Option<&'a Number>,
    pub(super) most: Option<&'a Number>,
}

impl Field<'_> {
    /// The name of the switch by which a group is used; no field has a `?` in its name.
    pub(super) fn switch(&self) -> String {
        format!("{}?", self.name)
    }
}

impl Range<'_> {
    pub(super) fn has(&self, number: &Number) -> bool {
        let above = self.least.is_none_or(|least| !is_less(number, least));
        above && self.most.is_none_or(|most| !is_less(most, number))
    }

    /// The end of a sentence that says what a number is not.
    pub(super) fn told(&self) -> String {
        match (self.least, self.most) {
            (Some(least), Some(most)) => format!(", not {least} to {most}"),
            (Some(least), None) => format!(", not {least} or more"),
            (None, Some(most)) => format!(", not {most} or less"),
            (None, None) => String::new(),
        }
    }
}

fn is_less(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a < b,
        _ => a.as_f64() < b.as_f64(),
    }
}

impl Shape<'_> {
    /// A value as its field holds it; none where it cannot.
    pub(super) fn text(&self, value: &Value) -> Option<String> {
        match (self, value) {
            (Self::Text, Value::String(text)) => Some(text.clone()),
            (Self::Choice(values), value) if values.contains(&value) => Some(value.to_string()),
            (Self::Switch, Value::Bool(on)) => Some(on.to_string()),
            (Self::Whole(_) | Self::Number(_), Value::Number(number)) => Some(number.to_string()),
            (Self::Lines, Value::Array(texts)) => {
                let line = |text: &Value| {
                    let text = text.as_str()?;
                    (!text.is_empty() && text.trim() == text && !text.contains('\n')).then(|| text.to_owned())
                };
                Some(texts.iter().map(line).collect::<Option<Vec<_>>>()?.join("\n"))
            }
            (Self::Json, value) => Some(format!("{value:#}")),
            _ => None,
        }
    }
}

/// The fields for an object; none where the schema does not say enough for a form.
pub(super) fn plan<'a>(schema: &'a Value, prefix: &str) -> Option<Vec<Field<'a>>> {
    let mut planner = Planner { root: schema, left: MOST_FIELDS };
    planner.object(planner.resolve(schema)?.0, prefix, 0)
}

struct Planner<'a> {
    root: &'a Value,
    left: usize,
}

impl<'a> Planner<'a> {
    fn object(&mut self, schema: &'a Value, prefix: &str, depth: usize) -> Option<Vec<Field<'a>>> {
        let properties = schema.get("properties")?.as_object()?;
        // Keys that nobody knows beforehand need more than fields.
        if depth > DEEPEST || schema.get("additionalProperties").is_some_and(Value::is_object) {
            return None;
        }
        let required = schema.get("required").and_then(Value::as_array);
        let mut fields = Vec::new();
        for (key, schema) in properties {
            self.left = self.left.checked_sub(1)?;
            let required = required.is_some_and(|keys| keys.iter().any(|required| required == key));
            fields.push(self.field(schema, key, prefix, required, depth)?);
        }
        Some(fields)
    }

    fn field(
        &mut self,
        schema: &'a Value,
        key: &'a str,
        prefix: &str,
        required: bool,
        depth: usize,
    ) -> Option<Field<'a>> {
        let name = format!("{prefix}/{}", escaped(key));
        let (inner, nullable) = self.resolve(schema).unwrap_or((schema, true));
        let shape = self.shape(inner, &name, depth)?;
        let text = |what: &str| schema.get(what).or(inner.get(what)).and_then(Value::as_str);
        let title = text("title").filter(|title| !title.trim().is_empty());
        Some(Field {
            key,
            name,
            title: title.map_or_else(|| in_words(key), str::to_owned),
            note: text("description").filter(|note| !note.is_empty()),
            required: required && !nullable,
            default: schema.get("default").or(inner.get("default")).filter(|it| !it.is_null()),
            shape,
        })
    }

    fn shape(&mut self, schema: &'a Value, name: &str, depth: usize) -> Option<Shape<'a>> {
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return Some(Shape::Choice(values.iter().take(MOST_FIELDS).collect()));
        }
        let number = |what: &str| schema.get(what).and_then(Value::as_number);
        let range = Range { least: number("minimum"), most: number("maximum") };
        Some(match kind(schema) {
            Some("string") => Shape::Text,
            Some("boolean") => Shape::Switch,
            Some("integer") => Shape::Whole(range),
            Some("number") => Shape::Number(range),
            Some("array") => {
                let items = schema.get("items").and_then(|items| self.resolve(items));
                let are_texts = items.is_some_and(|(items, _)| kind(items) == Some("string"));
                if are_texts { Shape::Lines } else { Shape::Json }
            }
            Some("object") => match self.object(schema, name, depth + 1) {
                Some(fields) => Shape::Group(fields),
                // Too many fields in all: the whole config is one text.
                None if self.left == 0 => return None,
                None => Shape::Json,
            },
            _ => Shape::Json,
        })
    }

    /// What a schema comes to behind its references, and whether it may be null as well.
    fn resolve(&self, mut schema: &'a Value) -> Option<(&'a Value, bool)> {
        let mut nullable = types(schema).any(|kind| kind == "null");
        for _ in 0..MOST_REFERENCES {
            let of_two = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array);
            if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
                schema = self.root.pointer(target.strip_prefix('#')?)?;
            } else if let Some([a, b]) = of_two.map(Vec::as_slice) {
                let is_null = |schema: &Value| kind(schema) == Some("null");
                schema = match (is_null(a), is_null(b)) {
                    (false, true) => a,
                    (true, false) => b,
                    _ => return None,
                };
                nullable = true;
            } else {
                return Some((schema, nullable));
            }
        }
        None
    }
}

fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let kind = schema.get("type");
    let one = kind.and_then(Value::as_str);
    let several = kind.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(several)
}

/// The one type that it has beside null.
fn kind(schema: &Value) -> Option<&str> {
    let mut kinds = types(schema).filter(|kind| *kind != "null").collect::<Vec<_>>();
    match (kinds.pop(), kinds.is_empty()) {
        (None, _) => types(schema).next(),
        (Some(kind), true) => Some(kind),
        (Some(_), false) => None,
    }
}

/// A key as a part of a name.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1").replace('?', "~2")
}

/// A key as people read it: `minimum_tracked_seconds` is `Minimum tracked seconds`.
fn in_words(key: &str) -> String {
    let mut letters = key.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    (first + letters.as_str()).replace('_', " ")
}
