//! The examples in the help of each command.

use rstest::rstest;

use crate::Newcomer;

/// The example of a command, as one line.
fn example(newcomer: &Newcomer, command: &str) -> String {
    let help = String::from_utf8(newcomer.type_in(&format!("workdiary {command} --help")).stdout).unwrap();
    let rest = help.split("Example: ").nth(1).unwrap_or_else(|| panic!("`{command}` has no example"));
    rest.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What must have been done before an example makes sense.
#[rstest]
#[case("contract add", &[])]
#[case("contract list", &[ACME])]
#[case("contract show", &[ACME])]
#[case("contract edit", &[ACME])]
#[case("contract close", &[ACME])]
#[case("contract reopen", &[ACME, "workdiary contract close acme"])]
#[case("start", &[ACME])]
#[case("stop", &[ACME, "workdiary start acme"])]
#[case("status", &[ACME])]
#[case("diary", &[ACME])]
#[case("doctor", &[ACME])]
#[case("backup", &[ACME])]
#[case("restore", &[ACME, "workdiary backup ~/diary-2026-11-16.tar"])]
#[case("demo", &[])]
#[case("completions", &["mkdir -p ~/.local/share/bash-completion/completions"])]
#[case("man", &[])]
fn an_example_works(#[case] command: &str, #[case] before: &[&str]) {
    let newcomer = Newcomer::new();
    for line in before {
        newcomer.types(line);
    }
    newcomer.types(&example(&newcomer, command));
}

const ACME: &str = "workdiary contract add acme --title T --client C --rate 1.00 --currency EUR";
