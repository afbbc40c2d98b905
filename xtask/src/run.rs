//! `cargo xtask run`: builds Work Diary, starts it, and says how to track the first minute.

use serde_json::Value;

use crate::build;
use crate::diary::Diary;
use crate::failure::{Failure, Result};
use crate::packages::Needs;
use crate::setup::setup;

/// Uses the person's own diary: `WORKDIARY_HOME`, or the platform's folder for data.
pub(crate) fn run() -> Result<()> {
    setup(Needs::Build)?;
    let diary = Diary { binary: build::release()?, environment: Vec::new() };
    diary.run(&["serve", "--detach"])?;
    let typed = build::typed(&diary.binary);
    let contract = match first_contract(&diary.ask(&["contract", "list"])?)? {
        Some(id) => id,
        None => make_contract(&diary, &typed)?,
    };
    println!(
        "\nthe diary is on. Track:\n  {typed} start {contract} -m \"what I am doing\"\nand after it\n  \
         {typed} stop\n  {typed} diary"
    );
    Ok(())
}

fn make_contract(diary: &Diary, typed: &str) -> Result<String> {
    let terms = ["--rate", "60.00", "--currency", "EUR", "--weekly-limit", "40"];
    let names = ["--title", "My first contract", "--client", "My first client"];
    diary.run(&[&["contract", "add", "first"], &names[..], &terms[..]].concat())?;
    println!(
        "made the contract `first`: 60.00 EUR an hour, at most 40 hours a week. Make it yours:\n  \
         {typed} contract edit first --title \"…\" --client \"…\" --rate 85.00"
    );
    Ok("first".to_owned())
}

/// The first contract that is not closed, of the answer of `workdiary contract list --json`.
fn first_contract(list: &Value) -> Result<Option<String>> {
    let list = list
        .as_array()
        .ok_or_else(|| Failure::new("the answer of `workdiary contract list --json` is no list"))?;
    let active =
        list.iter().find(|contract| contract.get("status").and_then(Value::as_str) != Some("closed"));
    match active.or(list.first()) {
        None => Ok(None),
        Some(contract) => match contract.get("id").and_then(Value::as_str) {
            Some(id) => Ok(Some(id.to_owned())),
            None => Err(Failure::new("a contract of `workdiary contract list --json` has no `id`")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_contract_that_is_not_closed_is_shown() {
        let list = json!([{ "id": "old", "status": "closed" }, { "id": "acme", "status": "active" }]);
        assert_eq!(first_contract(&list).unwrap().as_deref(), Some("acme"));
        assert_eq!(first_contract(&json!([])).unwrap(), None);
        assert!(first_contract(&json!({})).is_err() && first_contract(&json!([{}])).is_err());
    }
}
