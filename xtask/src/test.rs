//! `cargo xtask test`: format, lints, docs and every test, with the seconds that each step took.

use std::process::Command;
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::packages::Needs;
use crate::process::{answers, cargo, finish, shown};
use crate::setup::setup;
use crate::stopwatch::Stopwatch;

/// Stops at the first step that fails. With filters only the tests are run whose name has one of them.
pub(crate) fn test(filters: &[&str]) -> Result<()> {
    if let Some(option) = filters.iter().find(|filter| filter.starts_with('-')) {
        return Err(Failure::usage(format!("`{option}` is no part of a test's name"))
            .hint("options of a runner go to the runner: `cargo nextest run --help`"));
    }
    setup(Needs::All)?;
    let nextest = answers(&mut cargo(&["nextest", "--version"]));
    let mut steps = if filters.is_empty() { checks() } else { Vec::new() };
    steps.extend(tests(nextest, filters));
    let mut taken = Vec::new();
    let ended = steps.iter_mut().try_for_each(|step| {
        println!("\n== {}", shown(step));
        let watch = Stopwatch::start();
        let ended = finish(step);
        taken.push((shown(step), watch.elapsed(), ended.is_ok()));
        ended
    });
    println!("\n{}", summary(&taken, steps.len()));
    ended
}

fn checks() -> Vec<Command> {
    let mut docs = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
    docs.env("RUSTDOCFLAGS", "-Dwarnings");
    let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    vec![cargo(&["fmt", "--all", "--check"]), cargo(&lints), docs]
}

/// The black-box suites run the binary of the same profile, which no test target builds by itself. It is
/// built with the whole workspace: so it shares with the tests what both are built from.
fn tests(nextest: bool, filters: &[&str]) -> Vec<Command> {
    let mut suites = if nextest {
        cargo(&["nextest", "run", "--workspace", "--locked"])
    } else {
        cargo(&["test", "--workspace", "--locked", "--lib", "--bins", "--tests", "--"])
    };
    suites.args(filters);
    let mut steps = vec![cargo(&["build", "--workspace", "--bins", "--locked"]), suites];
    if filters.is_empty() {
        steps.push(cargo(&["test", "--workspace", "--locked", "--doc"]));
    }
    steps
}

fn summary(taken: &[(String, Duration, bool)], steps: usize) -> String {
    let mut lines: Vec<String> = taken
        .iter()
        .map(|(step, time, well)| {
            format!("{:>6} s  {}  {step}", time.as_secs(), if *well { "ok    " } else { "FAILED" })
        })
        .collect();
    if taken.len() < steps {
        lines.push(format!("{} more not run", steps - taken.len()));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests_of_the_steps {
    use super::*;

    #[test]
    fn filters_reach_either_runner_and_leave_the_checks_out() {
        let typed = |nextest| tests(nextest, &["week", "money"]).iter().map(shown).collect::<Vec<_>>();
        assert_eq!(typed(true)[1], "cargo nextest run --workspace --locked week money");
        assert!(typed(false)[1].ends_with("-- week money"));
        assert_eq!(typed(true).len(), 2);
    }

    #[test]
    fn the_summary_says_what_was_not_run() {
        let taken = [
            ("cargo fmt".to_owned(), Duration::from_secs(1), true),
            ("cargo clippy".to_owned(), Duration::from_secs(70), false),
        ];
        let says = "     1 s  ok      cargo fmt\n    70 s  FAILED  cargo clippy\n3 more not run";
        assert_eq!(summary(&taken, 5), says);
    }
}
