//! What a person does in a page: real events of mouse and keyboard, at the place where the element is.

use serde_json::{Value, json};

use super::PATIENCE;
use super::keys::{Key, MODIFIERS, SHIFT, chord, of_char};
use super::page::{Page, quoted};
use crate::comes_true;

/// Describes an element as a person who reads the test knows it.
const DESCRIBE: &str = "(element) => {
    if (!element || element === document.body) return 'nothing';
    const name = element.id ? '#' + element.id : [...element.classList].map((name) => '.' + name).join('');
    const says = (element.getAttribute('aria-label') || element.innerText || element.value || '').trim();
    return element.localName + name + (says ? ' “' + says.replace(/\\s+/g, ' ').slice(0, 40) + '”' : '');
}";

/// The middle of an element that can be seen and reached, or why it cannot.
const MIDDLE: &str = "(selector, scroll) => {
    const describe = DESCRIBE;
    const element = document.querySelector(selector);
    if (!element) return 'is not there';
    if (scroll) element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = [...element.getClientRects()].find((box) => box.width > 0 && box.height > 0);
    if (!box) return 'takes no place';
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    if (!hit) return 'is outside of the window';
    if (!element.contains(hit) && hit.closest('label')?.control !== element) return 'is behind ' + describe(hit);
    return { x, y };
}";

#[derive(Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
}

/// Mouse.
impl Page {
    /// Clicks in the middle of the first such element, once there is one that can be reached.
    ///
    /// # Panics
    /// When there is none in time: with why it cannot be reached, such as what lies over it.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        self.click_with(selector, 0);
    }

    /// The same while Shift is held.
    #[track_caller]
    pub fn shift_click(&self, selector: &str) {
        self.click_with(selector, SHIFT);
    }

    #[track_caller]
    fn click_with(&self, selector: &str, modifiers: u32) {
        let at = self.middle(selector, true);
        self.hold(modifiers, true);
        self.mouse("mouseMoved", at, 0, modifiers);
        self.mouse("mousePressed", at, 1, modifiers);
        self.mouse("mouseReleased", at, 0, modifiers);
        self.hold(modifiers, false);
    }

    /// Moves the mouse to the middle of the first such element.
    #[track_caller]
    pub fn hover(&self, selector: &str) {
        self.mouse("mouseMoved", self.middle(selector, true), 0, 0);
    }

    /// Presses on one element, moves to another in small steps and lets go there. Both must fit into the window.
    #[track_caller]
    pub fn drag(&self, from_selector: &str, to_selector: &str) {
        const STEPS: u32 = 12;
        let from = self.middle(from_selector, true);
        let to = self.middle(to_selector, false);
        self.mouse("mouseMoved", from, 0, 0);
        self.mouse("mousePressed", from, 1, 0);
        for step in 1..=STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let between = |from: f64, to: f64| from + (to - from) * share;
            self.mouse("mouseMoved", Point { x: between(from.x, to.x), y: between(from.y, to.y) }, 1, 0);
        }
        self.mouse("mouseReleased", to, 0, 0);
    }

    /// The middle of an element in the window, as the protocol wants it.
    #[track_caller]
    pub(super) fn place(&self, selector: &str) -> (f64, f64) {
        let Point { x, y } = self.middle(selector, true);
        (x, y)
    }

    #[track_caller]
    fn middle(&self, selector: &str, scroll: bool) -> Point {
        let js = format!("({})({}, {scroll})", MIDDLE.replace("DESCRIBE", DESCRIBE), quoted(selector));
        let mut found = Value::Null;
        let reachable = comes_true(PATIENCE, || {
            // Between two pages there is nothing to ask.
            found = self.try_eval(&js).unwrap_or_else(Value::from);
            found.is_object()
        });
        assert!(reachable, "`{selector}` {} at {}", found.as_str().unwrap_or_default(), self.url());
        Point { x: found["x"].as_f64().unwrap(), y: found["y"].as_f64().unwrap() }
    }

    #[track_caller]
    fn mouse(&self, kind: &str, at: Point, buttons: u32, modifiers: u32) {
        let moved = kind == "mouseMoved";
        let (button, clicks) = if moved && buttons == 0 { ("none", 0) } else { ("left", 1) };
        let clicks = if moved { 0 } else { clicks };
        let event = json!({
            "type": kind, "x": at.x, "y": at.y, "modifiers": modifiers,
            "button": button, "buttons": buttons, "clickCount": clicks, "pointerType": "mouse",
        });
        self.call("Input.dispatchMouseEvent", event);
    }
}

/// Keyboard.
impl Page {
    /// Presses and releases a key by its name, such as `Tab`, `Enter`, `Space`, `a`, `?`, `Shift+ArrowRight` or
    /// `Control+A`.
    #[track_caller]
    pub fn key(&self, name: &str) {
        let Some((modifiers, key)) = chord(name) else { panic!("no key is named `{name}`") };
        self.press(modifiers, &key);
    }

    /// Types into what has the focus, key by key; what no key writes comes as from an input method.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        for letter in text.chars() {
            match of_char(letter) {
                Some(key) => self.press(if key.shift { SHIFT } else { 0 }, &key),
                None => drop(self.call("Input.insertText", json!({ "text": letter.to_string() }))),
            }
        }
    }

    #[track_caller]
    fn press(&self, modifiers: u32, key: &Key) {
        self.hold(modifiers, true);
        let mut event = json!({
            "type": if key.text.is_empty() { "rawKeyDown" } else { "keyDown" }, "modifiers": modifiers,
            "key": key.key, "code": key.code, "windowsVirtualKeyCode": key.number,
        });
        if !key.text.is_empty() {
            event["text"] = key.text.clone().into();
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", event);
        self.hold(modifiers, false);
    }

    /// Presses or releases the modifiers themselves.
    #[track_caller]
    fn hold(&self, modifiers: u32, down: bool) {
        for (name, bit, number) in MODIFIERS.into_iter().filter(|(_, bit, _)| modifiers & bit != 0) {
            let event = json!({
                "type": if down { "rawKeyDown" } else { "keyUp" }, "modifiers": if down { bit } else { 0 },
                "key": name, "code": format!("{name}Left"), "windowsVirtualKeyCode": number,
            });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Clicks into a field and types over what is in it. A field for a date, a time, a colour or a range gets its
    /// value at once, as from the browser's own picker.
    #[track_caller]
    pub fn fill(&self, selector: &str, text: &str) {
        self.wait_for_element(selector);
        let kind = self.eval(&format!("document.querySelector({}).type", quoted(selector)));
        let picked = ["date", "time", "datetime-local", "month", "week", "color", "range"];
        if picked.iter().any(|picked| kind == *picked) {
            self.set(selector, text);
            return;
        }
        self.click(selector);
        self.key("Control+A");
        match text {
            "" => self.key("Delete"),
            text => self.type_text(text),
        }
    }

    /// Chooses the option of a `select` that has this value.
    #[track_caller]
    pub fn choose(&self, selector: &str, value: &str) {
        self.wait_for_element(selector);
        self.set(selector, value);
    }

    /// Gives a field a value as a picker does: focused, set, and told to the page.
    #[track_caller]
    fn set(&self, selector: &str, value: &str) {
        let js = format!(
            "((field, value) => {{
                if (field.disabled) return 'is disabled';
                const before = field.value;
                field.focus();
                field.value = value;
                if (field.value !== value) {{ field.value = before; return 'does not take ' + value; }}
                field.dispatchEvent(new Event('input', {{ bubbles: true }}));
                field.dispatchEvent(new Event('change', {{ bubbles: true }}));
            }})(document.querySelector({}), {})",
            quoted(selector),
            quoted(value)
        );
        let refused = self.eval(&js);
        assert!(refused.is_null(), "`{selector}` {}", refused.as_str().unwrap_or_default());
    }

    /// Presses Tab, `most` times at the most, until such an element or something in it has the focus; says how often.
    ///
    /// # Panics
    /// When it never has, with what had instead.
    #[track_caller]
    pub fn tab_to(&self, selector: &str, most: usize) -> usize {
        let mut seen = Vec::new();
        let js = format!("document.activeElement?.closest({}) ? '' : null", quoted(selector));
        for times in 1..=most {
            self.key("Tab");
            if !self.eval(&js).is_null() {
                return times;
            }
            seen.push(self.focused());
        }
        panic!("Tab does not lead to `{selector}` at {}; it led to:\n  {}", self.url(), seen.join("\n  "));
    }

    /// What has the focus, in words: `button#save “Save”`.
    #[must_use]
    #[track_caller]
    pub fn focused(&self) -> String {
        self.string(&format!("({DESCRIBE})(document.activeElement)"))
    }
}
