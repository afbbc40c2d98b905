//! `cargo xtask run`: builds Work Diary, starts it, and opens the web diary.

use crate::build;
use crate::diary::Diary;
use crate::failure::Result;
use crate::packages::Needs;
use crate::setup::setup;

/// Uses the person's own diary: `WORKDIARY_HOME`, or the platform's folder for data.
pub(crate) fn run() -> Result<()> {
    setup(Needs::Build)?;
    let diary = Diary { binary: build::release()?, environment: Vec::new() };
    diary.run(&["open"])?;
    let typed = build::typed(&diary.binary);
    println!(
        "\nthe diary is on: its first page asks for your first contract. Later `{typed} open` leads there again.\n\
         In the terminal:\n  {typed} contract add --help\n  {typed} start -m \"what I am doing\"\n  {typed} stop"
    );
    Ok(())
}
