//! Clients from elsewhere: how they get in, what they can reach, what they do.

mod crawl;
mod entering;
mod invoices;
mod pages;
mod story;
#[path = "../web/visit.rs"]
#[allow(dead_code, reason = "it is made for the other suite")]
mod visit;

use serde_json::{Value, json};
use workdiary_test_support::home::Home;
use workdiary_test_support::http::{Answer, Site};

/// The Monday of the week that the homes are about.
const MONDAY: &str = "2026-11-16";

/// A contract of this client, where manual time is on request.
fn contract(id: &str, client: &str) -> String {
    let fields = json!({ "id": id, "title": format!("Title of {client}"), "client": client, "rate": "85.00",
        "currency": "EUR", "manual": "on-request", "weekly_limit": 40 });
    json!({ "contract_add": fields }).to_string() + "\n"
}

/// Ten tracked minutes from this time on.
fn tracked(contract: &str, hour: &str, memo: &str) -> String {
    let minute = |minute: u32| {
        json!({ "contract": contract, "minute": format!("{MONDAY}T{hour}:{minute:02}Z"), "tracked_seconds": 60,
            "keystrokes": 5, "memo": memo })
    };
    (0..10).map(|at| minute(at).to_string() + "\n").collect()
}

/// Starts the host of a home, which lets clients in on a free port of this machine.
#[track_caller]
fn serve(home: &Home) {
    home.run(["serve", "--detach", "--listen", "127.0.0.1:0", "--share", "127.0.0.1:0"]).ok();
}

/// Invites to a contract. Gives where that is, such as `127.0.0.1:7118`, and the secret of the link.
#[track_caller]
fn invited(home: &Home, contract: &str) -> (String, String) {
    let made = home.run(["share", "invite", "--contract", contract, "--json"]).json();
    let link = made["link"].as_str().unwrap();
    let (origin, secret) = link.split_once(&format!("/enter/{contract}?once=")).unwrap();
    (origin.split_once("://").unwrap().1.to_owned(), secret.to_owned())
}

/// A browser that came in by an invitation to this contract.
#[track_caller]
fn client(home: &Home, contract: &str) -> Site {
    let (host, secret) = invited(home, contract);
    let stranger = Site { host, cookie: String::new() };
    let answer =
        stranger.post(&format!("/enter/{contract}"), &[("once", &secret), ("zone", "Europe/Berlin")]);
    assert_eq!((answer.status, answer.header("location")), (303, format!("/diary/{contract}").as_str()));
    Site { cookie: cookie(&answer), ..stranger }
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The journal's entries of these kinds: kind and contract.
fn entries(home: &Home, kinds: &[&str]) -> Vec<(String, Value)> {
    let journal = home.run(["journal", "--last", "500", "--json"]).json();
    let all = journal["entries"].as_array().unwrap().iter();
    all.filter(|entry| kinds.contains(&entry["kind"].as_str().unwrap()))
        .map(|entry| (entry["kind"].as_str().unwrap().to_owned(), entry["payload"]["contract"].clone()))
        .collect()
}
