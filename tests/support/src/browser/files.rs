//! Files that go into a page and come out of it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::PATIENCE;
use super::page::{Page, quoted};
use super::wire::answered;
use crate::comes_true;

impl Page {
    /// Chooses a file in a file field, as its dialog would.
    #[track_caller]
    pub fn upload(&self, selector: &str, path: &Path) {
        self.wait_for_element(selector);
        let js = format!("document.querySelector({})", quoted(selector));
        let found = self.call("Runtime.evaluate", json!({ "expression": js }));
        let field = &found["result"]["objectId"];
        self.call("DOM.setFileInputFiles", json!({ "files": [absolute(path)], "objectId": field }));
    }

    /// Drags a file from outside of the browser onto an element and drops it there.
    #[track_caller]
    pub fn drop_file(&self, selector: &str, path: &Path) {
        let (x, y) = self.place(selector);
        let copy = 1;
        let data = json!({ "items": [], "files": [absolute(path)], "dragOperationsMask": copy });
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }));
        }
    }

    /// Lets what is downloaded lie in this folder, under the name that the page gives.
    #[track_caller]
    pub fn downloads_into(&self, folder: &Path) {
        let mut how = json!({ "behavior": "allow", "downloadPath": absolute(folder), "eventsEnabled": true });
        if let Some(context) = &self.context {
            how["browserContextId"] = context.as_str().into();
        }
        answered(self.wire.call(None, "Browser.setDownloadBehavior", &how));
        *self.downloads.borrow_mut() = Some(folder.to_path_buf());
    }

    /// Waits until a file of this name has been downloaded as a whole, and says where it is.
    #[must_use]
    #[track_caller]
    pub fn downloaded(&self, name: &str) -> PathBuf {
        let folder = self.downloads.borrow().clone().expect("`downloads_into` comes first");
        let mut states = Vec::new();
        let done = comes_true(PATIENCE, || {
            states = self.downloads();
            states.iter().any(|(of, state)| of == name && state == "completed")
        });
        assert!(done, "`{name}` was not downloaded: {states:?}");
        folder.join(name)
    }

    /// Every download of the browser so far: its name and how it stands.
    fn downloads(&self) -> Vec<(String, String)> {
        let mut downloads: Vec<(Value, String, String)> = Vec::new();
        for mut event in self.wire.since(self.listed_from.get()) {
            let id = event.params["guid"].take();
            let text = |field: &str| event.params[field].as_str().unwrap_or_default().to_owned();
            match event.method.as_str() {
                "Browser.downloadWillBegin" => downloads.push((id, text("suggestedFilename"), String::new())),
                "Browser.downloadProgress" => {
                    let of_it = downloads.iter_mut().filter(|(known, ..)| *known == id);
                    of_it.for_each(|(.., state)| *state = text("state"));
                }
                _ => {}
            }
        }
        downloads.into_iter().map(|(_, name, state)| (name, state)).collect()
    }
}

#[track_caller]
fn absolute(path: &Path) -> PathBuf {
    match path.canonicalize() {
        Ok(absolute) => absolute,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}
