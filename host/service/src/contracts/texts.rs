//! What the texts of a contract may be: they stand on bills and in terminals, and have an end.

use workdiary_diary::contract::{Contract, Party};

use crate::failure::Failure;

/// The longest title and name.
const MOST: usize = 200;
/// The longest address.
const MOST_ADDRESS: usize = 1_000;

/// Says which text of a contract cannot be.
///
/// # Errors
/// When title or client are empty, or a text is too long or has control characters.
pub(super) fn check(contract: &Contract) -> Result<(), Failure> {
    for (field, value) in [("title", &contract.title), ("client", &contract.client.name)] {
        if value.trim().is_empty() {
            return Err(Failure::usage(format!("the {field} of contract `{}` is empty", contract.id)));
        }
    }
    text("title", &contract.title, MOST)?;
    for (whose, party) in [("client", &contract.client), ("freelancer", &contract.freelancer)] {
        let Party { name, address, tax_id, email } = party;
        text(&format!("name of the {whose}"), name, MOST)?;
        // Its lines are the only ones.
        text(&format!("address of the {whose}"), &address.replace('\n', " "), MOST_ADDRESS)?;
        text(&format!("tax id of the {whose}"), tax_id, MOST)?;
        text(&format!("e-mail address of the {whose}"), email, MOST)?;
    }
    Ok(())
}

fn text(what: &str, text: &str, most: usize) -> Result<(), Failure> {
    let long = text.chars().count();
    if long > most {
        return Err(Failure::usage(format!("the {what} has {long} characters, {most} at most")));
    }
    match text.chars().any(char::is_control) {
        true => Err(Failure::usage(format!("the {what} has control characters"))
            .hint("type it anew: pasted text may hold what is not seen")),
        false => Ok(()),
    }
}
