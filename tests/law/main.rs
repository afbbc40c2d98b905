//! The law of the diary: who may change what until when, the record of it, and the bills that stand.

mod closing;
mod destruction;
mod edits;
mod matrix;
mod model;
mod pages;
mod proof;
mod requests;
mod snapshots;
mod together;
mod unusual;

use serde_json::{Value, json};
use workdiary_test_support::home::{Home, Said};

/// The Monday of the week that most of this is about.
const MONDAY: &str = "2026-11-16";
/// A time in that week.
const IN_WEEK: &str = "2026-11-18T12:00:00Z";
/// A second before its lock, and the lock.
const BEFORE_LOCK: &str = "2026-11-23T11:59:59Z";
const LOCK: &str = "2026-11-23T12:00:00Z";
/// The client of `acme`.
const CLIENT: &str = "client:Acme GmbH";

/// A line of sample data that makes a contract at 60.00 EUR an hour.
fn contract(id: &str, client: &str, more: &Value) -> String {
    let mut fields = json!({ "id": id, "title": id, "client": client, "rate": "60.00", "currency": "EUR" });
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "contract_add": fields }).to_string() + "\n"
}

/// Ten whole minutes of a contract from this time on, with some input in each.
fn tracked(contract: &str, start: &str, memo: &str) -> String {
    let start: jiff::Timestamp = start.parse().unwrap();
    let minute = |number: i64| {
        let minute = start + jiff::SignedDuration::from_mins(number);
        json!({
            "contract": contract, "minute": minute.strftime("%FT%H:%MZ").to_string(), "tracked_seconds": 60,
            "keystrokes": 20 + number * 3, "clicks": number % 4, "scrolls": 1, "memo": memo,
        })
    };
    (0..10).map(|number| minute(number).to_string() + "\n").collect()
}

/// Six segments of `acme` from nine o'clock on, of which one is `beta`'s as well.
fn sample() -> String {
    let mut lines = contract("acme", "Acme GmbH", &json!({ "manual": "allowed", "weekly_limit": 40 }));
    lines += &contract("beta", "Beta AG", &json!({ "manual": "allowed" }));
    for number in 0..6 {
        lines += &tracked("acme", &format!("{MONDAY}T09:{number}0:00Z"), &format!("memo {number}"));
    }
    lines + &tracked("beta", &format!("{MONDAY}T09:50:00Z"), "beta's")
}

/// A demo home of that, in the middle of its week.
fn home() -> Home {
    Home::demo(&sample(), IN_WEEK)
}

/// Types a line; a word in quotation marks may have spaces.
fn types(home: &Home, line: &str) -> Said {
    let mut words = Vec::new();
    for (number, part) in line.split('"').enumerate() {
        match number % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    home.run(words)
}

/// Sets the clock of the home.
#[track_caller]
fn at(home: &Home, now: &str) {
    home.run(["demo", "--now", now]).ok();
}

/// The segments of a contract in the week, as `(time of day, memo, label)`.
#[track_caller]
fn words(home: &Home, contract: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |segment: &Value| {
        let start = text(&segment["start"]);
        (start[11..16].to_owned(), text(&segment["memo"]), text(&segment["label"]))
    };
    diary(home, contract)["segments"].as_array().unwrap().iter().map(row).collect()
}

#[track_caller]
fn diary(home: &Home, contract: &str) -> Value {
    home.run(["diary", "--contract", contract, "--week", MONDAY, "--tz", "utc", "--json"]).json()
}

#[track_caller]
fn bill(home: &Home, contract: &str) -> Value {
    home.run(["bill", "--contract", contract, "--week", MONDAY, "--json"]).json()
}
