//! Builds the plugins of `plugins/` for WebAssembly and makes components of them, to be embedded.
#![allow(clippy::print_stdout, reason = "so a build script talks to cargo")]

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "plugin";

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let root = manifest.ancestors().nth(2).ok_or("this crate lies in the workspace")?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for source in ["plugins", "sdk/rust", "wit", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
    }
    let plugins = plugins(&root.join("plugins"))?;
    let target = target_folder(&out)?;
    let mut list = String::from("&[\n");
    let license = field(&std::fs::read_to_string(root.join("Cargo.toml"))?, "license")?;
    for Plugin { name, package, folder, version, title, lookback_days } in &plugins {
        let module = std::fs::read(build(root, &target, package)?)?;
        let component =
            wit_component::ComponentEncoder::default().validate(true).module(&module)?.encode()?;
        std::fs::write(out.join(format!("{name}.wasm")), component)?;
        let file = format!("concat!(env!(\"OUT_DIR\"), \"/{name}.wasm\")");
        let examples = std::fs::read_dir(folder.join("examples"))?.count();
        let schema = folder.join("config.schema.json");
        writeln!(
            list,
            "    Builtin {{ name: {name:?}, version: {version:?}, title: {title:?}, license: {license:?}, \
             examples: {examples}, lookback_days: {lookback_days}, config_schema: include_str!({schema:?}), component: include_bytes!({file}) }},"
        )?;
    }
    list.push(']');
    std::fs::write(out.join("list.rs"), list)?;
    std::fs::write(out.join("kit.rs"), kit(&root.join("sdk/rust"))?)?;
    Ok(())
}

/// The files of the plugin kit, as a list of path and text.
fn kit(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(folder)?.display();
        writeln!(list, "    (\"{name}\", include_str!(\"{}\")),", file.display())?;
    }
    list.push(']');
    Ok(list)
}

/// The kinds of plugins, as the folders of `plugins/` are named by them; other folders are libraries.
const KINDS: [&str; 3] = ["billing", "labels", "report"];

/// A folder of `plugins/`: its name is that of the plugin after that of its kind, `billing-increments`.
struct Plugin {
    name: String,
    package: String,
    folder: PathBuf,
    version: String,
    title: String,
    lookback_days: u8,
}

fn plugins(folder: &Path) -> Result<Vec<Plugin>, Box<dyn Error>> {
    let mut plugins = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let folder = entry?.path();
        let of_folder = folder.file_name().and_then(|name| name.to_str()?.split_once('-'));
        let Some((_, name)) = of_folder.filter(|(kind, _)| KINDS.contains(kind)) else { continue };
        let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let field = |name: &str| field(&manifest, name);
        let (package, version, title) = (field("name")?, field("version")?, field("description")?);
        let days = manifest.lines().find_map(|line| line.strip_prefix("lookback_days = "));
        let lookback_days = days.map_or(Ok(0), str::parse)?;
        let (name, folder) = (name.to_owned(), folder.clone());
        plugins.push(Plugin { name, package, folder, version, title, lookback_days });
    }
    plugins.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(plugins)
}

/// A text in a manifest of cargo.
fn field(manifest: &str, name: &str) -> Result<String, Box<dyn Error>> {
    let start = format!("{name} = \"");
    let text = manifest.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix('"'));
    Ok(text.ok_or_else(|| format!("no `{name}` in the manifest of a plugin"))?.to_owned())
}

/// One folder for all profiles of this program: the plugins are the same in each.
fn target_folder(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let target = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    Ok(target.ok_or("cargo marks its folder")?.join("components"))
}

/// Builds the package's module. The kind of crate is given here: where a manifest asks for a library
/// of Rust as well, cargo leaves out the optimisation over all crates.
fn build(root: &Path, target: &Path, package: &str) -> Result<PathBuf, Box<dyn Error>> {
    let rustc = std::env::var("RUSTC")?;
    let library = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    let library = PathBuf::from(String::from_utf8(library.stdout)?.trim());
    if !library.is_dir() {
        return Err(format!("the target `{TARGET}` is missing; hint: rustup target add {TARGET}").into());
    }
    let mut cargo = Command::new(std::env::var("CARGO")?);
    cargo.current_dir(root).args(["rustc", "--locked", "--target", TARGET, "--profile", PROFILE]);
    cargo.args(["--package", package, "--lib", "--crate-type", "cdylib"]);
    cargo.env("CARGO_TARGET_DIR", target);
    // No path of the machine that built it is part of a plugin.
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| home + "/.cargo"))?;
    let remap = format!("--remap-path-prefix={}=.\u{1f}--remap-path-prefix={home}=cargo", root.display());
    cargo.env("CARGO_ENCODED_RUSTFLAGS", remap);
    // What the outer build sets for itself is not meant for this one: clippy, coverage, its target.
    for variable in
        ["RUSTFLAGS", "RUSTC_WORKSPACE_WRAPPER", "RUSTC_WRAPPER", "CARGO_BUILD_TARGET", "RUSTDOCFLAGS"]
    {
        cargo.env_remove(variable);
    }
    let output = cargo.output()?;
    if !output.status.success() {
        return Err(format!("{package} does not build:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(target.join(TARGET).join(PROFILE).join(format!("{}.wasm", package.replace('-', "_"))))
}
