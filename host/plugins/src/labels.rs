//! Calls of label schemes.

use crate::answer::{Label, Run};
use crate::bindings::labels::LabelScheme;
use crate::bindings::labels::exports::workdiary::plugin::labelling::{Guest, Pair};
use crate::call::{Call, Fault, NoAnswer, State, What, unfold, words};
use crate::limits::Budget;
use crate::plugin::{Guests, Plugin};

/// Labels of a scheme, or ids that it suggests: more are of no use to a person.
const MOST_LABELS: usize = 5_000;
const MOST_SUGGESTIONS: usize = 10;

impl Plugin {
    /// The labels of the scheme, archived ones too.
    ///
    /// # Errors
    /// The scheme's own refusal, or its fault.
    pub fn entries(&self, config: &str) -> Result<Run<Vec<Label>>, NoAnswer> {
        let run = self.ask("entries", 0, |guest, store| guest.call_entries(store, config))?;
        self.sound("entries", run, |labels| check_labels(labels))
    }

    /// What is wrong with each memo and label; none where it is fine.
    ///
    /// # Errors
    /// The scheme's own refusal, or its fault.
    pub fn check_pairs(
        &self,
        config: &str,
        pairs: &[(&str, Option<&str>)],
    ) -> Result<Run<Vec<Option<String>>>, NoAnswer> {
        let given: Vec<Pair> = pairs
            .iter()
            .map(|(memo, label)| Pair { memo: (*memo).to_owned(), label: label.map(str::to_owned) })
            .collect();
        let run = self.ask("check", pairs.len(), |guest, store| guest.call_check(store, config, &given))?;
        self.sound("check", run, |answers| match answers.len() == given.len() {
            true => Ok(()),
            false => Err(format!("{} answers for {} pairs", answers.len(), given.len())),
        })
        .map(|run| run.map(|answers| answers.into_iter().map(|why| why.map(|why| words(&why))).collect()))
    }

    /// Ids of labels that may suit a memo, the best one first.
    ///
    /// # Errors
    /// The scheme's own refusal, or its fault.
    pub fn suggest(&self, config: &str, memo: &str) -> Result<Run<Vec<String>>, NoAnswer> {
        let run = self.ask("suggest", 1, |guest, store| guest.call_suggest(store, config, memo))?;
        self.sound("suggest", run, |ids| match ids.len() <= MOST_SUGGESTIONS {
            true => ids.iter().try_for_each(|id| check_id(id)),
            false => Err(format!("{} suggestions, {MOST_SUGGESTIONS} at most", ids.len())),
        })
    }

    /// The labels with these ids and all labels above them.
    ///
    /// # Errors
    /// The scheme's own refusal, or its fault.
    pub fn roll_up(&self, config: &str, ids: &[String]) -> Result<Run<Vec<Label>>, NoAnswer> {
        let run = self.ask("roll-up", ids.len(), |guest, store| guest.call_roll_up(store, config, ids))?;
        self.sound("roll-up", run, |labels| check_labels(labels))
    }

    fn ask<T>(
        &self,
        call: &'static str,
        texts: usize,
        ask: impl FnOnce(&Guest, &mut wasmtime::Store<State>) -> wasmtime::Result<Result<T, String>>,
    ) -> Result<Run<T>, NoAnswer> {
        let Guests::Labels(guest) = &self.guests else { return Err(self.not_a("label scheme")) };
        let mut running = Call::new(&self.sandbox, Budget::labels(texts), None);
        let guest: LabelScheme = match guest.instantiate(&mut running.store) {
            Ok(guest) => guest,
            Err(error) => return Err(self.failed(running, "start", error)),
        };
        running.begin();
        let answer = ask(guest.workdiary_plugin_labelling(), &mut running.store);
        unfold(running.end(&self.manifest().title_line(), call, answer).0)
    }

    fn sound<T>(
        &self,
        call: &'static str,
        run: Run<T>,
        check: impl FnOnce(&T) -> Result<(), String>,
    ) -> Result<Run<T>, NoAnswer> {
        match check(&run.answer) {
            Ok(()) => Ok(run),
            Err(why) => {
                let (plugin, what) = (self.manifest().title_line(), What::BadAnswer(why));
                Err(NoAnswer::Fault(Box::new(Fault { plugin, call, what, log: run.log })))
            }
        }
    }
}

fn check_labels(labels: &[Label]) -> Result<(), String> {
    if labels.len() > MOST_LABELS {
        return Err(format!("{} labels, {MOST_LABELS} at most", labels.len()));
    }
    let mut known = std::collections::BTreeMap::new();
    for label in labels {
        check_id(&label.id)?;
        if label.title.trim().is_empty() || !is_one_line(&label.title) {
            return Err(format!("label `{}` has no title on one line of at most 200 bytes", label.id));
        }
        if let Some(colour) = &label.colour
            && !is_colour(colour)
        {
            return Err(format!(
                "label `{}` has the colour `{}`, not one like #3366cc",
                label.id,
                colour.escape_debug()
            ));
        }
        if known.insert(label.id.as_str(), label.parent.as_deref()).is_some() {
            return Err(format!("label `{}` is there twice", label.id));
        }
    }
    for label in labels {
        let mut above = label.parent.as_deref();
        for _ in 0..labels.len() {
            let Some(id) = above else { break };
            above = *known
                .get(id)
                .ok_or_else(|| format!("label `{}` lies under `{id}`, which is not there", label.id))?;
        }
        if above.is_some() {
            return Err(format!("label `{}` lies under itself", label.id));
        }
    }
    Ok(())
}

fn check_id(id: &str) -> Result<(), String> {
    let good = (1..=64).contains(&id.chars().count())
        && !id.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if good {
        Ok(())
    } else {
        Err(format!("`{}` is no id: 1 to 64 characters without blanks", id.escape_debug()))
    }
}

fn is_one_line(text: &str) -> bool {
    text.len() <= 200 && !text.chars().any(char::is_control)
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(id: &str, parent: Option<&str>) -> Label {
        let (id, parent) = (id.to_owned(), parent.map(str::to_owned));
        Label { title: id.clone(), id, parent, colour: None, archived: false }
    }

    #[test]
    fn labels_make_trees() {
        check_labels(&[label("dev", None), label("api", Some("dev")), label("docs", Some("api"))]).unwrap();
        for (labels, why) in [
            (vec![label("a b", None)], "no id"),
            (vec![label("a", None), label("a", None)], "twice"),
            (vec![label("a", Some("b"))], "not there"),
            (vec![label("a", Some("b")), label("b", Some("a"))], "under itself"),
            (vec![Label { colour: Some("red".to_owned()), ..label("a", None) }], "colour"),
            (vec![Label { title: "two\nlines".to_owned(), ..label("a", None) }], "one line"),
        ] {
            assert!(check_labels(&labels).unwrap_err().contains(why), "{labels:?}");
        }
    }
}
