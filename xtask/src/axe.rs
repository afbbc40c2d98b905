//! axe-core, which judges whether a page can be used by everyone: fetched once for the tests, and no part of the diary.

use std::path::Path;

use crate::build::{target_folder, typed};
use crate::failure::{Failure, Result};
use crate::packages::{Found, NPM};
use crate::process::{command, finish, output};
use crate::setup::{install, is_debian, is_found};

const VERSION: &str = "4.14.1";

/// SHA-512 of the archive: the `integrity` that the registry names for it, in hexadecimal.
const DIGEST: &str = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73\
                      4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5";

/// Puts `axe.min.js` of this version into `axe` under cargo's folder, unless it lies there.
pub(crate) fn setup() -> Result<()> {
    let folder = target_folder().join("axe");
    let name = format!("axe-core-{VERSION}.tgz");
    let archive = folder.join(&name);
    let script = folder.join("axe.min.js");
    if archive.is_file() {
        check(&archive)?;
        if script.is_file() {
            return Ok(());
        }
    } else {
        // Of another version, if of any.
        drop(std::fs::remove_file(&script));
        std::fs::create_dir_all(&folder)
            .map_err(|error| Failure::new(format!("cannot make `{}`: {error}", typed(&folder))))?;
        println!("setup: fetching axe-core {VERSION}, which looks for barriers in pages");
        fetch(&folder).map_err(|failure| {
            failure.hint(format!("or get `{name}` of the npm registry and put it at {}", typed(&archive)))
        })?;
        check(&archive)?;
    }
    let mut unpack = command("tar");
    unpack.arg("-xzf").arg(&archive).arg("-C").arg(&folder);
    finish(unpack.args(["--strip-components", "1", "package/axe.min.js", "package/LICENSE"]))
}

/// By npm, so that the registry is the one that the machine is set up for.
fn fetch(folder: &Path) -> Result<()> {
    if !is_found(NPM.found) {
        if !is_debian() {
            return Err(Failure::new(format!("`{}` is not there, which {}", NPM.name, NPM.reason)));
        }
        install(&[&NPM])?;
    }
    let mut pack = command("npm");
    pack.args(["pack", "--silent", "--pack-destination"]).arg(folder).arg(format!("axe-core@{VERSION}"));
    output(&mut pack).map(drop)
}

/// An archive that is not the one this was written for is taken away again.
fn check(archive: &Path) -> Result<()> {
    let is = digest(archive)?;
    if is == DIGEST {
        return Ok(());
    }
    drop(std::fs::remove_file(archive));
    Err(Failure::new(format!("`{}` is not axe-core {VERSION}: its SHA-512 is `{is}`", typed(archive)))
        .hint("it is taken away; the same command fetches it anew"))
}

fn digest(file: &Path) -> Result<String> {
    let (program, arguments): (_, &[_]) = match is_found(Found::Program("sha512sum")) {
        true => ("sha512sum", &[]),
        // What macOS has.
        false => ("shasum", &["-a", "512"]),
    };
    // Of standard input: a name of the file might be written in a way of its own.
    let open = std::fs::File::open(file)
        .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", typed(file))))?;
    let said = output(command(program).args(arguments).stdin(open))?;
    Ok(said.split_whitespace().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_archive_is_refused_and_taken_away() {
        let archive = std::env::temp_dir().join(format!("workdiary-xtask-axe-{}.tgz", std::process::id()));
        std::fs::write(&archive, "abc").unwrap();
        let failure = check(&archive).unwrap_err().to_string();
        // The digest of these three letters, as the standard gives it.
        assert!(failure.contains("ddaf35a193617abacc417349ae204131"), "{failure}");
        assert!(failure.contains(VERSION), "{failure}");
        assert!(!archive.exists());
    }

    #[test]
    fn the_digest_is_a_whole_one() {
        assert!(DIGEST.len() == 128 && DIGEST.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
}
