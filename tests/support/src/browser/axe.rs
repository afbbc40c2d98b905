//! Whether a page can be used by everyone, as far as axe-core can tell.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::page::Page;

/// The script, read once.
///
/// # Panics
/// When it is not there: `cargo xtask setup` fetches it.
fn script() -> &'static str {
    static SCRIPT: OnceLock<String> = OnceLock::new();
    SCRIPT.get_or_init(|| {
        let file = crate::target_folder().join("axe/axe.min.js");
        std::fs::read_to_string(&file).unwrap_or_else(|error| {
            panic!("no axe-core at {}: {error}; `cargo xtask setup` fetches it", file.display())
        })
    })
}

impl Page {
    /// Looks for barriers in the page as it is now; `what` says what that is.
    ///
    /// # Panics
    /// When one is serious or critical, with each of them.
    #[track_caller]
    pub fn check_accessibility(&self, what: &str) {
        let barriers = self.barriers();
        assert!(barriers.is_empty(), "{what} has barriers at {}:\n{}", self.url(), barriers.join("\n"));
    }

    #[track_caller]
    fn barriers(&self) -> Vec<String> {
        let without = self.without_scripts.get();
        if without {
            // Those of the page did not run and do not run now.
            self.without_scripts(false);
        }
        // The protocol puts it in: the page's policy need not allow it.
        self.call("Runtime.evaluate", json!({ "expression": script() }));
        let run = "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)";
        let found = self.eval(run);
        if without {
            self.without_scripts(true);
        }
        found.as_array().unwrap().iter().filter_map(barrier).collect()
    }
}

fn barrier(violation: &Value) -> Option<String> {
    let text = |field: &str| violation[field].as_str().unwrap_or_default();
    if !["serious", "critical"].contains(&text("impact")) {
        return None;
    }
    let nodes = violation["nodes"].as_array()?.iter();
    let places = nodes.map(|node| {
        let summary = node["failureSummary"].as_str().unwrap_or_default().replace('\n', " ");
        format!("\n    {}: {summary}", node["target"])
    });
    let places: String = places.collect();
    Some(format!("  {} {}: {}{places}", text("impact"), text("id"), text("help")))
}
