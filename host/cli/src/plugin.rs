//! `workdiary plugin`: what there is, and the author's commands.

mod author;
mod build;
mod trial;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value, json};
use workdiary_plugins::{Sandbox, component};
use workdiary_service::plugins::list::manifest_json;
use workdiary_service::{Answer, Failure, Request};

use crate::args::{Output, PluginCommand};
use crate::client::{Client, unexpected};
use crate::output::{self, BAD, CARE, FAINT, GOOD, STRONG};

pub(crate) fn run(client: &Client, command: PluginCommand) -> Result<ExitCode, Failure> {
    match command {
        PluginCommand::List { output } => list(client, output),
        PluginCommand::Add { file, output } => {
            let file = crate::absolute(&file)?;
            if file.is_dir() {
                return Err(Failure::usage(format!("`{}` is a folder", file.display()))
                    .hint("name the component in it: `workdiary plugin build` says where it wrote it"));
            }
            let plugin = client.ask_json(Request::PluginAdd { file })?;
            output::done(output, &format!("added {}", line(&plugin)), &plugin)
        }
        PluginCommand::Remove { name, output } => {
            let Answer::Done = client.ask(Request::PluginRemove { name: name.clone() })? else {
                return Err(unexpected());
            };
            output::done(output, &format!("removed `{name}`"), &json!({ "removed": name }))
        }
        PluginCommand::Inspect { plugin, wit, output } => inspect(client, &plugin, wit, output),
        PluginCommand::New { kind, name, sdk, output } => author::new(kind, &name, sdk.as_deref(), output),
        PluginCommand::Build { folder, output } => {
            let built = build::build(&folder)?;
            let json = json!({ "file": built.file, "size": built.component.len() });
            let text = format!("wrote `{}`: {} bytes", built.file.display(), built.component.len());
            output::done(output, &text, &json)
        }
        PluginCommand::Test { path, output } => trial::test(client.program(), &path, output),
        PluginCommand::Dev { folder } => trial::dev(client.program(), &folder),
    }
}

/// A sandbox for a file that is looked at, not kept.
fn sandbox(program: &Path) -> Result<Arc<Sandbox>, Failure> {
    Ok(Arc::new(Sandbox::new(None, program)?))
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", file.display())))
}

fn list(client: &Client, output: Output) -> Result<ExitCode, Failure> {
    let found = client.ask_json(Request::PluginList)?;
    let each = |key: &str| found.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut text: String = each("plugins").iter().map(|plugin| line(plugin) + "\n").collect();
    for refused in each("refused") {
        let (file, why) = (field(&refused, "file"), field(&refused, "why"));
        text.push_str(&format!("{BAD}not taken{BAD:#}  `{file}`: {why}\n"));
    }
    output::done(output, &text, &found)
}

fn line(plugin: &Value) -> String {
    let text = |name: &str| field(plugin, name);
    let mut line = format!(
        "{:<14} {STRONG}{:<16}{STRONG:#} {:<8} {}",
        text("kind"),
        text("name"),
        text("version"),
        text("title")
    );
    let mut note =
        |style: anstyle::Style, words: String| line.push_str(&format!("\n{:31}{style}{words}{style:#}", ""));
    let contracts = |name: &str| -> Vec<String> {
        let all = plugin.get(name).and_then(Value::as_array);
        all.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let users = contracts("used_by");
    if !users.is_empty() {
        note(FAINT, format!("used by {}", users.join(", ")));
    }
    for contract in contracts("waits_for") {
        let (name, version) = (text("name"), text("version"));
        note(
            CARE,
            format!(
                "{contract} is bound to another version: `workdiary contract edit {contract} --rule {name}` \
                            takes {version} from next Monday on"
            ),
        );
    }
    if let Some(fault) = plugin.get("last_fault").and_then(Value::as_str) {
        let aside = plugin.get("set_aside") == Some(&Value::Bool(true));
        note(BAD, format!("{}: {fault}", if aside { "set aside" } else { "failed" }));
    }
    if let Some(missing) = plugin.get("missing").and_then(Value::as_str) {
        note(BAD, missing.to_owned());
    }
    line
}

fn inspect(client: &Client, plugin: &str, wit: bool, output: Output) -> Result<ExitCode, Failure> {
    let path = Path::new(plugin);
    // What looks like a file is one; it need not belong to any diary.
    let is_file = plugin.contains(['/', '.']) || path.is_file();
    let found = match is_file {
        true => manifest_json(sandbox(client.program())?.load_unproved(plugin, &read(path)?)?.manifest()),
        false => client.ask_json(Request::PluginShow { name: plugin.to_owned() })?,
    };
    if wit {
        let component = match is_file {
            true => read(path)?,
            false => kept(client, &found)?,
        };
        let wit = component::wit(&component).map_err(Failure::environment)?;
        return output::done(output, &wit, &json!({ "wit": wit }));
    }
    output::done(output, &page(&found), &found)
}

fn kept(client: &Client, plugin: &Value) -> Result<Vec<u8>, Failure> {
    match workdiary_builtins::by_name(&field(plugin, "name")) {
        Some(builtin) => Ok(builtin.component.to_vec()),
        None => read(&client.home().component(&field(plugin, "digest"))),
    }
}

fn page(plugin: &Value) -> String {
    let list = |name: &str| {
        let all = plugin.get(name).and_then(Value::as_array);
        let all: Vec<&str> = all.into_iter().flatten().filter_map(Value::as_str).collect();
        if all.is_empty() { "nothing".to_owned() } else { all.join("\n                 ") }
    };
    let mut page = format!("{STRONG}{}{STRONG:#} · {}\n", field(plugin, "name"), field(plugin, "title"));
    let size = plugin.get("size").and_then(Value::as_u64).unwrap_or_default();
    let examples = plugin.get("examples").and_then(Value::as_u64).unwrap_or_default();
    let rows = [
        ("kind", field(plugin, "kind")),
        ("version", field(plugin, "version")),
        ("licence", field(plugin, "license")),
        ("digest", field(plugin, "digest")),
        ("size", format!("{size} bytes")),
        ("imports", list("imports")),
        ("may be granted", list("grants")),
        ("examples", examples.to_string()),
    ];
    for (name, value) in rows {
        page.push_str(&format!("  {FAINT}{name:<14}{FAINT:#} {value}\n"));
    }
    let schema =
        plugin.get("config_schema").map(|schema| serde_json::to_string_pretty(schema).unwrap_or_default());
    page.push_str(&format!("  {FAINT}config schema{FAINT:#}\n{}\n", schema.unwrap_or_default()));
    page
}

fn field(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// `passed` or `FAILED`, as the trial shows them.
fn verdict(passed: bool) -> String {
    if passed { format!("{GOOD}passed{GOOD:#}") } else { format!("{BAD}FAILED{BAD:#}") }
}
