//! The protocol of Chromium's developer tools over a pipe: calls with their answers, and events in their order.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use super::PATIENCE;

pub(super) struct Wire {
    commands: Mutex<ChildStdin>,
    next: AtomicU64,
    heard: Mutex<Heard>,
    news: Condvar,
}

#[derive(Default)]
struct Heard {
    answers: HashMap<u64, Value>,
    events: Vec<Event>,
    ended: bool,
}

/// Something that Chromium told by itself.
#[derive(Clone)]
pub(super) struct Event {
    /// The page it is about; none where it is about the browser.
    pub(super) session: Option<String>,
    pub(super) method: String,
    pub(super) params: Value,
}

/// What a call was answered.
///
/// # Panics
/// With why it was not.
#[track_caller]
pub(super) fn answered(answer: Result<Value, String>) -> Value {
    match answer {
        Ok(answer) => answer,
        Err(error) => panic!("{error}"),
    }
}

impl Wire {
    /// Reads until the other side is gone, in a thread of its own.
    pub(super) fn new(commands: ChildStdin, said: ChildStdout) -> Arc<Self> {
        let wire = Arc::new(Self {
            commands: Mutex::new(commands),
            next: AtomicU64::new(1),
            heard: Mutex::default(),
            news: Condvar::new(),
        });
        let reader = Arc::clone(&wire);
        std::thread::spawn(move || reader.read(BufReader::new(said)));
        wire
    }

    fn read(&self, mut said: BufReader<ChildStdout>) {
        loop {
            let mut message = Vec::new();
            let read = said.read_until(0, &mut message);
            let whole = read.is_ok() && message.pop() == Some(0);
            let message = whole.then(|| serde_json::from_slice(&message).ok()).flatten();
            let Some(message) = message else { break };
            self.take(message);
        }
        self.heard.lock().unwrap().ended = true;
        self.news.notify_all();
    }

    fn take(&self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            self.heard.lock().unwrap().answers.insert(id, message);
        } else {
            let session = message["sessionId"].as_str().map(str::to_owned);
            let method = message["method"].as_str().unwrap_or_default().to_owned();
            if method == "Page.javascriptDialogOpening" {
                // Nothing goes on in a page until its question is answered: yes.
                self.send(session.as_deref(), "Page.handleJavaScriptDialog", &json!({ "accept": true }));
            }
            let event = Event { session, method, params: message["params"].take() };
            self.heard.lock().unwrap().events.push(event);
        }
        self.news.notify_all();
    }

    /// Gives a command, of which nobody need hear the answer. One to a browser that is gone is lost.
    pub(super) fn send(&self, session: Option<&str>, method: &str, params: &Value) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        drop(self.commands.lock().unwrap().write_all(format!("{message}\0").as_bytes()));
        id
    }

    /// Gives a command and waits for its answer, or for why there is none.
    pub(super) fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.send(session, method, params);
        let unanswered = |heard: &mut Heard| !heard.ended && !heard.answers.contains_key(&id);
        let heard = self.heard.lock().unwrap();
        let (mut heard, _) = self.news.wait_timeout_while(heard, PATIENCE, unanswered).unwrap();
        match heard.answers.remove(&id) {
            Some(answer) if answer["error"].is_null() => Ok(answer["result"].clone()),
            Some(answer) => {
                Err(format!("`{method}`: {}", answer["error"]["message"].as_str().unwrap_or("?")))
            }
            None if heard.ended => Err(format!("`{method}`: the browser has ended")),
            None => Err(format!("`{method}`: no answer within {PATIENCE:?}")),
        }
    }

    /// How many events there were so far: where to look for those of what is done next.
    pub(super) fn mark(&self) -> usize {
        self.heard.lock().unwrap().events.len()
    }

    /// The events since then.
    pub(super) fn since(&self, mark: usize) -> Vec<Event> {
        self.heard.lock().unwrap().events.iter().skip(mark).cloned().collect()
    }

    /// The first event since then that is wanted; none when it does not come.
    pub(super) fn event(&self, mark: usize, wanted: impl Fn(&Event) -> bool) -> Option<Event> {
        let find = |heard: &Heard| heard.events.iter().skip(mark).find(|event| wanted(event)).cloned();
        let missing = |heard: &mut Heard| !heard.ended && find(heard).is_none();
        let heard = self.heard.lock().unwrap();
        let (heard, _) = self.news.wait_timeout_while(heard, PATIENCE, missing).unwrap();
        find(&heard)
    }
}
