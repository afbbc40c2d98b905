//! Labels: what the scheme of a contract says of them.

use serde_json::{Value, json};
use workdiary_diary::contract::{Contract, LabelBinding};
use workdiary_plugins::{Kind, Label, Plugin};
use workdiary_store::Store;

use crate::failure::{self, Failure};
use crate::plugins::Plugins;

/// The labels of a contract, or those that suit a memo, as JSON for people and programs.
///
/// # Errors
/// When the contract has no scheme, or the scheme refuses or fails.
pub fn labels(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    memo: Option<&str>,
) -> Result<Value, Failure> {
    let Some(binding) = &contract.labels else {
        return Err(Failure::usage(format!(
            "contract `{}` has no label scheme: its labels are free",
            contract.id
        ))
        .hint(format!(
            "`workdiary contract edit {} --labels NAME --labels-config FILE` binds one",
            contract.id
        )));
    };
    let scheme = plugins.newest(store, Kind::LabelScheme, &binding.name)?;
    let asked = |why: String| refused(binding, &why);
    let all = plugins.call(store, &scheme, asked, |scheme| scheme.entries(&binding.config))?.answer;
    let suggested = match memo {
        Some(memo) => {
            Some(plugins.call(store, &scheme, asked, |scheme| scheme.suggest(&binding.config, memo))?.answer)
        }
        None => None,
    };
    Ok(json!({
        "contract": contract.id, "scheme": binding.name, "version": scheme.manifest().version,
        "labels": all, "suggested": suggested,
    }))
}

/// Asks the scheme whether a memo and its label go together. A scheme that fails keeps nobody from
/// tracking: the pair passes, and the failure is given to be told.
///
/// # Errors
/// What is wrong with them, in the scheme's words.
pub fn check(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    memo: &str,
    label: &str,
) -> Result<Option<Failure>, Failure> {
    let Some(binding) = &contract.labels else { return Ok(None) };
    let label = Some(label).filter(|label| !label.is_empty());
    let answer = plugins.newest(store, Kind::LabelScheme, &binding.name).and_then(|scheme| {
        let check = |scheme: &Plugin| scheme.check_pairs(&binding.config, &[(memo, label)]);
        plugins.call(store, &scheme, |why| refused(binding, &why), check)
    });
    match answer.map(|run| run.answer.into_iter().flatten().next()) {
        Ok(None) => Ok(None),
        Err(failure) => Ok(Some(failure)),
        Ok(Some(why)) => Err(Failure::refused("label-scheme", why)
            .hint(format!("`workdiary labels --contract {}` lists the labels", contract.id))),
    }
}

/// The labels with these ids and all above them; without a scheme they stand for themselves.
///
/// # Errors
/// When the scheme refuses or fails.
pub fn roll_up(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    ids: &[String],
) -> Result<Vec<Label>, Failure> {
    let by_itself = |id: &String| Label {
        id: id.clone(),
        title: id.clone(),
        parent: None,
        colour: None,
        archived: false,
    };
    let Some(binding) = &contract.labels else { return Ok(ids.iter().map(by_itself).collect()) };
    let scheme = plugins.newest(store, Kind::LabelScheme, &binding.name)?;
    let asked = |why: String| refused(binding, &why);
    Ok(plugins.call(store, &scheme, asked, |scheme| scheme.roll_up(&binding.config, ids))?.answer)
}

fn refused(binding: &LabelBinding, why: &str) -> Failure {
    Failure::new(failure::Kind::Refused, format!("the label scheme `{}`: {why}", binding.name))
}
