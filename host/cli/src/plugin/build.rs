//! `workdiary plugin build`: plain cargo, then a component.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use workdiary_plugins::component;
use workdiary_service::Failure;

const TARGET: &str = "wasm32-unknown-unknown";

/// A component that was built.
pub(crate) struct Built {
    pub file: PathBuf,
    pub component: Vec<u8>,
}

/// Builds the crate in a folder and writes the component beside its manifest.
pub(crate) fn build(folder: &Path) -> Result<Built, Failure> {
    if !folder.join("Cargo.toml").is_file() {
        return Err(Failure::usage(format!(
            "`{}` is no folder of a plugin: it has no Cargo.toml",
            folder.display()
        ))
        .hint("`workdiary plugin new --kind report NAME` makes one"));
    }
    let module = cargo(folder)?;
    let name = module.file_stem().unwrap_or_default().to_string_lossy().replace('_', "-");
    let cannot = |what: &str, path: &Path, error: std::io::Error| {
        Failure::environment(format!("cannot {what} `{}`: {error}", path.display()))
    };
    let bytes = std::fs::read(&module).map_err(|error| cannot("read", &module, error))?;
    let component = component::from_module(&bytes).map_err(|why| {
        Failure::usage(format!("what cargo built is no plugin: {why}")).hint(
            "a plugin has one of `billing_rule!`, `label_scheme!`, `report_format!` of the kit, and no crate that \
             asks for WASI or JavaScript",
        )
    })?;
    let file = folder.join(format!("{name}.wasm"));
    std::fs::write(&file, &component).map_err(|error| cannot("write", &file, error))?;
    Ok(Built { file, component })
}

/// Runs cargo; its messages go to the person as they come. Gives the module.
fn cargo(folder: &Path) -> Result<PathBuf, Failure> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).args(["rustc", "--release", "--lib", "--target", TARGET]);
    // Said here and not in the manifest: with a library of Rust beside it, cargo would leave out the
    // optimisation over all crates.
    cargo.args(["--crate-type", "cdylib"]);
    cargo.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped()).stdin(Stdio::null());
    let cannot = |error: std::io::Error| {
        Failure::environment(format!("cannot run cargo: {error}")).hint("install Rust from https://rustup.rs")
    };
    let mut child = cargo.spawn().map_err(cannot)?;
    let mut module = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            module = artifact(&line.map_err(cannot)?).or(module);
        }
    }
    let ended = child.wait().map_err(cannot)?;
    if !ended.success() {
        return Err(Failure::usage("cargo could not build the plugin")
            .hint(format!("its messages are above; the target is missing? `rustup target add {TARGET}`")));
    }
    module.ok_or_else(|| Failure::usage("cargo built no module").hint("a plugin is a crate with a library"))
}

/// The last one that cargo tells of is that of the crate itself.
fn artifact(line: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    let files = message.get("filenames")?.as_array()?;
    files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}
