//! What was typed is nowhere: not in the diary's files, not in the log, not in the memory of host and child.

use std::path::{Path, PathBuf};
use std::process::Command;

use workdiary_test_support::home::Home;

use crate::desk::Desk;

const SECRET: &str = "zyqxsecretwvkbatteryjqz";

/// All files of the home but the pictures, which may show it.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.ends_with("evidence") => {}
            path if path.is_dir() => all.extend(files(&path)),
            path => all.push(path),
        }
    }
    all
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    found(text.as_bytes()) || found(&wide)
}

fn core_of(process: u64, folder: &Path) -> Vec<u8> {
    let prefix = folder.join("core");
    let dumped = Command::new("gcore").arg("-o").arg(&prefix).arg(process.to_string()).output().unwrap();
    let said = String::from_utf8_lossy(&dumped.stderr).into_owned();
    std::fs::read(folder.join(format!("core.{process}"))).unwrap_or_else(|error| panic!("{error}: {said}"))
}

#[test]
fn a_secret_that_was_typed_is_nowhere() {
    let desk = Desk::at("09:03:00");
    desk.start();
    desk.display.xdotool(&["type", "--delay", "5", SECRET]);
    desk.display.xdotool(&["key", "Return"]);
    assert!(desk.display.notes(SECRET).contains(SECRET), "it was not typed");
    desk.until_counted("keystrokes", SECRET.len() as u64 + 1);
    let host = desk.home.status()["host"].as_u64().unwrap();
    let children = Home::children(host);
    assert_eq!(children.len(), 1, "no capture child");
    let dumps = tempfile::tempdir().unwrap();
    for process in [host, children[0]] {
        let core = core_of(process, dumps.path());
        // The search finds what is there: of the host, the memo; of the child, what it says of itself.
        let known = if process == host { "the parser" } else { "keys, clicks and scrolls are counted" };
        assert!(holds(&core, known), "the dump of {process} is no dump");
        assert!(!holds(&core, SECRET), "the secret is in the memory of process {process}");
    }
    desk.stop();
    let files = files(&desk.home.path());
    assert!(
        files.iter().any(|file| file.ends_with("diary.db"))
            && files.iter().any(|file| file.ends_with("host.log"))
    );
    for file in files.iter().filter(|file| file.is_file()) {
        assert!(!holds(&std::fs::read(file).unwrap(), SECRET), "the secret is in `{}`", file.display());
    }
}
