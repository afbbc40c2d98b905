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
#[case("open", &[])]
#[case("bill", &[ACME])]
#[case("edit", &[DEMO])]
#[case("remove", &[DEMO])]
#[case("add", &[DEMO])]
#[case("import", &[DEMO, TOGGL])]
#[case("history", &[DEMO])]
#[case("undo", &[DEMO, EDIT])]
#[case("redo", &[DEMO, EDIT, "workdiary undo --contract acme"])]
#[case("request ask", &[DEMO, ON_REQUEST])]
#[case("request list", &[DEMO])]
#[case("grant", &[DEMO, ON_REQUEST, ASK])]
#[case("refuse", &[DEMO, ON_REQUEST, ASK])]
#[case("check", &[DEMO])]
#[case("statement list", &[DEMO])]
#[case("statement show", &[LOCKED])]
#[case("statement countersign", &[LOCKED])]
#[case("statement dispute", &[LOCKED])]
#[case("invoice settings", &[LOCKED])]
#[case("invoice issue", &[LOCKED, SELLER])]
#[case("invoice cancel", &[LOCKED, SELLER, INVOICE])]
#[case("invoice list", &[LOCKED, SELLER, INVOICE])]
#[case("invoice show", &[LOCKED, SELLER, INVOICE])]
#[case("journal", &[DEMO])]
#[case("verify", &[DEMO])]
#[case("bundle", &[DEMO])]
#[case("respond", &[LOCKED, BUNDLE])]
#[case("take", &[LOCKED, BUNDLE, "workdiary respond b.html -o known.json --dispute 2026-11-16=why",
    "workdiary take known.json --key $(workdiary key show | head -1)",
    "workdiary respond b.html -o answer.json --countersign 2026-11-16"])]
#[case("key show", &[DEMO])]
#[case("key protect", &[DEMO])]
#[case("key unprotect", &[DEMO, "workdiary key protect"])]
#[case("key unlock", &[DEMO, "workdiary key protect"])]
#[case("share show", &[DEMO, SHARED])]
#[case("share invite", &[DEMO, SHARED])]
#[case("share list", &[DEMO])]
#[case("share revoke", &[DEMO, SHARED, "workdiary share invite --contract acme"])]
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

const TOGGL: &str =
    "printf 'Description,Start date,Start time,Duration\\nx,2026-11-17,20:00,1:00\\n' > november.csv";
const SHARED: &str = "workdiary serve --detach --listen 127.0.0.1:0 --share 127.0.0.1:0";
const DEMO: &str = "workdiary demo";
const LOCKED: &str = "workdiary demo --now 2026-11-24T09:00:00Z";
const SELLER: &str =
    "workdiary invoice settings acme --set seller.name=Ada --set tax.category=S --set tax.rate=19";
const INVOICE: &str = "workdiary invoice issue --contract acme --week 2026-11-16";
const BUNDLE: &str =
    "workdiary bundle --contract acme --week 2026-11-16 -o b.html && cp b.html acme-2026-11-16.html";
const EDIT: &str = "workdiary edit --contract acme --at 2026-11-16T09:00Z -m other";
const ON_REQUEST: &str = "workdiary contract edit acme --manual on-request";
const ASK: &str =
    "workdiary request ask --contract acme --from 2026-11-16T16:00Z --to 2026-11-16T17:00Z --reason call";
const HOURS: &str = "workdiary plugin new --kind report hours";
const ACME: &str = "workdiary contract add acme --title T --client C --rate 1.00 --currency EUR";
