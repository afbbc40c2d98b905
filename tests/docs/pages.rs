//! The pages: README.md and all of docs/.

use std::path::{Path, PathBuf};

use rstest::rstest;

use crate::Newcomer;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The fenced blocks of a page in one language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let rest = page.split(&fence).skip(1);
    rest.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[rstest]
fn every_command_of_a_page_works(
    #[base_dir = ".."]
    #[files("README.md")]
    #[files("docs/*.md")]
    page: PathBuf,
) {
    let text = std::fs::read_to_string(&page).unwrap();
    let newcomer = Newcomer::new();
    for minutes in blocks(&text, "json") {
        std::fs::write(newcomer.file("minutes.ndjson"), minutes).unwrap();
    }
    for settings in blocks(&text, "toml") {
        std::fs::create_dir_all(newcomer.home.path()).unwrap();
        std::fs::write(newcomer.home.path().join("config.toml"), settings).unwrap();
        newcomer.types("workdiary contract add acme --title T --client C --rate 1.00 --currency EUR");
    }
    let commands = blocks(&text, "sh").concat();
    assert!(!commands.is_empty(), "no command in {}", page.display());
    for line in commands.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("cargo xtask ") {
            Some(words) => known_to_xtask(words),
            None => newcomer.types(line),
        }
    }
}

/// These are what runs this test, so they are not run here.
fn known_to_xtask(words: &str) {
    let help = std::fs::read_to_string(root().join("xtask/src/main.rs")).unwrap();
    let command = words.split_whitespace().next().unwrap();
    assert!(help.contains(&format!("\n  {command} ")), "`cargo xtask {command}` is not in its help");
}

#[test]
fn links_lead_somewhere() {
    let pages = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/bundle.md",
        "docs/config.md",
        "docs/demo.md",
        "docs/import.md",
        "docs/invoices.md",
        "docs/law.md",
        "docs/plugins.md",
        "docs/unusual.md",
        "docs/sharing.md",
        "docs/web.md",
        "docs/writing-plugins.md",
    ];
    for page in pages.map(|page| root().join(page)) {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let there = link.starts_with("https://") || page.parent().unwrap().join(link).exists();
            assert!(there, "`{link}` in {} leads nowhere", page.display());
        }
    }
}
