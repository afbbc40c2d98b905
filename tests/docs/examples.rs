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
#[case("bill", &[ACME])]
#[case("labels", &[ACME, "echo '{\"labels\":[{\"id\":\"call\"}]}' > l.json",
    "workdiary contract edit acme --labels fixed-list --labels-config l.json"])]
#[case("report", &[ACME])]
#[case("plugin list", &[ACME])]
#[case("plugin add", &[ACME, HOURS, "workdiary plugin build hours", "cp hours/hours.wasm ."])]
#[case("plugin remove", &[ACME, HOURS, "workdiary plugin build hours", "workdiary plugin add hours/hours.wasm"])]
#[case("plugin inspect", &[ACME])]
#[case("plugin new", &[])]
#[case("plugin build", &[HOURS])]
#[case("plugin test", &[HOURS])]
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

const HOURS: &str = "workdiary plugin new --kind report hours";
const ACME: &str = "workdiary contract add acme --title T --client C --rate 1.00 --currency EUR";
