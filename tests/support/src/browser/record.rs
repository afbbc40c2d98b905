//! What a page complained of and what it asked of the network.

use std::collections::HashMap;

use serde_json::Value;

use super::PATIENCE;
use super::page::{Page, exception};
use super::wire::Event;
use crate::comes_true;

/// A request of a page, as far as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestSeen {
    pub url: String,
    pub method: String,
    /// Such as `Document`, `Stylesheet`, `Script`, `Image`, `Font` or `Fetch`.
    pub kind: String,
    /// 0 until it is answered; 304 where the browser's copy was still good.
    pub status: u64,
    /// What went over the network, with headers and compressed as it was.
    pub encoded_bytes: u64,
    /// Whether the browser had it and did not ask, or asked and was told that it is still good.
    pub from_cache: bool,
    /// Why there is no answer, where there is none.
    pub failed: Option<String>,
}

impl Page {
    /// Errors so far: those written to the console, exceptions that nobody caught, requests that failed, and what the
    /// page's security policy refused.
    #[must_use]
    #[track_caller]
    pub fn console(&self) -> Vec<String> {
        self.events().iter().filter_map(error).collect()
    }

    /// Requests so far, in their order; one that is redirected is there once for each address.
    #[must_use]
    #[track_caller]
    pub fn requests(&self) -> Vec<RequestSeen> {
        let mut events = Vec::new();
        let whole = comes_true(PATIENCE, || {
            events = self.events();
            !lacks_extra(&events)
        });
        assert!(whole, "the browser does not tell all of its requests at {}", self.url());
        let mut requests = Vec::new();
        for event in events {
            hear(&mut requests, &event);
        }
        // What an address itself holds is asked of nobody.
        let asked = requests.into_iter().map(|(_, request)| request);
        asked.filter(|request| !request.url.starts_with("data:")).collect()
    }

    /// Starts the lists of errors, requests and downloads anew.
    pub fn forget(&self) {
        self.listed_from.set(self.wire.mark());
    }

    #[track_caller]
    fn events(&self) -> Vec<Event> {
        // What the page said before comes before its answer.
        self.eval("0");
        let mut events = self.wire.since(self.listed_from.get());
        events.retain(|event| self.is_mine(event));
        events
    }
}

fn error(event: &Event) -> Option<String> {
    let params = &event.params;
    match event.method.as_str() {
        "Runtime.consoleAPICalled" if params["type"] == "error" || params["type"] == "assert" => {
            let said = params["args"].as_array()?.iter().map(|said| match &said["value"] {
                Value::String(text) => text.clone(),
                Value::Null => said["description"].as_str().unwrap_or("null").to_owned(),
                value => value.to_string(),
            });
            Some(said.collect::<Vec<_>>().join(" "))
        }
        "Runtime.exceptionThrown" => Some(exception(&params["exceptionDetails"])),
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            let text = |field: &str| params["entry"][field].as_str().unwrap_or_default();
            Some(format!("{} {}", text("text"), text("url")).trim_end().to_owned())
        }
        _ => None,
    }
}

/// Whether an answer is told only by half: what the network said of it comes another way, before it or after.
fn lacks_extra(events: &[Event]) -> bool {
    let mut open: HashMap<&str, i32> = HashMap::new();
    for event in events {
        let params = &event.params;
        let change = match event.method.as_str() {
            "Network.responseReceived" if params["hasExtraInfo"] == true => 1,
            "Network.requestWillBeSent" if params["redirectHasExtraInfo"] == true => 1,
            "Network.responseReceivedExtraInfo" => -1,
            _ => continue,
        };
        *open.entry(params["requestId"].as_str().unwrap_or_default()).or_default() += change;
    }
    open.values().any(|open| *open > 0)
}

/// Takes an event into the requests, each with the id by which the browser knows it.
fn hear(requests: &mut Vec<(Value, RequestSeen)>, event: &Event) {
    let params = &event.params;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    // The last one of the id: a redirected request keeps it.
    let known = requests.iter_mut().rfind(|(id, _)| *id == params["requestId"]).map(|(_, request)| request);
    match (event.method.as_str(), known) {
        ("Network.requestWillBeSent", known) => {
            if let (Some(known), Some(status)) = (known, params["redirectResponse"]["status"].as_u64()) {
                known.status = status;
                known.encoded_bytes = whole(&params["redirectResponse"]["encodedDataLength"]);
            }
            let request = RequestSeen {
                url: text(&params["request"]["url"]),
                method: text(&params["request"]["method"]),
                kind: text(&params["type"]),
                ..RequestSeen::default()
            };
            requests.push((params["requestId"].clone(), request));
        }
        ("Network.requestServedFromCache", Some(known)) => known.from_cache = true,
        ("Network.responseReceived", Some(known)) => {
            // What the network said counts: a 304 may be told here as what it stands for.
            if known.status != 304 {
                known.status = whole(&params["response"]["status"]);
            }
            known.from_cache |= params["response"]["fromDiskCache"] == true || known.status == 304;
        }
        ("Network.responseReceivedExtraInfo", Some(known)) if params["statusCode"] == 304 => {
            known.status = 304;
            known.from_cache = true;
        }
        ("Network.loadingFinished", Some(known)) => known.encoded_bytes = whole(&params["encodedDataLength"]),
        ("Network.loadingFailed", Some(known)) => {
            let why = params["blockedReason"].as_str().or(params["errorText"].as_str());
            known.failed = Some(why.unwrap_or("failed").to_owned());
        }
        _ => {}
    }
}

/// A count that the browser may write with a point.
fn whole(number: &Value) -> u64 {
    number.as_f64().and_then(|number| format!("{number:.0}").parse().ok()).unwrap_or_default()
}
