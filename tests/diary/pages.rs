//! Help, completions and manual pages are all made from one description of the command line.

use workdiary_test_support::home::Home;

/// Every command and subcommand that help lists.
fn commands(home: &Home, path: &[String]) -> Vec<Vec<String>> {
    let help = home.run(path.iter().map(String::as_str).chain(["--help"])).ok();
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| {
        line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty() && *name != "help")
    });
    let below = names.map(|name| [path, &[name.to_owned()]].concat());
    below.flat_map(|path| [vec![path.clone()], commands(home, &path)].concat()).collect()
}

#[test]
fn every_command_has_help_with_an_example() {
    let home = Home::new();
    let commands = commands(&home, &[]);
    assert!(commands.len() > 15, "{commands:?}");
    // These only stand before their commands.
    let groups = ["contract", "invoice", "key", "plugin", "request", "share", "snapshot", "statement"];
    for path in commands.iter().filter(|path| !groups.contains(&path.join(" ").as_str())) {
        let help = home.run(path.iter().map(String::as_str).chain(["--help"])).ok();
        let told = help.contains(&format!("Example: workdiary {}", path.join(" ")));
        assert!(told, "`{}` has no example:\n{help}", path.join(" "));
    }
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(home.run(["completions", shell]).ok().contains("weekly-limit"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    home.run(["man", folder.path().to_str().unwrap()]).ok();
    for path in commands(&home, &[]) {
        let page = folder.path().join(format!("workdiary-{}.1", path.join("-")));
        assert!(page.exists(), "no page `{}`", page.display());
    }
}
