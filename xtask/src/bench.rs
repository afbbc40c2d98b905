//! `cargo xtask bench`: the benchmarks, on the release build.

use crate::build;
use crate::failure::Result;
use crate::packages::Needs;
use crate::process::{cargo, finish};
use crate::setup::setup;

/// Passes its arguments on; the benchmarks find the release binary beside their own.
pub(crate) fn bench(arguments: &[&str]) -> Result<()> {
    setup(Needs::All)?;
    build::release()?;
    finish(cargo(&["run", "--release", "--package", "workdiary-bench", "--"]).args(arguments))
}
