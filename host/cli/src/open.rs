//! `workdiary open`: the web diary in the person's browser.

use std::process::ExitCode;

use workdiary_service::{Failure, Request};

use crate::args::Output;
use crate::client::{self, Client, unexpected};
use crate::output;

/// Opens the web diary, or prints its address where no browser can be opened.
pub(crate) fn open(client: &Client, print: bool, output: Output) -> Result<ExitCode, Failure> {
    let environment = client::display_environment();
    let workdiary_service::Answer::Json(answer) = client.ask_host(&Request::Open { environment })? else {
        return Err(unexpected());
    };
    let address = output::text(&answer, "/address");
    if print || output.json {
        return output::done(output, &address, &answer);
    }
    let text = match open::that_detached(&address) {
        Ok(()) => format!(
            "the web diary opens in your browser; if not, open this address within a minute:\n{address}"
        ),
        Err(_) => format!("no browser could be opened here; open this address within a minute:\n{address}"),
    };
    output::done(output, &text, &answer)
}
