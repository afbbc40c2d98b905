//! A dispute of single segments: their times and the reason join what was said to the statement before.

use jiff::Timestamp;
use serde_json::Value;
use workdiary_diary::statement::Verdict;
use workdiary_diary::time::{SLOT_SECONDS, Second};
use workdiary_diary::week::Week;
use workdiary_service::{Failure, Request};

use crate::desk::Desk;
use crate::html::{list, monday, stretch, text};

/// Disputes the statement of the week in which the segments lie.
///
/// # Errors
/// When no reason is given, they lie in several weeks, or the law forbids it.
pub(super) fn dispute(
    desk: &Desk,
    contract: &str,
    picked: &[String],
    reason: &str,
) -> Result<Value, Failure> {
    if reason.is_empty() {
        return Err(Failure::usage("a dispute without a reason").hint("say why they are not right"));
    }
    let starts = starts(picked)?;
    let Some(first) = starts.first() else {
        return Err(Failure::usage("nothing is selected").hint("select cells of the diary first"));
    };
    if starts.iter().any(|start| Week::of(*start) != Week::of(*first)) {
        return Err(Failure::usage("the segments lie in two weeks: each has a statement of its own"));
    }
    let week = monday(Timestamp::from(*first).to_zoned(jiff::tz::TimeZone::UTC).date());
    let id = || Some(contract.to_owned());
    let before = desk.json(Request::StatementList { contract: id() })?;
    let said = list(&before, "/statements")
        .iter()
        .find(|statement| text(statement, "/week") == week.to_string())
        .filter(|statement| text(statement, "/verdict") == "disputed")
        .map(|statement| format!("{}; ", text(statement, "/words")));
    let words = format!("{}{}: {reason}", said.unwrap_or_default(), stretches(&starts));
    desk.json(Request::StatementAnswer { contract: id(), week, verdict: Verdict::Disputed, words })
}

fn starts(picked: &[String]) -> Result<Vec<Second>, Failure> {
    let read = |text: &String| {
        let time = text.parse::<Timestamp>().map_err(|_| Failure::usage(format!("`{text}` is not a time")));
        time.map(Second::from)
    };
    let mut starts: Vec<_> = picked.iter().map(read).collect::<Result<_, _>>()?;
    starts.sort_unstable();
    starts.dedup();
    Ok(starts)
}

/// Neighbours together, by UTC: `Mon 16 Nov, 09:00–09:30 UTC`.
fn stretches(starts: &[Second]) -> String {
    let mut all: Vec<(Second, Second)> = Vec::new();
    for start in starts {
        let end = start.plus(SLOT_SECONDS);
        match all.last_mut() {
            Some((_, until)) if *until == *start => *until = end,
            _ => all.push((*start, end)),
        }
    }
    let utc = jiff::tz::TimeZone::UTC;
    let words = all.iter().map(|(from, to)| stretch(&from.to_string(), &to.to_string(), &utc) + " UTC");
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_stretch() {
        let picked =
            ["2026-11-16T09:10:00Z", "2026-11-16T09:00:00Z", "2026-11-17T12:00:00Z"].map(str::to_owned);
        let told = stretches(&starts(&picked).unwrap());
        assert_eq!(told, "Mon 16 Nov, 09:00–09:20 UTC, Tue 17 Nov, 12:00–12:10 UTC");
        assert!(starts(&["yesterday".to_owned()]).is_err());
    }
}
