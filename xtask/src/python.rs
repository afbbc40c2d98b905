//! What the tests of reports import: a Python environment of its own, so that others' programs read what ours wrote.

use std::path::Path;

use crate::build::{target_folder, typed};
use crate::failure::{Failure, Result};
use crate::process::{command, finish, root};

/// The lists: packages with what they need, and packages of which only their own files are wanted.
const LISTS: [(&str, &[&str]); 2] =
    [("tests/reports/requirements.txt", &[]), ("tests/reports/rules.txt", &["--no-deps"])];

/// Makes `python` under cargo's folder with all packages of the lists, unless they are in it.
pub(crate) fn setup() -> Result<()> {
    let folder = target_folder().join("python");
    let has = folder.join("has.txt");
    let wanted = LISTS.iter().map(|(list, _)| read(&root().join(list))).collect::<Result<String>>()?;
    if read(&has).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("setup: fetching the Python packages that read reports");
    let hint = "the packages come from PyPI, or from where pip is set up to look";
    finish(command("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    for (list, options) in LISTS {
        let mut pip = command(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
        pip.args(options).arg("--requirement").arg(root().join(list));
        finish(&mut pip).map_err(|failure| failure.hint(hint))?;
    }
    std::fs::write(&has, wanted)
        .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", typed(&has))))
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", typed(file))))
}
