//! The builds that the other commands need, and where they lie.

use std::path::{Path, PathBuf};

use crate::failure::Result;
use crate::process::{cargo, finish, root};

/// Where cargo puts what it builds.
pub(crate) fn target_folder() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Builds the binary as people use it, and says where it is.
pub(crate) fn release() -> Result<PathBuf> {
    println!("building Work Diary (the first time takes some minutes)");
    finish(&mut cargo(&["build", "--release", "--package", "workdiary"]))?;
    Ok(target_folder().join("release/workdiary"))
}

/// Builds the binary as the tests use it, and says where it is.
pub(crate) fn dev() -> Result<PathBuf> {
    finish(&mut cargo(&["build", "--workspace", "--bins", "--locked"]))?;
    Ok(target_folder().join("debug/workdiary"))
}

/// A path as it is typed from the folder where the person is.
pub(crate) fn typed(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}
