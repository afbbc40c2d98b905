//! `workdiary plugin test` and `plugin dev`: the gates and the examples, with what each call used.

use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;

use serde_json::{Value, json};
use workdiary_plugins::{Checked, ExampleRun, Level, LogLine, Manifest, Watch};
use workdiary_service::{Failure, Kind};

use super::{build, read, sandbox, verdict};
use crate::args::Output;
use crate::output::{self, CARE, FAINT, STRONG};

/// Runs the examples of a component, or of a folder, which is built first.
pub(crate) fn test(program: &Path, path: &Path, output: Output) -> Result<ExitCode, Failure> {
    let trial = Trial::of(program, path)?;
    output::done(output, &trial.page(), &trial.json())?;
    trial.verdict()
}

/// Builds and runs the examples at every change, until it is interrupted.
pub(crate) fn dev(program: &Path, folder: &Path) -> Result<ExitCode, Failure> {
    let (tell, told) = mpsc::channel();
    let folder = crate::absolute(folder)?;
    let sources = folder.clone();
    let changed = move |paths: Vec<std::path::PathBuf>| {
        let matters = |path: &std::path::PathBuf| {
            let inside = path.strip_prefix(&sources).unwrap_or(path);
            let is_output =
                inside.starts_with("target") || inside.extension().is_some_and(|ending| ending == "wasm");
            !is_output && !inside.ends_with("Cargo.lock")
        };
        if paths.is_empty() || paths.iter().any(matters) {
            // Nobody listens any more when the command ends.
            let _ended = tell.send(());
        }
    };
    let _watch = Watch::start(&folder, true, changed).map_err(Failure::environment)?;
    loop {
        match Trial::of(program, &folder) {
            Ok(trial) => drop(output::done(Output { json: false }, &trial.page(), &())?),
            Err(failure) => drop(output::failure(&failure)),
        }
        output::log(&format!("{FAINT}waiting for a change in `{}` (Ctrl-C ends){FAINT:#}", folder.display()));
        if told.recv().is_err() {
            return Ok(ExitCode::SUCCESS);
        }
        // One save may be several changes.
        while told.try_recv().is_ok() {}
    }
}

/// What a plugin did in its examples.
struct Trial {
    manifest: Manifest,
    runs: Vec<ExampleRun>,
}

impl Trial {
    fn of(program: &Path, path: &Path) -> Result<Self, Failure> {
        let (file, component) = match path.is_dir() {
            true => build::build(path).map(|built| (built.file, built.component))?,
            false => (path.to_owned(), read(path)?),
        };
        let plugin = sandbox(program)?.load_unproved(&file.display().to_string(), &component)?;
        let runs = plugin.run_examples().map_err(|error| Failure::new(Kind::Plugin, error.to_string()))?;
        Ok(Self { manifest: plugin.manifest().clone(), runs })
    }

    fn failed(&self) -> usize {
        self.runs.iter().filter(|run| run.checked != Checked::Passed).count()
    }

    fn verdict(&self) -> Result<ExitCode, Failure> {
        match self.failed() {
            0 => Ok(ExitCode::SUCCESS),
            failed => {
                let message = format!("{failed} of {} examples failed", self.runs.len());
                let failure = Failure::new(Kind::Plugin, message);
                let differs = |run: &ExampleRun| matches!(run.checked, Checked::Differs { .. });
                Err(match self.runs.iter().any(differs) {
                    true => failure.hint("is the answer right? Then it is the `expected` of that example"),
                    false => failure,
                })
            }
        }
    }

    fn page(&self) -> String {
        let Manifest { name, version, kind, size, .. } = &self.manifest;
        let mut page = format!("{STRONG}{name} {version}{STRONG:#} · {kind} · {size} bytes\n");
        for run in &self.runs {
            let used = run.fuel.zip(run.memory).map_or_else(String::new, |(fuel, memory)| {
                format!("  {FAINT}fuel {fuel}, memory {} KiB{FAINT:#}", memory / 1024)
            });
            let passed = run.checked == Checked::Passed;
            page.push_str(&format!("{}  {}{used}\n", verdict(passed), run.title));
            for line in difference(run) {
                page.push_str(&format!("        {line}\n"));
            }
            for line in &run.log {
                page.push_str(&format!("        {CARE}{}{CARE:#} {}\n", level(line.level), line.message));
            }
        }
        page
    }

    fn json(&self) -> Value {
        let run = |run: &ExampleRun| {
            json!({
                "title": run.title, "passed": run.checked == Checked::Passed, "why": difference(run),
                "answered": run.answered, "fuel": run.fuel, "memory": run.memory,
                "log": run.log.iter().map(|LogLine { level: of, message }| {
                    json!({ "level": level(*of), "message": message })
                }).collect::<Vec<_>>(),
            })
        };
        let Manifest { name, version, kind, size, digest, .. } = &self.manifest;
        json!({
            "name": name, "version": version, "kind": kind, "size": size, "digest": digest,
            "examples": self.runs.iter().map(run).collect::<Vec<_>>(), "failed": self.failed(),
        })
    }
}

/// What was expected and what came, line by line.
fn difference(run: &ExampleRun) -> Vec<String> {
    match &run.checked {
        Checked::Passed => Vec::new(),
        Checked::Unreadable(why) | Checked::Failed(why) => vec![why.clone()],
        Checked::Differs { expected } => {
            let shown = |what: &str, value: &Value| {
                format!("{what} {}", serde_json::to_string(value).unwrap_or_default())
            };
            vec![shown("expected", expected), shown("answered", &run.answered)]
        }
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    }
}
