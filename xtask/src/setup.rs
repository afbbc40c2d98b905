//! `cargo xtask setup`: what building and testing need, nothing twice.

use std::path::Path;
use std::process::Command;

use crate::axe;
use crate::failure::{Failure, Result};
use crate::packages::{Found, Needs, Package, missing, needed};
use crate::process::{answers, command, finish, output, shown};
use crate::python;

const PLUGIN_TARGET: &str = "wasm32-unknown-unknown";

/// `cargo xtask setup`, and the first step of every command that builds.
pub(crate) fn setup(needs: Needs) -> Result<()> {
    system_libraries(needs)?;
    plugin_target()?;
    if needs == Needs::All {
        axe::setup()?;
        python::setup()?;
        println!("setup: everything that is needed is there");
    }
    Ok(())
}

fn system_libraries(needs: Needs) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if is_debian() { debian(needs) } else { other_linux(needs) }
}

pub(crate) fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

fn debian(needs: Needs) -> Result<()> {
    let needed = needed(needs);
    let mut query = command("dpkg-query");
    query.args(["--show", "--showformat=${Package}\\t${db:Status-Status}\\n"]);
    query.args(needed.iter().map(|package| package.name));
    // It exits 1 when it knows nothing of a name, and prints the others all the same.
    let says = query.output().map_err(|error| Failure::new(format!("cannot start `dpkg-query`: {error}")))?;
    let missing = missing(&needed, &String::from_utf8_lossy(&says.stdout));
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

/// Says what is missing, and installs it.
pub(crate) fn install(missing: &[&Package]) -> Result<()> {
    println!("setup: missing here:");
    for package in missing {
        println!("  {:<20} {}", package.name, package.reason);
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let Some(root) = becoming_root() else {
        let line = format!(
            "sudo apt-get update && sudo apt-get install --yes --no-install-recommends {}",
            names.join(" ")
        );
        return Err(Failure::new(
            "installing packages needs root; `sudo` is not there or asks for a password",
        )
        .hint(format!("run this line, then the same command again:\n  {line}")));
    };
    let update = finish(&mut apt(root, &["update", "--quiet"]));
    if let Err(failure) = update {
        println!("setup: package lists are as old as they were, for: {failure}");
    }
    let mut arguments = vec!["install", "--quiet", "--yes", "--no-install-recommends"];
    arguments.extend(names);
    finish(&mut apt(root, &arguments))
}

/// The words before a command that make it root's: none for root itself; `None` when there is no way.
fn becoming_root() -> Option<&'static [&'static str]> {
    if output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Some(&[]);
    }
    answers(command("sudo").args(["--non-interactive", "true"])).then_some(&["sudo", "--non-interactive"])
}

fn apt(root: &[&str], arguments: &[&str]) -> Command {
    let mut words = root.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).chain(arguments);
    let mut apt = command(words.next().unwrap_or(&"env"));
    apt.args(words);
    println!("setup: {}", shown(&apt));
    apt
}

/// Where packages have other names: says what is not found, by the name of the library or program.
fn other_linux(needs: Needs) -> Result<()> {
    let mut absent: Vec<&Package> =
        needed(needs).into_iter().filter(|package| !is_found(package.found)).collect();
    absent.dedup_by_key(|package| package.found);
    if absent.is_empty() {
        return Ok(());
    }
    println!("setup: not found here:");
    for package in &absent {
        let what = match package.found {
            Found::Library(name) => format!("the library `{name}` with its headers"),
            Found::Program(name) => format!("the program `{name}`"),
            Found::Python(name) => format!("the Python module `{name}`"),
            Found::Libclang => "the library `libclang`".to_owned(),
        };
        println!("  {what}: {}; on Debian the package `{}`", package.reason, package.name);
    }
    Err(Failure::new("some of what is needed is missing")
        .hint("install it with the system's package manager, then run the same command again"))
}

pub(crate) fn is_found(found: Found) -> bool {
    match found {
        Found::Library(name) => answers(command("pkg-config").args(["--exists", name])),
        Found::Program(name) => answers(command("sh").args(["-c", "command -v \"$1\"", "sh", name])),
        Found::Python(name) => {
            let import = "import importlib, sys; importlib.import_module(sys.argv[1])";
            answers(command("/usr/bin/python3").args(["-c", import, name]))
        }
        Found::Libclang => {
            let places =
                ["/usr/lib*/libclang*.so*", "/usr/lib*/*/libclang*.so*", "/usr/lib*/*/lib*/libclang*.so*"];
            std::env::var_os("LIBCLANG_PATH").is_some()
                || places.iter().any(|place| answers(command("sh").args(["-c", &format!("ls {place}")])))
        }
    }
}

/// The target that plugins are built for: the built-in ones are a part of the program.
fn plugin_target() -> Result<()> {
    let Ok(installed) = output(command("rustup").args(["target", "list", "--installed"])) else {
        println!("setup: no `rustup` here; the Rust target `{PLUGIN_TARGET}` must be there some other way");
        return Ok(());
    };
    match installed.lines().any(|target| target == PLUGIN_TARGET) {
        true => Ok(()),
        false => finish(command("rustup").args(["target", "add", PLUGIN_TARGET])),
    }
}
