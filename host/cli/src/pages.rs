//! What is made from the command line's own description: completions and manual pages.

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;
use workdiary_service::Failure;

use crate::args::Cli;

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<ExitCode, Failure> {
    clap_complete::generate(shell, &mut Cli::command(), "workdiary", &mut std::io::stdout());
    Ok(ExitCode::SUCCESS)
}

/// One page a command, `workdiary-contract-add.1` and so on.
pub(crate) fn manual(folder: &Path) -> Result<ExitCode, Failure> {
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.map_err(|error| {
        Failure::environment(format!("cannot write the manual pages into `{}`: {error}", folder.display()))
            .hint("name a folder of yours")
    })?;
    Ok(ExitCode::SUCCESS)
}
