//! The person's settings as a form.

use maud::{Markup, html};
use serde_json::Value;
use workdiary_service::config::Config;
use workdiary_service::{Failure, Request};

use crate::desk::Desk;
use crate::form::{Form, Line, choice, tick};
use crate::html;

/// Settings that are lists of names, by section and field.
const LISTS: [(&str, &str); 2] = [("snapshots", "monitors"), ("snapshots", "exclude_applications")];
/// No list is longer, and no name in it.
const MOST_NAMES: usize = 100;
const LONGEST_NAME: usize = 200;

/// The form; settings that cannot be read are told in its place.
pub(super) fn form(desk: &Desk, typed: Option<&Form>) -> Markup {
    let form = match (typed, desk.json(Request::Settings)) {
        (Some(typed), _) => typed.clone(),
        (None, Ok(settings)) => known(&settings),
        (None, Err(failure)) => return html::failure(&failure),
    };
    html! {
        form action="/settings" method="post" {
            (idle(&form))
            (snapshots(&form))
            fieldset {
                legend { "Pages" }
                div.form {
                    (choice(&form, "web.theme", "Light or dark", &[("system", "As the system has it"), ("light", "Light"), ("dark", "Dark")], ""))
                }
            }
            (share(&form))
            div.actions { button.go { "Save settings" } }
        }
    }
}

fn idle(form: &Form) -> Markup {
    html! {
        fieldset {
            legend { "Idle time" }
            div.form {
                (number(form, "idle.minutes", "Minutes without input until tracking stops", (0, 65_535), "0: never."))
                (choice(form, "idle.tail", "Those minutes", &[("cut", "are cut: not work"), ("keep", "are kept: work without input")], ""))
            }
        }
    }
}

fn snapshots(form: &Form) -> Markup {
    let names = |name, label, hint, note| Line { name, label, hint, note, ..Line::default() }.show(form);
    html! {
        fieldset {
            legend { "Snapshots" }
            div.form {
                (names("snapshots.monitors", "Monitors", "all of them", "Names, separated by commas, such as DP-1, HDMI-1. The doctor below lists them."))
                (names("snapshots.exclude_applications", "Applications that are never shown", "none", "Names, separated by commas. While one of their windows is active the snapshot is withheld."))
                (number(form, "snapshots.longest_side", "Longest side in pixels", (320, 7_680), "320 to 7680. Larger pictures are scaled down."))
                (number(form, "snapshots.quality", "Quality", (10, 100), "10 to 100. 70 keeps every text legible."))
                (tick(form, "snapshots.blur", "Blur every snapshot", "It is blurred before it is written: no text can be read."))
                (tick(form, "snapshots.notify", "Tell me of each snapshot", "The desktop shows it, with a button to delete it."))
            }
        }
    }
}

fn share(form: &Form) -> Markup {
    let line = |name, label, hint, note| Line { name, label, hint, note, ..Line::default() }.show(form);
    html! {
        fieldset {
            legend { "Clients from elsewhere" }
            div.form {
                (line("share.listen", "Where the host listens for them", "nowhere", "ADDRESS:PORT, such as 0.0.0.0:7118. By TLS but for an address of this machine alone. From the next start of the host."))
                (line("share.origin", "How they reach it", "as it listens", "Such as https://diary.example.org."))
                (line("share.certificate", "Certificate of your own", "one is made", "The path of a PEM file."))
                (line("share.key", "Key of that certificate", "", "The path of a PEM file."))
                (tick(form, "share.behind_proxy", "A proxy on this machine stands before it", "It speaks TLS, and is believed who asks."))
            }
        }
    }
}

fn number(form: &Form, name: &str, label: &str, (least, most): (u32, u32), note: &str) -> Markup {
    html! {
        label {
            (label)
            input type="number" name=(name) value=(form.get(name)) min=(least) max=(most) required;
            @if !note.is_empty() { span.small { (note) } }
        }
    }
}

/// Settings as the form says them: `section.field`, lists with commas.
fn known(settings: &Value) -> Form {
    let mut form = Form::default();
    for (section, fields) in settings.as_object().into_iter().flatten() {
        for (field, value) in fields.as_object().into_iter().flatten() {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                other => other.to_string(),
            };
            form.set(&format!("{section}.{field}"), text);
        }
    }
    form
}

/// The settings that there are, with what the form says instead.
///
/// # Errors
/// When a field makes no sense.
pub(super) fn wanted(desk: &Desk, form: &Form) -> Result<Config, Failure> {
    let mut settings = desk.json(Request::Settings)?;
    for (section, fields) in settings.as_object_mut().into_iter().flatten() {
        for (field, value) in fields.as_object_mut().into_iter().flatten() {
            if let Some(said) = form.said(&format!("{section}.{field}")) {
                *value = read(section, field, value, said.trim())?;
            }
        }
    }
    serde_json::from_value(settings)
        .map_err(|error| Failure::usage(format!("a setting makes no sense: {error}")))
}

/// A setting of the kind that it is.
fn read(section: &str, field: &str, now: &Value, said: &str) -> Result<Value, Failure> {
    let bad = |why: &str| Failure::usage(format!("{section}.{field} {why}")).hint("nothing was changed");
    if LISTS.contains(&(section, field)) {
        return names(said).map_err(|why| bad(&why));
    }
    match now {
        Value::Number(_) => match said.parse::<u16>() {
            Ok(number) => Ok(number.into()),
            Err(_) => Err(bad(&format!("is `{said}`, not a whole number up to {}", u16::MAX))),
        },
        Value::Bool(_) => Ok((said == "true").into()),
        _ => Ok(said.into()),
    }
}

fn names(said: &str) -> Result<Value, String> {
    let names: Vec<&str> = said.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > MOST_NAMES {
        return Err(format!("has {} names, {MOST_NAMES} at most", names.len()));
    }
    match names.iter().find(|name| name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control))
    {
        Some(_) => Err(format!("has a name that is longer than {LONGEST_NAME} or has control characters")),
        None => Ok(names.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_are_typed_with_commas() {
        let settings = json!({ "idle": { "minutes": 10 }, "snapshots": { "monitors": ["DP-1", "HDMI-1"], "notify": true } });
        let form = known(&settings);
        assert_eq!(form.get("snapshots.monitors"), "DP-1, HDMI-1");
        assert_eq!((form.get("idle.minutes"), form.get("snapshots.notify")), ("10", "true"));
        assert_eq!(names(" DP-1,, HDMI-1 ,"), Ok(json!(["DP-1", "HDMI-1"])));
        assert_eq!(names(""), Ok(json!([])));
        assert!(names("a\u{1b}[2J").is_err() && names(&"a,".repeat(101)).is_err());
    }

    #[test]
    fn numbers_are_whole_and_have_an_end() {
        for bad in ["-1", "70000", "1.5", "ten", "", "99999999999999999999"] {
            let failure = read("idle", "minutes", &json!(10), bad).unwrap_err();
            assert!(failure.message.starts_with("idle.minutes is"), "{failure}");
        }
        assert_eq!(read("idle", "minutes", &json!(10), "0"), Ok(json!(0)));
    }
}
