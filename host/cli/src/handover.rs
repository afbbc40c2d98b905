//! `workdiary bundle`, `verify FILE`, `respond` and `take`: a week goes to the client and an answer comes back.

use std::process::ExitCode;
use std::sync::Arc;

use serde_json::Value;
use workdiary_diary::statement::Verdict;
use workdiary_plugins::Sandbox;
use workdiary_proof::bundle::Wanted;
use workdiary_proof::hex::Hex;
use workdiary_service::answer::{AnswerWanted, fixed_by};
use workdiary_service::bundle::{self, BundleWanted};
use workdiary_service::select::Selection;
use workdiary_service::shown;
use workdiary_service::{Failure, Request};

use crate::args::{BundleCommand, RespondCommand, TakeCommand, VerifyCommand};
use crate::client::Client;
use crate::output::{self, BAD, CARE, FAINT, GOOD, STRONG, text};
use crate::proof;

pub(crate) fn bundle(client: &Client, command: BundleCommand) -> Result<ExitCode, Failure> {
    let BundleCommand { contract, week, to, without_pictures, file, output } = command;
    let file = crate::absolute(&file)?;
    let wanted = BundleWanted { contract, week, to, pictures: !without_pictures, file };
    let written = client.ask_json(Request::Bundle(wanted))?;
    let mut page = format!("wrote {STRONG}{}{STRONG:#}\n", text(&written, "/file"));
    page.push_str(&format!(
        "the client checks it with `workdiary verify`; tell them the key\n{FAINT}{}{FAINT:#}\n",
        text(&written, "/key")
    ));
    page.push_str(demo(&written));
    output::done(output, &page, &written)
}

fn demo(told: &Value) -> &'static str {
    if told.get("demo") == Some(&Value::Bool(true)) {
        "DEMO: sample data, which proves nothing\n"
    } else {
        ""
    }
}

pub(crate) fn verify(client: &Client, command: VerifyCommand) -> Result<ExitCode, Failure> {
    let VerifyCommand { file, key, since, output } = command;
    let Some(file) = file else { return proof::verify(client, output) };
    let mut wanted = Wanted { key: key.as_deref().map(read_key).transpose()?, since: None };
    if let Some(since) = since {
        let (place, earlier_key) = fixed_by(&since)?;
        wanted.since = Some(place);
        // The key must be the same as well, where no other is said.
        wanted.key = wanted.key.or(Some(earlier_key));
    }
    let sandbox = Arc::new(Sandbox::new(None, client.program())?);
    let told = bundle::verify(&sandbox, &file, &wanted)?;
    let shown = output::done(output, &verdict(&told), &told)?;
    if told.get("holds") != Some(&Value::Bool(true)) {
        let message = format!("`{}` does not hold", file.display());
        return Err(Failure::environment(message).hint("ask whoever gave it to you about what is broken"));
    }
    match told.get("demo") {
        Some(Value::Bool(true)) => {
            let message =
                format!("`{}` is of a demo home: sample data, which proves nothing", file.display());
            Err(Failure::refused("demo-home", message))
        }
        _ => Ok(shown),
    }
}

fn read_key(text: &str) -> Result<Hex<32>, Failure> {
    Hex::read(text).ok_or_else(|| {
        Failure::usage(format!("`{text}` is not a key"))
            .hint("64 digits and letters a to f, as `workdiary key show` tells the other party")
    })
}

fn verdict(told: &Value) -> String {
    let mut page = format!(
        "{STRONG}{}{STRONG:#}  {FAINT}written {} by {}{FAINT:#}\n",
        text(told, "/contract"),
        text(told, "/made_at"),
        text(told, "/program")
    );
    for week in shown::list(told, "/weeks") {
        page.push_str(&format!(
            "week of {}  {}  {}  {}\n",
            text(week, "/week"),
            text(week, "/state"),
            shown::hours(week.get("billable_minutes").and_then(Value::as_u64).unwrap_or_default()),
            shown::money(week.get("total")),
        ));
    }
    page.push('\n');
    for point in shown::list(told, "/points") {
        let (style, word) = match shown::text(point, "/standing") {
            "holds" => (GOOD, "holds "),
            "broken" => (BAD, "BROKEN"),
            _ => (FAINT, "open  "),
        };
        let mut name = text(point, "/name");
        for found in shown::list(point, "/found").iter().filter_map(Value::as_str) {
            page.push_str(&format!("{style}{word}{style:#}  {name:<16}  {}\n", output::plain(found)));
            name.clear();
        }
    }
    for hint in shown::list(told, "/hints") {
        page.push_str(&format!(
            "{CARE}hint{CARE:#}    unusual input    {} to {}: {}\n",
            text(hint, "/from"),
            text(hint, "/to"),
            text(hint, "/why")
        ));
    }
    for (title, list) in [("What this proves", "/proves"), ("What it does not prove", "/does_not_prove")] {
        page.push_str(&format!("\n{STRONG}{title}{STRONG:#}\n"));
        for sentence in shown::list(told, list).iter().filter_map(Value::as_str) {
            page.push_str(&format!("  {sentence}\n"));
        }
    }
    let demo = demo(told);
    if !demo.is_empty() {
        page.push_str(&format!("\n{CARE}{demo}{CARE:#}"));
    }
    page
}

pub(crate) fn respond(client: &Client, command: RespondCommand) -> Result<ExitCode, Failure> {
    let RespondCommand { bundle, file, label, grant, refuse, countersign, dispute, output } = command;
    let labels = label.into_iter().map(|(from, to, label)| (Selection::Range { from, to }, label));
    let requests = |all: Vec<(i64, String)>, granted| {
        all.into_iter().map(move |(number, words)| (number, granted, words))
    };
    let statements = |all: Vec<_>, verdict| all.into_iter().map(move |(date, words)| (date, verdict, words));
    let wanted = AnswerWanted {
        bundle: crate::absolute(&bundle)?,
        file: crate::absolute(&file)?,
        labels: labels.collect(),
        requests: requests(grant, true).chain(requests(refuse, false)).collect(),
        statements: statements(countersign, Verdict::Countersigned)
            .chain(statements(dispute, Verdict::Disputed))
            .collect(),
    };
    let written = client.ask_json(Request::Respond(wanted))?;
    let page = format!(
        "wrote {STRONG}{}{STRONG:#}: {}\nyour key, which the freelancer must know once\n{FAINT}{}{FAINT:#}\n",
        text(&written, "/file"),
        counts(|name| written.get(name).and_then(Value::as_u64).unwrap_or_default()),
        text(&written, "/key")
    );
    output::done(output, &page, &written)
}

pub(crate) fn take(client: &Client, command: TakeCommand) -> Result<ExitCode, Failure> {
    let TakeCommand { file, key, output } = command;
    let taken = client.ask_json(Request::Take { file: crate::absolute(&file)?, key })?;
    let of = |name: &str| match (name, shown::list(&taken, &format!("/{name}"))) {
        ("labels", edits) => edits.iter().map(|edit| shown::list(edit, "/segments").len() as u64).sum(),
        (_, all) => all.len() as u64,
    };
    let page = format!("took from {STRONG}{}{STRONG:#}: {}\n", text(&taken, "/client"), counts(of));
    output::done(output, &page, &taken)
}

fn counts(of: impl Fn(&str) -> u64) -> String {
    let some = |name: &str, one: &str, many: &str| match of(name) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let all = [
        some("labels", "change of label", "changes of label"),
        some("requests", "answer to a request", "answers to requests"),
        some("statements", "word on a statement", "words on statements"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
