//! What came, or would come, of an import.

use serde_json::{Value, json};
use workdiary_diary::contract::ManualPolicy;
use workdiary_diary::time::{SLOT_SECONDS, Second};

use super::ImportWanted;
use super::entry::{Entry, Refused, UNREADABLE};
use super::history::Head;
use crate::desk::Desk;
use crate::edit::MANUAL_POLICY;
use crate::failure::Failure;

/// What came of each line.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Lines of the file.
    pub(super) lines: usize,
    /// Seconds of all that could be read.
    pub(super) file_seconds: i64,
    /// What goes in, in order of time.
    pub(super) taken: Vec<Taken>,
    /// Seconds of lines that were not refused, and the segments that they make, those that are there already too.
    pub(super) good_seconds: i64,
    pub(super) good_segments: usize,
    /// Lines that are there already.
    pub(super) duplicates: Vec<u64>,
    /// Lines that say again what an earlier one says.
    pub(super) repeated: Vec<(u64, u64)>,
    /// Lines that make no segment, and why.
    pub(super) left_out: Vec<(u64, &'static str)>,
    /// Lines that are refused.
    pub(super) refused: Vec<Refused>,
    /// What the label scheme could not say.
    pub(super) warning: Option<Failure>,
    /// The edit or the import that was made.
    pub(super) number: Option<i64>,
}

/// A line that goes in.
#[derive(Debug)]
pub(super) struct Taken {
    line: u64,
    start: Second,
    until: Second,
    seconds: i64,
    pub(super) segments: usize,
    memo: String,
    label: String,
}

impl Taken {
    pub(super) fn of(entry: &Entry, segments: usize) -> Self {
        let Entry { line, stretch, memo, label, .. } = entry;
        let (memo, label) = (memo.clone(), label.clone());
        Self {
            line: *line,
            start: stretch.start,
            until: stretch.until,
            seconds: stretch.seconds,
            segments,
            memo,
            label,
        }
    }
}

impl Outcome {
    /// Whether anything may be written.
    pub(super) fn may_apply(&self, wanted: &ImportWanted) -> bool {
        wanted.apply && !self.taken.is_empty() && (wanted.skip_refused || self.refused.is_empty())
    }

    /// All of it as JSON for people and programs.
    pub(super) fn told(mut self, desk: &Desk<'_>, wanted: &ImportWanted, head: &Head, zone: &str) -> Value {
        self.refused.sort_by_key(|refused| refused.line);
        self.duplicates.sort_unstable();
        self.left_out.sort_unstable();
        self.taken.sort_by_key(|taken| (taken.start, taken.line));
        let segments: usize = self.taken.iter().map(|taken| taken.segments).sum();
        let good = i64::try_from(self.good_segments).unwrap_or_default() * SLOT_SECONDS;
        let hints = self.hints(desk, wanted);
        let refused = |refused: &Refused| {
            let Refused { line, column, rule, why } = refused;
            json!({ "line": line, "column": column, "rule": rule, "why": why })
        };
        let taken = |taken: &Taken| {
            json!({
                "line": taken.line, "start": taken.start.to_string(), "end": taken.until.to_string(),
                "seconds": taken.seconds, "segments": (!wanted.history).then_some(taken.segments),
                "memo": taken.memo, "label": taken.label,
            })
        };
        let mut told = json!({
            "contract": desk.contract.id, "file": wanted.file, "format": head.format, "sha256": head.sha256,
            "time_zone": zone, "as": if wanted.history { "history" } else { "manual" },
            "applied": self.number.is_some(), "lines": self.lines, "file_seconds": self.file_seconds,
            "taken": self.taken.iter().map(taken).collect::<Vec<_>>(),
            "duplicates": self.duplicates,
            "repeated": self.repeated.iter().map(|(line, of)| json!({ "line": line, "of": of })).collect::<Vec<_>>(),
            "refused": self.refused.iter().map(refused).collect::<Vec<_>>(), "hints": hints,
        });
        let number = if wanted.history { "import" } else { "edit" };
        let mut more = json!({ number: self.number });
        if !wanted.history {
            let left_out = self.left_out.iter().map(|(line, why)| json!({ "line": line, "why": why }));
            more = json!({
                number: self.number, "segments": segments, "good_seconds": self.good_seconds,
                "difference_seconds": good - self.good_seconds, "left_out": left_out.collect::<Vec<_>>(),
            });
        }
        if let (Some(fields), Some(more)) = (told.as_object_mut(), more.as_object()) {
            fields.extend(more.clone());
            fields.extend(self.warning.map(|warning| ("warning".to_owned(), json!(warning))));
        }
        told
    }

    /// What to do about what is refused, for each rule once.
    fn hints(&self, desk: &Desk<'_>, wanted: &ImportWanted) -> Vec<String> {
        let refused_by = |rules: &[&str]| self.refused.iter().any(|refused| rules.contains(&refused.rule));
        let may_ask = desk.contract.manual == ManualPolicy::OnRequest;
        let hints = [
            (refused_by(&[UNREADABLE, "memo-required"]), "mend these lines in the file".to_owned()),
            (
                refused_by(&["locked-week", "closed-contract", "not-billable", "longer-than-a-day"]),
                "`--history` keeps the past to be read; it is never billed".to_owned(),
            ),
            (refused_by(&["free-slots"]), "a slot is billed once: what is there stays as it is".to_owned()),
            (refused_by(&["future"]), "bring these lines in when they are over".to_owned()),
            (refused_by(&[MANUAL_POLICY]) && may_ask, desk.how_to_ask()),
            (
                refused_by(&["no-time"]) && wanted.day_starts.is_none() && !wanted.history,
                "`--day-starts 09:00` lays what is of a day one after another from then on".to_owned(),
            ),
            (
                refused_by(&["label-scheme", "archived-label"]),
                "`--label ID` gives all of it one label of the contract".to_owned(),
            ),
            (
                !self.refused.is_empty() && !self.taken.is_empty() && !wanted.skip_refused,
                "`--skip-refused` takes the other lines".to_owned(),
            ),
        ];
        hints.into_iter().filter_map(|(is_so, hint)| is_so.then_some(hint)).collect()
    }
}
