//! Every actor, every action, every state of the contract, every place of the week, both origins of a
//! segment: each cell of the table of rights, through the command line.

use rstest::rstest;
use serde_json::json;
use workdiary_diary::law::{Action, RIGHTS, Window};
use workdiary_test_support::home::{Home, Said, copied};

use crate::{CLIENT, MONDAY, at, contract, tracked, types};

/// Where the time stands, seen from the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Future,
    Current,
    BeforeLock,
    AtLock,
    LastAnswer,
    Older,
}

impl Position {
    fn now(self) -> &'static str {
        match self {
            Self::Future => "2026-11-15T23:59:59Z",
            Self::Current => "2026-11-18T12:00:00Z",
            Self::BeforeLock => "2026-11-23T11:59:59Z",
            Self::AtLock => "2026-11-23T12:00:00Z",
            Self::LastAnswer => "2026-11-27T23:59:59Z",
            Self::Older => "2026-11-28T00:00:00Z",
        }
    }
}

const ACTORS: [&str; 3] = ["freelancer", CLIENT, "client:Somebody else"];

/// What the table says of a cell: the rule that forbids it, if one does. SPEC.md §4, read once more.
fn forbidden_by(action: Action, actor: &str, closed: bool, position: Position) -> Option<&'static str> {
    let right = RIGHTS.into_iter().find(|right| right.action == action).unwrap();
    let window = match actor {
        "freelancer" => right.freelancer,
        CLIENT => right.client,
        _ => Window::Never,
    };
    let locked = matches!(position, Position::AtLock | Position::LastAnswer | Position::Older);
    match window {
        Window::Never => Some("not-yours"),
        Window::Active | Window::UntilLock if closed => Some("closed-contract"),
        Window::UntilLock if position == Position::Future => Some("future"),
        Window::UntilLock if locked => Some("locked-week"),
        Window::AfterLock if !locked || position == Position::Older => Some("statement-window"),
        _ => None,
    }
}

/// The command that does it to the segment at this time of the day, and what it says when the law lets it
/// through and something else is in its way: a demo home tracks nothing and has no pictures.
fn command(action: Action, at: &str, closed: bool) -> (String, Option<&'static str>) {
    let time = format!("--from {MONDAY}T{at}:00Z --to {MONDAY}T{at}:10Z");
    let free = format!("--from {MONDAY}T{at}:30Z --to {MONDAY}T{at}:40Z");
    let plain = match action {
        Action::Read => format!("diary --contract acme --week {MONDAY}"),
        Action::Track => return ("start acme".to_owned(), Some("(rule `demo-home`)")),
        Action::EditMemo => format!("edit --contract acme {time} -m other"),
        Action::EditLabel => format!("edit --contract acme {time} -l other"),
        Action::Remove => format!("remove --contract acme {time}"),
        Action::HideSnapshot => {
            return (format!("snapshot withhold --contract acme {time}"), Some("no such snapshot"));
        }
        Action::AddManual => format!("add --contract acme {free} -m call"),
        Action::RequestManual => format!("request ask --contract asks {free} --reason call"),
        Action::AnswerRequest => "grant 1".to_owned(),
        Action::SetTerms => "contract edit acme --weekly-limit 41".to_owned(),
        Action::ManageContract => "contract edit acme --title Other".to_owned(),
        Action::SetLabels => "contract edit acme --labels none".to_owned(),
        Action::Invoice => "invoice settings acme".to_owned(),
        Action::Invite => "share list --contract acme".to_owned(),
        Action::CloseContract if closed => "contract reopen acme".to_owned(),
        Action::CloseContract => "contract close acme".to_owned(),
        Action::AnswerStatement => format!("statement countersign --contract acme --week {MONDAY}"),
        Action::KeepHistory => "history --contract acme".to_owned(),
        Action::OwnDiary => "key show".to_owned(),
    };
    (plain, None)
}

/// A home of that state at that time: a tracked segment at nine o'clock and a manual one at ten in the
/// contracts `acme` and `asks`, and a request.
fn template(closed: bool, position: Position) -> Home {
    let manual = |contract: &str, minute: &str| {
        let line = json!({ "contract": contract, "minute": minute, "memo": "call", "manual": true });
        line.to_string() + "\n"
    };
    let mut lines = contract("acme", "Acme GmbH", &json!({ "manual": "allowed" }));
    lines += &contract("asks", "Acme GmbH", &json!({ "manual": "on-request" }));
    lines += &tracked("acme", &format!("{MONDAY}T09:00:00Z"), "memo");
    lines += &manual("acme", &format!("{MONDAY}T10:00Z"));
    lines += &tracked("asks", &format!("{MONDAY}T09:10:00Z"), "memo");
    let begins = if position == Position::Future { position } else { Position::Current };
    let home = Home::demo(&lines, begins.now());
    if position != Position::Future {
        types(
            &home,
            &format!("request ask --contract asks --from {MONDAY}T11:00Z --to {MONDAY}T11:10Z --reason call"),
        )
        .ok();
    }
    // The bill of the week is made once, so that each copy of the home has its rule compiled.
    types(&home, &format!("bill --contract acme --week {MONDAY}")).ok();
    if closed {
        for contract in ["acme", "asks"] {
            types(&home, &format!("contract close {contract}")).ok();
        }
    }
    at(&home, position.now());
    home
}

fn judge(said: &Said, rule: Option<&str>, in_its_way: Option<&str>) -> Result<(), String> {
    let told = format!("exit {}: {}{}", said.code, said.out, said.err);
    match (rule, in_its_way) {
        (Some(rule), _) if said.code == 3 && said.err.contains(&format!("(rule `{rule}`)")) => Ok(()),
        (None, Some(other)) if said.err.contains(other) => Ok(()),
        (None, None) if said.code == 0 => Ok(()),
        _ => Err(told),
    }
}

#[rstest]
fn each_cell_is_as_the_table_says(
    #[values(false, true)] closed: bool,
    #[values(
        Position::Future,
        Position::Current,
        Position::BeforeLock,
        Position::AtLock,
        Position::LastAnswer,
        Position::Older
    )]
    position: Position,
) {
    let template = template(closed, position);
    let mut differences = Vec::new();
    let mut cells = 0;
    for (action, actor, hour) in cells_of() {
        // A request in a week to come cannot have been made.
        if action == Action::AnswerRequest && position == Position::Future {
            continue;
        }
        let home = Home::new();
        copied(&template.path(), &home.path());
        let (line, in_its_way) = command(action, hour, closed);
        let said = types(&home, &format!("--as \"{actor}\" {line}"));
        let rule = forbidden_by(action, actor, closed, position);
        if let Err(told) = judge(&said, rule, in_its_way) {
            differences.push(format!("{actor}: `{line}` should be {rule:?}, but {told}"));
        }
        cells += 1;
    }
    assert!(
        differences.is_empty(),
        "{} of {cells} cells differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert_eq!(cells, if position == Position::Future { 102 } else { 108 });
}

/// Action, actor, and the hour of a tracked or a manual segment.
fn cells_of() -> Vec<(Action, &'static str, &'static str)> {
    let mut cells = Vec::new();
    for right in RIGHTS {
        for actor in ACTORS {
            for hour in ["09", "10"] {
                cells.push((right.action, actor, hour));
            }
        }
    }
    cells
}
