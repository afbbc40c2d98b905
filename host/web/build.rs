//! Gives the assets a name that changes with them, so that a browser may keep them and still sees a new build.

use std::hash::{DefaultHasher, Hasher};

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    let mut files: Vec<_> = std::fs::read_dir("assets")?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    let mut hash = DefaultHasher::new();
    for file in files {
        hash.write(&std::fs::read(file.path())?);
    }
    println!("cargo::rustc-env=WORKDIARY_ASSETS={:016x}", hash.finish());
    Ok(())
}
