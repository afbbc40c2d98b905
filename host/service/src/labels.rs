//! Labels: what the scheme of a contract says of them.

use serde_json::{Value, json};
use workdiary_diary::contract::{Contract, LabelBinding};
use workdiary_plugins::{Label, Plugin};
use workdiary_store::{GivenLabel, Store};

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
    let scheme = plugins.scheme(store, binding)?;
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

/// So many memos are offered again.
const RECENT: u32 = 20;

/// What was worked on lately, newest first, as JSON for people and programs.
///
/// # Errors
/// When the diary cannot be read.
pub fn recent(store: &Store, contract: &Contract) -> Result<Value, Failure> {
    let recent = store.recent_work(&contract.id, RECENT)?;
    let recent: Vec<_> = recent.iter().map(|(memo, label)| json!({ "memo": memo, "label": label })).collect();
    Ok(json!({ "contract": contract.id, "recent": recent }))
}

/// A label that was chosen, as it is given to segments.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Its id, and what it is called.
    pub given: GivenLabel,
    /// Whether it is archived: then it is given to nothing new.
    pub archived: bool,
}

/// Looks a label up in the contract's scheme. One that the scheme does not know, or a scheme that
/// fails, gives the bare id: whether it may be used is for [`check_all`] to say.
///
/// # Errors
/// When the diary fails.
pub fn choose(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    id: &str,
) -> Result<Chosen, Failure> {
    let bare = Chosen { given: GivenLabel { id: id.to_owned(), title: String::new() }, archived: false };
    let Some(binding) = contract.labels.as_ref().filter(|_| !id.is_empty()) else { return Ok(bare) };
    let asked = |why: String| refused(binding, &why);
    let entries = plugins
        .scheme(store, binding)
        .and_then(|scheme| plugins.call(store, &scheme, asked, |scheme| scheme.entries(&binding.config)));
    match entries {
        Ok(run) => Ok(run.answer.into_iter().find(|label| label.id == id).map_or(bare, |label| Chosen {
            given: GivenLabel {
                title: if label.title == id { String::new() } else { label.title },
                id: label.id,
            },
            archived: label.archived,
        })),
        Err(failure) if matches!(failure.kind, failure::Kind::Plugin | failure::Kind::Refused) => Ok(bare),
        Err(failure) => Err(failure),
    }
}

/// What the scheme has against each pair of memo and label, and the failure to be told where it has failed.
pub type Checked = (Vec<Option<String>>, Option<Failure>);

/// Asks the scheme whether memos and their labels go together. A scheme that fails keeps nobody from
/// working: the pairs pass, and the failure is given to be told.
///
/// # Errors
/// When the diary fails.
pub fn check_all(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    pairs: &[(&str, &str)],
) -> Result<Checked, Failure> {
    let Some(binding) = &contract.labels else { return Ok((Vec::new(), None)) };
    let pairs: Vec<_> =
        pairs.iter().map(|(memo, label)| (*memo, Some(*label).filter(|label| !label.is_empty()))).collect();
    let answer = plugins.scheme(store, binding).and_then(|scheme| {
        let check = |scheme: &Plugin| scheme.check_pairs(&binding.config, &pairs);
        plugins.call(store, &scheme, |why| refused(binding, &why), check)
    });
    match answer {
        Ok(run) => Ok((run.answer, None)),
        Err(failure) => Ok((Vec::new(), Some(failure))),
    }
}

/// The label for a session that begins, and the failure to be told where the scheme has failed.
///
/// # Errors
/// What is wrong with memo and label, in the scheme's words, or that the label is archived.
pub fn for_session(
    store: &mut Store,
    plugins: &Plugins,
    contract: &Contract,
    memo: &str,
    label: &str,
) -> Result<(GivenLabel, Option<Failure>), Failure> {
    let hint = format!("`workdiary labels --contract {}` lists the labels", contract.id);
    let chosen = choose(store, plugins, contract, label)?;
    if chosen.archived {
        return Err(Failure::refused("archived-label", format!("the label `{label}` is archived")).hint(hint));
    }
    let (said, warning) = check_all(store, plugins, contract, &[(memo, label)])?;
    match said.into_iter().flatten().next() {
        Some(why) => Err(Failure::refused("label-scheme", why).hint(hint)),
        None => Ok((chosen.given, warning)),
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
    let scheme = plugins.scheme(store, binding)?;
    let asked = |why: String| refused(binding, &why);
    Ok(plugins.call(store, &scheme, asked, |scheme| scheme.roll_up(&binding.config, ids))?.answer)
}

fn refused(binding: &LabelBinding, why: &str) -> Failure {
    Failure::new(failure::Kind::Refused, format!("the label scheme `{}`: {why}", binding.name))
}
