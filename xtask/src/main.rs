//! `cargo xtask`: the commands of this project that cargo has not.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod axe;
mod bench;
mod build;
mod diary;
mod display;
mod failure;
mod interrupts;
mod packages;
mod process;
mod python;
mod run;
mod setup;
mod span;
mod stopwatch;
mod test;
mod try_out;
mod typist;

use std::process::ExitCode;

use failure::{Failure, Result};
use packages::Needs;

const HELP: &str = "\
the project's own commands

usage: cargo xtask COMMAND

  setup              installs what building and testing need, nothing twice
  run                builds Work Diary, starts it and opens the web diary
  run --try TIME     lets it track by itself for TIME (30s, 2m) in a home of its own, and shows the diary
  run --dev --try TIME   the same with the build of the tests, which is there after them
  test [FILTER…]     format, lints, docs and all tests; with FILTER only the tests whose name has it
  bench [ARGUMENT…]  the benchmarks, on the release build
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "-h" | "--help"] | [_, "-h" | "--help"] => {
            print!("{HELP}");
            Ok(())
        }
        ["setup"] => setup::setup(Needs::All),
        ["run"] => run::run(),
        ["run", "--try", time] => try_out::try_out(span::parse(time)?, false),
        ["run", "--dev", "--try", time] => try_out::try_out(span::parse(time)?, true),
        ["run", "--try"] => Err(Failure::usage("`run --try` needs a time").hint("cargo xtask run --try 2m")),
        ["test", filters @ ..] => test::test(filters),
        ["bench", rest @ ..] => bench::bench(rest),
        ["setup" | "run", rest @ ..] => {
            Err(Failure::usage(format!("`{}` is not understood here", rest.join(" "))).hint(SEE_HELP))
        }
        [word, ..] => Err(Failure::usage(format!("`{word}` is no command of xtask")).hint(SEE_HELP)),
    }
}

const SEE_HELP: &str = "`cargo xtask --help` lists what there is";
