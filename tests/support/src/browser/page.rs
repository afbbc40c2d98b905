//! One page: where it is, what it says, and JavaScript in it.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::PATIENCE;
use super::wire::{Event, Wire, answered};
use crate::comes_true;

/// A page in a window of its own, which closes when this is dropped.
pub struct Page {
    pub(super) wire: Arc<Wire>,
    session: String,
    target: String,
    /// The cookies it shares, where they are not those of the browser.
    pub(super) context: Option<String>,
    /// The event from which on the lists of requests and errors go.
    pub(super) listed_from: Cell<usize>,
    pub(super) without_scripts: Cell<bool>,
    pub(super) media: RefCell<Vec<(String, String)>>,
    pub(super) downloads: RefCell<Option<PathBuf>>,
}

/// A text as JavaScript writes it.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

impl Page {
    #[track_caller]
    pub(super) fn open(wire: &Arc<Wire>, context: Option<&str>) -> Self {
        let mark = wire.mark();
        let ask = |method, params: Value| wire.call(None, method, &params);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut new = json!({ "url": "about:blank", "newWindow": true });
        if let Some(context) = context {
            new["browserContextId"] = context.into();
        }
        let target = text(&answered(ask("Target.createTarget", new))["targetId"]);
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&answered(ask("Target.attachToTarget", attach))["sessionId"]);
        let page = Self {
            wire: Arc::clone(wire),
            session,
            target,
            context: context.map(str::to_owned),
            listed_from: Cell::new(mark),
            without_scripts: Cell::new(false),
            media: RefCell::default(),
            downloads: RefCell::default(),
        };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.call("Page.setLifecycleEventsEnabled", json!({ "enabled": true }));
        // The keyboard is of every page, not only of the one that was opened last.
        page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        page.resize(1280, 800);
        page
    }

    #[track_caller]
    pub(super) fn call(&self, method: &str, params: Value) -> Value {
        answered(self.wire.call(Some(&self.session), method, &params))
    }

    /// Whether an event is of this page.
    pub(super) fn is_mine(&self, event: &Event) -> bool {
        event.session.as_ref() == Some(&self.session)
    }

    /// Opens an address and waits until all of it is loaded.
    #[track_caller]
    pub fn goto(&self, url: &str) {
        let mark = self.wire.mark();
        let answer = self.call("Page.navigate", json!({ "url": url }));
        if let Some(error) = answer["errorText"].as_str() {
            panic!("cannot open {url}: {error}");
        }
        // Without one it is another place of the same page.
        if let Some(loader) = answer["loaderId"].as_str() {
            self.wait_for(mark, loader, "load");
        }
    }

    /// Loads the same address again and waits until all of it is loaded.
    #[track_caller]
    pub fn reload(&self) {
        self.until_another_page(|| drop(self.call("Page.reload", json!({}))));
    }

    /// Does what leads to another page, such as a click on a link, and waits until all of that is loaded.
    #[track_caller]
    pub fn until_another_page(&self, act: impl FnOnce()) {
        let mark = self.wire.mark();
        act();
        let begins = |event: &Event| {
            self.is_mine(event)
                && event.method == "Page.lifecycleEvent"
                && event.params["name"] == "init"
                && event.params["frameId"] == *self.target
        };
        let Some(begun) = self.wire.event(mark, begins) else { panic!("no other page came: {}", self.url()) };
        self.wait_for(mark, begun.params["loaderId"].as_str().unwrap(), "load");
    }

    #[track_caller]
    fn wait_for(&self, mark: usize, loader: &str, name: &str) {
        let wanted = |event: &Event| {
            self.is_mine(event)
                && event.method == "Page.lifecycleEvent"
                && event.params["loaderId"] == *loader
                && event.params["name"] == *name
        };
        assert!(self.wire.event(mark, wanted).is_some(), "waited in vain until {} is loaded", self.url());
    }

    #[must_use]
    #[track_caller]
    pub fn url(&self) -> String {
        self.string("location.href")
    }

    #[must_use]
    #[track_caller]
    pub fn title(&self) -> String {
        self.string("document.title")
    }

    /// What an expression gives; of a promise what it comes to. A policy of the page does not stop it.
    ///
    /// # Panics
    /// When it throws, with what it throws.
    #[track_caller]
    pub fn eval(&self, js: &str) -> Value {
        match self.try_eval(js) {
            Ok(value) => value,
            Err(error) => panic!("{error}\nin {js}"),
        }
    }

    pub(super) fn try_eval(&self, js: &str) -> Result<Value, String> {
        let params = json!({ "expression": js, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.wire.call(Some(&self.session), "Runtime.evaluate", &params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(exception(details)),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    #[track_caller]
    pub(super) fn string(&self, js: &str) -> String {
        match self.eval(js) {
            Value::String(text) => text,
            other => panic!("{js} is no text: {other}"),
        }
    }

    /// Waits until an expression (no promise) is truthy; one that throws is not. It may go on while pages change.
    #[track_caller]
    pub fn wait(&self, what: &str, js: &str) {
        let mut last = String::new();
        let came = comes_true(PATIENCE, || match self.try_eval(&format!("!!({js})")) {
            Ok(value) => value == true,
            Err(error) => {
                last = error;
                false
            }
        });
        assert!(came, "waited {PATIENCE:?} in vain until {what}\nat {}: {js}\n{last}", self.url());
    }

    /// Waits until there is such an element.
    #[track_caller]
    pub(super) fn wait_for_element(&self, selector: &str) {
        let what = format!("there is `{selector}`");
        self.wait(&what, &format!("document.querySelector({})", quoted(selector)));
    }

    /// What people read in the first such element, once there is one.
    #[must_use]
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.wait_for_element(selector);
        self.string(&format!("document.querySelector({}).innerText.trim()", quoted(selector)))
    }

    /// What is filled into the first such field, once there is one.
    #[must_use]
    #[track_caller]
    pub fn value(&self, selector: &str) -> String {
        self.wait_for_element(selector);
        self.string(&format!("document.querySelector({}).value", quoted(selector)))
    }

    /// An attribute of the first such element, once there is one.
    #[must_use]
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.wait_for_element(selector);
        let js = format!("document.querySelector({}).getAttribute({})", quoted(selector), quoted(name));
        self.eval(&js).as_str().map(str::to_owned)
    }

    #[must_use]
    #[track_caller]
    pub fn exists(&self, selector: &str) -> bool {
        self.count(selector) > 0
    }

    #[must_use]
    #[track_caller]
    pub fn count(&self, selector: &str) -> usize {
        let count = self.eval(&format!("document.querySelectorAll({}).length", quoted(selector)));
        count.as_u64().and_then(|count| count.try_into().ok()).unwrap()
    }

    /// Forbids scripts to the pages that are opened from now on, or allows them again. `eval` goes on, but promises
    /// and timers do not.
    #[track_caller]
    pub fn without_scripts(&self, without: bool) {
        self.without_scripts.set(without);
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": without }));
    }
}

/// What was thrown, as one text.
pub(super) fn exception(details: &Value) -> String {
    let thrown = &details["exception"];
    match thrown["description"].as_str() {
        Some(description) => description.to_owned(),
        None if thrown["value"].is_null() => details["text"].as_str().unwrap_or_default().to_owned(),
        None => format!("thrown: {}", thrown["value"]),
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.wire.send(None, "Target.closeTarget", &json!({ "targetId": self.target }));
    }
}
