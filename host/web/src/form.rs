//! Forms: what was typed, and fields that show it again.

use maud::{Markup, html};

/// What a form says, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// What a browser has sent.
    pub(crate) fn read(body: &[u8]) -> Self {
        let clean = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
            // Browsers end the lines of a text with both.
            (name.into_owned(), value.replace("\r\n", "\n"))
        };
        Self(form_urlencoded::parse(body).map(clean).collect())
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The last value of this name, as it was typed; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.said(name).unwrap_or_default()
    }

    /// The same without the space around it.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    pub(crate) fn said(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.get(name) == "true"
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }
}

/// A field of one line of text.
#[derive(Default)]
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    /// What else there is to know.
    pub(crate) note: &'a str,
    pub(crate) hint: &'a str,
    pub(crate) required: bool,
    /// The datalist of what is often said.
    pub(crate) list: Option<&'a str>,
    pub(crate) mode: Option<&'a str>,
    pub(crate) autofocus: bool,
}

impl Line<'_> {
    pub(crate) fn show(&self, form: &Form) -> Markup {
        html! {
            label {
                (self.label)
                input name=(self.name) value=(form.get(self.name)) placeholder=(self.hint) required[self.required]
                    list=[self.list] inputmode=[self.mode] autofocus[self.autofocus] autocomplete="off";
                @if !self.note.is_empty() { span.small { (self.note) } }
            }
        }
    }
}

/// A field in which one of a few is chosen.
pub(crate) fn choice(form: &Form, name: &str, label: &str, options: &[(&str, &str)], note: &str) -> Markup {
    html! {
        label {
            (label)
            select name=(name) {
                @for (value, shown) in options { option value=(value) selected[*value == form.get(name)] { (shown) } }
            }
            @if !note.is_empty() { span.small { (note) } }
        }
    }
}

/// A box to tick; what is not ticked is said as well.
pub(crate) fn tick(form: &Form, name: &str, label: &str, note: &str) -> Markup {
    html! {
        label.check {
            input type="hidden" name=(name) value="false";
            input type="checkbox" name=(name) value="true" checked[form.is_ticked(name)];
            span { (label) @if !note.is_empty() { br; span.small { (note) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_counts_and_lines_are_of_one_kind() {
        let form = Form::read(b"notify=false&notify=true&address=+a%0D%0Ab+&odd=%FF%00");
        assert!(form.is_ticked("notify"));
        assert_eq!((form.get("address"), form.trimmed("address")), (" a\nb ", "a\nb"));
        assert_eq!((form.get("odd"), form.said("none")), ("\u{fffd}\0", None));
    }
}
